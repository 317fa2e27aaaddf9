#!/usr/bin/env python3
"""Resolve the dependencies of pyproject.toml again and write all lock files, with hashes.

`.venv/bin/python scripts/lock.py` keeps every version that still fits; with `--upgrade` it takes
the newest. The files hold for Linux, macOS and Windows and for every supported Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
EVERYTHING = "requirements-dev.lock"
SITE = "requirements.lock"
GENERATORS = "requirements-generators.lock"
COMMAND = "python scripts/lock.py"


def main() -> None:
    """Write the lock file of everything first: what the site needs has the same versions there."""
    resolve(EVERYTHING, "--all-extras", "--group", "install", "--group", "dev", *sys.argv[1:])
    site = ("--extra", "site", "--group", "install", "--constraints", EVERYTHING)
    resolve(SITE, *site)
    resolve(GENERATORS, *site, "--group", "generators")


def resolve(lock: str, *what: str) -> None:
    """Write one lock file. It names no index: packages come from the one that pip is set up for."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *what]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-emit-index-url", "--custom-compile-command", COMMAND, "--quiet"]
    subprocess.run(
        [*command, "--output-file", lock],
        cwd=PROJECT,
        env={**os.environ, "UV_NO_CONFIG": "1"},
        check=True,
    )


if __name__ == "__main__":
    main()
