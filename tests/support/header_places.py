"""Header places: what is wrong with where the headers of packets stand on a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from atlas.figure.geometry import Point, Rect
from atlas.figure.headers import Finder, Step
from atlas.figure.route import Wire
from atlas.figure.skeleton import BADGE, Skeleton

LABEL = 20.0
"""Height of the line of text at the top of a node."""


def problems_of_headers(place: Skeleton, wires: Sequence[Wire], shown: Sequence[Step]) -> list[str]:
    """Return what headers of steps cover, or where they stick out."""
    finder = Finder(place, wires)
    cards = finder.at_rest(shown)
    problems = [
        f"at rest {one.step.number} and {other.step.number} overlap"
        for one, other in combinations(cards, 2)
        if overlap(one.spot.rect, other.spot.rect)
    ]
    spots = [
        *zip(shown, finder.spots(shown), strict=True),
        *((one.step, one.spot) for one in cards),
    ]
    for step, spot in spots:
        problems += [f"{step.number} covers {what}" for what in _covered(spot.rect, place, wires)]
        if _contains(spot.rect, spot.packet):
            problems.append(f"{step.number} covers its packet")
    return problems


def overlap(one: Rect, other: Rect) -> bool:
    """Return whether two rectangles share some room."""
    apart = (
        one.right <= other.x
        or other.right <= one.x
        or one.bottom <= other.y
        or other.bottom <= one.y
    )
    return not apart


def _covered(rect: Rect, place: Skeleton, wires: Sequence[Wire]) -> Iterator[str]:
    yield from (key for key, box in place.boxes.items() if overlap(rect, box))
    for key, frame in place.frames.items():
        if overlap(rect, Rect(frame.x, frame.y + 2, frame.width, LABEL)):
            yield f"label of {key}"
    for wire in wires:
        if wire.leg.badge and overlap(rect, _round(wire.badge)):
            yield f"number {wire.leg.badge}"
    if rect.x < 0 or rect.y < 0 or rect.right > place.width or rect.bottom > place.height:
        yield "the edge"


def _round(badge: Point) -> Rect:
    return Rect(badge.x - BADGE / 2, badge.y - BADGE / 2, BADGE, BADGE)


def _contains(rect: Rect, point: Point) -> bool:
    return rect.x <= point.x <= rect.right and rect.y <= point.y <= rect.bottom
