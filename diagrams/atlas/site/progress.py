"""Progress of long work, on standard error: one line that moves on a terminal, few lines elsewhere."""

from __future__ import annotations

import sys


def show_progress(done: int, total: int, name: str) -> None:
    """Say how many figures are made."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\rFigures {done}/{total}  {name:<30}", end=end, file=sys.stderr, flush=True)
    elif done == total:
        print(f"Figures made: {total}", file=sys.stderr, flush=True)
