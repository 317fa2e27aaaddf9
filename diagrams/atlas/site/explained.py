"""The first use of a term on a page explains itself: it is a link to the glossary, and holds the meaning as its title.

The script `terms.js` shows the meaning beside the term, by mouse, keyboard and touch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape

from atlas.site.glossary import anchor, named
from atlas.text.terms import TERMS, Term
from atlas.text.text import Lang

PLAIN = ("reference/glossary/", "reference/sources/", "reference/figures/", "contribute/")
"""Pages without explanations, by how their addresses begin: the glossary itself, lists, and what is for contributors."""

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z][\w-]*)", re.IGNORECASE)
_IN = frozenset(("p", "li", "td", "dd"))
"""Elements whose text is prose."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_APART = frozenset(
    (
        "a",
        "button",
        "code",
        "dt",
        "label",
        "pre",
        "script",
        "style",
        "summary",
        "svg",
        "th",
        *_HEADINGS,
    )
)
_APART_CLASSES = re.compile(r'class="[^"]*\b(?:claim|questions)\b')
_EMPTY = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
_ACRONYM = re.compile(r"[A-Z]{3,}")
_NOT_BEFORE, _NOT_AFTER = r"(?<![A-Za-z0-9가-힣_./-])", r"(?![A-Za-z0-9_-])"


def explained(content: str, lang: Lang, glossary: str) -> str:
    """Return the HTML of a page with the first use of each term explained; `glossary` is the glossary's address."""
    left = dict(_forms(lang))
    pattern = _pattern(lang)
    pieces: list[str] = []
    open_tags: list[tuple[str, bool, bool]] = []  # name, apart, prose
    for piece in _TAG.split(content):
        if piece.startswith("<"):
            _follow(piece, open_tags)
        elif open_tags and open_tags[-1][2] and not open_tags[-1][1]:
            piece = pattern.sub(lambda found: _link(found[0], left, lang, glossary), piece)
        pieces.append(piece)
    return "".join(pieces)


def is_plain(address: str) -> bool:
    """Return whether terms are left alone on the page of that address."""
    return address.startswith(PLAIN)


def _follow(tag: str, open_tags: list[tuple[str, bool, bool]]) -> None:
    """Note that an element begins or ends; each knows whether it, or one around it, is apart or prose."""
    found = _NAME.match(tag)
    if not found or tag.endswith("/>") or (name := found[1].lower()) in _EMPTY:
        return
    if tag.startswith("</"):
        if any(name == other for other, _, _ in open_tags):
            while open_tags.pop()[0] != name:
                pass  # an element that HTML lets end with its parent
        return
    _, apart, prose = open_tags[-1] if open_tags else ("", False, False)
    apart = apart or name in _APART or bool(_APART_CLASSES.search(tag))
    open_tags.append((name, apart, prose or name in _IN))


def _link(said: str, left: dict[str, Term], lang: Lang, glossary: str) -> str:
    term = left.get(_plain_form(said, lang))
    if term is None:
        return said
    for form in [form for form, other in left.items() if other is term]:
        del left[form]
    meaning = escape(term.meaning.in_language(lang))
    return f'<a class="term" href="{glossary}#{anchor(term)}" title="{meaning}">{said}</a>'


@cache
def _forms(lang: Lang) -> tuple[tuple[str, Term], ...]:
    """Return how each term is written in prose: by its name, or by an acronym such as DNAT."""
    return tuple(_written(lang))


def _written(lang: Lang) -> Iterator[tuple[str, Term]]:
    for term in TERMS:
        if not term.familiar:
            name = named(term, lang)
            yield name, term
            for other in term.also:
                if _ACRONYM.fullmatch(other):
                    yield other, term


@cache
def _pattern(lang: Lang) -> re.Pattern[str]:
    """Return what finds every form of every term, also of familiar ones, which hold shorter terms: longest first."""
    familiar = [named(term, lang) for term in TERMS if term.familiar]
    forms = sorted({*(form for form, _ in _forms(lang)), *familiar}, key=len, reverse=True)
    return re.compile(_NOT_BEFORE + "(?:" + "|".join(map(_spelled, forms)) + ")" + _NOT_AFTER)


def _spelled(form: str) -> str:
    """Return a pattern for a form: English words also in the plural, and with a capital where a sentence begins."""
    if not form.isascii():
        return re.escape(form)
    first = f"[{form[0]}{form[0].upper()}]" if form[0].islower() else re.escape(form[0])
    return first + re.escape(form[1:]) + ("(?:e?s)?" if not _ACRONYM.fullmatch(form) else "")


def _plain_form(said: str, lang: Lang) -> str:
    """Return the form of which a text is a spelling, or the text itself."""
    for form, _ in _forms(lang):
        if re.fullmatch(_spelled(form), said):
            return form
    return said
