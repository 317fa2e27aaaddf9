"""How much a reader fetches for a page: counted in the files, since what a browser reports depends on where it was before."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

from support.built_site import BuiltPage, BuiltSite, absolute

PACKED = (".woff2", ".png", ".webp")
"""Files that are compressed already: a server sends them as they are."""
PARTS = (
    "//link[@rel='stylesheet' or @rel='preload' or (@rel='icon' and contains(@href, '.svg'))]/@href",
    "//script/@src",
    "//img[not(@loading='lazy')]/@src",
    "//article//*[local-name()='image']/@*[local-name()='href' or name()='xlink:href']",
)
"""What a browser fetches besides the page itself; of icons, the vector."""

_IMPORT = re.compile(r"""\b(?:from|import)\s*["'](\.[^"']+)["']""")


def weight(site: BuiltSite, page: BuiltPage) -> dict[str, int]:
    """Return how many bytes each file has on the way, packed by gzip where a server would."""
    addresses = {page.url, *parts(site, page)}
    return {urlsplit(one).path.lstrip("/"): _packed(site, one) for one in addresses}


def parts(site: BuiltSite, page: BuiltPage) -> Iterator[str]:
    """Yield the addresses of all that a first visit fetches besides the page; the fonts are those that it names."""
    for xpath in PARTS:
        for link in page.texts(xpath):
            yield urldefrag(absolute(page, link))[0]
    for script in page.texts("//script[@type='module']/@src"):
        yield from imported(site, absolute(page, script))


def imported(site: BuiltSite, script: str) -> Iterator[str]:
    """Yield the addresses of the modules that a script imports, and of those that they import."""
    for name in _IMPORT.findall(site.file_of(script).read_text(encoding="utf-8")):
        module = urljoin(script, name)
        yield module
        yield from imported(site, module)


def drawings(tree: HtmlElement) -> int:
    """Return how many drawings a page has, each of them wide and narrow."""
    return len(tree.find_class("atlas-drawing--wide"))


def listing(weights: Mapping[str, int]) -> str:
    """Return a line for each file, the largest first."""
    by_size = sorted(weights.items(), key=lambda one: one[1], reverse=True)
    return "\n".join(f"{size / 1000:8.1f} kB  {name}" for name, size in by_size)


def _packed(site: BuiltSite, address: str) -> int:
    body = site.file_of(address).read_bytes()
    return len(body if address.endswith(PACKED) else gzip.compress(body, 6))
