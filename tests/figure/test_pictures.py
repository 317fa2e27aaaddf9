"""Every drawing of the site looks as somebody has approved it, in both languages, layouts and colour schemes."""

from __future__ import annotations

import os

import pytest

from atlas.figure.catalog import figure_names
from atlas.site.figures import stored_figures
from support.golden import ACCEPT
from support.pictures import FOLDER, compare, keep_proofs, proof, proofs, rendered
from support.thoroughness import by_day


@pytest.fixture(scope="module")
def drawings() -> dict[str, list[tuple[str, str]]]:
    """The name and text of each drawing of a figure."""
    figures = stored_figures(lambda *_: None)
    return {
        name: [(file.stem, file.read_text(encoding="utf-8")) for file in one.drawings()]
        for name, one in figures.items()
    }


@pytest.mark.parametrize("name", figure_names())
def test_it_looks_as_approved(drawings: dict[str, list[tuple[str, str]]], name: str) -> None:
    """Only what a proof does not cover is rendered, and everything at night."""
    shown = {
        f"{file}-{scheme}": (svg, scheme)
        for file, svg in drawings[name]
        for scheme in ("light", "dark")
        if scheme == "light" or is_dark_sample(file)
    }
    proved = by_day(proofs(name), at_night={})
    found = [
        compare(picture, rendered(svg, scheme))
        for picture, (svg, scheme) in shown.items()
        if os.environ.get(ACCEPT) or proof(picture, svg) != proved.get(picture)
    ]
    differences = "\n".join(filter(None, found))
    assert not differences, f"{differences}\nIf they are right: python3 scripts/test.py --accept"
    if os.environ.get(ACCEPT):
        keep_proofs(name, {picture: proof(picture, svg) for picture, (svg, _) in shown.items()})


def is_dark_sample(file: str) -> bool:
    """The dark scheme differs in colours only, which one language and one layout show."""
    return file.endswith("-ko-wide")


def test_no_picture_is_left_of_a_drawing_that_is_gone(
    drawings: dict[str, list[tuple[str, str]]],
) -> None:
    names = {file for each in drawings.values() for file, _ in each}
    left = [one for one in FOLDER.glob("*.png") if one.stem.rpartition("-")[0] not in names]
    left += [one for one in FOLDER.glob("*.json") if one.stem not in drawings]
    if os.environ.get(ACCEPT):
        for one in left:
            one.unlink()
    else:
        assert left == []
