"""The drawings of the site are as calm as was agreed: few bends, hardly a crossing, lines that stand apart."""

from __future__ import annotations

import pytest

import figures
from atlas.figure.catalog import figure_names
from atlas.figure.skeleton import Layout

MOST_BENDS = 2
NEAREST = 10.0
"""Pixels between two lines that run side by side, in the column of a page."""
CROSSED = {"dual-stack 1"}
"""Two slices that both lead to two nodes cannot but cross once."""


@pytest.mark.parametrize("name", figure_names())
def test_a_figure_is_calm(name: str) -> None:
    for one in figures.scores([name], Layout.WIDE):
        assert one.bends <= MOST_BENDS, one
        assert one.nearest is None or one.nearest >= NEAREST, one
        assert one.crossings <= (one.name in CROSSED), one
