"""Journeys through explorable figures: choose, step, predict, send, go back, change the language; by mouse, key and touch.

A journey opens a page as seldom as it can. Every figure is explored on a desk in one language and on a phone in the other;
in a complete run in both on both, and in all of its states.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect

from atlas.figure.crowd import shared
from support.accessibility import assert_accessible
from support.built_site import BuiltSite
from support.explorable import EXPLORABLE, PREFIX, options_at, page_of, states_of
from support.extent import COMPLETE, in_turn, sample
from support.geometry import LAYOUTS, MEASURE
from support.settling import load_fonts, settle
from support.state_file import ToldWay, told
from support.visits import OpenPage, Visit

LANGS = ("ko", "en")
DESK = [(name, lang) for turn, name in enumerate(EXPLORABLE) for lang in in_turn(LANGS, turn)]
PHONE = [(name, lang) for turn, name in enumerate(EXPLORABLE) for lang in in_turn(LANGS, turn + 1)]
FEW_SHOWN = 16
"""So many states of a figure are compared with its file, each in every way."""
FEW_MEASURED = 3
"""So many states of a figure are measured in each layout, each in every way."""
SMALLEST_TARGET = 24

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

MEASURED = """async ([name, all, layout]) => {
  const { explorer } = document.querySelector(`[data-figure='${name}']`);
  const problems = [];
  for (const chosen of all) {
    await explorer.choose(chosen);
    for (let way = 0; way < explorer.current.length; way++) {
      explorer.walk(way, 0, false);
      problems.push(...(MEASURE)(layout).problems.map(one => [chosen, one]));
    }
  }
  return problems;
}""".replace("MEASURE", MEASURE)
"""What is wrong with the drawing of each way of each state."""

WAITS = """name => {
  const { player } = document.querySelector(`[data-figure='${name}']`).explorer;
  const waits = [];
  for (let hop = 1; hop <= player.count(); hop++) {
    player.go(hop);
    waits.push([player.readingTime(), player.rows()[hop - 1].cells[3].textContent.length]);
  }
  player.go(0);
  return waits;
}"""
"""For each hop, how long a walk by itself waits at it, in milliseconds, and how many characters its sentences have."""

PLACE = """one => {
  const box = one.getBoundingClientRect();
  return [box.x + scrollX, box.y + scrollY, box.width, box.height].map(Math.round);
}"""

SIZES = """form => [...form.closest(".atlas-scene").querySelectorAll("select, button, summary")]
  .filter(one => one.offsetParent).map(one => one.getBoundingClientRect())
  .map(one => Math.min(one.width, one.height))"""

COUNTED = """async ([all, connections]) => {
  const { shared } = await import(new URL("figure/crowd.js", document.querySelector("script[src$='explore.js']").src));
  return all.map(shares => shared(shares, connections));
}"""
"""How many connections the page's script gives to each way, for lists of shares."""

LOADED = """async name => {
  await document.querySelector(`[data-figure='${name}']`).explorer.load();
  await new Promise(done => setTimeout(done));
}"""
"""Waits until what waits for the states of a figure is done."""

TOUCH = """(target, [start, end, fingers]) => {
  const touch = (x, identifier) => new Touch({ identifier, target, clientX: x, clientY: 300 });
  const all = x => Array.from({ length: fingers }, (_, number) => touch(x + 40 * number, number + 1));
  const fire = (kind, touches, changed) => target.dispatchEvent(
    new TouchEvent(kind, { touches, changedTouches: changed, bubbles: true, cancelable: true }));
  fire("touchstart", all(start), all(start));
  fire("touchend", [], all(end));
}"""
"""Puts fingers on a drawing, moves them from one side to another, and lifts them."""


@dataclass(frozen=True)
class Explored:
    """A figure on an open page, and what the build has written about its states."""

    seen: Visit
    name: str
    lang: str
    held: dict[str, Any]

    @property
    def page(self) -> Page:
        return self.seen.page

    @property
    def scene(self) -> Locator:
        return self.page.locator(f"#figure-{self.name} .atlas-scene:has(.atlas-explore)")

    @property
    def step(self) -> Locator:
        return self.scene.locator("[aria-current=step]")

    @property
    def first_control(self) -> Locator:
        return self.scene.locator(".atlas-controls select").first

    def button(self, action: str) -> Locator:
        return self.scene.locator(f"[data-do={action}]").first  # not that of a state beside

    def other(self) -> tuple[int, int]:
        """Return a control and an option of it that is not the initial one."""
        return 0, int(self.held["controls"][0]["initial"] == 0)

    def states(self, few: int) -> list[list[int]]:
        """Return the options chosen in a few states, or in all if the run is complete."""
        return [options_at(self.held, index) for index in sample(len(self.held["states"]), few)]

    def settle(self) -> None:
        """Wait until the page has done what it was asked to."""
        self.page.evaluate(LOADED, self.name)
        settle(self.page)

    def begin_anew(self) -> None:
        """Go back to the state in which the page opens."""
        self.button("reset").click()
        self.settle()


