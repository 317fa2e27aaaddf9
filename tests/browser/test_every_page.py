"""Every page, as a browser shows it: for everyone, on a desk and on a phone, from this host alone and without complaint.

A page is opened once, in one of its languages, and then resized; some begin on a desk, in light, others on a phone, in the
dark. A complete run opens it in both, and has axe look at each in both settings.
"""

from __future__ import annotations

import pytest

from support.accessibility import assert_accessible
from support.built_site import ROOT, BuiltSite
from support.extent import COMPLETE, in_turn
from support.geometry import LAYOUTS, problems_of
from support.pages import address, sources
from support.settling import load_fonts, settle
from support.visits import OpenPage, Scheme, Visit
from support.weight import parts

VIEWS: tuple[tuple[str, Scheme], ...] = (("wide", "light"), ("narrow", "dark"))
ORDER = [address(path) for path in sources("ko")]
PAGES = [path for turn, one in enumerate(ORDER) for path in in_turn((one, f"en/{one}"), turn // 2)]

MOVED = """() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: "layout-shift", buffered: true });
  return observer.takeRecords().filter(entry => !entry.hadRecentInput).reduce((sum, entry) => sum + entry.value, 0);
}"""
"""How much of the page has moved so far (Layout Instability, W3C)."""
LEAST_SHIFT = 0.1
"""What a reader notices. A slow machine paints before the theme's script has come, which moves less than that."""


@pytest.mark.parametrize("path", PAGES)
def test_page(look: OpenPage, site: BuiltSite, path: str) -> None:
    inner = path.removeprefix("en/")
    english = inner != path
    turn = (ORDER.index(inner) + english) % 2
    layout, scheme = VIEWS[turn]
    seen = look(path, LAYOUTS[layout], scheme)
    settle(seen.page)
    assert seen.page.evaluate(MOVED) < LEAST_SHIFT
    load_fonts(seen.page)
    assert_well_drawn(seen, site, path, layout)
    assert_accessible(seen.page)
    layout, scheme = VIEWS[1 - turn]
    seen.show(LAYOUTS[layout], scheme)
    settle(seen.page)
    assert_well_drawn(seen, site, path, layout)
    if COMPLETE:
        assert_accessible(seen.page)
    assert seen.hosts() == set()
    assert seen.complaints == []


def assert_well_drawn(seen: Visit, site: BuiltSite, path: str, layout: str) -> None:
    """Fail if the page is wider than the window, or if something is wrong with one of its drawings."""
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= LAYOUTS[layout]
    drawings = site.page(path).tree.find_class(f"atlas-drawing--{layout}")
    assert problems_of(seen.page, layout) == (len(drawings), [])


@pytest.mark.parametrize("path", ["types/nodeport/", "en/inside/iptables/"])
def test_a_first_visit_fetches_what_is_counted(visit: OpenPage, site: BuiltSite, path: str) -> None:
    """The weight of pages is counted in files, which is worth as much as the list of them."""
    counted = {one.removeprefix(ROOT) for one in parts(site, site.page(path))}
    fetched = set(visit(path).fetched())
    assert without_icon(fetched) == without_icon(counted | {path})


def without_icon(files: set[str]) -> set[str]:
    """Leave out the icon of the tab, for which no page waits."""
    return {one for one in files if not one.endswith("favicon.svg")}
