"""Routing: the way of every line over a skeleton.

Lines run through channels only: out of the side of a box, along a lane of the channel, into the side of the
next box. So no line can run through a box that it does not belong to. Every line has a port of its own, and
in each channel a lane that it shares with lines above and below only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise

from atlas.figure.geometry import Channel, Point, Rect, Side
from atlas.figure.skeleton import BADGE, Layout, Skeleton
from atlas.figure.stage import Leg, Role, Stage

PORT_SPACING = 18.0
PAIR_SPACING = 12.0
"""Between a request and its reply, which run side by side."""
MOST_OVERLAP = 13.0
"""Two numbers that are nearer to each other than that, in both directions, cannot be read."""
PORT_INSET = 6.0
GRID = 6.0
"""The gaps between ports are multiples of it."""
LANE_SPACING = 12.0
CORRIDOR_SPACING = 11.0


@dataclass(frozen=True, slots=True)
class Wire:
    """A routed leg: corner points from start to end, and where its number stands."""

    leg: Leg
    points: tuple[Point, ...]
    badge: Point


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a leg: the side of a box, and the channel that this side faces."""

    key: str
    side: Side
    channel: Channel


@dataclass(frozen=True, slots=True)
class _Plan:
    """A leg with both ends chosen."""

    index: int
    leg: Leg
    start: _End
    end: _End
    in_one_channel: bool
    turns_back: bool
    """Whether both ends are on the same side of one channel (kernel to kernel)."""
    bundle: tuple[str, str]
    """Legs of one bundle share the port at their start and their lane."""


def _plan(index: int, leg: Leg, start: _End, end: _End) -> _Plan:
    in_one_channel = start.channel == end.channel
    shared = leg.role is Role.CONTROL
    bundle = (leg.start, leg.role.value if shared else str(index))
    turns_back = in_one_channel and start.side is end.side
    return _Plan(index, leg, start, end, in_one_channel, turns_back, bundle)


def route(stage: Stage, place: Skeleton) -> tuple[Wire, ...]:
    """Return the wires of a stage, in the order of its legs."""
    columns = _columns(stage, place)
    inside, between = _split(stage.legs, place)
    plans = [_plan(index, leg, *_ends(leg, columns, place)) for index, leg in enumerate(between)]
    ports = _ports(plans, place, columns)
    crossings = _crossings(plans, ports, place)
    lanes = _lanes(plans, ports, crossings, place)
    wires = {plan.leg: _wire(plan, ports, lanes, crossings, place, columns) for plan in plans}
    wires.update({leg: _upward(leg, place) for leg in inside})
    return _without_overlap([wires[leg] for leg in stage.legs])


def _without_overlap(wires: Sequence[Wire]) -> tuple[Wire, ...]:
    """Return the wires with numbers moved up to their boxes where two numbers of a pair have too little room."""
    numbered = [one for one in wires if one.leg.badge]
    crowded = {
        wire.leg
        for one, other in combinations(numbered, 2)
        if one.leg.badge != other.leg.badge
        and abs(one.badge.x - other.badge.x) < MOST_OVERLAP
        and abs(one.badge.y - other.badge.y) < MOST_OVERLAP
        for wire in (one, other)
    }
    return tuple(_closer(one) if one.leg in crowded else one for one in wires)


def _closer(wire: Wire) -> Wire:
    """Return the wire with its number directly beside the box where it starts."""
    start = wire.points[0]
    away = wire.badge.x - start.x
    x = start.x + (BADGE / 2 if away > 0 else -BADGE / 2)
    return replace(wire, badge=Point(x, wire.badge.y)) if abs(away) > BADGE / 2 else wire


def _columns(stage: Stage, place: Skeleton) -> Mapping[str, str]:
    columns = {box.key: "source" for box in stage.sources}
    columns.update({box.key: "middle" for box in stage.middles})
    for node in stage.nodes:
        if node.folded:
            continue
        columns[node.kernel.key] = "kernel"
        columns.update({pod.key: "pod" for pod in node.pods})
        beside = place.boxes[node.kube_proxy.key].x > place.inner.left
        columns[node.kube_proxy.key] = "pod" if beside else "kernel"
    return columns


