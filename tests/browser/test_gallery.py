"""The gallery in a browser: pictures come as one scrolls, in the colours of the page."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Locator

from atlas.figure.catalog import figure_names
from support.settling import settle
from support.visits import OpenPage, Visit

SHOWN = """one => new Promise((shown, failed) => {
  if (one.complete && one.naturalWidth) shown();
  one.addEventListener("load", shown);
  one.addEventListener("error", () => failed(new Error(one.currentSrc)));
})"""


@pytest.mark.parametrize("path", ["reference/figures/", "en/reference/figures/"])
def test_pictures(look: OpenPage, path: str) -> None:
    seen = look(path, width=360, scheme="dark")
    pictures = seen.page.locator(".atlas-gallery > picture > img")
    assert pictures.count() == len(figure_names())
    assert len(drawings(seen)) < pictures.count() / 2
    assert brightness(pictures.first) < 60
    for picture in pictures.all():
        show(picture)
    assert len([one for one in drawings(seen) if "-narrow." in one]) == pictures.count()
    seen.show(1280, "light")
    show(pictures.first)
    assert brightness(pictures.first) > 200
    the_rest_comes_when_it_is_opened(seen)
    paper_is_white(seen)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert seen.hosts() == set()
    assert seen.complaints == []


def drawings(seen: Visit) -> set[str]:
    return {one for one in seen.fetched() if one.endswith(".svg") and "/figures/" in one}


def show(picture: Locator) -> None:
    picture.scroll_into_view_if_needed()
    picture.evaluate(SHOWN)


def the_rest_comes_when_it_is_opened(seen: Visit) -> None:
    details = seen.page.locator(".atlas-gallery__files").first
    details.locator("summary").click()
    for picture in details.locator("img").all():
        show(picture)
    assert "<figure>" in details.locator("textarea").input_value()


def paper_is_white(seen: Visit) -> None:
    seen.show(1280, "dark")
    seen.page.emulate_media(media="print")
    settle(seen.page)
    picture = seen.page.locator(".atlas-gallery > picture > img").first
    assert picture.evaluate("one => getComputedStyle(one).colorScheme") != "dark"
    assert brightness(picture) > 200


def brightness(picture: Locator) -> float:
    """Return the usual brightness of a picture, from 0 to 255."""
    screenshot = Image.open(BytesIO(picture.screenshot()))
    return ImageStat.Stat(screenshot.convert("L")).median[0]
