"""Fixtures of the checks in a real browser: the site on a local server, and pages in profiles that tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from static_host import hosted
from support.built_site import BuiltSite, site
from support.visits import OpenPage, Scheme, Until, Visit

__all__ = ["site"]

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "msedge")
PATIENCE = 300_000
"""Milliseconds until something that never happens is given up: so many that no machine is too slow for what does happen."""


@pytest.fixture(scope="session")
def address(site: BuiltSite) -> Iterator[str]:
    """The address at which the built site is served."""
    with hosted(site.folder) as root:
        yield root


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser of this machine: the one that ATLAS_BROWSER names, or one on the path."""
    program = os.environ.get("ATLAS_BROWSER") or next(
        filter(None, map(shutil.which, PROGRAMS)), None
    )
    if program is None:
        reason = "no browser: install chromium, or name one in ATLAS_BROWSER"
        pytest.fail(reason, pytrace=False) if os.environ.get("CI") else pytest.skip(reason)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"], timeout=PATIENCE
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Opens a page of the site in a fresh profile, and waits until nothing more is fetched."""
    contexts: list[BrowserContext] = []

    def new_page(script: bool) -> Page:
        contexts.append(browser.new_context(java_script_enabled=script))
        return contexts[-1].new_page()

    yield opener(address, new_page, "networkidle")
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def pages(browser: Browser) -> Iterator[dict[bool, Page]]:
    """A page with and one without JavaScript that tests share: a new page costs more than three that are opened in it."""
    contexts = {script: browser.new_context(java_script_enabled=script) for script in (True, False)}
    yield {script: context.new_page() for script, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.fixture
def look(pages: dict[bool, Page], address: str) -> Iterator[OpenPage]:
    """Opens a page as `visit` does, but where others have been before, one after the other, and only till it is loaded."""
    yield from shared(address, lambda script: pages[script])


@pytest.fixture(scope="session")
def phone(browser: Browser) -> Iterator[Page]:
    """A page under a finger instead of a mouse."""
    context = browser.new_context(has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def hold(phone: Page, address: str) -> Iterator[OpenPage]:
    """Opens a page as `look` does, on a phone."""
    yield from shared(address, lambda script: phone)


def shared(address: str, page: Callable[[bool], Page]) -> Iterator[OpenPage]:
    """Yield what opens pages of the site where others do so, too; what is left behind is nobody's complaint."""
    visits: list[Visit] = []

    def open_page(*where: Any, **how: Any) -> Visit:
        visits.append(opener(address, page, "load")(*where, **how))
        return visits[-1]

    yield open_page
    for visit in visits:
        visit.leave()
        visit.page.emulate_media(media="null")


def opener(address: str, new_page: Callable[[bool], Page], enough: Until) -> OpenPage:
    """Return what opens pages of the site: `look("types/nodeport/", width=360, scheme="dark")`."""

    def open_page(
        path: str,
        width: int = 1280,
        scheme: Scheme = "light",
        script: bool = True,
        until: Until = enough,
    ) -> Visit:
        page = new_page(script)
        page.set_default_timeout(PATIENCE)
        visit = Visit(address, page)
        visit.show(width, scheme)
        visit.open(path, until)
        return visit

    return open_page
