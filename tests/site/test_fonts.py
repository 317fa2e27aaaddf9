"""The site's own font has what titles and frame need; running text is in the reader's fonts."""

from __future__ import annotations

from functools import cache

from fontTools.ttLib import TTFont

from atlas.site.glyphs import LATIN, displayed, is_hangul, ks_x_1001, ranges_without, syllables
from support.pages import DOCS

FONTS = DOCS / "assets" / "fonts"
MEND = "run `python scripts/subset_font.py`"
FEW = 24
"""So many new syllables in titles may wait for the next cut; until then they come from the second, large file."""


@cache
def characters(name: str) -> set[str]:
    """Return the characters that a font file has."""
    with TTFont(FONTS / name) as font:
        return set(map(chr, font["cmap"].getBestCmap() or {}))


def test_every_syllable_of_a_title_is_in_a_file() -> None:
    files = characters("atlas-sans-hangul-600.woff2") | characters(
        "atlas-sans-hangul-600-rest.woff2"
    )
    assert sorted(set(syllables(displayed(DOCS / "ko"))) - files) == [], MEND


def test_hardly_any_page_needs_the_second_file() -> None:
    missing = set(syllables(displayed(DOCS / "ko"))) - characters("atlas-sans-hangul-600.woff2")
    assert len(missing) <= FEW, f"{''.join(sorted(missing))}: {MEND}"


def test_the_files_hold_the_syllables_of_ks_x_1001() -> None:
    assert len(ks_x_1001()) == 2350
    assert set(ks_x_1001()) <= characters("atlas-sans-hangul-600.woff2") | characters(
        "atlas-sans-hangul-600-rest.woff2"
    )


def test_a_slow_first_file_is_no_reason_to_fetch_the_second() -> None:
    css = (DOCS / "assets" / "stylesheets" / "fonts.css").read_text(encoding="utf-8")
    (second,) = (line for line in css.splitlines() if "hangul-600-rest" in line)
    first = "".join(characters("atlas-sans-hangul-600.woff2"))
    assert f"unicode-range: {ranges_without(first)};" in second, MEND


def test_ranges_leave_out_what_they_should() -> None:
    assert ranges_without("가나낙") == "U+AC01-B097,U+B09A-D7A3"
    assert ranges_without("갂힣") == "U+AC00-AC01,U+AC03-D7A2"


def test_latin_and_signs() -> None:
    for name in ("atlas-sans-latin-400.woff2", "atlas-sans-latin-600.woff2"):
        assert characters(name) == set(LATIN)


def test_the_name_is_our_own() -> None:
    for path in FONTS.glob("atlas-sans-*"):
        with TTFont(path) as font:
            assert font["name"].getDebugName(1) == "Atlas Sans"
    assert "Reserved Font Name" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_what_counts_as_hangul() -> None:
    assert [is_hangul(character) for character in "가힣A·ㄱ"] == [True, True, False, False, False]
