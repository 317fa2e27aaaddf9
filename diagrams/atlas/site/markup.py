"""Markup: the templates of what macros and figures put into pages. Knows Jinja."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

_CODE = re.compile(r"`([^`]+)`")
_BLANK = re.compile(r'<span class="w">(\s+)</span>')
_OPTION = re.compile(r"(?<!\S)(--?[A-Za-z][\w-]*)")


@cache
def templates() -> Environment:
    """Return the templates of this package; everything put into them is escaped."""
    environment = Environment(loader=PackageLoader("atlas.site"), autoescape=True)
    environment.filters["with_code"] = with_code
    environment.filters["with_options"] = with_options
    return environment


def with_code(sentence: str) -> Markup:
    """Return a sentence as HTML, with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(sentence))))


def with_options(rule: str) -> Markup:
    """Return a rule as HTML, each of its options in one piece, so that no line ends behind a dash."""
    return Markup(_OPTION.sub(r"<span>\1</span>", str(escape(rule))))


def bare_blanks(page: str) -> str:
    """Return a page whose code has no elements around blanks: they have no colour, and long pages have a thousand."""
    return _BLANK.sub(r"\1", page)
