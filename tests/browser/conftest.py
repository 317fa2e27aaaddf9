"""Fixtures of the checks in a real browser: the site on a local server, and pages of a fresh profile."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from static_host import hosted
from support.built_site import BuiltSite, site
from support.visits import OpenPage, Scheme, Until, Visit

__all__ = ["site"]

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "msedge")


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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
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
def profiles(browser: Browser) -> Iterator[dict[bool, BrowserContext]]:
    """Two profiles that tests share, with and without JavaScript: a new one costs as much as a page."""
    shared = {script: browser.new_context(java_script_enabled=script) for script in (True, False)}
    yield shared
    for context in shared.values():
        context.close()


@pytest.fixture
def look(profiles: dict[bool, BrowserContext], address: str) -> Iterator[OpenPage]:
    """Opens a page as `visit` does, but in a profile that has been elsewhere, and only till it is loaded."""
    opened: list[Page] = []

    def new_page(script: bool) -> Page:
        opened.append(profiles[script].new_page())
        return opened[-1]

    yield opener(address, new_page, "load")
    for page in opened:
        page.close()


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
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        visit = Visit(address, page)
        visit.open(path, until)
        return visit

    return open_page
