"""The picture that a link to a page shows elsewhere: the page's first figure, or the card of the site where there is none.

The PNG files of figures are there for download anyway, so that no page costs a picture of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from atlas.figure.svg import PNG_SCALE
from atlas.site.editions import Edition
from atlas.site.figures import StoredFigure, title_of
from atlas.site.placing import FOLDER, first_figure
from atlas.text.frame import FRAME


@dataclass(frozen=True, slots=True)
class SocialCard:
    """Where a picture lies, how many pixels it has, and what it shows."""

    address: str
    width: int
    height: int
    alt: str


def social_card(
    content: str, figures: Mapping[str, StoredFigure], this: Edition, root: str
) -> SocialCard:
    """Return the picture for a page with this content; `root` is the address of the whole site."""
    name = first_figure(content)
    if name is None:
        alt = FRAME["card"].in_language(this.lang)
        return SocialCard(f"{root}assets/images/card-{this.lang}.png", 1200, 630, alt)
    file = f"{name}-1-{this.lang}-wide"
    width, height = (round(PNG_SCALE * float(one)) for one in figures[name].size(file))
    alt = title_of(name).in_language(this.lang)
    return SocialCard(f"{root}{FOLDER}/{file}.png", width, height, alt)
