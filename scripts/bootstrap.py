"""Lets a script that people start with any Python go on in `.venv`, with the packages of a lock file.

Standard library only. Old Pythons can read this module and `environment`, and the scripts that import them first, as
far as the check of the version: they say one clear sentence instead of a syntax error.
"""

import os
import sys
from pathlib import Path
from typing import NoReturn

from environment import (
    EXIT_ENVIRONMENT,
    VENV_PYTHON,
    WINDOWS,
    Unprepared,
    is_inside,
    is_ready,
)

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    message = "Python {}.{} or newer is needed; {} is {}.{}.\n"
    sys.stderr.write(message.format(*OLDEST, sys.executable, *sys.version_info[:2]))
    sys.exit(EXIT_ENVIRONMENT)


def enter(lock: Path) -> None:
    """Return inside `.venv` with all packages of the lock file: install them and start again there if need be."""
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
