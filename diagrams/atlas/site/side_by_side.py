"""Links to a figure with two of its states side by side, for pages whose question is a comparison."""

from __future__ import annotations

import re
from html import escape

from atlas.site.figures import StoredFigure
from atlas.text.text import Lang, Text

BOTH = Text(ko="고장 난 상태와 고친 상태를 나란히 보기", en="Broken and repaired, side by side")


class NoSuchState(LookupError):
    """A figure has no such control, or the control no such option."""


def beside(figure: StoredFigure, option: str, page: str, lang: Lang) -> str:
    """Return the address, if `external/Local` is a control of the figure and one of its options. Raises NoSuchState."""
    key, _, value = option.partition("/")
    chosen = f'<select name="{re.escape(key)}"(?:(?!</select>).)*<option value="{re.escape(value)}"'
    if not re.search(chosen, figure.html(lang), re.DOTALL):
        raise NoSuchState(f"the figure {figure.name!r} has no state {option!r}")
    return _address(figure.name, option, page)


def both_states(name: str, lang: Lang) -> str:
    """Return a paragraph with the link to the figure of a trouble, broken and repaired."""
    address = _address(name, "state/repaired", "")
    text = escape(BOTH.in_language(lang))
    return f'<p class="atlas-screen-only"><a href="{address}">{text}</a></p>'


def _address(name: str, option: str, page: str) -> str:
    return f"{page}?f.{name}=with:{option}#figure-{name}"
