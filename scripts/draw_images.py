"""Draws the site's PNG images: the card that links to the site show, and the icons. `python scripts/draw_images.py`.

Run it when the logo, the card (scripts/card.svg) or the words on it change. The same input gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import resvg_py

from atlas.site.context import frame
from atlas.site.editions import EDITIONS

SCRIPTS = Path(__file__).parent
ASSETS = SCRIPTS.parent / "docs" / "assets"
ICON_SIZES = {"favicon-32.png": 32, "touch-icon.png": 180}


def main() -> None:
    """Write a card per language and the icons."""
    card = (SCRIPTS / "card.svg").read_text(encoding="utf-8")
    for edition in EDITIONS:
        write(card.format(**frame(edition)), 1200, f"card-{edition.lang}.png")
    icon = (ASSETS / "images" / "favicon.svg").read_text(encoding="utf-8")
    for name, size in ICON_SIZES.items():
        write(icon, size, name)


def write(svg: str, width: int, name: str) -> None:
    """Write the drawing as a PNG file of that width."""
    fonts = [str(path) for path in sorted((ASSETS / "fonts").glob("*.ttf"))]
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=width, font_files=fonts, skip_system_fonts=True
    )
    (ASSETS / "images" / name).write_bytes(bytes(png))


if __name__ == "__main__":
    sys.exit(main())
