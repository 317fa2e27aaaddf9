"""A board: boxes in columns from left to right, with lines between them. Whatever it holds, no two boxes share a place.

Lines run in the channels between columns only: out of the right side of a box, along a lane that they share with
nothing else, into the left side of the next box. A line that passes a column has a free row of its own there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from atlas.figure.fitting import broken, label_needed, needed
from atlas.figure.geometry import Channel, Point, Rect
from atlas.figure.pieces import BoxPiece, FramePiece, LinePiece
from atlas.figure.skeleton import LINE_HEIGHT, Layout, Skeleton
from atlas.figure.stage import Box, Line, Look, NodeFrame, Role

MARGIN, GAP, PADDING = 6.0, 12.0, 8.0
LABEL = 24.0
LANE, STUB, TIP = 6.0, 12.0, 16.0
"""Between lanes; before the first and after the last of them, where arrows have room."""
PASSAGE = 8.0
WIDEST, NARROWEST, WIDEST_LABEL = 300.0, 120.0, 380.0
LEAST_HEIGHT = 34.0
PORT = 9.0
CONFIG_ICONS = frozenset({"service", "ingress", "gateway"})

_DIGITS = str.maketrans("123456789", "0" * 9)


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes in a frame with a label."""

    key: str
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    down: bool = False
    assumed: bool = False

    @property
    def frame(self) -> NodeFrame:
        nothing = Box("", Look.KERNEL, "", ())
        folded = not self.boxes
        return NodeFrame(
            *(self.key, self.lines, nothing, nothing, self.boxes),
            down=self.down,
            folded=folded,
            assumed=self.assumed,
        )


Item = Box | Group


@dataclass(frozen=True, slots=True)
class Link:
    """A line from a box to one in a column further right."""

    start: str
    end: str
    role: Role = Role.REQUEST


