"""Journeys through explorable figures: choose, step, predict, send, go back, change the language; by mouse, key and touch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from support.accessibility import assert_accessible
from support.built_site import BuiltSite
from support.explorable import EXPLORABLE, PREFIX, options_at, page_of, states_of
from support.state_file import ToldWay, told
from support.visits import OpenPage, Scheme

LANGS = ("ko", "en")
WIDTHS = {"ko": 360, "en": 1280}
"""Where both languages and both widths would only say the same twice."""
SHOWN = """async ([name, all]) => {
  const { explorer } = document.querySelector(`[data-figure='${name}']`);
  const scene = explorer.form.closest(".atlas-scene");
  const hops = () => [...scene.querySelectorAll(".atlas-hop-table tbody tr")]
    .map(row => [...row.cells].slice(1, 4).map(cell => cell.textContent.trim()));
  const shown = [];
  await explorer.choose(all[0]);
  for (const chosen of all) {
    explorer.chosen = chosen;  // what `choose` does, but for the address, which browsers let change a few times a second
    explorer.show();
    shown.push(explorer.current.map((_, way) => {
      explorer.walk(way, 0, false);
      return [scene.querySelectorAll(".atlas-drawing--wide .leg").length, hops()];
    }));
  }
  return shown;
}"""
"""What the page shows of each way of each state; what the file says of them is compared with the model elsewhere."""
SMALLEST_TARGET = 24
PLACE = """one => {
  const box = one.getBoundingClientRect();
  return [box.x + scrollX, box.y + scrollY, box.width, box.height].map(Math.round);
}"""

SHIFT = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""
"""What moved without the reader having done anything just before (Layout Instability, W3C)."""

SIZES = """form => [...form.closest(".atlas-scene").querySelectorAll("select, button, summary")]
  .filter(one => one.offsetParent).map(one => one.getBoundingClientRect())
  .map(one => Math.min(one.width, one.height))"""


TOUCH = """(target, [start, end, fingers]) => {
  const touch = (x, identifier) => new Touch({ identifier, target, clientX: x, clientY: 300 });
  const all = x => Array.from({ length: fingers }, (_, number) => touch(x + 40 * number, number + 1));
  const fire = (kind, touches, changed) => target.dispatchEvent(
    new TouchEvent(kind, { touches, changedTouches: changed, bubbles: true, cancelable: true }));
  fire("touchstart", all(start), all(start));
  fire("touchend", [], all(end));
}"""
"""Puts fingers on a drawing, moves them from one side to another, and lifts them."""


def scene(page: Page, name: str) -> Any:
    return page.locator(f"#figure-{name} .atlas-scene:has(.atlas-explore)")


def other(held: dict[str, Any]) -> tuple[int, int]:
    """Return a control and an option of it that is not the initial one."""
    return 0, int(held["controls"][0]["initial"] == 0)


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.mark.parametrize("name", EXPLORABLE)
def test_page_shows_what_the_file_says(
    look: OpenPage, site: BuiltSite, name: str, lang: str
) -> None:
    seen = look(PREFIX[lang] + page_of(name))
    held = states_of(site, name, lang)
    states = range(len(held["states"]))
    shown = seen.page.evaluate(SHOWN, [name, [options_at(held, index) for index in states]])
    for index in states:
        expected = [as_shown(way) for way in told(held, index)]
        assert shown[index] == expected, f"state {index}: {options_at(held, index)}"
    assert seen.complaints == []


def as_shown(way: ToldWay) -> list[Any]:
    """Return what the file says of one way: how many lines are drawn, and way, packet and reason of each hop."""
    hops = [
        [f"{hop.start} → {hop.end}", f"{hop.source} → {hop.destination}", " ".join(hop.sentences)]
        for hop in way.hops
    ]
    return [way.lines, hops]


@pytest.mark.parametrize("name", EXPLORABLE)
def test_a_link_opens_the_state_and_the_hop(
    look: OpenPage, site: BuiltSite, name: str, lang: str
) -> None:
    held = states_of(site, name, lang)
    control, option = other(held)
    key = f"{held['controls'][control]['key']}:{held['controls'][control]['options'][option][0]}"
    link = f"{PREFIX[lang]}{page_of(name)}?f.{name}={key},hop:1"
    seen = look(link)
    explored = scene(seen.page, name)
    chosen = [one["initial"] for one in held["controls"]]
    chosen[control] = option
    expect(explored.locator("[aria-current=step]")).to_have_count(1)
    assert (
        explored.locator(".atlas-controls select").evaluate_all(
            "all => all.map(one => one.selectedIndex)"
        )
        == chosen
    )
    switch = seen.page.locator(".atlas-language")
    switch.focus()
    switch.press("Enter")
    expect(seen.page.locator(f"html[lang={'en' if lang == 'ko' else 'ko'}]")).to_have_count(1)
    assert unquote(seen.path.split("?")[1]) == link.split("?")[1]
    expect(scene(seen.page, name).locator("[aria-current=step]")).to_have_count(1)
    assert seen.complaints == []


@pytest.mark.parametrize("name", EXPLORABLE)
def test_keys_alone_are_enough(look: OpenPage, site: BuiltSite, name: str, lang: str) -> None:
    seen = look(PREFIX[lang] + page_of(name))
    held, explored = states_of(site, name, lang), scene(seen.page, name)
    first = explored.locator(".atlas-controls select").first
    control, option = other(held)
    first.focus()
    first.press("ArrowDown" if option else "ArrowUp")
    expect(explored.locator(".atlas-changed")).to_be_visible()
    assert f"f.{name}=" in seen.path
    assert explored.locator(".atlas-said").text_content()
    explored.locator("[data-do=next]").focus()
    seen.page.keyboard.press("ArrowRight")
    expect(explored.locator("[aria-current=step]")).to_have_count(1)
    said = explored.locator(".atlas-said").text_content()
    assert said
    assert re.search("[가-힣]", said) if lang == "ko" else not re.search("[가-힣]", said)
    seen.page.keyboard.press("ArrowLeft")
    expect(explored.locator("[aria-current=step]")).to_have_count(0)
    assert seen.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    seen.page.go_back()
    changed = held["controls"][control]
    expect(first).to_have_value(changed["options"][changed["initial"]][0])


@pytest.mark.parametrize("name", EXPLORABLE)
def test_a_lost_state_falls_back_with_a_message(
    look: OpenPage, site: BuiltSite, name: str, lang: str
) -> None:
    seen = look(f"{PREFIX[lang]}{page_of(name)}?f.{name}=entry:node-z,moon:full")
    words = states_of(site, name, lang)["words"]
    expect(scene(seen.page, name).locator(".atlas-said")).to_have_text(words["unknown"])
    assert "?" not in seen.path


@pytest.mark.parametrize("name", EXPLORABLE)
def test_predict_first_hides_the_way_until_an_answer(
    look: OpenPage, site: BuiltSite, name: str, lang: str
) -> None:
    seen = look(PREFIX[lang] + page_of(name))
    held, explored = states_of(site, name, lang), scene(seen.page, name)
    explored.locator("[data-do=predict]").click()
    expect(explored.locator(".atlas-guess")).to_be_visible()
    expect(explored.locator(".atlas-hops")).not_to_be_visible()
    expect(explored.locator(".atlas-way-choice")).not_to_be_visible()
    written = explored.locator(".atlas-drawing--wide .kernel text:visible").all_text_contents()
    assert len(set(written)) == 1  # the name of the box, not what its rules do
    assert not explored.locator(".atlas-drawing--wide .leg:not(.control):visible").count()
    right = ", ".join(told(held, held["first"])[0].ends)
    explored.locator(".atlas-guess button", has_text=right).first.click()
    expect(explored.locator(".atlas-hops")).to_be_visible()
    expect(explored.locator(".atlas-said")).to_be_visible()


@pytest.mark.parametrize("name", EXPLORABLE)
def test_a_hundred_connections(look: OpenPage, site: BuiltSite, name: str, lang: str) -> None:
    seen = look(PREFIX[lang] + page_of(name))
    explored = scene(seen.page, name)
    explored.locator("[data-do=send]").click()
    counts = explored.locator(".atlas-spread .atlas-count")
    expect(counts.first).to_be_visible()
    first = counts.all_text_contents()
    assert sum(map(int, first)) == 100
    seen.page.reload(wait_until="networkidle")
    explored.locator("[data-do=send]").click()
    expect(counts.first).to_be_visible()
    assert counts.all_text_contents() == first


def test_chance_is_true_to_the_probabilities(look: OpenPage) -> None:
    """Chi-squared of 200 seeds with shares 1/2, 1/3, 1/6: two degrees of freedom, so about 2 on average."""
    seen = look("types/nodeport/")
    average = seen.page.evaluate("""async () => {
      const { spread } = await import(document.querySelector("script[src$='explore.js']").src);
      const shares = [[1, 2], [1, 3], [1, 6]];
      let sum = 0;
      for (let seed = 1; seed <= 200; seed++)
        spread(shares, seed).forEach((count, way) => {
          const expected = 100 * shares[way][0] / shares[way][1];
          sum += (count - expected) ** 2 / expected;
        });
      return sum / 200;
    }""")
    assert 1.5 < average < 2.5


@pytest.mark.parametrize("name", EXPLORABLE)
def test_targets_are_large_and_nothing_sticks_out(look: OpenPage, name: str, lang: str) -> None:
    width = WIDTHS[lang]
    seen = look(PREFIX[lang] + page_of(name), width=width)
    sizes = seen.page.locator(f"form[data-figure={name}]").evaluate(SIZES)
    assert min(sizes) >= SMALLEST_TARGET
    explored = scene(seen.page, name)
    explored.locator("[data-do=next]").click()
    expect(explored.locator("[aria-current=step]")).to_have_count(1)
    widths = seen.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


@pytest.mark.parametrize("name", EXPLORABLE)
def test_boxes_stay_and_nothing_moves(
    look: OpenPage, site: BuiltSite, name: str, lang: str
) -> None:
    width = WIDTHS[lang]
    seen = look(PREFIX[lang] + page_of(name), width=width)
    held, explored = states_of(site, name, lang), scene(seen.page, name)
    explored.locator("[data-do=next]").click()
    expect(explored.locator("[aria-current=step]")).to_have_count(1)
    drawing = explored.locator(".atlas-drawing--narrow" if width < 600 else ".atlas-drawing--wide")
    before = drawing.evaluate(PLACE)
    first = explored.locator(".atlas-controls select").first
    _, option = other(held)
    for key in ("ArrowDown", "ArrowUp") if option else ("ArrowUp", "ArrowDown"):
        first.press(key)
        explored.locator("[data-do=next]").click()
        assert drawing.evaluate(PLACE) == before
    assert seen.page.evaluate(SHIFT) < 0.01


@pytest.mark.parametrize("name", EXPLORABLE)
def test_axe_finds_nothing_in_an_explored_state(look: OpenPage, name: str, lang: str) -> None:
    scheme: Scheme = "light" if lang == "ko" else "dark"
    seen = look(PREFIX[lang] + page_of(name), scheme=scheme)
    explored = scene(seen.page, name)
    first = explored.locator(".atlas-controls select").first
    first.select_option(index=1)
    first.select_option(index=0)
    for action in ("next", "send"):
        explored.locator(f"[data-do={action}]").click()
    expect(explored.locator(".atlas-spread")).to_be_visible()
    assert_accessible(seen.page)
    assert seen.complaints == []


@pytest.mark.parametrize("name", EXPLORABLE)
def test_complete_without_script(look: OpenPage, name: str, lang: str) -> None:
    seen = look(PREFIX[lang] + page_of(name), script=False)
    explored = scene(seen.page, name)
    assert explored.locator("svg:visible").count() >= 1
    assert explored.locator(".atlas-hop-table tbody tr:visible").count() >= 1
    assert explored.locator("button:visible:enabled").count() == 0
    links = explored.locator(".atlas-others a")
    assert links.count() >= 3
    for link in links.all():
        answer = seen.page.request.get(seen.page.evaluate("one => one.href", link.element_handle()))
        assert answer.ok


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A browser with a finger instead of a mouse."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True
    )
    yield context
    context.close()


@pytest.mark.parametrize("name", EXPLORABLE)
def test_a_finger_is_enough(
    address: str, phone: BrowserContext, site: BuiltSite, name: str, lang: str
) -> None:
    page = phone.new_page()
    page.goto(f"{address}{PREFIX[lang]}{page_of(name)}", wait_until="networkidle")
    explored = scene(page, name)
    step, drawing = (
        explored.locator("[aria-current=step]"),
        explored.locator(".atlas-drawing--narrow"),
    )
    explored.locator("[data-do=next]").tap()
    expect(step).to_have_count(1)
    first = step.text_content()
    drawing.evaluate(TOUCH, [300, 150, 1])
    expect(step).to_have_count(1)
    assert step.text_content() != first
    drawing.evaluate(TOUCH, [100, 300, 1])
    drawing.evaluate(TOUCH, [100, 300, 1])
    expect(step).to_have_count(0)
    drawing.evaluate(TOUCH, [300, 150, 2])  # two fingers enlarge; the page is theirs
    expect(step).to_have_count(0)
    drawing.evaluate(TOUCH, [300, 270, 1])  # too short to be meant
    expect(step).to_have_count(0)
    control, option = other(states_of(site, name, lang))
    explored.locator(".atlas-controls select").nth(control).select_option(index=option)
    expect(explored.locator(".atlas-changed")).to_be_visible()
    explored.locator("[data-do=send]").tap()
    expect(explored.locator(".atlas-spread")).to_be_visible()
    explored.locator("[data-do=reset]").tap()
    expect(explored.locator(".atlas-spread")).not_to_be_visible()
    assert "f." not in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("name", EXPLORABLE)
def test_paper_has_drawing_and_hops_but_no_buttons(look: OpenPage, name: str, lang: str) -> None:
    seen = look(PREFIX[lang] + page_of(name), scheme="dark")
    explored = scene(seen.page, name)
    explored.locator("[data-do=next]").click()
    expect(explored.locator("[aria-current=step]")).to_have_count(1)
    explored.locator(".atlas-hops > summary").click()
    seen.page.emulate_media(media="print")
    expect(explored.locator(".atlas-hop-table")).to_be_visible()
    assert explored.locator("svg:visible").count() >= 1
    assert explored.locator("button:visible, select:visible").count() == 0
    icons = explored.locator(".icon-client, .icon-router, .icon-sql")
    filters = icons.evaluate_all("all => all.map(one => getComputedStyle(one).filter)")
    assert set(filters) <= {"none"}  # what helps on dark boxes would bleach them here
    paper = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("name", EXPLORABLE)
def test_the_ways_can_be_chosen_from_the_start(
    look: OpenPage, site: BuiltSite, name: str, lang: str
) -> None:
    """The page names them before it has fetched any state, as the script does afterwards."""
    seen = look(PREFIX[lang] + page_of(name))
    ways = scene(seen.page, name).locator("select[data-do=way]")
    before = ways.locator("option").all_text_contents()
    assert not [path for path in seen.fetched() if ".states." in path]
    seen.page.evaluate(
        "name => document.querySelector(`[data-figure='${name}']`).explorer.choose("
        "document.querySelector(`[data-figure='${name}']`).explorer.initial)",
        name,
    )
    assert ways.locator("option").all_text_contents() == before
    assert len(before) == len(
        states_of(site, name, lang)["states"][states_of(site, name, lang)["first"]]
    )
