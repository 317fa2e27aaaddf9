"""Progress of long work, on standard error: one line that moves on a terminal, one line at the end elsewhere."""

from __future__ import annotations

import sys


def show_progress(what: str, done: int, total: int, name: str) -> None:
    """Say how many of something are made, and which one was the last."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{what} {done}/{total}  {name:<40}", end=end, file=sys.stderr, flush=True)
    elif done == total:
        print(f"{what} made: {total}", file=sys.stderr, flush=True)