@dataclass(frozen=True, slots=True)
class Board:
    """What is shown, column by column. Links to what is not on the board are left out."""

    columns: tuple[tuple[Item, ...], ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything stands."""

    frames: tuple[FramePiece, ...]
    boxes: tuple[BoxPiece, ...]
    lines: tuple[LinePiece, ...]
    place: Skeleton


@dataclass(slots=True)
class _Grid:
    rects: dict[str, Rect] = field(default_factory=dict)
    frames: list[FramePiece] = field(default_factory=list)
    boxes: list[BoxPiece] = field(default_factory=list)
    bottom: float = 0.0


@dataclass(frozen=True, slots=True)
class _Step:
    """A piece of a link from one column to the next; pieces of one bundle share their lane."""

    start: str
    end: str
    role: Role
    bundle: tuple[str, Role]


def placed(board: Board) -> Placed:
    """Return the places of all boxes and lines of a board."""
    columns = [tuple(map(_fitted, column)) for column in board.columns if column]
    column_of = {box.key: at for at, column in enumerate(columns) for box in _boxes(column)}
    links = [one for one in board.links if _goes_right(one, column_of)]
    chains = [list(_chain(one, column_of)) for one in links]
    passages = _passages(chains)
    steps: dict[int, dict[_Step, None]] = defaultdict(dict)
    for at, step in (piece for chain in chains for piece in chain):
        steps[at][step] = None
    grid, left = _Grid(), MARGIN
    channels: list[Channel] = []
    for at, column in enumerate(columns):
        wide = _column_width(column)
        _place(column, tuple(passages.get(at, ())), left, wide, grid)
        lanes = len({one.bundle for one in steps[at]})
        channels.append(Channel(left + wide, left + wide + STUB + LANE * lanes + TIP + GAP))
        left = channels[-1].right
    ways = [_ways(list(steps[at]), channel, grid) for at, channel in enumerate(channels)]
    lines = [
        _line(link.role, [ways[at][step] for at, step in chain])
        for link, chain in zip(links, chains, strict=True)
    ]
    width, height = channels[-1].left + MARGIN, grid.bottom + MARGIN
    none = channels[-1]
    place = Skeleton(width, height, Layout.WIDE, {}, {}, none, none, none, 0.0)
    return Placed(tuple(grid.frames), tuple(grid.boxes), tuple(lines), place)


def _goes_right(link: Link, column_of: Mapping[str, int]) -> bool:
    ends = column_of.get(link.start), column_of.get(link.end)
    return ends[0] is not None and ends[1] is not None and ends[0] < ends[1]


def _fitted(item: Item) -> Item:
    if isinstance(item, Box):
        return broken(item, WIDEST)
    boxes = tuple(broken(one, WIDEST) for one in item.boxes)
    return Group(item.key, item.lines, boxes, item.down, item.assumed)


def _boxes(column: Sequence[Item]) -> Iterator[Box]:
    for item in column:
        yield from (item,) if isinstance(item, Box) else item.boxes


def _column_width(column: Sequence[Item]) -> float:
    inset = 2 * PADDING * any(isinstance(one, Group) for one in column)
    boxes = max(map(_room_for, _boxes(column)), default=0.0) + 4 + inset
    labels = (label_needed(one.frame) for one in column if isinstance(one, Group))
    label = min(WIDEST_LABEL, max(labels, default=0.0))
    return float(ceil(max(NARROWEST, boxes, label) / 2) * 2)


def _room_for(box: Box) -> float:
    """Return how wide a box has to be: the engine centers its lines as if all digits were as wide as the widest."""
    lines = (one.translate(_DIGITS) if isinstance(one, str) else one for one in box.lines)
    return needed(replace(box, lines=tuple(lines)))


def _place(
    column: Sequence[Item], passages: Sequence[str], left: float, wide: float, grid: _Grid
) -> None:
    """Place the items of a column below each other, and the rows for lines that pass it on top."""
    y = MARGIN
    for key in passages:
        grid.rects[key] = Rect(left, y, wide, 0.0)
        y += PASSAGE
    has_groups = any(isinstance(one, Group) for one in column)
    for item in column:
        if isinstance(item, Box):
            inset = PADDING if has_groups else 0.0
            rect = Rect(left + inset, y, wide - 2 * inset, _height(item))
            y = _put(item, rect, grid) + GAP
            continue
        top, y = y, y + LABEL
        for box in item.boxes:
            rect = Rect(left + PADDING, y, wide - 2 * PADDING, _height(box))
            y = _put(box, rect, grid) + PADDING
        grid.frames.append(FramePiece(item.frame, Rect(left, top, wide, y - top + 2)))
        y += GAP
    grid.bottom = max(grid.bottom, y - GAP + 2)


def _put(box: Box, rect: Rect, grid: _Grid) -> float:
    grid.rects[box.key] = rect
    grid.boxes.append(BoxPiece(box, rect))
    return rect.bottom


def _height(box: Box) -> float:
    return max(LEAST_HEIGHT, len(box.lines) * LINE_HEIGHT + 10)


def _chain(link: Link, column_of: Mapping[str, int]) -> Iterator[tuple[int, _Step]]:
    """Yield the pieces of a link, each with the channel that it runs in; it passes each column between in a row of its own."""
    bundle, here = (link.start, link.role), link.start
    first, last = column_of[link.start], column_of[link.end]
    for at in range(first, last):
        following = link.end if at + 1 == last else f"{link.start}|{link.role}|{at + 1}"
        yield at, _Step(here, following, link.role, bundle)
        here = following


def _passages(
    chains: Sequence[Sequence[tuple[int, _Step]]],
) -> Mapping[int, Mapping[str, None]]:
    """Return the rows that lines need in the columns that they pass."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for chain in chains:
        for at, step in chain[:-1]:
            found[at + 1][step.end] = None
    return found


def _ways(steps: Sequence[_Step], channel: Channel, grid: _Grid) -> Mapping[_Step, list[Point]]:
    """Return the ways of lines in a channel: one lane for each bundle, one level for each end of it at a box."""
    bundles = sorted(
        {one.bundle for one in steps}, key=lambda one: _middle(steps, one, grid), reverse=True
    )
    lane = {one: channel.left + STUB + LANE * at for at, one in enumerate(bundles)}
    starts = _levels([(one.start, one.bundle) for one in steps], lane, grid)
    ends = _levels([(one.end, one.bundle) for one in steps], lane, grid)
    ways: dict[_Step, list[Point]] = {}
    for one in steps:
        start, end = starts[one.start, one.bundle], ends[one.end, one.bundle]
        left, right = grid.rects[one.start].right, grid.rects[one.end].x
        x = lane[one.bundle]
        bend = [Point(x, start), Point(x, end)] if abs(start - end) > 0.5 else []
        ways[one] = [Point(left, start), *bend, Point(right, end)]
    return ways


def _line(role: Role, ways: Sequence[list[Point]]) -> LinePiece:
    """Return one line of the ways in all channels that it runs through: where they meet, it runs straight on."""
    points = [*ways[0]]
    for way in ways[1:]:
        points = [*points[:-1], *way[1:]]
    return LinePiece(role, "", tuple(points))


def _middle(steps: Sequence[_Step], bundle: tuple[str, Role], grid: _Grid) -> float:
    return min(grid.rects[one.start].center.y for one in steps if one.bundle == bundle)


def _levels(
    ends: Sequence[tuple[str, tuple[str, Role]]],
    lane: Mapping[tuple[str, Role], float],
    grid: _Grid,
) -> Mapping[tuple[str, tuple[str, Role]], float]:
    """Return at which height each bundle meets each box."""
    at_box: dict[str, list[tuple[str, Role]]] = defaultdict(list)
    for key, bundle in dict.fromkeys(ends):
        at_box[key].append(bundle)
    levels: dict[tuple[str, tuple[str, Role]], float] = {}
    for key, bundles in at_box.items():
        rect = grid.rects[key]
        ordered = sorted(bundles, key=lambda one: -lane[one])
        space = min(PORT, max(0.0, rect.height - 10) / max(1, len(ordered) - 1))
        first = rect.center.y - space * (len(ordered) - 1) / 2
        levels.update({(key, one): first + space * at for at, one in enumerate(ordered)})
    return levels
