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


def first_figure(page: str) -> str | None:
    """Return the name of the first figure of an unfinished page, None if it has none."""
    found = _MARK.search(page)
    return found.group(1) if found else None


def place_figures(
    page: str, html_of: Callable[[str], str], badge_of: Callable[[str], str], up: str
) -> str:
    """Return a finished page with its figures in place, each with its badge at the end of its caption.

    `up` leads from the page to the root of the site.
    """

    def placed(mark: re.Match[str]) -> str:
        name = mark.group(1)
        html = html_of(name).replace(FILES, up + FOLDER)
        head, end, tail = html.rpartition("</figcaption>")
        return f"{head}{badge_of(name)}{end}{tail}"

    return _MARK.sub(placed, page)
