"""Where the environment of the project lies, and whether it holds what a lock file says.

Standard library only, and in words that old Pythons understand: `bootstrap` imports it before it looks at the version.
"""

import hashlib
import os
import sys
from pathlib import Path

EXIT_FAILED, EXIT_ENVIRONMENT = 1, 5
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