@pytest.mark.parametrize(("name", "lang"), DESK)
def test_on_a_desk(look: OpenPage, site: BuiltSite, name: str, lang: str) -> None:
    seen = look(PREFIX[lang] + page_of(name), LAYOUTS["wide"])
    explored = Explored(seen, name, lang, states_of(site, name, lang))
    the_ways_can_be_chosen_from_the_start(explored)
    keys_alone_are_enough(explored)
    targets_are_large_and_nothing_sticks_out(explored, "wide")
    the_drawing_stays_where_it_is(explored, ".atlas-drawing--wide")
    the_packet_and_its_sentence_are_in_view_together(explored, "wide")
    a_walk_waits_for_its_reader(explored)
    things_can_be_pressed(explored)
    predicting_hides_the_way_until_an_answer(explored)
    another_state_walks_beside(explored, "wide")
    the_page_shows_what_the_file_says(explored)
    load_fonts(seen.page)
    states_are_well_drawn(explored, "wide")
    explored.begin_anew()
    counts = a_hundred_connections(explored)
    # As on the pages: contrast is seen in one of the two languages, so light for one figure and dark for the next.
    assert_accessible(seen.page, f"#figure-{name}", contrast=COMPLETE or lang == "ko")
    paper_has_drawing_and_hops_but_no_buttons(explored)
    assert seen.complaints == []
    a_link_opens_the_state_and_the_hop(explored)
    explored.begin_anew()
    assert a_hundred_connections(explored) == counts
    the_other_language_keeps_the_state(explored)
    assert seen.complaints == []


@pytest.mark.parametrize(("name", "lang"), PHONE)
def test_on_a_phone(hold: OpenPage, site: BuiltSite, name: str, lang: str) -> None:
    seen = hold(lost_state(name, lang), LAYOUTS["narrow"], "dark")
    explored = Explored(seen, name, lang, states_of(site, name, lang))
    it_falls_back_with_a_message(explored)
    a_finger_is_enough(explored)
    another_state_walks_beside(explored, "narrow")
    the_packet_and_its_sentence_are_in_view_together(explored, "narrow")
    explored.begin_anew()
    targets_are_large_and_nothing_sticks_out(explored, "narrow")
    the_drawing_stays_where_it_is(explored, ".atlas-drawing--narrow")
    load_fonts(seen.page)
    states_are_well_drawn(explored, "narrow")
    explored.begin_anew()
    a_hundred_connections(explored)
    # As on the pages: contrast is seen in one of the two languages, so light for one figure and dark for the next.
    assert_accessible(seen.page, f"#figure-{name}", contrast=COMPLETE or lang == "ko")
    assert seen.complaints == []


def the_ways_can_be_chosen_from_the_start(explored: Explored) -> None:
    """The page names them before it has fetched any state, as the script does afterwards."""
    ways = explored.scene.locator("select[data-do=way] option")
    before = ways.all_text_contents()
    assert not [path for path in explored.seen.fetched() if ".states." in path]
    explored.page.evaluate(SHOWN, [explored.name, [options_at(explored.held, first(explored))]])
    assert ways.all_text_contents() == before
    assert len(before) == len(explored.held["states"][first(explored)])


def first(explored: Explored) -> int:
    return explored.held["first"]


def keys_alone_are_enough(explored: Explored) -> None:
    page, scene, control = explored.page, explored.scene, explored.first_control
    number, option = explored.other()
    control.focus()
    control.press("ArrowDown" if option else "ArrowUp")
    expect(scene.locator(".atlas-changed")).to_be_visible()
    assert f"f.{explored.name}=" in explored.seen.path
    assert scene.locator(".atlas-said").text_content()
    explored.button("next").focus()
    page.keyboard.press("ArrowRight")
    expect(explored.step).to_have_count(1)
    said = scene.locator(".atlas-said").text_content()
    assert said
    assert bool(re.search("[가-힣]", said)) == (explored.lang == "ko")
    page.keyboard.press("ArrowLeft")
    expect(explored.step).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.go_back()
    changed = explored.held["controls"][number]
    expect(control).to_have_value(changed["options"][changed["initial"]][0])


