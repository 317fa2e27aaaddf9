"""The search: what the browser gets to search in, made of the finished sections of all pages of one edition.

A section is what a reader is led to. It has its heading, its passages, and what people call its subject: the words under
`search` in the front matter of its page. The browser fetches all of it with the first key that is pressed in the search
box (docs/assets/javascripts/search); a page without a search fetches nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from atlas.site.search_front_matter import Declared
from atlas.site.search_passages import Section
from atlas.text.search_words import ELSEWHERE, SPELLINGS
from atlas.text.terms import TERMS

FILE = "search/sections.json"
"""Where an edition keeps what can be found in it, below its first page."""

WEIGHTS = {"sources": 0.4, "try-it": 0.7, "manifest": 0.7}
"""What a match weighs in the sections that stand on every page under these ids; 1 in all others."""

HEADINGS_ONLY = ("sources",)
"""Sections that lead to other sites: nobody looks for an answer there."""

ENTRIES = ("troubleshoot/", "#questions")
"""Where a reader begins whose question finds nothing: the first of these addresses that the edition has."""


def page_entry(
    address: str, title: str, declared: Declared, sections: Sequence[Section]
) -> dict[str, object]:
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
                "code": "" if section.anchor in silent else " ".join(section.code),
                "weight": WEIGHTS.get(section.anchor, 1),
            }
            for section in sections
        ],
    }


def write_sections(site: Path, pages: Mapping[str, Mapping[str, object]]) -> None:
    """Write what can be found in the edition whose first page lies in that folder."""
    entry = next((each for each in ENTRIES if each.partition("#")[0] in pages), "")
    content = {
        "pages": [pages[address] for address in sorted(pages)],
        "spellings": spellings(),
        "elsewhere": ELSEWHERE,
        "terms": [[term.english, term.korean] for term in TERMS],
        "entry": entry,
    }
    path = site / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )


def spellings() -> list[list[str]]:
    """Return all spellings of each thing that has more than one, in both languages."""
    of_terms = [(term.english, term.korean, *term.also) for term in TERMS]
    different = [list(dict.fromkeys(group)) for group in (*of_terms, *SPELLINGS)]
    return [group for group in different if len(group) > 1]
