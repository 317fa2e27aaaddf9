"""Lets a script that people start with any Python go on in `.venv`, with the packages of a lock file.

Standard library only. Old Pythons can read this module, and the scripts that import it first, as far
as the check of the version: they say one clear sentence instead of a syntax error.
"""

# ruff: noqa: E402 — the check of the version comes before all that an old Python lacks.

import sys

OLDEST = (3, 11)
EXIT_FAILED, EXIT_ENVIRONMENT = 1, 5

if sys.version_info < OLDEST:
    message = "Python {}.{} or newer is needed; {} is {}.{}.\n"
    sys.stderr.write(message.format(*OLDEST, sys.executable, *sys.version_info[:2]))
    sys.exit(EXIT_ENVIRONMENT)

import hashlib
import os
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
WINDOWS = os.name == "nt"
VENV_PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

SITE_LOCK = PROJECT / "requirements.lock"
CHECKS_LOCK = PROJECT / "requirements-dev.lock"
COVERED_BY = {SITE_LOCK: (SITE_LOCK, CHECKS_LOCK), CHECKS_LOCK: (CHECKS_LOCK,)}
"""What the checks need includes what the site needs, in the same versions."""


class Unprepared(Exception):
    """Something outside the project is missing; the message says what, and what helps."""


def enter(lock: Path) -> None:
    """Return inside `.venv` with all packages of the lock file: install them and start anew there if need be."""
    if not is_ready(lock):
        from installation import install

        try:
            install(lock)
        except Unprepared as problem:
            stop(problem)
    if not is_inside():
        go_on_as([str(VENV_PYTHON), *sys.argv])


def stop(problem: Unprepared) -> NoReturn:
    """End the script with the message of what is missing."""
    print(f"{Path(sys.argv[0]).name}: {problem}", file=sys.stderr)
    raise SystemExit(EXIT_ENVIRONMENT)


def is_inside() -> bool:
    """Return whether the Python that runs is that of `.venv`."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def is_ready(lock: Path) -> bool:
    """Return whether `.venv` holds what the lock file says, installed by a Python like this one."""
    return VENV_PYTHON.exists() and any(
        stamp(covering).is_file() and stamp(covering).read_text() == key(covering)
        for covering in COVERED_BY[lock]
    )


def stamp(lock: Path) -> Path:
    """Return the file that a finished installation leaves."""
    return VENV / f"{lock.stem}.installed"


def key(lock: Path) -> str:
    """Return a digest of all that an installation depends on; `pyproject.toml` says where `atlas` lies."""
    digest = hashlib.sha256(repr((sys.version_info[:2], str(VENV))).encode())
    for path in (lock, PROJECT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def go_on_as(command: list[str]) -> NoReturn:
    """Become that command. Windows cannot replace a process, so there this one waits for the other."""
    if not WINDOWS:
        sys.stdout.flush()
        os.execv(command[0], command)
    import subprocess

    try:
        raise SystemExit(subprocess.call(command))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
