"""The language switch keeps the page and the section that is being read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from atlas.text.frame import FRAME
from support.visits import OpenPage


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("", "en/"),
        ("types/nodeport/", "en/types/nodeport/"),
        ("en/types/nodeport/", "types/nodeport/"),
        ("types/nodeport/#sources", "en/types/nodeport/#sources"),
        ("en/start/dns/#mistakes", "start/dns/#mistakes"),
    ],
)
def test_page_and_section(look: OpenPage, here: str, there: str) -> None:
    seen = look(here)
    seen.page.locator(".atlas-language").click()
    seen.page.wait_for_url(seen.address + there)
    assert seen.page.locator("html").get_attribute("lang") == (
        "en" if there.startswith("en/") else "ko"
    )


def test_section_that_was_scrolled_to(look: OpenPage) -> None:
    seen = look("types/nodeport/")
    seen.page.locator("#manifest").evaluate("heading => scrollTo(0, heading.offsetTop)")
    expect(seen.page.locator(".md-sidebar--secondary .md-nav__link--active")).to_have_attribute(
        "href", "#manifest"
    )
    seen.page.locator(".atlas-language").click()
    seen.page.wait_for_url(seen.address + "en/types/nodeport/#manifest")


def test_by_keyboard(look: OpenPage) -> None:
    seen = look("choose/#source-ip")
    seen.page.locator(".atlas-language").focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url(seen.address + "en/choose/#source-ip")


def test_without_script(look: OpenPage) -> None:
    seen = look("types/nodeport/", script=False)
    seen.page.locator(".atlas-language").click()
    seen.page.wait_for_url(seen.address + "en/types/nodeport/")


@pytest.mark.parametrize(
    ("path", "lang", "words"),
    [
        ("no/such/page", "ko", FRAME["missing"].ko),
        ("en/no-such-page/", "en", FRAME["missing"].en),
    ],
)
def test_missing_page_in_the_right_language(
    look: OpenPage, path: str, lang: str, words: str
) -> None:
    seen = look(path)
    assert seen.page.locator("html").get_attribute("lang") == lang
    assert seen.page.locator("h1:visible").all_inner_texts() == [words]
    seen.page.locator("a:visible").first.click()
    seen.page.wait_for_url(seen.address + ("en/" if lang == "en" else ""))
