"""What axe says about a page as it stands in the browser. Knows axe."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

BRIEFLY: dict[str, Any] = {
    "resultTypes": ["violations"],
    "reporter": "no-passes",
    "preload": False,
    "selectors": False,
}
"""Only what is wrong, and without what a report needs: to describe all that is right takes as long as to check it."""


def assert_accessible(page: Page, part: str | None = None, *, contrast: bool = True) -> None:
    """Fail with a report if axe finds a violation on the page, or in the part of it that a selector names.

    Contrast costs more than all other rules together.
    """
    rules = {"rules": {"color-contrast": {"enabled": contrast}}}
    if Axe().run(page, part, BRIEFLY | rules).violations_count:
        results = Axe().run(page, part, {"resultTypes": ["violations"]} | rules)
        raise AssertionError(results.generate_report())
