"""What axe says about a page as it stands in the browser. Knows axe."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def assert_accessible(page: Page) -> None:
    """Fail with a report if axe finds a violation on the page."""
    # What it says of passed checks is as long as the page; leaving it out halves the time.
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, results.generate_report()
