"""Thumbnails: a scene without words, as light as a line of text. What is what shows in the colours and icons of the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from atlas.figure.compose import ComposedScene, sheet_of
from atlas.figure.geometry import Point, Rect
from atlas.figure.icons import GRID, SHAPES
from atlas.figure.route import Wire
from atlas.figure.skeleton import Layout, Skeleton
from atlas.figure.stage import Box, Stage

CORNER = 6
LARGE = 2.0
"""How much larger than in a figure icons are, so that they can be told apart."""


def thumbnail(scene: ComposedScene) -> str:
    """Return a scene as a small inline drawing, which says nothing to assistive technology."""
    stage, place, wires = sheet_of(scene, Layout.WIDE)
    parts = (*_grounds(stage, place), *_boxes(stage, place), *_lines(wires))
    return (
        f'<svg viewBox="0 0 {place.width:g} {place.height:g}" class="atlas-svg atlas-thumbnail" '
        f'aria-hidden="true">{"".join(parts)}</svg>'
    )


def _grounds(stage: Stage, place: Skeleton) -> Iterator[str]:
    for frame in stage.nodes:
        state = " down" * frame.down + f" ground-{frame.ground}" * (frame.ground > 0)
        yield f'<g class="frame{state}">{_rectangle(place.frames[frame.key])}</g>'


def _boxes(stage: Stage, place: Skeleton) -> Iterator[str]:
    inside = (box for frame in stage.nodes if not frame.folded for box in frame.boxes)
    for box in (*stage.cards, *stage.sources, *stage.middles, *inside):
        rect = place.boxes[box.key]
        dimmed = " dimmed" * box.dimmed
        yield f'<g class="box {box.look}{dimmed}">{_rectangle(rect)}{_icon(box, rect)}</g>'


def _lines(wires: Sequence[Wire]) -> Iterator[str]:
    for wire in wires:
        if wire.leg.badge:
            yield f'<g class="leg {wire.leg.role}"><path d="{_path(wire.points)}"/></g>'


def _rectangle(rect: Rect) -> str:
    return (
        f'<path d="M{rect.x + CORNER:g} {rect.y:g}h{rect.width - 2 * CORNER:g}q{CORNER} 0 {CORNER} {CORNER}'
        f"v{rect.height - 2 * CORNER:g}q0 {CORNER}-{CORNER} {CORNER}h{2 * CORNER - rect.width:g}"
        f'q-{CORNER} 0-{CORNER}-{CORNER}v{2 * CORNER - rect.height:g}q0-{CORNER} {CORNER}-{CORNER}z"/>'
    )


def _icon(box: Box, rect: Rect) -> str:
    if box.icon not in SHAPES:
        return ""
    size = min(LARGE, (rect.height - 4) / GRID)
    left, top = rect.center.x - size * GRID / 2, rect.center.y - size * GRID / 2
    return f'<path class="icon" transform="translate({left:g} {top:g})scale({size:.3g})" d="{SHAPES[box.icon]}"/>'


def _path(points: Sequence[Point]) -> str:
    first, *others = points
    return f"M{first.x:g} {first.y:g}" + "".join(f"L{one.x:g} {one.y:g}" for one in others)
