"""Every page, as a browser shows it: for everyone, on a phone, from this host alone and without complaint."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from support.built_site import page_paths
from support.visits import OpenPage, Scheme

each_page = pytest.mark.parametrize("path", page_paths())


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(look: OpenPage, path: str, scheme: Scheme) -> None:
    page = look(path, scheme=scheme).page
    assert_accessible(page)


@each_page
def test_on_a_phone(look: OpenPage, path: str) -> None:
    seen = look(path, width=360, until="networkidle")
    assert seen.hosts() == set()
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(seen.page)


def assert_accessible(page: Page) -> None:
    """Fail with a report if axe finds a violation on the page."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
