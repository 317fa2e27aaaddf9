"""Fixtures of the checks in a real browser: the site on a local server, and pages of a fresh profile."""

from __future__ import annotations

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from support.built_site import BuiltSite, site
from support.visits import OpenPage, Scheme, Until, Visit

__all__ = ["site"]

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge", "msedge")


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder as a static host does: a missing address gets 404.html."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        page = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: BuiltSite) -> Iterator[str]:
    """The address at which the built site is served."""
    handler = functools.partial(Handler, directory=str(site.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


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
    """Opens a page of the site in a fresh profile: `visit("types/nodeport/", width=360, scheme="dark")`."""
    contexts: list[BrowserContext] = []

    def open_page(
        path: str,
        width: int = 1280,
        scheme: Scheme = "light",
        script: bool = True,
        until: Until = "networkidle",
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        visit = Visit(address, context.new_page())
        visit.open(path, until)
        return visit

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Iterator[dict[bool, BrowserContext]]:
    """Two profiles that tests share, with and without JavaScript: a new one costs as much as a page."""
    shared = {
        script: browser.new_context(java_script_enabled=script, reduced_motion="reduce")
        for script in (True, False)
    }
    yield shared
    for context in shared.values():
        context.close()


@pytest.fixture
def look(profiles: dict[bool, BrowserContext], address: str) -> Iterator[OpenPage]:
    """Opens a page as `visit` does, but in a profile that has been elsewhere; only till it is loaded, if not said otherwise."""
    opened: list[Page] = []

    def open_page(
        path: str,
        width: int = 1280,
        scheme: Scheme = "light",
        script: bool = True,
        until: Until = "load",
    ) -> Visit:
        page = profiles[script].new_page()
        opened.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        visit = Visit(address, page)
        visit.open(path, until)
        return visit

    yield open_page
    for page in opened:
        page.close()
