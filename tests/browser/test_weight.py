"""A concept page with its figure is light, moves nothing while it loads, and is complete without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from support.built_site import page_paths
from support.visits import OpenPage, total

LIMIT = 120
"""kB on the way for a first visit to a page with one drawing, all in all."""

FURTHER = 6
"""kB more for each further drawing: some pages show what happens in two or three situations."""

EXPLORER = 6
"""kB more where a figure can be explored; the states are fetched when the reader begins."""

PAGES = [path for path in page_paths() if re.search(r"(start|types|http|inside)/.", path)]
FEW = ["types/nodeport/", "en/types/nodeport/", "start/pod-network/", "en/http/ingress/"]

SHIFT = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


@pytest.mark.parametrize("path", PAGES)
def test_weight(visit: OpenPage, path: str) -> None:
    seen = visit(path)
    weights = seen.weight()
    drawings = seen.page.locator(".atlas-drawing--wide").count()
    listing = "\n".join(f"{size / 1000:8.1f} kB  {name}" for name, size in by_size(weights))
    explorable = EXPLORER if seen.page.locator(".atlas-explore").count() else 0
    assert total(weights.values()) <= LIMIT + FURTHER * max(0, drawings - 1) + explorable, listing


@pytest.mark.parametrize("path", FEW)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves(visit: OpenPage, path: str, width: int) -> None:
    assert visit(path, width=width).page.evaluate(SHIFT) < 0.01


@pytest.mark.parametrize("path", FEW)
def test_complete_without_script(visit: OpenPage, path: str) -> None:
    seen = visit(path, script=False)
    assert seen.page.locator("figure svg:visible").count() >= 1
    assert seen.page.locator("article h2:visible").count() >= 3


def by_size(weights: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return names and sizes, the largest first."""
    return sorted(weights.items(), key=lambda one: one[1], reverse=True)