def _split(legs: Iterable[Leg], place: Skeleton) -> tuple[list[Leg], list[Leg]]:
    """Separate the short legs from a box to the one above it from those that need a channel."""
    inside: list[Leg] = []
    between: list[Leg] = []
    for leg in legs:
        start, end = place.boxes[leg.start], place.boxes[leg.end]
        above = start.x == end.x and 0 < start.y - end.bottom < 30
        (inside if above else between).append(leg)
    return inside, between


def _upward(leg: Leg, place: Skeleton) -> Wire:
    start, end = place.boxes[leg.start], place.boxes[leg.end]
    x = start.center.x
    points = (Point(x, start.y), Point(x, end.bottom))
    return Wire(leg, points, Point(x + BADGE, (start.y + end.bottom) / 2))


def _ends(leg: Leg, columns: Mapping[str, str], place: Skeleton) -> tuple[_End, _End]:
    first, second = columns[leg.start], columns[leg.end]
    return (
        _end(leg.start, first, second, place),
        _end(leg.end, second, first, place),
    )


def _end(key: str, column: str, other: str, place: Skeleton) -> _End:
    """Choose the side of a box that faces the way to a box in the other column."""
    wide = place.layout is Layout.WIDE
    match column, other:
        case "pod", _:
            return _End(key, Side.LEFT, place.inner)
        case "kernel", "pod":
            return _End(key, Side.RIGHT, place.inner)
        case "kernel", _:
            return _End(key, Side.LEFT, place.main)
        case "source", "middle":
            return _End(key, Side.RIGHT, place.outer)
        case "source", _ if wide:
            return _End(key, Side.RIGHT, place.outer)
        case "source", _:
            return _End(key, Side.LEFT, place.main)
        case "middle", "source":
            return _End(key, Side.LEFT, place.outer)
        case _ if wide:
            return _End(key, Side.RIGHT, place.main)
        case _:
            return _End(key, Side.LEFT, place.inner)


def _ports(
    plans: Sequence[_Plan], place: Skeleton, columns: Mapping[str, str]
) -> Mapping[tuple[int, bool], float]:
    """Return the y of each end; keys are (index of the leg, whether it is its start).

    Kernels come first, then what is connected to them: an end stands level with its other end where both
    boxes allow it, so that most lines are straight.
    """
    attached = _attached(plans, place)
    ports: dict[tuple[int, bool], float] = {}
    rank = ("kernel", "middle", "pod", "source")
    for key, side in sorted(attached, key=lambda one: rank.index(columns[one[0]])):
        groups = attached[key, side]
        rect = place.boxes[key]
        ordered = sorted(groups.values(), key=lambda group: min(one[0] for one in group))
        gaps = [_gap(*neighbours) for neighbours in pairwise(ordered)]
        shrunk = min(1.0, (rect.height - 2 * PORT_INSET) / max(1.0, sum(gaps)))
        wished = [_wished(group, ports, place, rect.center.y) for group in ordered]
        levels = spread(
            wished, [gap * shrunk for gap in gaps], rect.y + PORT_INSET, rect.bottom - PORT_INSET
        )
        if columns[key] == "kernel":
            levels = _on_grid(levels, rect)
        for group, y in zip(ordered, levels, strict=True):
            ports.update({(plan.index, is_start): y for _, plan, is_start in group})
    return ports


def _on_grid(levels: Sequence[float], rect: Rect) -> list[float]:
    """Return levels moved together to steps that all kernels share, so that more states share a line."""
    first, last = (rect.y + PORT_INSET, rect.bottom - PORT_INSET)
    start = first + round((levels[0] - first) / GRID) * GRID
    if start + levels[-1] - levels[0] > last:
        start -= GRID
    moved = start - levels[0] if start >= first else 0.0
    return [level + moved for level in levels]


