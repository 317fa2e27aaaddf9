"""visit: runs a program inside a lab, as if on one of its machines."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from atlas_lab.errors import LabError
from atlas_lab.files import FOLDER
from atlas_lab.namespaces import (
    NEW_MOUNTS,
    NEW_NETWORK,
    NEW_PROCESSES,
    NEW_USERS,
    bind,
    end_with_parent,
    enter,
    keep_mounts_private,
    unshare,
)

_RESOLVER = Path("/etc/resolv.conf")


def visit(process: int, descriptor: int, folder: str, prompt: str, command: Sequence[str]) -> int:
    """Run the command (a shell, if it is empty) on a machine and return its exit code. Raises LabError.

    `process` holds the lab, `descriptor` is the machine's namespace in it, `folder` where the machine's files lie.
    The program belongs to the lab: it ends with the lab.
    """
    home = Path("/proc", str(process))
    try:
        spaces = [
            (_opened(home / "ns/user"), NEW_USERS),
            (_opened(home / "ns/mnt"), NEW_MOUNTS),
            (_opened(home / "ns/pid"), NEW_PROCESSES),
            (_opened(home / "fd" / str(descriptor)), NEW_NETWORK),
        ]
        for one, kind in spaces:
            if kind != NEW_USERS or not _is_ours(one):
                enter(one, kind)
    except OSError as error:
        raise LabError(f"the lab cannot be entered: {error.strerror}") from error
    child = os.fork()
    if child == 0:
        end_with_parent()
        _become(folder, prompt, command)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _is_ours(user_space: int) -> bool:
    """Return whether the namespace is the one that we are in; it cannot be entered once more."""
    return os.fstat(user_space).st_ino == Path("/proc/self/ns/user").stat().st_ino


def _become(folder: str, prompt: str, command: Sequence[str]) -> None:
    """Turn this process into the program. Does not return."""
    try:
        unshare(NEW_MOUNTS)
        keep_mounts_private()
        resolver = Path(folder, "resolv.conf")
        if resolver.exists() and _RESOLVER.exists():
            bind(str(resolver), str(_RESOLVER))
        tools = FOLDER / "bin"
        environment = {**os.environ, "PATH": f"{tools}:{os.environ.get('PATH', os.defpath)}"}
        if command:
            os.execvpe(command[0], list(command), environment)
        environment["PS1"] = f"{prompt}$ "
        shell = ["bash", "--norc", "--noprofile"] if _has("/bin/bash") else ["sh"]
        os.execvpe(shell[0], shell, environment)
    except FileNotFoundError:
        print(f"atlas: {command[0]} is not installed", file=sys.stderr)
    except OSError as error:
        print(f"atlas: {error}", file=sys.stderr)
    os._exit(127)


def _has(path: str) -> bool:
    return Path(path).exists()
