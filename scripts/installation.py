"""Makes `.venv` and installs a lock file into it: every package by its hash, the project by a link."""

import importlib.util
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from environment import (
    COVERED_BY,
    PROJECT,
    VENV,
    VENV_PYTHON,
    WINDOWS,
    Unprepared,
    is_inside,
    key,
    stamp,
)

UNREACHABLE = (
    "from versions: none",
    "Max retries exceeded",
    "NewConnectionError",
    "NameResolutionError",
)
"""Parts of what pip says when it gets no answer from the package index."""


def install(lock: Path) -> None:
    """Leave `.venv` with the versions of the lock file. Raises Unprepared."""
    started = time.monotonic()
    for any_lock in COVERED_BY:  # an interrupted installation must not look like a finished one
        stamp(any_lock).unlink(missing_ok=True)
    if not can_be_kept():
        make_environment()
    count = len(names(lock.read_text(encoding="utf-8")))
    print(f"Installing {count} packages into {VENV.name} …", flush=True)
    pip_install("--requirement", str(lock), "--require-hashes", "--only-binary", ":all:")
    pip_install("--no-deps", "--no-build-isolation", "--editable", str(PROJECT))
    stamp(lock).write_text(key(lock))
    print(f"{VENV.name} is ready after {time.monotonic() - started:.0f} s.", flush=True)


def can_be_kept() -> bool:
    """Return whether `.venv` is in use, or works and was made by a Python like the one that runs."""
    if is_inside():
        return True
    made_by = "version = {}.{}.".format(*sys.version_info)
    return has_pip() and VENV_PYTHON.exists() and made_by in (VENV / "pyvenv.cfg").read_text()


def has_pip() -> bool:
    """Return whether `.venv` has a pip of its own."""
    return any(VENV.glob("[Ll]ib/**/site-packages/pip/__init__.py"))


def make_environment() -> None:
    """Make `.venv` again. Raises Unprepared if there is no pip for it, as on a bare Debian."""
    bundled = importlib.util.find_spec("ensurepip") is not None
    if not bundled and importlib.util.find_spec("pip") is None:
        raise Unprepared(
            f"{sys.executable} has neither ensurepip nor pip. "
            "On Debian and Ubuntu 'sudo apt install python3-venv' brings both."
        )
    import venv

    print(f"Making {VENV.name} …", flush=True)
    venv.create(VENV, clear=True, symlinks=not WINDOWS, with_pip=bundled)


def pip_install(*what: str) -> None:
    """Install with the pip of `.venv` or, where it has none, with the pip of this Python."""
    pip = [str(VENV_PYTHON), "-m", "pip"]
    if not has_pip():
        pip = [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    with subprocess.Popen(
        [*pip, "install", *options, *what],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        said = list(showing_progress(process.stdout or ()))
    if process.returncode:
        raise Unprepared(explanation(said))


def showing_progress(lines: Iterable[str]) -> Iterator[str]:
    """Yield what pip says; on a terminal, show in one line that moves what it is at."""
    moves = sys.stdout.isatty()
    fetched = 0
    for line in lines:
        word, _, rest = line.strip().partition(" ")
        if moves and word == "Collecting":
            fetched += 1
            print(f"\r\033[K  {fetched:>3}  {rest.partition(' ')[0]}", end="", flush=True)
        elif moves and line.startswith("Installing collected"):
            print("\r\033[K  unpacking", end="", flush=True)
        yield line.rstrip()
    if moves:
        print("\r\033[K", end="", flush=True)


def explanation(said: list[str]) -> str:
    """Return why pip failed, as far as it said so."""
    if any(sign in line for line in said for sign in UNREACHABLE):
        return "no package index answers. The first run needs a network; later runs do not."
    errors = [line for line in said if line.startswith("ERROR")] or said[-10:]
    return "\n".join(["pip could not install the packages:", *errors])


def names(lock: str) -> set[str]:
    """Return the names of the packages in the text of a lock file."""
    return {line.partition("==")[0] for line in lock.splitlines() if "==" in line}
