"""What stands in the pages for figures: drawings in both layouts, and all that a reader without script needs."""

from __future__ import annotations

import pytest

from support.built_site import BuiltSite, absolute
from support.explorable import EXPLORABLE, PREFIX, page_of
from support.pages import LANGUAGES, address, sources

SHOWING = sorted(
    address(path)
    for path, source in sources("ko").items()
    if not path.startswith("contribute/")  # shows macros as code
    and any(call.strip().startswith("figure(") for one in source.sections for call in one.macros)
)


def test_there_are_pages_with_figures() -> None:
    assert len(SHOWING) >= 15


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_scene_is_drawn_wide_and_narrow(site: BuiltSite, lang: str) -> None:
    for path in SHOWING:
        scenes = site.page(PREFIX[lang] + path).tree.find_class("atlas-scene")
        assert scenes, path
        for scene in scenes:
            drawings = [
                scene.xpath(f"div[contains(@class, 'atlas-drawing--{layout}')]/svg[@role='img']")
                for layout in ("wide", "narrow")
            ]
            assert list(map(len, drawings)) == [1, 1], scene.get("id")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EXPLORABLE)
def test_complete_without_script(site: BuiltSite, name: str, lang: str) -> None:
    page = site.page(PREFIX[lang] + page_of(name))
    (scene,) = page.tree.xpath(f"//figure[@id='figure-{name}']/*[.//form]")
    assert scene.xpath(".//table[@class='atlas-hop-table']/tbody/tr")
    assert scene.xpath(".//button | .//select")
    assert scene.xpath("(.//button | .//select)[not(ancestor::fieldset[@disabled])]") == []
    links = scene.xpath(".//noscript/p[@class='atlas-others']/a/@href")
    assert len(links) >= 2
    assert [one for one in links if not site.file_of(absolute(page, one)).is_file()] == []
