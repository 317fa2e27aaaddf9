"""Linux namespaces: the few system calls that Python 3.11 does not have, and what they are refused with."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEW_MOUNTS = 0x00020000
NEW_USERS = 0x10000000
NEW_PROCESSES = 0x20000000
NEW_NETWORK = 0x40000000
"""Flags of unshare(2) and setns(2)."""

_RECURSIVE, _PRIVATE, _BIND = 0x4000, 0x40000, 0x1000
_SIGNAL_WHEN_PARENT_ENDS, _SHOW_IN_PROC = 1, 4
"""Options of prctl(2): PR_SET_PDEATHSIG and PR_SET_DUMPABLE."""

_system = ctypes.CDLL(None, use_errno=True)


def unshare(flags: int) -> None:
    """Move this process into new namespaces. Raises OSError."""
    _checked(_system.unshare(ctypes.c_int(flags)), "unshare")


def enter(descriptor: int, kind: int) -> None:
    """Move this thread into the namespace that the descriptor stands for. Raises OSError."""
    _checked(_system.setns(ctypes.c_int(descriptor), ctypes.c_int(kind)), "setns")


def become_root() -> None:
    """Make this process root of a user namespace of its own. Raises OSError where the kernel does not allow it."""
    user, group = os.geteuid(), os.getegid()
    unshare(NEW_USERS)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def new_network() -> int:
    """Return a descriptor for a new network namespace, in which this thread now is. It lives as long as a process holds it."""
    unshare(NEW_NETWORK)
    return this_network()


def this_network() -> int:
    """Return a descriptor for the network namespace of this thread."""
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


@contextmanager
def inside(descriptor: int, home: int) -> Iterator[None]:
    """Be in the network namespace `descriptor` for a moment; `home` is where this thread is otherwise."""
    enter(descriptor, NEW_NETWORK)
    try:
        yield
    finally:
        enter(home, NEW_NETWORK)


def keep_mounts_private() -> None:
    """See to it that no mount of this process shows elsewhere. Needs a mount namespace of its own."""
    mount("none", "/", None, _RECURSIVE | _PRIVATE)


def mount(source: str, target: str, kind: str | None, flags: int = 0, options: str = "") -> None:
    """Mount as mount(2) does. Raises OSError."""
    words = [one.encode() if one is not None else None for one in (source, target, kind)]
    result = _system.mount(*words, ctypes.c_ulong(flags), options.encode() or None)
    _checked(result, f"mount {target}")


def bind(source: str, target: str) -> None:
    """Let `target` show what `source` holds."""
    mount(source, target, None, _BIND)


def end_with_parent() -> None:
    """Have the kernel kill this process when the one that started it ends, however it ends."""
    _system.prctl(_SIGNAL_WHEN_PARENT_ENDS, ctypes.c_ulong(signal.SIGKILL), 0, 0, 0)


def show_in_proc() -> None:
    """Let commands of this lab find its namespaces below /proc, which new rights have closed (proc(5), "dumpable")."""
    _system.prctl(_SHOW_IN_PROC, 1, 0, 0, 0)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
