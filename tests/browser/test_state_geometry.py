"""States of explorable figures are drawn as well as the first one: nothing overlaps, and no line runs through a box."""

from __future__ import annotations

import pytest

from support.built_site import BuiltSite
from support.explorable import EXPLORABLE, PREFIX, options_at, page_of, states_of
from support.geometry import LAYOUTS, MEASURE
from support.visits import OpenPage

SAMPLE = 5
"""So many states of a figure, evenly spread over all of them; of each every way."""

SHOW = """async ([name, chosen, layout]) => {
  const { explorer } = document.querySelector(`[data-figure='${name}']`);
  await explorer.choose(chosen);
  const problems = [];
  for (let way = 0; way < explorer.current.length; way++) {
    explorer.walk(way, 0, false);
    problems.push(...(MEASURE)(layout).problems);
  }
  return problems;
}""".replace("MEASURE", MEASURE)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", EXPLORABLE)
def test_nothing_overlaps_in_any_state(
    look: OpenPage, site: BuiltSite, name: str, lang: str, layout: str
) -> None:
    page = look(PREFIX[lang] + page_of(name), width=LAYOUTS[layout]).page
    page.evaluate("document.fonts.ready")
    held = states_of(site, name, lang)
    count = len(held["states"])
    for index in range(0, count, max(1, count // SAMPLE)):
        problems = page.evaluate(SHOW, [name, options_at(held, index), layout])
        assert problems == [], f"state {index}: {options_at(held, index)}"
