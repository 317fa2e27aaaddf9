#!/usr/bin/env python3
"""Measure how tidy the drawings of the site are, one line for each: `.venv/bin/python scripts/figures.py --score`.
With `--compare REVISION` it writes a page with the approved pictures of that revision beside those of today.

Measured is what is drawn first: crossings of lines, the most bends of one line, the length of all lines, the smallest
distance between two that run side by side, the share of the sheet on which nothing stands, and the size of its text in the
column of a page. Distances are pixels in that column.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from atlas.figure.catalog import figure, figure_names, manifests_of
from atlas.figure.compose import stage_scene
from atlas.figure.figure import Scene
from atlas.figure.geometry import Point, Rect
from atlas.figure.route import Wire, route
from atlas.figure.skeleton import Layout, Skeleton, skeleton
from atlas.figure.stage import fold_idle_nodes
from atlas.figure.states import explore
from atlas.model.cluster import Cluster
from atlas.world.load import load
from compare_figures import compare

COLUMN = {Layout.WIDE: 708.0, Layout.NARROW: 390.0}
LARGEST = {Layout.WIDE: 1.2, Layout.NARROW: 1.0}
TEXT = 12.0
CELL = 6.0
AROUND = 12.0
"""So near a line nothing is empty."""

Piece = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Score:
    """What is measured of one drawing."""

    name: str
    crossings: int
    bends: int
    length: float
    nearest: float | None
    empty: float
    text: float


def main() -> None:
    """Print the scores of all figures, or of those named, or write the page that compares their pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--score", action="store_true", help="print the measures")
    what.add_argument("--compare", metavar="REVISION", help="write a page of what looks different")
    parser.add_argument("--layout", type=Layout, choices=list(Layout), default=Layout.WIDE)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help="only these")
    options = parser.parse_args()
    if options.compare:
        _compare(options.compare, options.figures)
        return
    found = [*scores(options.figures or figure_names(), options.layout)]
    print(
        f"{'figure':<28}{'crossings':>10}{'bends':>7}{'length':>8}{'nearest':>9}{'empty':>7}{'text':>7}"
    )
    for one in found:
        print(_line(one))
    print(_line(_all(found)))


def _compare(revision: str, names: list[str]) -> None:
    try:
        page, count = compare(revision, names)
    except ValueError as fault:
        raise SystemExit(f"figures.py: {fault}") from fault
    print(f"{page}: {count} pictures differ")


def scores(names: Iterable[str], layout: Layout) -> Iterator[Score]:
    """Yield the score of each scene of these figures, as it is first drawn in that layout."""
    for name in names:
        drawn = figure(name)
        cluster = load([manifests_of(drawn.cluster)]).cluster
        for number, scene in enumerate(drawn.scenes, 1):
            place, wires = _sheet(cluster, scene, layout)
            yield score(f"{name} {number}", place, wires)


def _sheet(cluster: Cluster, scene: Scene, layout: Layout) -> tuple[Skeleton, Sequence[Wire]]:
    if not scene.controls:
        stage = fold_idle_nodes(stage_scene(cluster, scene).stage)
        place = skeleton(stage, layout)
        return place, route(stage, place)
    explored = explore(cluster, scene)
    stage = explored.stage(explored.states[explored.first].stages[0])
    place = explored.place(stage, layout)
    return place, route(stage, place)


def score(name: str, place: Skeleton, wires: Sequence[Wire]) -> Score:
    """Return what is measured of a sheet with these lines."""
    scale = min(LARGEST[place.layout], COLUMN[place.layout] / place.width)
    pieces = [list(pairwise(wire.points)) for wire in wires]
    pairs = [
        (one, other) for some, others in combinations(pieces, 2) for one in some for other in others
    ]
    gaps = [gap * scale for one, other in pairs if (gap := gap_between(one, other)) and gap > 0.5]
    return Score(
        name,
        sum(cross(one, other) for one, other in pairs),
        max((len(wire.points) - 2 for wire in wires), default=0),
        scale * sum(_length(piece) for line in pieces for piece in line),
        min(gaps, default=None),
        empty_share(place, [piece for line in pieces for piece in line]),
        TEXT * scale,
    )


def cross(one: Piece, other: Piece) -> bool:
    """Return whether a level and an upright piece of two lines cross."""
    level, upright = (one, other) if _is_level(one) else (other, one)
    if not _is_level(level) or _is_level(upright):
        return False
    left, right = sorted((level[0].x, level[1].x))
    low, high = sorted((upright[0].y, upright[1].y))
    return left < upright[0].x < right and low < level[0].y < high


def gap_between(one: Piece, other: Piece) -> float | None:
    """Return the distance of two pieces that run side by side, None if they do not."""
    if _is_level(one) is not _is_level(other):
        return None
    turned = _is_level(one)
    along = [sorted((p.x, q.x) if turned else (p.y, q.y)) for p, q in (one, other)]
    shared = min(along[0][1], along[1][1]) - max(along[0][0], along[1][0])
    if shared < CELL:
        return None
    return abs(one[0].y - other[0].y) if turned else abs(one[0].x - other[0].x)


def empty_share(place: Skeleton, pieces: Sequence[Piece]) -> float:
    """Return the share of a sheet on which neither a box nor a line stands."""
    taken = [*place.boxes.values(), *(_around(piece) for piece in pieces)]
    columns, rows = int(place.width / CELL), int(place.height / CELL)
    centers = [
        Point((x + 0.5) * CELL, (y + 0.5) * CELL) for x in range(columns) for y in range(rows)
    ]
    empty = sum(not any(_contains(rect, point) for rect in taken) for point in centers)
    return empty / len(centers)


def _around(piece: Piece) -> Rect:
    (left, right), (top, bottom) = (
        sorted((piece[0].x, piece[1].x)),
        sorted((piece[0].y, piece[1].y)),
    )
    return Rect(left - AROUND, top - AROUND, right - left + 2 * AROUND, bottom - top + 2 * AROUND)


def _contains(rect: Rect, point: Point) -> bool:
    return rect.x <= point.x <= rect.right and rect.y <= point.y <= rect.bottom


def _is_level(piece: Piece) -> bool:
    return abs(piece[0].y - piece[1].y) < abs(piece[0].x - piece[1].x)


def _length(piece: Piece) -> float:
    return abs(piece[0].x - piece[1].x) + abs(piece[0].y - piece[1].y)


def _all(found: Sequence[Score]) -> Score:
    """Return the sums of what adds up, else the worst."""
    return Score(
        "all",
        sum(one.crossings for one in found),
        max(one.bends for one in found),
        sum(one.length for one in found),
        min((one.nearest for one in found if one.nearest is not None), default=None),
        sum(one.empty for one in found) / len(found),
        min(one.text for one in found),
    )


def _line(one: Score) -> str:
    nearest = "–" if one.nearest is None else f"{one.nearest:.1f}"
    return (
        f"{one.name:<28}{one.crossings:>10}{one.bends:>7}{one.length:>8.0f}"
        f"{nearest:>9}{one.empty:>7.0%}{one.text:>7.1f}"
    )


if __name__ == "__main__":
    main()
