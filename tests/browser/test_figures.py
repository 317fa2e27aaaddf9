"""Figures as a browser draws them: text stays in its box, nothing lies on anything else.

The layout engine only estimates how wide text is; here the site's real fonts decide.
"""

from __future__ import annotations

import pytest

from support.geometry import LAYOUTS, MEASURE
from support.pages import address, sources
from support.visits import OpenPage

PAGES = sorted(
    address(path)
    for path, source in sources("ko").items()
    if not path.startswith("contribute/")  # shows macros as code
    and any(call.strip().startswith("figure(") for one in source.sections for call in one.macros)
)


def test_there_are_pages_with_figures() -> None:
    assert len(PAGES) >= 15
    assert len(PAGES) <= len(sources("ko"))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_overlaps(look: OpenPage, page: str, lang: str, layout: str) -> None:
    opened = look(f"{'' if lang == 'ko' else 'en/'}{page}", width=LAYOUTS[layout])
    opened.page.evaluate("document.fonts.ready")
    found = opened.page.evaluate(MEASURE, layout)
    assert found["drawings"] > 0
    assert found["problems"] == []
