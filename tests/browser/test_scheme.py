"""The colour scheme follows the system until the reader chooses, and the choice lasts."""

from __future__ import annotations

import pytest

from support.visits import OpenPage, Scheme

PAPER = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize(("scheme", "attribute"), [("light", "default"), ("dark", "slate")])
def test_the_system_decides(look: OpenPage, scheme: Scheme, attribute: str) -> None:
    seen = look("types/", scheme=scheme)
    assert seen.page.locator("body").get_attribute("data-md-color-scheme") == attribute


def test_the_choice_lasts(visit: OpenPage) -> None:
    seen = visit("types/", scheme="dark")
    dark = seen.page.evaluate(PAPER)
    seen.page.locator("label[for=__palette_1]").click()
    assert seen.page.evaluate(PAPER) != dark
    seen.open("en/types/nodeport/")
    other_edition = seen.page.evaluate(PAPER)
    seen.open("types/nodeport/")
    assert seen.page.evaluate(PAPER) != dark
    assert other_edition != dark


def test_paper_is_white(look: OpenPage) -> None:
    seen = look("types/", scheme="dark")
    seen.page.emulate_media(media="print")
    assert (
        seen.page.evaluate(
            "getComputedStyle(document.body).getPropertyValue('--atlas-paper').trim()"
        )
        == "#ffffff"
    )
    assert seen.page.locator(".md-header").is_hidden()
