"""Colours and styles of downloaded drawings, read from the site's style sheets: there is no colour in Python."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from atlas.figure.package_assets import assets

STYLESHEETS = assets() / "stylesheets"
SHEET = ".atlas-svg .paper polygon { fill: var(--atlas-paper); }"
"""A file brings its own background; on a page the page's shines through."""
COLOURED = frozenset({"fill", "stroke", "filter"})
"""The properties that a colour scheme decides."""
_BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
FONTS = STYLESHEETS.parent / "fonts"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COLOUR = re.compile(r"(--atlas-[\w-]+):\s*([^;]+);")
_USE = re.compile(r"var\((--atlas-[\w-]+)\)")


@cache
def palettes() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the colours of the light and of the dark scheme by variable name."""
    text = _COMMENT.sub("", (STYLESHEETS / "palette.css").read_text(encoding="utf-8"))
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for selector, body in _BLOCK.findall(text):
        (dark if "slate" in selector else light).update(_COLOUR.findall(body))
    return light, light | dark


@cache
def fixed_style(more: str = "") -> str:
    """Return the style of drawings with the light colours filled in, for renderers without variables; `more` are rules of a file's own."""
    return _filled(palettes()[0], more=more)


@cache
def both_schemes_style(more: str = "") -> str:
    """Return the style of drawings that follows the reader's colour scheme; `more` are rules of a file's own."""
    light, dark = palettes()
    coloured = _filled(dark, COLOURED, more)
    return f"{_filled(light, more=more)}@media (prefers-color-scheme: dark) {{{coloured}}}"


def _filled(colours: Mapping[str, str], only: Collection[str] = (), more: str = "") -> str:
    """Return the rules with these colours, as short as they can be; with only some of their properties if named."""
    text = _COMMENT.sub("", (STYLESHEETS / "drawing.css").read_text(encoding="utf-8"))
    kept: list[str] = []
    for selector, body in _BLOCK.findall(text + SHEET + more):
        said = [one.partition(":") for one in body.split(";") if one.strip()]
        pairs = [(name.strip(), value.strip()) for name, _, value in said]
        wanted = [f"{name}:{value}" for name, value in pairs if not only or name in only]
        if wanted:
            kept.append(f"{selector.strip()}{{{';'.join(wanted)}}}")
    return _USE.sub(lambda use: colours[use.group(1)].strip(), "".join(kept))
