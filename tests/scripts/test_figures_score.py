"""How calm drawings are is measured rightly, and the site's own do not become less so."""

from __future__ import annotations

from atlas.figure.catalog import figure_names
from atlas.figure.geometry import Point
from atlas.figure.skeleton import Layout
from figures import cross, gap_between, scores

MOST_CROSSINGS = 1
NEAREST = 10.0


def test_cross_tells_through_from_beside() -> None:
    level = (Point(0, 10), Point(20, 10))
    assert cross(level, (Point(10, 0), Point(10, 20)))
    assert not cross(level, (Point(30, 0), Point(30, 20)))
    assert not cross(level, (Point(10, 10), Point(10, 20)))


def test_gap_is_measured_where_pieces_run_side_by_side() -> None:
    upright = (Point(10, 0), Point(10, 50))
    assert gap_between(upright, (Point(16, 20), Point(16, 90))) == 6
    assert gap_between(upright, (Point(16, 60), Point(16, 90))) is None
    assert gap_between(upright, (Point(0, 20), Point(50, 20))) is None


def test_the_sites_figures_stay_calm() -> None:
    found = [*scores(figure_names(), Layout.WIDE)]
    assert sum(one.crossings for one in found) <= MOST_CROSSINGS
    near = {one.name for one in found if one.nearest is not None and one.nearest < NEAREST}
    assert near == set()
    assert min(one.text for one in found) >= 12