def _gap(upper: Sequence[_Attached], lower: Sequence[_Attached]) -> float:
    """Return how far apart two neighbouring ports of a box are: two numbers need more room than one."""
    (_, one, starts), (_, other, other_starts) = upper[0], lower[0]
    same_ends = {one.start.key, one.end.key} == {other.start.key, other.end.key}
    return PAIR_SPACING if same_ends and starts is not other_starts else PORT_SPACING


_Attached = tuple[float, _Plan, bool]
"""An end of a leg at a box: its order there, the leg, whether it is the leg's start."""


def _attached(
    plans: Sequence[_Plan], place: Skeleton
) -> Mapping[tuple[str, Side], dict[tuple[str, str], list[_Attached]]]:
    """Return the ends at each side of each box, those that share a port in one group."""
    attached: dict[tuple[str, Side], dict[tuple[str, str], list[_Attached]]]
    attached = defaultdict(lambda: defaultdict(list))
    for plan in plans:
        for end, other, is_start in (
            (plan.start, plan.end, True),
            (plan.end, plan.start, False),
        ):
            group = plan.bundle if is_start else (end.key, f"end {plan.index}")
            order = _port_order(plan, end, other, place)
            attached[end.key, end.side][group].append((order, plan, is_start))
    return attached


def _wished(
    group: Sequence[_Attached],
    ports: Mapping[tuple[int, bool], float],
    place: Skeleton,
    center: float,
) -> tuple[float, float]:
    """Return where a port would best stand, and how much that matters.

    Level with the other end, if that is straight across a channel; else anywhere near the middle.
    """
    _, plan, is_start = group[0]
    end = plan.start if is_start else plan.end
    if not plan.in_one_channel and end.channel == place.outer:
        return (place.corridor, 1.0) if place.layout is Layout.WIDE else (center, 0.01)
    if not plan.in_one_channel or plan.turns_back:
        return center, 0.01
    level = ports.get((plan.index, not is_start))
    if level is None and place.layout is Layout.WIDE and end.channel == place.outer:
        beside = _beside(place.boxes[plan.start.key], place.boxes[plan.end.key])
        return (center, 0.01) if beside is None else (beside, 1.0)
    if level is not None:
        return level, 1.0
    other = plan.end if is_start else plan.start
    if plan.start.channel == place.inner:
        return place.boxes[other.key].center.y, 1.0
    return center, 0.01


def _beside(one: Rect, other: Rect) -> float | None:
    """Return the middle of the heights at which both boxes stand, if there are any with room for a port."""
    low, high = max(one.y, other.y), min(one.bottom, other.bottom)
    return (low + high) / 2 if high - low > 2 * PORT_INSET else None


