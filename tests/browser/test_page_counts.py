"""What scripts/page_counts.py counts: each count tells when the page that it guards gets heavier, and only then."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from page_counts import UNITS, Counts, counts, counts_at_rest
from static_host import hosted

PAGE = """<!doctype html><html lang="en"><title>Light</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="own.css"><h1>Light</h1><p>A page of few words.</p>{more}<script src="own.js"></script>"""
NOISE = random.Random(1).randbytes(20_000)
"""Bytes that do not get smaller on the way."""
LARGE = f"const noise = '{NOISE.hex()}';"
LONG = "function long() { let sum = 0; " + "sum += 1; " * 2000 + "return sum; }"
JUMP = """requestAnimationFrame(() => requestAnimationFrame(() => {
  const block = document.createElement("div"); block.style.height = "300px"; document.body.prepend(block);
}));"""
BUSY = "let sum = 0; for (let i = 0; i < 3e7; i++) sum += i % 7;"
HEAVIER: Mapping[str, Mapping[str, str | bytes]] = {
    "requests": {"more": "".join(f'<script src="own.js?{one}"></script>' for one in range(5))},
    "script kB": {"own.js": LARGE},
    "style kB": {"own.css": f"/* {NOISE.hex()} */"},
    "font kB": {
        "own.css": "@font-face { font-family: own; src: url(own.woff2) } p { font-family: own }",
        "own.woff2": NOISE,
    },
    "image kB": {"more": '<img src="own.png" alt="">', "own.png": NOISE},
    "total kB": {"more": f"<!-- {NOISE.hex()} -->"},
    "executed kB": {"own.js": f"{LONG} long();"},
    "elements": {"more": "<p><b>word</b></p>" * 200},
    "style rules": {
        "own.css": "@media screen {" + "".join(f"p.a{one} {{ top: 0 }}" for one in range(50)) + "}"
    },
    "layout shift": {"own.js": JUMP},
}


LIGHT = {"own.css": "p { top: 0 }", "own.js": LONG, "more": ""}


def write(site: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files of a page into its site, and the page itself if there is `more` of it."""
    for name, content in files.items():
        text = PAGE.format(more=content) if name == "more" else content
        path = site / ("index.html" if name == "more" else name)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return site


@pytest.fixture(scope="module")
def light(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """The counts of a light page, with a script of which hardly anything runs."""
    with hosted(write(tmp_path_factory.mktemp("light"), LIGHT)) as address:
        return counts_at_rest(browser, address)


def test_every_count_has_a_page_that_breaks_it() -> None:
    assert {*HEAVIER, "work"} == set(UNITS)


@pytest.mark.parametrize("name", HEAVIER)
def test_a_heavier_page_is_named(
    browser: Browser, light: dict[str, float], tmp_path: Path, name: str
) -> None:
    most = {name: light[name] * 1.5 + 0.02}
    assert Counts("", light).above(most) == []
    with hosted(write(tmp_path, {**LIGHT, **HEAVIER[name]})) as address:
        (line,) = Counts("", counts_at_rest(browser, address)).above(most)
    assert line.endswith(f", may be {most[name]:g}")


def test_the_icon_of_the_tab_counts_for_nothing(
    browser: Browser, light: dict[str, float], tmp_path: Path
) -> None:
    """It comes when it comes: a page of the same bytes must not be heavier on one machine than on another."""
    asks = {"more": '<img src="favicon.svg" alt="">', "favicon.svg": NOISE}
    with hosted(write(tmp_path, {**LIGHT, **asks})) as address:
        counted = counts_at_rest(browser, address)
    assert (counted["requests"], counted["image kB"]) == (light["requests"], light["image kB"])


def test_a_page_that_works_more_than_a_bare_one_is_named(browser: Browser, tmp_path: Path) -> None:
    for name, files in (("bare", {}), ("busy", {"own.js": BUSY})):
        (tmp_path / name).mkdir()
        write(tmp_path / name, {**LIGHT, **files})
    with hosted(tmp_path) as address:
        same, more = (
            counts(browser, address, path, f"{address}bare/") for path in ("bare/", "busy/")
        )
    assert same.above({"work": 3}) == []
    assert len(more.above({"work": 3})) == 1
