"""Another Graphviz draws the same figures: positions stand in the DOT, an engine only has to draw them."""

from __future__ import annotations

import re
import shutil
from itertools import chain

import pytest

from atlas.figure.engine import default_engine, lay_out
from atlas.text.text import Lang
from support.composed import drawings, each_figure

PATHS = re.compile(r' d="([^"]+)"')
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TOLERANCE = 0.11
"""Points; engines round differently."""

SYSTEM_DOT = shutil.which("dot")


@pytest.mark.skipif(SYSTEM_DOT is None, reason="no `dot` on this machine: install graphviz")
@each_figure
def test_the_systems_dot_draws_the_same_lines_and_boxes(name: str) -> None:
    shown = [one for one in drawings(name) if one.lang is Lang.KO]
    dots = [drawing.dot for drawing in shown]
    both = (lay_out(dots, default_engine()), lay_out(dots, SYSTEM_DOT or ""))
    for drawing, ours, theirs in zip(shown, *both, strict=True):
        assert geometry(theirs) == pytest.approx(geometry(ours), abs=TOLERANCE), drawing.id


def geometry(raw: str) -> list[float]:
    """Return all numbers of all paths of a drawing; engines may draw node frames in another order."""
    paths = [[float(number) for number in NUMBER.findall(path)] for path in PATHS.findall(raw)]
    return list(chain.from_iterable(sorted(paths, key=lambda path: [round(one) for one in path])))


def test_geometry_reads_paths_only() -> None:
    assert geometry('<path d="M1,-2.5C3"/><text x="9">10.0.0.1</text>') == [1.0, -2.5, 3.0]


def test_geometry_does_not_depend_on_the_order() -> None:
    assert geometry('<path d="M9,9"/><path d="M1,2"/>') == [1.0, 2.0, 9.0, 9.0]
