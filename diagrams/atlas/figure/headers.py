"""Headers: the packet as it is at each step, and where its header stands: near its line, over no box, label or number.

An old header stands above a new one where something rewrites it. Room for both is at the foot of every node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from atlas.figure.geometry import Point, Rect
from atlas.figure.hops import Row, rows
from atlas.figure.room import CELL, Room
from atlas.figure.route import Wire
from atlas.figure.skeleton import BADGE, LABEL_HEIGHT, Skeleton
from atlas.figure.stage import Role
from atlas.figure.staging import Way
from atlas.model.network import Packet
from atlas.text.packets import ends_text

LINE = 15.0
PADDING = 4.0
WIDE_CHARACTER, NARROW_CHARACTER = 7.7, 3.6
"""How much room a character takes: what is wider is as wide as a figure. All figures are equally wide."""
_NARROW = frozenset(".:[]")
ARROW_WIDTH = 17.0
NUMBER_WIDTH = 9.0
"""For each character of the number before a header, and once more for the space after it."""
CLEARANCE = 3.0
BEFORE_TIP = 12.0
"""Where the packet stands on its line: so far before its end."""
NEAR, FAR = 150.0, 900.0
STRIDE = 3
"""Places that are tried lie so many cells apart."""
STACKED_COST, LINE_COST = 8.0, 30.0
"""What speaks against a place, in points of distance: two lines for one header, and a line below."""


@dataclass(frozen=True, slots=True)
class Header:
    """Source and destination of a packet, as text."""

    source: str
    destination: str


@dataclass(frozen=True, slots=True)
class Step:
    """What is shown of a hop: its number, the packet on the line, and what it has become at the end, if that differs."""

    number: str
    role: Role
    header: Header
    rewritten: Header | None = None

    @property
    def headers(self) -> tuple[Header, ...]:
        return (self.header,) if self.rewritten is None else (self.header, self.rewritten)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the header of a step stands, where its packet stands on the line, and whether each header takes two lines."""

    rect: Rect
    packet: Point
    stacked: bool


class Offset(NamedTuple):
    """How a box lies to a packet in one direction: the gap between them, what lying off center costs, and cells."""

    away: float
    off: float
    cells: int


@dataclass(frozen=True, slots=True)
class Card:
    """A header that stands in the drawing while nobody walks through it."""

    step: Step
    spot: Spot


def steps(ways: Iterable[Way]) -> tuple[Step, ...]:
    """Return what is shown of each hop of the followed ways."""
    return tuple(step_of(row) for way in ways for row in rows(way))


def step_of(row: Row) -> Step:
    """Return what is shown of a hop."""
    header = header_of(row.packet)
    after = header_of(row.done[-1].after) if row.done else header
    return Step(row.number, row.role, header, after if after != header else None)


def header_of(packet: Packet) -> Header:
    """Return source and destination of a packet."""
    return Header(*ends_text(packet))


def size(step: Step, stacked: bool) -> tuple[float, float]:
    """Return width and height of what is shown of a step."""
    ends = [[_width(one.source), _width(one.destination)] for one in step.headers]
    widths = [ARROW_WIDTH + (max(pair) if stacked else sum(pair)) for pair in ends]
    number = NUMBER_WIDTH * (len(step.number) + 1)
    lines = len(ends) * (2 if stacked else 1)
    return round(2 * PADDING + number + max(widths)), lines * LINE + 2 * PADDING


@cache
def _width(text: str) -> float:
    return sum(NARROW_CHARACTER if one in _NARROW else WIDE_CHARACTER for one in text)


