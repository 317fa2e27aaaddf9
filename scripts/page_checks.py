"""Checks the scripts of the pages: their types (TypeScript, by comments in the scripts) and mistakes (ESLint)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from environment import PROJECT
from node_tools import installed

SCRIPTS = "docs/assets/javascripts"


def prepare() -> Path:
    """Return the folder with both programs, installed now or at an earlier time. Raises Unprepared."""
    return installed("page_scripts", "what checks the scripts of pages")


def main() -> int:
    """Return 0 if neither program finds fault; what they find is printed. Raises Unprepared."""
    folder = prepare()
    programs = folder / "node_modules"
    commands = (
        [str(programs / "typescript/bin/tsc"), "--project", str(folder / "tsconfig.json")],
        [
            str(programs / "eslint/bin/eslint.js"),
            *("--config", str(folder / "eslint.config.mjs"), "--max-warnings", "0", SCRIPTS),
        ],
    )
    return max(
        subprocess.run(["node", *command], cwd=PROJECT, check=False).returncode
        for command in commands
    )


if __name__ == "__main__":
    sys.exit(main())