def targets_are_large_and_nothing_sticks_out(explored: Explored, layout: str) -> None:
    sizes = explored.page.locator(f"form[data-figure={explored.name}]").evaluate(SIZES)
    assert min(sizes) >= SMALLEST_TARGET
    explored.button("next").click()
    expect(explored.step).to_have_count(1)
    # Not the window's own width: on a phone it grows with what sticks out.
    width = explored.page.evaluate("document.documentElement.scrollWidth")
    assert width <= LAYOUTS[layout]


def the_drawing_stays_where_it_is(explored: Explored, drawing: str) -> None:
    before = explored.scene.locator(drawing).evaluate(PLACE)[:3]
    _, option = explored.other()
    for key in ("ArrowDown", "ArrowUp") if option else ("ArrowUp", "ArrowDown"):
        explored.first_control.press(key)
        explored.button("next").click()
        expect(explored.step).to_have_count(1)
        settle(explored.page)
        assert explored.scene.locator(drawing).evaluate(PLACE)[:3] == before


def predicting_hides_the_way_until_an_answer(explored: Explored) -> None:
    explored.begin_anew()
    scene, held = explored.scene, explored.held
    explored.button("predict").click()
    expect(scene.locator(".atlas-guess")).to_be_visible()
    expect(scene.locator(".atlas-hops")).not_to_be_visible()
    expect(scene.locator(".atlas-way-choice")).not_to_be_visible()
    written = scene.locator(".atlas-drawing--wide .kernel text:visible").all_text_contents()
    assert len(set(written)) == 1  # the name of the box, not what its rules do
    assert not scene.locator(".atlas-drawing--wide .leg:not(.control):visible").count()
    assert (
        scene.locator(".atlas-bar button:enabled").count()
        == scene.locator(".atlas-guess button").count()
    )
    right = ", ".join(told(held, first(explored))[0].ends)
    scene.locator(".atlas-guess button", has_text=right).first.click()
    expect(scene.locator(".atlas-hops")).to_be_visible()
    expect(scene.locator(".atlas-why")).to_be_visible()
    scene.locator(".atlas-guess button").click()  # the next question, about another state
    expect(scene.locator(".atlas-guess button").first).to_be_visible()
    assert f"f.{explored.name}=" in explored.seen.path
    explored.button("predict").click()  # no longer
    expect(explored.button("predict")).to_have_attribute("aria-pressed", "false")


def the_page_shows_what_the_file_says(explored: Explored) -> None:
    held = explored.held
    numbers = sample(len(held["states"]), FEW_SHOWN)
    chosen = [options_at(held, number) for number in numbers]
    shown = explored.page.evaluate(SHOWN, [explored.name, chosen])
    for number, options, state in zip(numbers, chosen, shown, strict=True):
        expected = [as_shown(way) for way in told(held, number)]
        assert state == expected, f"state {number}: {options}"


def as_shown(way: ToldWay) -> list[Any]:
    """Return what the file says of one way: how many lines are drawn, and way, packet and reason of each hop."""
    hops = [
        [f"{hop.start} → {hop.end}", f"{hop.source} → {hop.destination}", " ".join(hop.sentences)]
        for hop in way.hops
    ]
    return [way.lines, hops]


def states_are_well_drawn(explored: Explored, layout: str) -> None:
    """Nothing overlaps in them either, and no line runs through a box."""
    states = explored.states(FEW_MEASURED)
    assert explored.page.evaluate(MEASURED, [explored.name, states, layout]) == []


def the_packet_and_its_sentence_are_in_view_together(explored: Explored, layout: str) -> None:
    """At each hop: one card, on the screen with the sentence, and the bar keeps its height."""
    explored.begin_anew()
    heights = set()
    for _number in range(1, len(told(explored.held, first(explored))[0].hops) + 1):
        explored.button("next").click()
        expect(explored.step).to_have_count(1)
        settle(explored.page)
        card = explored.scene.locator(f".atlas-drawing--{layout} .atlas-card")
        expect(card).to_have_count(1)
        shown = card.locator(".number").text_content() or ""
        assert re.fullmatch(r"\d+|[a-z]\d+", shown)  # a proxy's own connection is counted anew: b1
        expect(explored.scene.locator(".atlas-packet-now > .now p").last).to_be_in_viewport()
        heights.add(round(explored.scene.locator(".atlas-bar").evaluate("one => one.offsetHeight")))
    assert len(heights) == 1
    assert explored.button("next").get_attribute("aria-disabled") == "true"