class Finder:
    """Finds places on one sheet: among these boxes, numbers and lines."""

    def __init__(self, place: Skeleton, wires: Sequence[Wire]) -> None:
        self._place = place
        self._wires = {_number(one): one for one in wires if one.leg.badge}
        self._pieces = [
            (min(one.x, other.x), max(one.x, other.x), min(one.y, other.y), max(one.y, other.y))
            for wire in wires
            for one, other in pairwise(wire.points)
        ]
        taken = [*_taken(place), *(_around(one.badge) for one in self._wires.values())]
        self._sheet = Room(place.width, place.height, taken)
        self._outside = self._sheet.without(place.frames.values())
        self._on_node: dict[Rect, Room] = {}

    def spots(self, shown: Sequence[Step]) -> tuple[Spot, ...]:
        """Return where the header of each step stands. Only one of them is seen at a time."""
        return tuple(self._spot(step) for step in shown)

    def at_rest(self, shown: Sequence[Step]) -> tuple[Card, ...]:
        """Return the first and the last header of each request: they are seen together.

        One that finds no room where it belongs is left out, but for the very first.
        """
        kept: list[Card] = []
        for step, is_first in _first_and_last(shown):
            others = [one.spot.rect for one in kept]
            rooms = (self._near,) if kept else (self._near, self._anywhere)
            spot = self._find(step, others, rooms, at_start=is_first)
            if spot is not None:
                kept.append(Card(step, spot))
        return tuple(kept)

    def _spot(self, step: Step) -> Spot:
        """Return the best place for a step. Raises ValueError if there is none."""
        spot = self._find(step, (), (self._near, self._anywhere))
        if spot is None:
            raise ValueError(f"no room for the header of hop {step.number}")
        return spot

    def _find(
        self,
        step: Step,
        others: Sequence[Rect],
        rooms: Sequence[Callable[[Point], Room]],
        at_start: bool = False,
    ) -> Spot | None:
        """Return the best place for a step, near the end of its line or its start, if there is one."""
        points = self._wires[step.number].points
        packet = _before_end(points[::-1] if at_start else points)
        taken = [*others, Rect(packet.x - 7, packet.y - 7, 14, 14)]
        for room in (room_of(packet) for room_of in rooms):
            for reach in (NEAR, FAR):
                found = [
                    one
                    for stacked in (False, True)
                    if (one := self._best(step, packet, room, taken, reach, stacked))
                ]
                if found:
                    return min(found, key=lambda one: one[0])[1]
        return None

    def _near(self, packet: Point) -> Room:
        """Return the room on the node on which a packet is, or outside all of them."""
        frames = self._place.frames.values()
        home = next((one for one in frames if _contains(one, packet)), None)
        if home is None:
            return self._outside
        if home not in self._on_node:
            self._on_node[home] = self._sheet.only(home)
        return self._on_node[home]

    def _anywhere(self, _: Point) -> Room:
        return self._sheet

    def _best(
        self,
        step: Step,
        packet: Point,
        room: Room,
        taken: Sequence[Rect],
        reach: float,
        stacked: bool,
    ) -> tuple[float, Spot] | None:
        width, height = size(step, stacked)
        free = room.free(width, height)
        column, row = round(packet.x / CELL), round(packet.y / CELL)
        columns, extra = _nearest_first(width, reach), STACKED_COST * stacked
        within = _columns(width, reach, column)
        best: tuple[float, float, int, int] | None = None
        for down in _nearest_first(height, reach):
            if best is not None and down.away + down.off + extra >= best[0]:
                break
            at = row + down.cells
            line = free.row(at) & within
            if not line:
                continue
            for right in columns:
                away, to = right.away + down.away, column + right.cells
                distance = away + (right.off + down.off)
                if best is not None and distance + extra >= best[0]:
                    break
                if to < 0 or away > reach or not line >> to & 1:
                    continue
                rect = Rect(to * CELL, at * CELL, width, height)
                if not any(overlap(rect, one) for one in taken):
                    cost = distance + extra + LINE_COST * self._lines_below(rect)
                    found = (cost, distance, to, at)
                    best = found if best is None else min(best, found)
        if best is None:
            return None
        cost, _, to, at = best
        return cost, Spot(Rect(to * CELL, at * CELL, width, height), packet, stacked)

    def _lines_below(self, rect: Rect) -> int:
        """Return how many pieces of lines a box would cover."""
        left, right, top, bottom = rect.x, rect.right, rect.y, rect.bottom
        return sum(
            start <= right and end >= left and upper <= bottom and lower >= top
            for start, end, upper, lower in self._pieces
        )


def overlap(one: Rect, other: Rect) -> bool:
    """Return whether two boxes share some room."""
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


def _number(wire: Wire) -> str:
    return wire.leg.badge.rstrip("?")


def _first_and_last(shown: Sequence[Step]) -> Iterator[tuple[Step, bool]]:
    """Yield the first and the last header of each request without what is done at the end, and whether it is the first."""
    requests = [one for one in shown if one.role is not Role.REPLY]
    flows = dict.fromkeys(one.number.rstrip("0123456789") for one in requests)
    for flow in flows:
        own = [one for one in requests if one.number.rstrip("0123456789") == flow]
        for step in own[:1] + own[1:][-1:]:
            yield replace(step, rewritten=None), step is own[0]


def _taken(place: Skeleton) -> Iterator[Rect]:
    """Yield what a header may not cover: boxes with a little room around them, and the labels of nodes."""
    for rect in place.boxes.values():
        yield Rect(
            rect.x - CLEARANCE,
            rect.y - CLEARANCE,
            rect.width + 2 * CLEARANCE,
            rect.height + 2 * CLEARANCE,
        )
    for frame in place.frames.values():
        yield Rect(frame.x, frame.y, frame.width, LABEL_HEIGHT - 1)


def _around(badge: Point) -> Rect:
    half = BADGE / 2 + 1
    return Rect(badge.x - half, badge.y - half, 2 * half, 2 * half)


def _before_end(points: Sequence[Point]) -> Point:
    """Return the point on a line a little before its end."""
    tip, previous = points[-1], points[-2]
    length = abs(tip.x - previous.x) + abs(tip.y - previous.y) or 1.0
    share = min(0.5, BEFORE_TIP / length)
    return Point(
        round(tip.x + (previous.x - tip.x) * share, 1),
        round(tip.y + (previous.y - tip.y) * share, 1),
    )


@cache
def _nearest_first(length: float, reach: float) -> tuple[Offset, ...]:
    """Return how a box of that width or height may lie to a packet, the nearest first."""
    stride = STRIDE * CELL
    offsets: list[Offset] = []
    for number in range(-int((reach + length) / stride), int(reach / stride) + 1):
        start = number * stride
        away = max(start, -start - length, 0.0)
        if away <= reach:
            offsets.append(Offset(away, abs(start + length / 2) * 0.02, number * STRIDE))
    return tuple(sorted(offsets, key=lambda one: (one.away + one.off, one.cells)))


@cache
def _columns(length: float, reach: float, column: int) -> int:
    """Return as bits at which columns a box of that width may stand around a packet."""
    offsets = (column + one.cells for one in _nearest_first(length, reach))
    return sum(1 << one for one in offsets if one >= 0)


def _contains(rect: Rect, point: Point) -> bool:
    return rect.x <= point.x <= rect.right and rect.y <= point.y <= rect.bottom
