"""Pages about concepts are light on the way, and stay so; what a browser makes of pages is counted by scripts/audit.py."""

from __future__ import annotations

import re

import pytest

from support.built_site import BuiltSite, page_paths
from support.weight import drawings, listing, weight

LIMIT = 128
"""kB on the way for a first visit to a page with one drawing, all in all."""
FURTHER = 6
"""kB more for each further drawing: some pages show what happens in two or three situations."""
EXPLORER = 17
"""kB more where a figure can be explored; the states are fetched when the reader begins."""
CONCEPTS = [
    path for path in page_paths() if re.search(r"(start|troubleshoot|types|http|inside)/.", path)
]


@pytest.mark.parametrize("path", CONCEPTS)
def test_a_first_visit(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    weights = weight(site, page)
    explorable = EXPLORER if page.tree.find_class("atlas-explore") else 0
    limit = LIMIT + FURTHER * max(0, drawings(page.tree) - 1) + explorable
    assert sum(weights.values()) / 1000 <= limit, listing(weights)