def a_walk_waits_for_its_reader(explored: Explored) -> None:
    """Nobody reads more than 25 letters a second, or 12 syllables of Hangul, for long."""
    fastest = 12 if explored.lang == "ko" else 25
    waits = explored.page.evaluate(WAITS, explored.name)
    assert waits
    for milliseconds, characters in waits:
        assert milliseconds >= 1000
        assert milliseconds >= 1000 * characters / fastest


def things_can_be_pressed(explored: Explored) -> None:
    """A box of the drawing offers what the select boxes do, by key; Escape goes back to it."""
    explored.begin_anew()
    page = explored.page
    thing = explored.scene.locator(".atlas-drawing--wide .thing").first
    thing.focus()
    page.keyboard.press("Enter")
    menu = explored.scene.locator(".atlas-menu")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('.thing')")
    page.keyboard.press("Enter")
    menu.locator("button[aria-pressed=false]").first.click()
    expect(explored.scene.locator(".atlas-changed")).to_be_visible()
    assert f"f.{explored.name}=" in explored.seen.path
    explored.begin_anew()


def another_state_walks_beside(explored: Explored, layout: str) -> None:
    """Two states, each in its drawing; both step together, what differs has a sign, and the address says which."""
    explored.begin_anew()
    scene = explored.scene
    explored.button("compare").click()
    panes = scene.locator(".atlas-drawing--narrow:visible")
    expect(panes).to_have_count(2)
    expect(scene.locator(".atlas-drawing--wide:visible")).to_have_count(0)
    own, other = (panes.nth(at).bounding_box() for at in range(2))
    assert own is not None
    assert other is not None
    if layout == "wide":
        assert other["x"] >= own["x"] + own["width"]
    else:
        assert other["y"] >= own["y"] + own["height"]
    beside = scene.locator("select[data-do=with]")
    for at in range(2):
        beside.select_option(index=at)
        wanted = beside.input_value()
        explored.page.wait_for_url(lambda url, wanted=wanted: f"with:{wanted}" in unquote(url))
        explored.button("next").click()
        for number in range(2):
            expect(panes.nth(number).locator(".atlas-card")).to_have_count(1)
        said = scene.locator(".atlas-changed li").all_text_contents()
        marked = scene.locator(".atlas-differs").count()
        unchanged = explored.held["words"]["no_change"]
        assert marked or said == [unchanged]
    assert_accessible(explored.page, f"#figure-{explored.name}")
    explored.button("compare").click()
    expect(panes).to_have_count(0 if layout == "wide" else 1)
    expect(scene.locator(".atlas-differs")).to_have_count(0)
    expect(beside).not_to_be_visible()
    assert "with:" not in unquote(explored.seen.path)
    explored.begin_anew()


def a_hundred_connections(explored: Explored) -> list[str]:
    """Send them from the initial state, and return how many ended where: as many as the shares say."""
    explored.button("send").click()
    counts = explored.scene.locator(".atlas-spread .atlas-count")
    expect(counts.first).to_be_visible()
    shown = counts.all_text_contents()
    ways = told(explored.held, first(explored))
    due: Counter[str] = Counter()
    of_ways = shared([way.share for way in ways], 100) if len(ways) > 1 else (100,)
    for way, count in zip(ways, of_ways, strict=True):
        due[", ".join(way.ends)] += count
    assert [int(one) for one in shown] == list(due.values())
    crowd = explored.scene.locator(".atlas-drawing:visible .atlas-crowd")
    ends = crowd.locator("text")
    expect(ends.last).to_have_text(re.compile(r"^(✕ )?\d+$"))
    explored.button("more").click()
    expect(explored.scene.locator(".atlas-spread caption")).to_contain_text("1000")
    assert sum(map(int, counts.all_text_contents())) == 1000
    explored.button("next").click()
    expect(crowd).to_have_count(0)  # a walk puts it away
    explored.button("send").click()
    return shown


def paper_has_drawing_and_hops_but_no_buttons(explored: Explored) -> None:
    page, scene = explored.page, explored.scene
    explored.seen.show(LAYOUTS["wide"], "dark")
    explored.button("next").click()
    expect(explored.step).to_have_count(1)
    scene.locator(".atlas-hops > summary").click()
    page.emulate_media(media="print")
    expect(scene.locator(".atlas-hop-table")).to_be_visible()
    assert scene.locator("svg:visible").count() >= 1
    assert scene.locator("button:visible, select:visible").count() == 0
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    page.emulate_media(media="null")


