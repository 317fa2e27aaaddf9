"""Where style sheets, scripts and fonts of the site are: in the package or, in a checkout, in the folder of the site."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def assets() -> Path:
    """Return the folder with the site's style sheets, fonts and scripts."""
    packaged = _PACKAGE / "assets"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "docs" / "assets"
