"""Lines run beside boxes, never through them; and they begin and end where they should."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.figure.geometry import Point, Rect
from atlas.figure.route import Wire, route, spread
from atlas.figure.skeleton import BADGE, Layout, skeleton
from atlas.figure.stage import Role, Stage
from support.stages import stages


def crosses(wire: Wire, rect: Rect) -> bool:
    """Return whether a piece of the wire runs through the inside of the box."""
    return any(_piece_crosses(start, end, rect) for start, end in pairwise(wire.points))


def _piece_crosses(start: Point, end: Point, rect: Rect) -> bool:
    low_x, high_x = sorted((start.x, end.x))
    low_y, high_y = sorted((start.y, end.y))
    return (
        low_x < rect.right - 0.1
        and high_x > rect.x + 0.1
        and low_y < rect.bottom - 0.1
        and high_y > rect.y + 0.1
    )


def test_crosses_tells_beside_from_through() -> None:
    wire_through = (Point(0, 5), Point(20, 5))
    wire_beside = (Point(0, 10), Point(20, 10))
    assert _piece_crosses(*wire_through, Rect(5, 0, 5, 10))
    assert not _piece_crosses(*wire_beside, Rect(5, 0, 5, 10))


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages())
def test_no_wire_runs_through_a_box(layout: Layout, stage: Stage) -> None:
    place = skeleton(stage, layout)
    for wire in route(stage, place):
        for key, rect in place.boxes.items():
            assert not crosses(wire, rect), f"{wire.leg} runs through {key}"


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages())
def test_no_wire_enters_the_frame_of_a_node_that_it_does_not_visit(
    layout: Layout, stage: Stage
) -> None:
    place = skeleton(stage, layout)
    owners = {
        box.key: frame.key
        for frame in stage.nodes
        for box in (frame.kernel, frame.kube_proxy, *frame.pods)
    }
    for wire in route(stage, place):
        visited = {owners.get(wire.leg.start), owners.get(wire.leg.end)}
        for key, rect in place.frames.items():
            assert key in visited or not crosses(wire, rect), f"{wire.leg} runs through {key}"


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages())
def test_wires_begin_and_end_on_their_boxes(layout: Layout, stage: Stage) -> None:
    place = skeleton(stage, layout)
    wires = route(stage, place)
    assert [wire.leg for wire in wires] == list(stage.legs)
    for wire in wires:
        for point, key in ((wire.points[0], wire.leg.start), (wire.points[-1], wire.leg.end)):
            rect = place.boxes[key]
            assert point.x in (rect.x, rect.right) or wire.leg.role is Role.CONTROL
            assert rect.y <= point.y <= rect.bottom


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages())
def test_pieces_are_level_or_upright(layout: Layout, stage: Stage) -> None:
    for wire in route(stage, skeleton(stage, layout)):
        for start, end in pairwise(wire.points):
            assert start.x == end.x or abs(start.y - end.y) < 0.6


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages())
def test_numbers_stand_where_their_wires_begin(layout: Layout, stage: Stage) -> None:
    for wire in route(stage, skeleton(stage, layout)):
        first, second, *_ = wire.points
        away = (
            max(min(first.x, second.x) - wire.badge.x, wire.badge.x - max(first.x, second.x)),
            max(min(first.y, second.y) - wire.badge.y, wire.badge.y - max(first.y, second.y)),
        )
        assert max(away) <= BADGE, f"the number of {wire.leg} is elsewhere"


WISHES = st.lists(
    st.tuples(st.floats(0, 100), st.sampled_from([0.01, 1.0])), min_size=1, max_size=6
)


@given(wishes=WISHES)
def test_spread_keeps_distance_and_order(wishes: Sequence[tuple[float, float]]) -> None:
    levels = spread(wishes, [10] * (len(wishes) - 1), -200, 300)
    assert all(after - before >= 10 - 1e-6 for before, after in pairwise(levels))


def test_spread_grants_wishes_that_do_not_collide() -> None:
    assert spread([(10, 1), (50, 1)], [18], 0, 100) == [10, 50]


def test_spread_stays_within_its_bounds() -> None:
    assert spread([(90, 1), (95, 1)], [18], 0, 100) == [82, 100]
