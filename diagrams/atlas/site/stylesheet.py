"""The style sheet of the site: the theme's with ours behind it, in one file."""

from __future__ import annotations

import re
from pathlib import Path

OWN_SHEETS = ("fonts", "palette", "atlas", "drawing", "figure", "pages")
"""Ours, in docs/assets/stylesheets, in the order in which they follow the theme's."""

_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")


def gather(folder: Path) -> None:
    """Make one style sheet of the theme's and of ours, which lie in that folder of the built site.

    Each further sheet would be one more that a reader waits for before anything is shown.
    """
    (sheet,) = folder.glob("main.*.css")
    parts = [_SOURCE_MAP.sub("", sheet.read_text(encoding="utf-8"))]
    for name in OWN_SHEETS:
        own = folder / f"{name}.css"
        parts.append(own.read_text(encoding="utf-8"))
        own.unlink()
    sheet.write_text("".join(parts), encoding="utf-8")
    for unused in (*folder.glob("*.map"), *folder.glob("palette.*.css")):
        unused.unlink()
