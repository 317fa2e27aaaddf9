"""kubectl-atlas: the same command as a plugin of kubectl. What asks about a cluster asks the one that kubectl knows."""

from __future__ import annotations

import sys
from pathlib import Path

from atlas.cli.main import run

_LIVE = "why"


def main() -> None:
    """Run the command and end the process with its exit code."""
    raise SystemExit(run(arguments(sys.argv[1:])))


def arguments(words: list[str]) -> list[str]:
    """Return the arguments of `atlas`: `why` without files asks the running cluster."""
    if words[:1] != [_LIVE] or "--live" in words or {"-h", "--help", "-"} & set(words):
        return words
    if any(Path(one).exists() for one in words[1:]):
        return words
    return [_LIVE, "--live", *words[1:]]