def a_link_opens_the_state_and_the_hop(explored: Explored) -> None:
    held = explored.held
    control, option = explored.other()
    key = f"{held['controls'][control]['key']}:{held['controls'][control]['options'][option][0]}"
    page = PREFIX[explored.lang] + page_of(explored.name)
    explored.seen.open(f"{page}?f.{explored.name}={key},hop:1", "load")
    chosen = [one["initial"] for one in held["controls"]]
    chosen[control] = option
    expect(explored.step).to_have_count(1)
    selected = explored.scene.locator(".atlas-controls select").evaluate_all(
        "all => all.map(one => one.selectedIndex)"
    )
    assert selected == chosen


def the_other_language_keeps_the_state(explored: Explored) -> None:
    explored.button("next").click()
    explored.settle()
    asked = explored.seen.path.split("?")[1]
    assert "hop:1" in unquote(asked)
    switch = explored.page.locator(".atlas-language")
    switch.focus()
    switch.press("Enter")
    other = next(lang for lang in LANGS if lang != explored.lang)
    expect(explored.page.locator(f"html[lang={other}]")).to_have_count(1)
    kept = explored.seen.path.split("?")[1].partition("#")[
        0
    ]  # the section that is read comes behind it
    assert unquote(kept) == unquote(asked)
    expect(explored.step).to_have_count(1)


def lost_state(name: str, lang: str) -> str:
    """Return a link to a state that the figure does not have, as a link may be that is older than the page."""
    return f"{PREFIX[lang]}{page_of(name)}?f.{name}=entry:node-z,moon:full"


def it_falls_back_with_a_message(explored: Explored) -> None:
    expect(explored.scene.locator(".atlas-said")).to_have_text(explored.held["words"]["unknown"])
    assert "?" not in explored.seen.path


def a_finger_is_enough(explored: Explored) -> None:
    scene, step = explored.scene, explored.step
    explored.button("next").tap()
    expect(step).to_have_count(1)
    first_step = step.text_content()
    swipe(explored, 300, 150)
    expect(step).to_have_count(1)
    assert step.text_content() != first_step
    swipe(explored, 100, 300)
    swipe(explored, 100, 300)
    expect(step).to_have_count(0)
    swipe(explored, 300, 150, fingers=2)  # two fingers enlarge; the page is theirs
    expect(step).to_have_count(0)
    swipe(explored, 300, 270)  # too short to be meant
    expect(step).to_have_count(0)
    control, option = explored.other()
    scene.locator(".atlas-controls select").nth(control).select_option(index=option)
    expect(scene.locator(".atlas-changed")).to_be_visible()
    explored.button("send").tap()
    expect(scene.locator(".atlas-spread")).to_be_visible()
    explored.button("reset").tap()
    expect(scene.locator(".atlas-spread")).not_to_be_visible()
    assert "f." not in explored.page.url


def swipe(explored: Explored, start: int, end: int, fingers: int = 1) -> None:
    drawing = explored.scene.locator(".atlas-drawing--narrow")
    drawing.evaluate(TOUCH, [start, end, fingers])
    explored.settle()


def test_counts_are_those_of_the_model(look: OpenPage) -> None:
    """The page counts the connections of each way as `shared` does, whatever the shares are."""
    seen = look("types/nodeport/")
    states = [
        [Fraction(part, sum(parts)) for part in parts]
        for parts in ([1, 1, 1], [3, 2, 1], [1], [1, 1], [5, 3, 3, 1], [1] * 7, [2, 2, 9, 4, 4, 1])
    ]
    for connections in (1, 7, 100, 1000):
        asked = [[[one.numerator, one.denominator] for one in shares] for shares in states]
        counted = seen.page.evaluate(COUNTED, [asked, connections])
        assert counted == [list(shared(shares, connections)) for shares in states]


@pytest.mark.parametrize(("name", "lang"), [*zip(EXPLORABLE[:2], LANGS, strict=True)])
def test_complete_without_script(look: OpenPage, name: str, lang: str) -> None:
    """What is in the page for these readers is compared elsewhere; here, that it is seen, and what would do nothing is not."""
    seen = look(PREFIX[lang] + page_of(name), script=False)
    scene = seen.page.locator(f"#figure-{name} .atlas-scene:has(.atlas-explore)")
    assert scene.locator("svg:visible").count() >= 1
    assert scene.locator(".atlas-hop-table tbody tr:visible").count() >= 1
    assert scene.locator(".atlas-others a:visible").count() >= 3
    assert scene.locator("button:visible:enabled").count() == 0
    assert seen.page.locator("article h2:visible").count() >= 3
