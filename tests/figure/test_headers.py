"""The header of a packet stands near its line and covers nothing, on any stage and with addresses of both families."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.figure.geometry import Point, Rect
from atlas.figure.headers import Finder, Header, Step, size
from atlas.figure.room import Room
from atlas.figure.route import route
from atlas.figure.skeleton import Layout, skeleton
from atlas.figure.stage import Role, Stage, fold
from support.header_places import problems_of_headers
from support.stages import stages

V4 = Header("198.51.100.207:40000", "203.0.113.101:30080")
V6 = Header("[2001:db8:7::8]:40000", "[fd00:a:2::2]:8080")


def steps_of(stage: Stage, header: Header, after: Header | None) -> list[Step]:
    legs = [leg for leg in stage.legs if leg.role is not Role.CONTROL]
    return [Step(leg.badge, leg.role, header, after) for leg in legs]


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages(), header=st.sampled_from([V4, V6]), rewrites=st.booleans())
def test_headers_cover_nothing(
    layout: Layout, stage: Stage, header: Header, rewrites: bool
) -> None:
    shown = steps_of(stage, header, replace(header, source="*") if rewrites else None)
    place = skeleton(stage, layout)
    assert problems_of_headers(place, route(stage, place), shown) == []


@given(stage=stages())
def test_a_header_at_a_node_stands_on_it(stage: Stage) -> None:
    shown = steps_of(stage, V4, V4)
    place = skeleton(stage, Layout.WIDE)
    wires = route(stage, place)
    for spot in Finder(place, wires).spots(shown):
        homes = [one for one in place.frames.values() if contains(one, spot.packet)]
        for home in homes:
            assert home.x <= spot.rect.x and spot.rect.right <= home.right
            assert home.y <= spot.rect.y and spot.rect.bottom <= home.bottom


def contains(rect: Rect, point: Point) -> bool:
    return rect.x <= point.x <= rect.right and rect.y <= point.y <= rect.bottom


def test_a_rewritten_header_is_twice_as_high() -> None:
    once, twice = Step("1", Role.REQUEST, V4), Step("1", Role.REQUEST, V4, V6)
    assert size(twice, stacked=False)[1] - size(once, stacked=False)[1] == 15
    assert size(once, stacked=True)[0] < size(once, stacked=False)[0]


def test_room_knows_what_is_taken() -> None:
    room = Room(100, 100, [Rect(40, 40, 20, 20)])
    assert room.is_free(10, 10, 30, 30)
    assert not room.is_free(12, 12, 30, 30)
    assert not room.is_free(80, 10, 30, 10)
    assert not room.only(Rect(0, 50, 100, 50)).is_free(10, 10, 30, 30)
    assert not room.without([Rect(10, 10, 4, 4)]).is_free(10, 10, 30, 30)


@given(stage=stages())
def test_folding_keeps_what_packets_touch(stage: Stage) -> None:
    folded = fold(stage)
    kept = {box.key for frame in folded.nodes for box in frame.boxes}
    touched = {end for leg in stage.legs if leg.badge for end in (leg.start, leg.end)}
    inside = {box.key for frame in stage.nodes for box in frame.boxes}
    assert touched & inside <= kept
    for frame in folded.nodes:
        assert not (frame.folded and touched & {frame.kernel.key})
