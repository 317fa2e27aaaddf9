"""What a build writes: whole pages that lead only to what exists, described for search engines and for links to them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import pytest
from lxml import etree
from PIL import Image

from support.built_site import ROOT, BuiltPage, BuiltSite, absolute, page_paths
from support.pages import LANGUAGES, address, sources

each_page = pytest.mark.parametrize("path", page_paths())
EXECUTABLE = "//script[not(@type) or @type='module' or contains(@type, 'javascript')]"
SIZE = ("width", "height")
FETCHED = "//script/@src | //img/@src | //source/@srcset | //link[not(contains(@rel, 'alternate') or @rel='canonical' or @rel='prev' or @rel='next')]/@href"


@each_page
def test_head(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    language = "en" if path.startswith("en/") else "ko"
    assert page.only("/html/@lang") == language
    assert page.only("//head/title/text()").strip()
    assert page.only("//meta[@name='description']/@content")
    assert page.only("//link[@rel='canonical']/@href") == page.url
    for field in ("title", "description", "url", "image", "locale", "site_name"):
        assert page.only(f"//meta[@property='og:{field}']/@content")


@each_page
def test_a_link_elsewhere_shows_the_first_figure_of_the_page(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    language = "en" if path.startswith("en/") else "ko"
    image = page.only("//meta[@property='og:image']/@content")
    with Image.open(site.file_of(image)) as picture:
        said = [page.only(f"//meta[@property='og:image:{one}']/@content") for one in SIZE]
        assert list(map(str, picture.size)) == said
    figures = page.texts("//figure[starts-with(@id, 'figure-')]/@id")
    expected = "card" if path in ("", "en/") or not figures else f"{figures[0][7:]}-1"
    assert Path(urlsplit(image).path).name.startswith(f"{expected}-{language}")


@each_page
def test_both_languages_are_named(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    inner = path.removeprefix("en/")
    links = page.tree.xpath("//link[normalize-space(@rel)='alternate']")
    assert {link.get("hreflang"): link.get("href") for link in links} == {
        "ko": ROOT + inner,
        "en": ROOT + "en/" + inner,
        "x-default": ROOT + "en/" + inner,
    }
    switch = absolute(page, page.only("//a[contains(@class, 'atlas-language')]/@href"))
    assert switch == ROOT + ("" if path.startswith("en/") else "en/") + inner


@each_page
def test_one_main_heading(site: BuiltSite, path: str) -> None:
    assert len(site.page(path).tree.xpath("//h1")) == 1


@each_page
def test_no_identifier_twice(site: BuiltSite, path: str) -> None:
    identifiers = site.page(path).texts("//@id")
    assert sorted(identifiers) == sorted(set(identifiers))


@each_page
def test_code_is_light(site: BuiltSite, path: str) -> None:
    """Elements without colour or use cost time: around blanks, and an anchor for each line."""
    page = site.page(path)
    assert page.texts("//span[@class='w']") == []
    assert page.texts("//a[starts-with(@id, '__codelineno')]/@id") == []


@each_page
def test_links_lead_somewhere(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    links = page.texts(
        "//a/@href | //*[local-name()='use' or local-name()='image']/@href"
    ) + page.texts(FETCHED)
    assert [link for link in links if is_broken(site, page, link)] == []


@each_page
def test_nothing_comes_from_another_host(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    assert [
        link
        for link in page.texts(FETCHED)
        if not link.startswith("data:")
        and urlsplit(absolute(page, link)).netloc != urlsplit(ROOT).netloc
    ] == []


@each_page
def test_a_strict_policy_comes_before_all_that_it_governs(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    policy = page.only("//head/meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    before = page.texts(
        "//head/meta[@http-equiv='Content-Security-Policy']/preceding-sibling::*[not(self::meta)]"
    )
    assert before == []
    assert page.texts("//style | //@style | //@*[starts-with(name(), 'on')]") == []


@each_page
def test_no_script_stands_in_the_page(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    assert [script.text for script in page.tree.xpath(EXECUTABLE) if not script.get("src")] == []
    assert page.texts("//@*[starts-with(name(), 'on')]") == []
    assert page.texts("//a[starts-with(@href, 'javascript:')]/@href") == []


def test_both_languages_have_the_same_anchors(site: BuiltSite) -> None:
    for path in sources("ko"):
        korean, english = (site.page(prefix + address(path)) for prefix in ("", "en/"))
        anchors = [
            page.texts("//article//*[self::h2 or self::h3 or self::h4]/@id")
            for page in (korean, english)
        ]
        assert anchors[0] == anchors[1], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_site_map(site: BuiltSite, language: str) -> None:
    prefix = "" if language == "ko" else "en/"
    tree = etree.parse(site.folder / prefix / "sitemap.xml")
    urls = {
        entry.findtext("{*}loc"): {
            link.get("hreflang"): link.get("href") for link in entry.iterfind("{*}link")
        }
        for entry in tree.getroot()
    }
    inner = [address(path) for path in sources(language)]
    assert urls == {
        ROOT + prefix + page: {
            "ko": ROOT + page,
            "en": f"{ROOT}en/{page}",
            "x-default": f"{ROOT}en/{page}",
        }
        for page in inner
    }


def test_robots_name_both_site_maps(site: BuiltSite) -> None:
    lines = (site.folder / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("Sitemap")] == [
        f"Sitemap: {ROOT}sitemap.xml",
        f"Sitemap: {ROOT}en/sitemap.xml",
    ]


@pytest.mark.parametrize("path", ["404.html", "en/404.html"])
def test_missing_page_speaks_both_languages(site: BuiltSite, path: str) -> None:
    page = site.page(path)
    assert sorted(page.texts("//section/@lang")) == ["en", "ko"]
    assert {
        link for link in page.texts("//section//a/@href") if is_broken(site, page, link)
    } == set()
    assert all(link.startswith("/") for link in page.texts("//link/@href | //script/@src"))


def test_nothing_tells_of_the_machine(site: BuiltSite) -> None:
    machine = re.compile(r"/(?:home|root|tmp|Users|var)/[\w.-]+/|file://")
    for page in site.pages():
        assert machine.findall(etree.tostring(page.tree, encoding="unicode")) == [], page.url


def is_broken(site: BuiltSite, page: BuiltPage, link: str) -> bool:
    """Tell whether a link of a page leads into the site but to no file, or to no place in its page."""
    url, fragment = urldefrag(absolute(page, link))
    if not url.startswith(ROOT):
        return False
    file = site.file_of(url)
    if not file.is_file():
        return True
    return bool(fragment) and fragment not in site.page(urlsplit(url).path.lstrip("/")).identifiers


def test_a_broken_link_is_found(site: BuiltSite) -> None:
    page = site.page("types/nodeport/")
    assert is_broken(site, page, "../no-such-page/")
    assert is_broken(site, page, "../clusterip/#no-such-section")
    assert not is_broken(site, page, "../clusterip/#sources")
    assert not is_broken(site, page, "https://kubernetes.io/docs/")
