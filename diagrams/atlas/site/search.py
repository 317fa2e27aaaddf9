"""The search: what the browser gets to search in, made of the finished sections of all pages of one edition.

A section is what a reader is led to. It has its heading, its passages, and what people call its subject: the words under
`search` in the front matter of its page. The browser fetches all of it with the first key that is pressed in the search
box (docs/assets/javascripts/search); a page without a search fetches nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from atlas.site.search_front_matter import Declared
from atlas.site.search_packing import packed
from atlas.site.search_passages import Section, words_of
from atlas.text.search_words import ELSEWHERE, SPELLINGS
from atlas.text.terms import TERMS

FILE = "search/sections.txt"
"""Where an edition keeps what can be found in it, below its first page."""

WEIGHTS = {"sources": 0.4, "try-it": 0.7, "manifest": 0.7}
"""What a match weighs in the sections that stand on every page under these ids; 1 in all others."""

HEADINGS_ONLY = ("sources",)
"""Sections that lead to other sites: nobody looks for an answer there."""

ENTRIES = ("troubleshoot/", "#questions")
"""Where a reader begins whose question finds nothing: the first of these addresses that the edition has."""


def page_entry(
    address: str, title: str, declared: Declared, sections: Sequence[Section]
) -> dict[str, Any]:
    """Return what the search knows about one page.

    Raises ValueError for words that are declared for a section which the page does not have.
    """
    known = {section.anchor for section in sections}
    silent = {*declared.headings_only, *HEADINGS_ONLY}
    if unknown := sorted({*declared.sections, *declared.headings_only} - known):
        raise ValueError(
            f"search: no section {', '.join(unknown)}; there are: {', '.join(sorted(known - {''}))}"
        )
    return {
        "address": address,
        "title": title,
        "weight": declared.weight,
        "sections": [
            {
                "anchor": section.anchor,
                "title": section.title,
                "asked": declared.of_section(section.anchor),
                "passages": () if section.anchor in silent else section.passages,
                "code": " ".join(code),
            }
            for section, code in zip(sections, _listed_words(sections, silent), strict=True)
        ],
    }


def _listed_words(
    sections: Sequence[Section], silent: Collection[str]
) -> Iterator[tuple[str, ...]]:
    """Yield the words of listings of each section: where no passage of the page has a word, the first that lists it does."""
    told = {
        word
        for section in sections
        if section.anchor not in silent
        for passage in section.passages
        for word in words_of(passage)
    }
    for section in sections:
        code = () if section.anchor in silent else section.code
        yield tuple(word for word in code if word not in told)
        told.update(code)


def write_sections(site: Path, pages: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what can be found in the edition whose first page lies in that folder."""
    listed = [pages[address] for address in sorted(pages)]
    sections = [section for page in listed for section in page["sections"]]
    rest = {
        "pages": [
            [page["address"], page["weight"], " ".join(each["anchor"] for each in page["sections"])]
            for page in listed
        ],
        "weights": WEIGHTS,
        "entry": next((each for each in ENTRIES if each.partition("#")[0] in pages), ""),
    }
    texts = [
        [[page["title"], *(section["title"] for section in page["sections"])] for page in listed],
        [section["asked"] for section in sections],
        [section["passages"] for section in sections],
        [[section["code"]] for section in sections],
        spellings(),
        [ELSEWHERE],
        [[term.english, term.korean] for term in TERMS],
    ]
    path = site / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(packed(rest, texts), encoding="utf-8")


def spellings() -> list[list[str]]:
    """Return all spellings of each thing that has more than one, in both languages."""
    of_terms = [(term.english, term.korean, *term.also) for term in TERMS]
    different = [list(dict.fromkeys(group)) for group in (*of_terms, *SPELLINGS)]
    return [group for group in different if len(group) > 1]
