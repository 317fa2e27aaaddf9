"""Both languages are originals of one site: the same tree, the same sections, the same facts."""

from __future__ import annotations

import pytest

from support.pages import LANGUAGES, sources

KOREAN, ENGLISH = (sources(language) for language in LANGUAGES)
PAGES = sorted(KOREAN.keys() & ENGLISH.keys())


def test_the_trees_are_the_same() -> None:
    assert sorted(KOREAN) == sorted(ENGLISH)


@pytest.mark.parametrize("page", PAGES)
def test_the_headings_are_the_same(page: str) -> None:
    outlines = [
        [(heading.level, heading.identifier) for heading in language[page].headings]
        for language in (KOREAN, ENGLISH)
    ]
    assert outlines[0] == outlines[1]


@pytest.mark.parametrize("page", PAGES)
def test_each_section_asks_the_model_the_same(page: str) -> None:
    korean, english = (language[page].sections for language in (KOREAN, ENGLISH))
    for ours, theirs in zip(korean, english, strict=True):
        assert ours.macros == theirs.macros, f"section {ours.identifier or 'lead'}"


@pytest.mark.parametrize("page", PAGES)
def test_each_section_shows_the_same_code(page: str) -> None:
    korean, english = (language[page].sections for language in (KOREAN, ENGLISH))
    for ours, theirs in zip(korean, english, strict=True):
        assert ours.code == theirs.code, (
            f"section {ours.identifier or 'lead'} (comments may differ)"
        )
