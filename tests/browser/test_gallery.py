"""The gallery in a browser: pictures come as one scrolls, each in the colours of its frame."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Page

from atlas.text import gallery_words as words
from support.visits import OpenPage, Scheme

SHOWN = """() => [...document.querySelectorAll(".atlas-gallery__picture img")].every(
  one => one.complete || one.getBoundingClientRect().top > innerHeight)"""


def scroll_through(page: Page) -> None:
    for place in range(0, page.evaluate("document.documentElement.scrollHeight"), 2000):
        page.evaluate("place => scrollTo(0, place)", place)
        page.wait_for_function(SHOWN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["reference/figures/", "en/reference/figures/"])
def test_pictures_are_shown_on_a_phone(look: OpenPage, path: str, scheme: Scheme) -> None:
    seen = look(path, width=360, scheme=scheme)
    before = len([one for one in seen.fetched() if one.endswith(".svg")])
    scroll_through(seen.page)
    widths = seen.page.locator(".atlas-gallery__picture img").evaluate_all(
        "all => all.map(one => one.complete ? one.naturalWidth : 0)"
    )
    assert min(widths) > 0
    assert before < len(widths) / 4
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert seen.hosts() == set()
    assert seen.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_has_the_colours_of_its_frame(look: OpenPage, scheme: Scheme) -> None:
    page = look("en/reference/figures/", scheme=scheme).page
    light, dark = (
        page.locator(f".atlas-gallery__picture img[data-md-color-scheme={one}]").first.screenshot()
        for one in ("default", "slate")
    )
    assert brightness(light) > 200
    assert brightness(dark) < 60


def test_paper_has_no_dark_pictures(look: OpenPage) -> None:
    page = look("reference/figures/", scheme="dark").page
    page.emulate_media(media="print")
    pictures = page.locator(".atlas-gallery__picture:visible img")
    schemes = pictures.evaluate_all("all => all.map(one => getComputedStyle(one).colorScheme)")
    captions = page.locator(".atlas-gallery__picture:visible figcaption").all_text_contents()
    assert set(schemes) == {"light"}
    assert set(captions) == {words.WIDE_LIGHT.ko, words.NARROW_LIGHT.ko}


def brightness(picture: bytes) -> float:
    """Return the usual brightness of a picture, from 0 to 255."""
    return ImageStat.Stat(Image.open(BytesIO(picture)).convert("L")).median[0]
