"""One visit to a page in a browser, and what it asked for, said and answered meanwhile."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, Protocol
from urllib.request import urlopen

from playwright.sync_api import ConsoleMessage, Page, Request, Response

Scheme = Literal["light", "dark"]
Until = Literal["load", "networkidle"]

PACKED = ("font/", "image/png", "image/webp", "application/font", "application/octet-stream")
"""Types that are compressed already: a server sends them as they are."""

LEFT = "net::ERR_ABORTED"
"""How a request ends whose page the reader has left: no fault of the page."""


@dataclass
class Visit:
    """A page of the site in a browser."""

    address: str
    page: Page
    responses: list[Response] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", lambda response: self.responses.append(response))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("requestfailed", self._miss)

    def open(self, path: str, until: Until = "networkidle") -> None:
        """Open a page of the site and wait, if not said otherwise until nothing more is fetched."""
        self.page.goto(self.address + path, wait_until=until)

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

    def weight(self) -> dict[str, int]:
        """Return how many bytes each answer has on the way, packed by gzip where a server would.

        Each is fetched once more: a browser forgets an answer when it likes to.
        """
        addresses = {one.url for one in self.responses if one.url.startswith(self.address)}
        return {one.removeprefix(self.address): _packed(one) for one in addresses}

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


@cache
def _packed(address: str) -> int:
    with urlopen(address) as response:
        body, kind = response.read(), response.headers.get_content_type()
    if kind.startswith(PACKED) or address.endswith(".woff2"):
        return len(body)
    return len(gzip.compress(body, 6))


def total(weights: Iterable[int]) -> float:
    """Return a sum of bytes in kB."""
    return sum(weights) / 1000