def spread(
    wishes: Sequence[tuple[float, float]], gaps: Sequence[float], low: float, high: float
) -> list[float]:
    """Return levels in the given order, with these gaps at least, within low and high, near the wishes.

    Each wish is (level, weight). Weighted isotonic regression: neighbours that come too close form a block
    around the weighted mean of their wishes (pool adjacent violators).
    """
    below = [*accumulate(gaps, initial=0.0)]
    blocks: list[tuple[float, float, int]] = []
    for (wish, weight), offset in zip(wishes, below, strict=True):
        block = (wish - offset, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            level, heavy, size = blocks.pop()
            total = heavy + block[1]
            mean = (level * heavy + block[0] * block[1]) / total
            block = (mean, total, size + block[2])
        blocks.append(block)
    starts = [level for level, _, size in blocks for _ in range(size)]
    highest = high - below[-1]
    return [
        min(max(level, low), highest) + offset for level, offset in zip(starts, below, strict=True)
    ]


def _port_order(plan: _Plan, end: _End, other: _End, place: Skeleton) -> float:
    """Return where on its side this end belongs, from top to bottom.

    Lines across a channel are ordered by where they lead. Lines that turn back nest: those that go up
    stand above, those that go down below, and the longer way wraps around the shorter one.
    """
    here, there = place.boxes[end.key].center.y, place.boxes[other.key].center.y
    if not plan.in_one_channel:
        there = place.corridor
    tie = plan.index * 0.01
    if not plan.turns_back:
        return there + tie
    far = 10_000.0
    upper = here < there
    return (far - (there - here) + tie) if upper else (-far + (here - there) - tie)


@dataclass(frozen=True, slots=True)
class _Run:
    """A vertical piece of a leg in one channel: its level where it leaves to the left, and to the right."""

    bundle: tuple[str, str]
    left_y: float
    right_y: float
    turns_back: bool


def _runs(
    plan: _Plan,
    ports: Mapping[tuple[int, bool], float],
    crossings: Mapping[tuple[str, str], float],
) -> tuple[tuple[Channel, _Run], ...]:
    start, end = ports[plan.index, True], ports[plan.index, False]
    if plan.in_one_channel:
        return ((plan.start.channel, _run(plan.bundle, plan.start, start, end, plan.turns_back)),)
    cross = crossings[plan.bundle]
    return (
        (plan.start.channel, _run(plan.bundle, plan.start, start, cross)),
        (plan.end.channel, _run(plan.bundle, plan.end, end, cross)),
    )


def _run(
    bundle: tuple[str, str], end: _End, here: float, there: float, turns_back: bool = False
) -> _Run:
    """Return the run in a channel between that end, which is at one side of it, and a level at the other."""
    if end.side is Side.RIGHT:  # the box stands left of the channel
        return _Run(bundle, here, there, turns_back)
    return _Run(bundle, there, here, turns_back)


def _lanes(
    plans: Sequence[_Plan],
    ports: Mapping[tuple[int, bool], float],
    crossings: Mapping[tuple[str, str], float],
    place: Skeleton,
) -> Mapping[tuple[Channel, tuple[str, str]], float]:
    """Return the x of each bundle's lane in each channel that it runs through.

    Lanes are counted from the nodes, so that they lie where they lie in other states of the figure.
    """
    in_channel: dict[Channel, dict[tuple[str, str], list[_Run]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for plan in plans:
        for channel, run in _runs(plan, ports, crossings):
            if abs(run.left_y - run.right_y) > 0.5:
                in_channel[channel][run.bundle].append(run)
    lanes: dict[tuple[Channel, tuple[str, str]], float] = {}
    for channel, bundles in in_channel.items():
        from_right = channel == place.main
        numbers = _lane_numbers(bundles, from_right)
        count = max(numbers.values()) + 1
        first, last = _free_strip(channel, count, place)
        space = min(LANE_SPACING, (last - first) / max(1, count - 1))
        x, step = (last, -space) if from_right else (first, space)
        lanes.update({(channel, one): x + step * number for one, number in numbers.items()})
    return lanes


def _lane_numbers(
    bundles: Mapping[tuple[str, str], Sequence[_Run]], from_right: bool
) -> Mapping[tuple[str, str], int]:
    """Return the lane of each bundle in a channel, counted from one side: those that run side by side keep their order."""
    numbers: dict[tuple[str, str], int] = {}
    ordered = sorted(bundles, key=lambda bundle: _lane_order(bundles[bundle]), reverse=from_right)
    for one in ordered:
        beside = (
            numbers[other] for other in numbers if _side_by_side(bundles[one], bundles[other])
        )
        numbers[one] = max(beside, default=-1) + 1
    return numbers


def _side_by_side(some: Sequence[_Run], others: Sequence[_Run]) -> bool:
    """Return whether the runs of two bundles would touch in one lane."""
    (low, high), (other_low, other_high) = map(_extent, (some, others))
    return low < other_high + LANE_SPACING and other_low < high + LANE_SPACING


def _extent(runs: Sequence[_Run]) -> tuple[float, float]:
    ends = [y for run in runs for y in (run.left_y, run.right_y)]
    return min(ends), max(ends)


def _lane_order(runs: Sequence[_Run]) -> tuple[int, float]:
    """Return the place of a bundle among the lanes, from left to right.

    Seen from left to right, lines that rise come first, upper ones leftmost; those that fall follow, upper ones
    rightmost: so parallel lines do not cross, whichever way they are walked. Ways that turn back stand right of
    those that pass, the longest on the outside.
    """
    longest = max(runs, key=lambda run: abs(run.right_y - run.left_y))
    if longest.turns_back:
        return (2, -abs(longest.right_y - longest.left_y))
    if longest.right_y < longest.left_y:
        return (0, longest.left_y)
    return (1, -longest.left_y)


def _free_strip(channel: Channel, count: int, place: Skeleton) -> tuple[float, float]:
    """Return the strip of a channel that so many lanes may use: beside the numbers at the boxes' sides."""
    first, last = channel.left + BADGE + 4, channel.right - 6
    if channel == place.inner:
        return first, channel.right - (12 if place.layout is Layout.NARROW else BADGE + 2)
    if channel == place.main and place.layout is Layout.NARROW:
        return channel.left + 3, channel.right - 3
    if (
        channel == place.main
    ):  # near the nodes: what is left before them is free for the packet's header
        return max(first, last - LANE_SPACING * count), last
    return first, last


def _crossings(
    plans: Sequence[_Plan], ports: Mapping[tuple[int, bool], float], place: Skeleton
) -> Mapping[tuple[str, str], float]:
    """Return the height at which each bundle crosses from one channel to the next.

    In the wide layout that is level with its end at a source, if that is below all that stands between.
    """
    passing = {plan.bundle: plan for plan in plans if not plan.in_one_channel}
    if place.layout is Layout.NARROW:
        first = place.corridor - CORRIDOR_SPACING * (len(passing) - 1) / 2
        return {bundle: first + CORRIDOR_SPACING * index for index, bundle in enumerate(passing)}
    found: dict[tuple[str, str], float] = {}
    for bundle, plan in passing.items():
        level = ports[plan.index, plan.start.channel == place.outer]
        taken = [one for one in found.values() if abs(one - level) < CORRIDOR_SPACING]
        clear = level >= place.corridor - 1 and not taken
        lowest = max(found.values(), default=place.corridor - CORRIDOR_SPACING)
        found[bundle] = level if clear else max(lowest, place.corridor) + CORRIDOR_SPACING
    return found


def _wire(
    plan: _Plan,
    ports: Mapping[tuple[int, bool], float],
    lanes: Mapping[tuple[Channel, tuple[str, str]], float],
    crossings: Mapping[tuple[str, str], float],
    place: Skeleton,
    columns: Mapping[str, str],
) -> Wire:
    start_y, end_y = ports[plan.index, True], ports[plan.index, False]
    start = Point(place.boxes[plan.start.key].edge(plan.start.side), start_y)
    end = Point(place.boxes[plan.end.key].edge(plan.end.side), end_y)
    points = [start]
    if plan.in_one_channel:
        points += _bend(lanes.get((plan.start.channel, plan.bundle)), start_y, end_y)
    else:
        cross = crossings[plan.bundle]
        points += _bend(lanes.get((plan.start.channel, plan.bundle)), start_y, cross)
        points += _bend(lanes.get((plan.end.channel, plan.bundle)), cross, end_y)
    points.append(end)
    leans = columns[plan.leg.start] == "pod" and place.layout is Layout.NARROW
    return Wire(plan.leg, tuple(points), _badge(start, plan.start.side, leans))


def _bend(lane: float | None, start_y: float, end_y: float) -> list[Point]:
    if lane is None or abs(start_y - end_y) <= 0.5:
        return []
    return [Point(lane, start_y), Point(lane, end_y)]


def _badge(start: Point, side: Side, leans: bool) -> Point:
    """Return where the number of a leg stands: at its start beside the box, or leaning on a Pod where room is short."""
    if leans:
        return Point(start.x - BADGE / 4, start.y)
    distance = BADGE / 2 + 2
    return Point(start.x + (distance if side is Side.RIGHT else -distance), start.y)
