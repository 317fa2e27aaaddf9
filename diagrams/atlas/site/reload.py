"""Reloading: while serving, modules of the model that were edited must not stay in memory."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from atlas.site.memory import Memory

SOURCES = Path(__file__).parents[1]
KEPT = (__name__, "atlas.site.memory", "atlas.site.remembering", "atlas.site.serving")
"""What runs the server, or holds what it remembers; an edit of these counts from the next start."""
_seen: dict[Path, float] = {}
memories: defaultdict[str, Memory] = defaultdict(Memory)
"""What builds of an edition remember while the site is served, by its language."""


def forget_changed_modules() -> None:
    """Drop all of `atlas` from memory if any of its files has changed since the last call."""
    now = {path: path.stat().st_mtime for path in SOURCES.rglob("*.py")}
    changed = bool(_seen) and now != _seen
    _seen.clear()
    _seen.update(now)
    if changed:
        for name in [one for one in sys.modules if one.split(".")[0] == "atlas"]:
            if name not in KEPT:
                del sys.modules[name]
