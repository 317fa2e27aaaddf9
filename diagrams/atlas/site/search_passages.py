"""Sections of a finished page, cut into the passages that a search can show. Knows lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

_HEADINGS = ("h1", "h2", "h3")
_PASSAGES = ("p", "li", "dt", "dd", "tr", "summary")
"""Elements that are read as one piece."""
_NEITHER = frozenset(
    ("svg", "script", "style", "button", "select", "noscript", "template", "thead")
)
_MARKS = ("headerlink", "claim")
"""Classes of what stands in a sentence without being part of it."""
_LISTING = "atlas-rules"
"""Class of rules that a node has: their names can be found, but they are no passages."""
_WORD = re.compile(r"[A-Za-z][\w./-]*[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it. `anchor` is empty for the beginning of the page.

    `code` holds the fields and names of its listings and manifests, each once: they are found, but not shown.
    """

    anchor: str
    title: str
    passages: tuple[str, ...]
    code: tuple[str, ...]


def sections(content: str) -> list[Section]:
    """Return the sections of a page, in order, from the HTML of its content."""
    cut: list[tuple[str, str, list[str], dict[str, None]]] = []
    root = html.fragment_fromstring(content, create_parent="div")
    for element in _walk(root):
        if element.tag in _HEADINGS:
            anchor = "" if element.tag == "h1" else element.get("id", "")
            cut.append((anchor, _text(element), [], {}))
        elif cut and (element.tag == "pre" or element.tag == "code"):
            cut[-1][3].update(dict.fromkeys(_names(element.text_content())))
        elif cut and (passage := _text(element)):
            cut[-1][2].append(passage)
    return [
        Section(anchor, title, tuple(passages), _not_in(passages, code))
        for anchor, title, passages, code in cut
    ]


def words_of(text: str) -> list[str]:
    """Return the words of a passage as a listing has them: names and fields whole."""
    return _WORD.findall(text)


def _names(listing: str) -> Iterator[str]:
    """Yield its fields, and what has more than small letters: other words of commands and of what they print tell nothing."""
    for found in _WORD.finditer(listing):
        word = found[0]
        if listing[found.end() :].startswith(":") or not (word.isalpha() and word[1:].islower()):
            yield word


def _walk(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield headings, passages and listings in the order of the page."""
    for child in element:
        if (
            not isinstance(child.tag, str)
            or child.tag in _NEITHER
            or child.get("data-search-exclude") is not None
        ):
            continue
        if child.tag in (*_HEADINGS, "pre"):
            yield child
        elif _LISTING in child.get("class", ""):
            yield from child.iter("code")
        elif child.tag in _PASSAGES:
            yield child
            yield from _walk_inside(child)
        else:
            yield from _walk(child)


def _walk_inside(passage: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield what a passage holds besides its own text: further passages, listings."""
    if passage.tag != "p":
        yield from _walk(passage)


def _text(element: html.HtmlElement) -> str:
    return " ".join("".join(_pieces(element)).split()).removesuffix(" ·")


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    """Yield the text of an element without marks, listings and the passages inside it."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not _apart(child):
            yield from _pieces(child)
            if child.tag in ("td", "th"):
                yield " · "
        elif child.tag in _PASSAGES:
            yield " "
        yield child.tail or ""


def _apart(element: html.HtmlElement) -> bool:
    classes = element.get("class", "").split()
    return (
        element.tag in (*_NEITHER, *_PASSAGES, "pre", "ul", "ol", "table", "details")
        or element.get("data-search-exclude") is not None
        or any(mark in classes for mark in _MARKS)
    )


def _not_in(passages: list[str], code: dict[str, None]) -> tuple[str, ...]:
    said = " ".join(passages)
    return tuple(word for word in code if word not in said)
