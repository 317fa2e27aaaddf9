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
    cards = seen.page.locator(".atlas-shelf__figures a")
    assert cards.count() == len(figure_names())
    assert drawings(seen) == set()
    assert brightness(cards.first) < 60
    filters_leave_what_was_asked_for(seen, cards)
    a_card_opens_its_figure(seen, cards)
    paper_is_white(seen)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert seen.hosts() == set()
    assert seen.complaints == []


def drawings(seen: Visit) -> set[str]:
    return {one for one in seen.fetched() if one.endswith(".svg") and "/figures/" in one}


def show(picture: Locator) -> None:
    picture.scroll_into_view_if_needed()
    picture.evaluate(SHOWN)


def filters_leave_what_was_asked_for(seen: Visit, cards: Locator) -> None:
    """By keyboard: one group after the other, and all again."""
    seen.page.locator("button[value=http]").focus()
    seen.page.keyboard.press("Enter")
    sections = seen.page.locator(".atlas-shelf__figures li:visible")
    kept = sections.evaluate_all("all => all.map(one => one.dataset.section)")
    assert set(kept) == {"http"}
    assert str(len(kept)) in seen.page.locator(".atlas-shelf output").inner_text()
    seen.page.locator("[data-filter=section] button").first.click()
    assert seen.page.locator(".atlas-shelf__figures a:visible").count() == cards.count()


def a_card_opens_its_figure(seen: Visit, cards: Locator) -> None:
    seen.show(1280, "light")
    cards.first.click()
    details = seen.page.locator(".atlas-gallery__files[open]")
    for picture in details.locator("img").all():
        show(picture)
    assert brightness(details.locator("img").last) > 200
    assert "<figure>" in details.locator("textarea").input_value()


def paper_is_white(seen: Visit) -> None:
    seen.show(1280, "dark")
    seen.page.emulate_media(media="print")
    settle(seen.page)
    picture = seen.page.locator(".atlas-gallery__files[open] img").first
    assert picture.evaluate("one => getComputedStyle(one).colorScheme") != "dark"
    assert brightness(picture) > 200


def brightness(picture: Locator) -> float:
    """Return the usual brightness of a picture, from 0 to 255."""
    screenshot = Image.open(BytesIO(picture.screenshot()))
    return ImageStat.Stat(screenshot.convert("L")).median[0]
