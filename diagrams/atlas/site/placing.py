"""Placing: a page holds a mark for each figure until it is finished; then the figure takes its place.

So neither Markdown nor the search index has to read the thousands of elements of a drawing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

FILES = "@@atlas-figures@@"
"""Stands in a figure for the address of the figures' folder, which depends on the page."""
FOLDER = "assets/figures"
"""Where the site serves figures, below its root."""
_MARK = re.compile(r'<div data-atlas-figure="([\w-]+)"></div>')


def figure_mark(name: str) -> str:
    """Return what stands for a figure in an unfinished page."""
    return f'<div data-atlas-figure="{name}"></div>'


def place_figures(page: str, html_of: Callable[[str], str], up: str) -> str:
    """Return a finished page with its figures in place; `up` leads from it to the root of the site."""
    return _MARK.sub(lambda mark: html_of(mark.group(1)).replace(FILES, up + FOLDER), page)
