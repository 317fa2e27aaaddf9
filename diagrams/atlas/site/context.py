"""What templates know about the two editions of a page."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from atlas.site.content_policy import content_policy
from atlas.site.editions import EDITIONS, Edition, counterpart, way
from atlas.text.frame import FRAME, SECTION_TITLES


def frame(this: Edition) -> dict[str, str]:
    """Return the words of the site's frame in this edition's language."""
    return {name: text.in_language(this.lang) for name, text in FRAME.items()}


def template_context(this: Edition, home: str) -> dict[str, object]:
    """Return what every template may use: the words of the frame and all editions with their addresses."""
    root = this.root(home)
    return {
        "edition": this,
        "frame": frame(this),
        "content_policy": content_policy(),
        "editions": [_described(each, root) for each in EDITIONS],
    }


def page_context(this: Edition, home: str, page: str, translated: bool) -> dict[str, object]:
    """Return what the template of a page may use besides: the way to the same page in the other language.

    Where the other edition lacks the page, the way leads to its first page.
    """
    other = counterpart(this)
    return template_context(this, home) | {
        "other": {
            "lang": other.lang.value,
            "locale": other.locale,
            "link": way(page, this, page if translated else "", other),
            "words": frame(other),
        },
    }


def _described(each: Edition, root: str) -> Mapping[str, object]:
    home = each.home(root)
    return {
        "lang": each.lang.value,
        "home": home,
        "path": urlsplit(home).path,
        "words": frame(each),
        "sections": [
            (path, title.in_language(each.lang)) for path, title in SECTION_TITLES.items()
        ],
    }
