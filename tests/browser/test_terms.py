"""Terms explain themselves by mouse, key and touch without moving the page; the glossary can be filtered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from support.visits import OpenPage

PATHS = ["start/endpoints/", "en/start/endpoints/"]
MOVED = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) moved += one.value; })
    .observe({ type: "layout-shift", buffered: false });
  window.moved = () => moved;
  done();
})"""


@pytest.mark.parametrize("path", PATHS)
def test_by_mouse_and_key(look: OpenPage, path: str) -> None:
    page = look(path).page
    page.evaluate(MOVED)
    term, other = page.locator("a.term").nth(0), page.locator("a.term").nth(1)
    meaning = term.get_attribute("data-meaning")
    assert meaning
    term.hover()
    assert tip(page) == meaning
    page.locator(".term-tip").hover()
    assert tip(page) == meaning  # which can be pointed at, to read or to copy it
    page.keyboard.press("Escape")
    assert tip(page) == ""
    page.locator("h1").hover()
    term.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert tip(page) == meaning
    assert term.get_attribute("aria-describedby") == "term-tip"
    other.hover()
    assert tip(page) == other.get_attribute("data-meaning")
    assert page.evaluate("window.moved()") == 0


@pytest.mark.parametrize("path", PATHS)
def test_by_touch(hold: OpenPage, path: str) -> None:
    seen = hold(path, width=390)
    page = seen.page
    for term in page.locator("a.term").all()[:5]:
        term.tap()
        assert tip(page) == term.get_attribute("data-meaning")
        box = page.locator(".term-tip").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.locator(".term-tip").tap()  # which takes it away again
        assert tip(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first = page.locator("a.term").first
    first.tap()
    page.locator("h1").tap()
    assert tip(page) == ""
    first.tap()
    first.tap()
    page.wait_for_url("**/reference/glossary/#term-*")
    assert seen.complaints == []


@pytest.mark.parametrize("path", PATHS)
def test_without_script_a_term_is_a_link_with_a_title(look: OpenPage, path: str) -> None:
    term = look(path, script=False).page.locator("a.term").first
    assert term.get_attribute("title")
    assert "reference/glossary/#term-" in str(term.get_attribute("href"))


@pytest.mark.parametrize(
    ("path", "words", "found"),
    [
        ("reference/glossary/", "노드포트", "term-node-port"),
        ("reference/glossary/", "headless", "term-headless-service"),
        ("en/reference/glossary/", "헤드리스", "term-headless-service"),
    ],
)
def test_the_filter(look: OpenPage, path: str, words: str, found: str) -> None:
    seen = look(path, width=390)
    page = seen.page
    everything = shown(page)
    page.locator("#glossary-filter").fill(words)
    assert found in shown(page)
    assert len(shown(page)) < len(everything) / 4
    assert page.locator("output").inner_text()
    page.locator("#glossary-filter").fill("zzz")
    assert shown(page) == []
    page.locator("#glossary-filter").fill("")
    assert shown(page) == everything
    assert seen.complaints == []


@pytest.mark.parametrize("path", ["reference/glossary/", "en/reference/glossary/"])
def test_the_glossary_without_script(look: OpenPage, path: str) -> None:
    page = look(path, script=False).page
    assert len(shown(page)) > 80
    assert page.locator("#glossary-filter").is_hidden()
    assert page.locator(".glossary__letters a").count() > 15


def tip(page: Page) -> str:
    tips = page.locator(".term-tip")
    return tips.inner_text() if tips.count() else ""


def shown(page: Page) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('dt[id]')].filter(one => one.offsetParent).map(one => one.id)"
    )
