"""Places depend on the topology only, and no two boxes share one."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given

from atlas.figure.geometry import Rect
from atlas.figure.skeleton import Layout, skeleton
from atlas.figure.stage import Stage
from support.stages import stages

PHONE = 360
COLUMN = 690


def overlap(one: Rect, other: Rect) -> bool:
    apart = (
        one.right <= other.x
        or other.right <= one.x
        or one.bottom <= other.y
        or other.bottom <= one.y
    )
    return not apart


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages())
def test_boxes_do_not_overlap_and_lie_inside(layout: Layout, stage: Stage) -> None:
    place = skeleton(stage, layout)
    whole = Rect(0, 0, place.width, place.height)
    for key, rect in (*place.boxes.items(), *place.frames.items()):
        assert rect.x >= 0 and rect.y >= 0, key
        assert rect.right <= whole.right and rect.bottom <= whole.bottom, key
    for (key, one), (other_key, other) in combinations(place.boxes.items(), 2):
        assert not overlap(one, other), f"{key} lies over {other_key}"


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages())
def test_places_do_not_depend_on_the_ways(layout: Layout, stage: Stage) -> None:
    assert skeleton(stage, layout) == skeleton(replace(stage, legs=()), layout)


@pytest.mark.parametrize("layout", Layout)
@given(stage=stages())
def test_lines_pass_below_all_that_stands_between_clients_and_nodes(
    layout: Layout, stage: Stage
) -> None:
    place = skeleton(stage, layout)
    assert all(place.boxes[one.key].bottom < place.corridor for one in stage.middles)


@given(stage=stages())
def test_widths_fit_a_phone_and_a_text_column(stage: Stage) -> None:
    assert skeleton(stage, Layout.NARROW).width <= PHONE
    assert skeleton(stage, Layout.WIDE).width <= COLUMN
