"""Reloading: while serving, modules of the model that were edited must not stay in memory."""

from __future__ import annotations

import sys
from pathlib import Path

SOURCES = Path(__file__).parents[1]
_seen: dict[Path, float] = {}


def forget_changed_modules() -> None:
    """Drop all of `atlas` from memory if any of its files has changed since the last call."""
    now = {path: path.stat().st_mtime for path in SOURCES.rglob("*.py")}
    changed = bool(_seen) and now != _seen
    _seen.clear()
    _seen.update(now)
    if changed:
        kept = {__name__}
        for name in [one for one in sys.modules if one.split(".")[0] == "atlas"]:
            if name not in kept:
                del sys.modules[name]
