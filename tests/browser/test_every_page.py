"""Every page, as a browser shows it: for everyone, on a phone, from this host alone and without complaint."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from support.built_site import page_paths
from support.visits import OpenPage, Scheme

each_page = pytest.mark.parametrize("path", page_paths())


@each_page
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing(visit: OpenPage, path: str, scheme: Scheme, width: int) -> None:
    results = Axe().run(visit(path, width=width, scheme=scheme).page)
    assert results.violations_count == 0, results.generate_report()


@each_page
def test_on_a_phone(visit: OpenPage, path: str) -> None:
    seen = visit(path, width=360)
    assert seen.hosts() == set()
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360
