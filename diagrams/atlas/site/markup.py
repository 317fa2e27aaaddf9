"""Markup: the templates of what macros and figures put into pages. Knows Jinja."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader


@cache
def templates() -> Environment:
    """Return the templates of this package; everything put into them is escaped."""
    return Environment(loader=PackageLoader("atlas.site"), autoescape=True)
