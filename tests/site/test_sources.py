"""Every page has its front matter, one title and sections that can be linked to in both languages."""

from __future__ import annotations

from collections import Counter

import pytest

from support.pages import LANGUAGES, Source, sources

PAGES = [page for language in LANGUAGES for page in sources(language).values()]
each_page = pytest.mark.parametrize(
    "page", PAGES, ids=[f"{page.language}/{page.path}" for page in PAGES]
)


@each_page
def test_title_and_description(page: Source) -> None:
    assert {"title", "description"} <= page.front_matter.keys()
    assert 20 <= len(page.front_matter["description"]) <= 160


@each_page
def test_one_title(page: Source) -> None:
    assert [heading.level for heading in page.headings].count(1) == 1


@each_page
def test_sections_have_identifiers_of_their_own(page: Source) -> None:
    identifiers = [heading.identifier for heading in page.headings if heading.level in (2, 3)]
    assert all(identifiers), "a heading lacks its {#identifier}"
    assert len(set(identifiers)) == len(identifiers)


@pytest.mark.parametrize("field", ["title", "description"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_pages_are_described_alike(language: str, field: str) -> None:
    values = Counter(page.front_matter.get(field) for page in sources(language).values())
    assert [value for value, count in values.items() if count > 1] == []
