"""The gallery shows every figure, and every file that it offers is there and what it says."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html

from atlas.figure.catalog import figure, figure_names
from support.built_site import BuiltSite

PAGES = {"ko": "reference/figures/", "en": "en/reference/figures/"}
LANG = pytest.mark.parametrize("lang", PAGES)


def page(site: BuiltSite, lang: str) -> html.HtmlElement:
    return html.fromstring((site.folder / PAGES[lang] / "index.html").read_text(encoding="utf-8"))


def file_of(site: BuiltSite, lang: str, link: str) -> Path:
    """Return the file of the site that a link of the gallery leads to."""
    path = urlsplit(urljoin(f"http://site/{PAGES[lang]}", link)).path.lstrip("/")
    return site.folder / (f"{path}index.html" if path.endswith("/") or not path else path)


@LANG
def test_every_scene_is_shown_wide_and_narrow(site: BuiltSite, lang: str) -> None:
    shown = page(site, lang).xpath('//div[@class="atlas-gallery__pictures"]/img/@src')
    assert [Path(one).stem for one in shown] == [
        f"{name}-{number}-{lang}-{layout}"
        for name in figure_names()
        for number in range(1, len(figure(name).scenes) + 1)
        for layout in ("wide", "narrow")
    ]


@LANG
def test_a_grid_has_a_small_drawing_of_each_figure_that_leads_to_its_files(
    site: BuiltSite, lang: str
) -> None:
    shown = page(site, lang)
    cards = shown.xpath('//ul[@class="atlas-shelf__figures"]/li/a')
    assert [one.get("href") for one in cards] == [f"#{name}" for name in figure_names()]
    for card in cards:
        assert card.xpath(".//*[local-name()='svg']")
        assert card.text_content().strip()
        (heading,) = shown.xpath(f'//h2[@id="{card.get("href")[1:]}"]')
        assert heading.getnext().xpath(".//details//img")
    assert shown.xpath("//article//img[not(ancestor::details)]") == []


@LANG
def test_every_filter_finds_some_figures_and_not_all(site: BuiltSite, lang: str) -> None:
    shown = page(site, lang)
    cards = shown.xpath('//ul[@class="atlas-shelf__figures"]/li')
    for group in shown.xpath('//form[@class="atlas-shelf__filters"]/fieldset'):
        of_group = [one.get(f"data-{group.get('data-filter')}") for one in cards]
        values = [one.get("value") for one in group.xpath("./button")]
        assert values[0] == "" and set(values[1:]) == set(of_group), group.get("data-filter")
        assert len(set(of_group)) > 1


@LANG
def test_pictures_say_their_own_size_and_carry_all_they_show(site: BuiltSite, lang: str) -> None:
    for picture in page(site, lang).xpath("//article//*[self::img or self::source]"):
        file = file_of(site, lang, picture.get("src") or picture.get("srcset"))
        drawing = etree.parse(file).getroot()
        assert (drawing.get("width"), drawing.get("height")) == (
            picture.get("width"),
            picture.get("height"),
        )
        assert drawing.xpath("//*[local-name()='path'][@class='icon']")
        assert drawing.xpath("//*[local-name()='image' or local-name()='use']") == []


@LANG
def test_downloads_are_what_they_say(site: BuiltSite, lang: str) -> None:
    links = page(site, lang).xpath('//p[@class="atlas-downloads"]/a')
    begins = {"SVG": b"<svg", "PNG": b"\x89PNG", "DOT": b"digraph"}
    assert len(links) == 3 * 2 * sum(len(figure(name).scenes) for name in figure_names())
    for link in links:
        content = file_of(site, lang, link.get("href")).read_bytes()
        assert content.lstrip().startswith(begins[link.text]), link.get("href")


def test_dot_files_name_icons_beside_them(site: BuiltSite) -> None:
    folder = site.folder / "assets/figures"
    files = list(folder.glob("*.dot"))
    assert files
    for file in files:
        pictures = re.findall(r'SRC="([^"]*)"', file.read_text(encoding="utf-8"))
        assert pictures
        assert [one for one in pictures if not (folder / one).is_file()] == []


@LANG
def test_links_lead_to_pages_that_show_the_figure(site: BuiltSite, lang: str) -> None:
    links = page(site, lang).xpath('//p[@class="atlas-gallery__pages"]/a/@href')
    assert len(links) >= 2 * len(figure_names())
    for link in links:
        target = file_of(site, lang, link).read_text(encoding="utf-8")
        assert f'id="{urlsplit(link).fragment}"' in target


@LANG
def test_what_embeds_a_figure_is_html_with_source_and_licence(site: BuiltSite, lang: str) -> None:
    snippets = [
        html.fragment_fromstring(block.text_content())
        for block in page(site, lang).xpath("//details//textarea")
    ]
    assert len(snippets) == len(figure_names())
    for snippet in snippets:
        (picture,) = snippet.xpath("//img")
        assert {"width", "height", "alt"} <= set(picture.keys())
        for address in (picture.get("src"), snippet.xpath("//a/@href")[0]):
            assert address.startswith("http")
            path = urlsplit(address).path.lstrip("/")
            assert (site.folder / path).exists(), path
        assert "CC BY 4.0" in snippet.text_content()
