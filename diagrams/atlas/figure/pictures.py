"""Pictures: small copies of the icons, and PNG files of drawings. Knows resvg and Pillow."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image

ICON_PIXELS = 52
"""Icons are shown at 26 CSS pixels; this is sharp on a screen of double density, at half the bytes of triple."""
PNG_SCALE = 2
PNG_COLOURS = 128
"""A drawing has a dozen colours and the shades at their edges: so many are enough, and a third of the bytes."""


@cache
def small_icon(file: str) -> bytes:
    """Return an icon of the diagrams library as a small PNG (it ships them with 256 pixels)."""
    picture = b64encode(Path(file).read_bytes()).decode()
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 1 1" width="{ICON_PIXELS}" height="{ICON_PIXELS}">'
        f'<image width="1" height="1" xlink:href="data:image/png;base64,{picture}"/></svg>'
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
