"""One visit to a page in a browser, and what it asked for, said and answered meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

Scheme = Literal["light", "dark"]
Until = Literal["load", "networkidle"]

LEFT = "net::ERR_ABORTED"
"""How a request ends whose page the reader has left: no fault of the page."""

IS_WIDE = (
    "width => screen.width === width && (innerWidth === width || navigator.maxTouchPoints > 0)"
)
"""Tells whether the window has a width; a page that is no page of ours is wider on a phone."""


@dataclass
class Visit:
    """A page of the site in a browser."""

    address: str
    page: Page
    responses: list[Response] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for event, listen in self._listeners().items():
            self.page.on(event, listen)  # type: ignore[call-overload]

    def leave(self) -> None:
        """Leave an empty page to those who come next, and hear no more of it."""
        self.page.goto("about:blank")
        for event, listen in self._listeners().items():
            self.page.remove_listener(event, listen)

    def open(self, path: str, until: Until = "networkidle") -> None:
        """Open a page of the site and wait, if not said otherwise until nothing more is fetched.

        Nothing may be fetched for half a second before the page is loaded, too, where the machine is slow.
        """
        self.page.goto(self.address + path)
        self.page.wait_for_load_state(until)

    def show(self, width: int, scheme: Scheme) -> None:
        """Give the page a window of that width, on a system with that colour scheme, where nothing moves of itself."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        while not self.page.evaluate(IS_WIDE, width):
            self.page.wait_for_timeout(
                10
            )  # a slow machine resizes late, and would move the page that is opened next

    @property
    def path(self) -> str:
        """The address of the page, below the root of the site."""
        return self.page.url.removeprefix(self.address)

    def hosts(self) -> set[str]:
        """Return the start of every address outside the site that was asked for something."""
        asked = (response.url for response in self.responses)
        return {url for url in asked if not url.startswith((self.address, "data:", "blob:"))}

    def fetched(self) -> list[str]:
        """Return what was fetched, below the root of the site."""
        return [response.url.removeprefix(self.address) for response in self.responses]

    def search(self, words: str) -> list[str]:
        """Type words into the search box and return where its results lead, best first: the best section of each page."""
        box = self.page.locator("input.md-search__input")
        if not box.evaluate("box => box === document.activeElement"):
            box.click()
        box.fill(words[:-1])
        self.page.keyboard.type(words[-1:])
        self.page.wait_for_function(
            "asked => document.querySelector('.md-search').dataset.answered === asked",
            arg=words.strip(),
        )
        links = self.page.locator(".md-search-result__item > a:first-child")
        found = links.evaluate_all("links => links.map(link => link.href)")
        return [link.removeprefix(self.address) for link in found]

    def _listeners(self) -> dict[str, Callable[[Any], None]]:
        return {
            "response": self._note,
            "pageerror": self._fail,
            "console": self._hear,
            "requestfailed": self._miss,
        }

    def _note(self, response: Response) -> None:
        self.responses.append(response)

    def _fail(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _miss(self, request: Request) -> None:
        if request.failure != LEFT:
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


class OpenPage(Protocol):
    """Opens a page of the site, with or without JavaScript."""

    def __call__(
        self,
        path: str,
        width: int = 1280,
        scheme: Scheme = "light",
        script: bool = True,
        until: Until = "networkidle",
    ) -> Visit: ...
