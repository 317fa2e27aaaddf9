"""Seen: a stage as a layout shows it, with every line of text in a box that has room for it."""

from __future__ import annotations

from atlas.figure.fitting import NARROW_CAPS, WIDE_CAPS, fitted
from atlas.figure.skeleton import Layout
from atlas.figure.stage import Stage, compact


def seen(stage: Stage, layout: Layout) -> Stage:
    """Return a stage as it is seen in a layout: where room is short, cards are as wide as the sheet."""
    if layout is Layout.WIDE:
        return fitted(stage, WIDE_CAPS)
    return fitted(compact(stage), NARROW_CAPS)
