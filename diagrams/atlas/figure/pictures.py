"""Pictures: icons and drawings as PNG files. Knows resvg and Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image

from atlas.figure.icons import GRID, shape
from atlas.figure.palette import palettes
from atlas.figure.svg import PNG_SCALE

ICON_PIXELS = 52
"""Icons are shown at 26 CSS pixels; this is sharp on a screen of double density, at half the bytes of triple."""
PNG_COLOURS = 128
"""A drawing has a dozen colours and the shades at their edges: so many are enough, and a third of the bytes."""


@cache
def icon_picture(file: str) -> bytes:
    """Return the icon that stands for a picture of the diagrams library as a small PNG: engines read no paths from DOT."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}" width="{ICON_PIXELS}" '
        f'height="{ICON_PIXELS}"><path d="{shape(Path(file).stem)}" fill="none" stroke-width="1.5" '
        f'stroke-linejoin="round" stroke="{palettes()[0]["--atlas-muted"]}"/></svg>'
    )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg))


def png(svg: str, fonts: Sequence[Path]) -> bytes:
    """Return a stand-alone drawing as PNG, set in the first of these fonts that has a glyph."""
    files = [str(font) for font in fonts]
    made = resvg_py.svg_to_bytes(svg_string=svg, font_files=files, zoom=PNG_SCALE)
    picture = Image.open(BytesIO(bytes(made))).convert("RGB")
    reduced = picture.quantize(PNG_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    content = BytesIO()
    reduced.save(content, "PNG", optimize=True)
    return content.getvalue()
