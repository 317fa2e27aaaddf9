"""Text is measured as the site's own font sets it, and finds room in boxes."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from atlas.figure.fitting import broken, needed, shortened
from atlas.figure.measure import SIZE, width
from atlas.figure.palette import FONTS
from atlas.figure.stage import Box, Look

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=63)


@pytest.mark.parametrize("weight", [400, 600])
def test_widths_are_those_of_the_font(weight: int) -> None:
    font = TTFont(FONTS / f"atlas-sans-{weight}.ttf")
    glyphs, advances = font.getBestCmap() or {}, font["hmtx"]
    units = font["head"].unitsPerEm  # pyright: ignore[reportAttributeAccessIssue]
    for code in (*range(0x20, 0x7F), *map(ord, "·→…✓×–↔")):
        expected = advances[glyphs[code]][0] * SIZE / units
        assert width(chr(code), bold=weight == 600) == expected, chr(code)


@given(st.lists(NAMES, min_size=1, max_size=5), st.integers(110, 400))
def test_a_box_keeps_all_of_its_text_in_lines_that_have_room(lines: list[str], wide: int) -> None:
    box = broken(Box("pod", Look.POD, "pod", tuple(lines)), wide)
    assert needed(box) <= wide
    if "…" not in box.lines:
        assert "".join(map(str, box.lines)) == "".join(lines)
        assert "".join(map(str, box.lines[: box.heads])) == lines[0]


@given(NAMES, st.integers(30, 300))
def test_a_shortened_name_keeps_both_ends(name: str, room: int) -> None:
    short = shortened(name, room)
    assert short == "…" or width(short) <= room
    if short not in (name, "…"):
        head, tail = short.split("…")
        assert name.startswith(head) and name.endswith(tail)
