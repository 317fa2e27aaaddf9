"""The built site, for the checks that read or open its pages.

It is built once for a session from the tree as it stands, or taken from the folder that ATLAS_SITE names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from support.pages import PROJECT, address, sources

ROOT = "http://127.0.0.1:8000/"
"""Where the site would be published, as mkdocs.yml has it by default."""


@dataclass(frozen=True)
class BuiltPage:
    """One page of the built site. Nobody changes its tree: all tests of a process share it."""

    url: str
    tree: html.HtmlElement

    def texts(self, xpath: str) -> list[str]:
        """Return what an XPath finds, as text."""
        return [str(found) for found in self.tree.xpath(xpath)]

    def only(self, xpath: str) -> str:
        """Return the one thing that an XPath finds."""
        (found,) = self.texts(xpath)
        return found

    @cached_property
    def identifiers(self) -> set[str]:
        """Return the ids and names on the page that a link can lead to."""
        return {*self.texts("//@id"), *self.texts("//a/@name")}


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """The folder of the built site."""

    folder: Path

    def page(self, path: str) -> BuiltPage:
        """Return the page with that path below the root (`en/types/nodeport/`)."""
        file = (
            self.folder / path / "index.html" if not path.endswith(".html") else self.folder / path
        )
        return _read(file, ROOT + path)

    def pages(self) -> Iterator[BuiltPage]:
        """Yield every page of both languages."""
        return map(self.page, page_paths())

    def file_of(self, url: str) -> Path:
        """Return the file that a server would answer with for that address of the site."""
        path = self.folder / unquote(urlsplit(url).path).lstrip("/")
        return path / "index.html" if path.is_dir() or url.endswith("/") else path


@cache
def _read(file: Path, url: str) -> BuiltPage:
    return BuiltPage(url, html.fromstring(file.read_bytes()))


def page_paths() -> list[str]:
    """Return the paths of all pages of both languages below the root."""
    korean = [address(path) for path in sources("ko")]
    english = ["en/" + address(path) for path in sources("en")]
    return korean + english


def absolute(page: BuiltPage, link: str) -> str:
    """Return the full address that a link on that page leads to."""
    return urljoin(page.url, link)


def build(
    folder: Path, project: Path = PROJECT, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Build a project's site into a folder with the command that people use, and return how it went.

    Not with --quiet: MkDocs counts the warnings that --strict forbids where it prints them.
    """
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder), *options],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": ROOT} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The built site."""
    if given := os.environ.get("ATLAS_SITE"):
        return BuiltSite(Path(given))
    folder = tmp_path_factory.mktemp("site")
    built = build(folder)
    if built.returncode:
        pytest.fail(f"the site does not build:\n{built.stdout}{built.stderr}", pytrace=False)
    return BuiltSite(folder)
