"""Installs programs that run in Node.js, each by its lock file, into a folder of its own in .cache."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from environment import PROJECT, Unprepared

FILES = ("package.json", "package-lock.json")


def installed(name: str, what: str) -> Path:
    """Return the folder in which the programs of scripts/NAME are installed, now or at an earlier time.

    `what` is their name in messages. Raises Unprepared.
    """
    pinned, folder = PROJECT / "scripts" / name, PROJECT / ".cache" / name
    digest = hashlib.sha256(b"".join((pinned / file).read_bytes() for file in FILES)).hexdigest()
    stamp = folder / "installed"
    if not stamp.is_file() or stamp.read_text() != digest:
        stamp.unlink(missing_ok=True)
        _install(pinned, folder, what)
        stamp.write_text(digest)
    for file in pinned.iterdir():
        if file.name not in FILES:
            shutil.copyfile(file, folder / file.name)  # beside what it imports
    return folder


def _install(pinned: Path, folder: Path, what: str) -> None:
    """Install what the lock file names, every package by its hash. Raises Unprepared."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unprepared(
            f"no npm, with which {what} is installed: install Node.js with npm "
            "(Debian and Ubuntu: sudo apt install npm)"
        )
    print(f"Installing {what} into .cache/{folder.name} (once) …", file=sys.stderr, flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        shutil.copyfile(pinned / file, folder / file)
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unprepared(f"npm could not install {what}: {done.stderr.strip()[-600:]}")
