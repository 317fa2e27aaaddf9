"""A concept page with its figure is light, moves nothing while it loads, and is complete without JavaScript."""

from __future__ import annotations

import pytest

from support.visits import OpenPage, total

LIMIT = 120
"""kB on the way, all in all, for a first visit."""

CONCEPTS = ["types/nodeport/", "en/types/nodeport/", "start/pod-network/", "en/http/ingress/"]

SHIFT = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""


@pytest.mark.parametrize("path", CONCEPTS)
def test_weight(visit: OpenPage, path: str) -> None:
    weights = visit(path).weight()
    listing = "\n".join(
        f"{size / 1000:8.1f} kB  {name}"
        for name, size in sorted(weights.items(), key=lambda one: -one[1])
    )
    assert total(weights.values()) <= LIMIT, listing


@pytest.mark.parametrize("path", CONCEPTS)
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves(visit: OpenPage, path: str, width: int) -> None:
    assert visit(path, width=width).page.evaluate(SHIFT) < 0.01


@pytest.mark.parametrize("path", CONCEPTS)
def test_complete_without_script(visit: OpenPage, path: str) -> None:
    seen = visit(path, script=False)
    assert seen.page.locator("figure svg:visible").count() >= 1
    assert seen.page.locator("article h2:visible").count() >= 3
