"""Measurements of the built site in a browser: what a page weighs, and how soon a figure shows another state."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench_result import Result
from static_host import hosted

if TYPE_CHECKING:
    from playwright.sync_api import Page

SLOWDOWN = 4
MOST_STATES = 60
"""As many states of a figure are shown, evenly spread over all of them."""

SWITCH = """async most => {
  const times = [];
  const { explorer } = document.querySelector(".atlas-explore");
  await explorer.load();
  await new Promise(resolve => setTimeout(resolve, 500));
  const sizes = explorer.states.controls.map(control => control.options.length);
  const count = sizes.reduce((product, size) => product * size, 1);
  for (let index = 0; index < count; index += Math.max(1, Math.floor(count / most))) {
    let rest = index;
    explorer.chosen = sizes.toReversed().map(size => {
      const option = rest % size;
      rest = Math.floor(rest / size);
      return option;
    }).toReversed();
    const begin = performance.now();
    explorer.show();
    document.body.offsetHeight;
    times.push(performance.now() - begin);
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
  }
  return times;
}"""
"""The time until the page is laid out anew, in milliseconds, for one state after the other."""


def page_weight(_runs: int) -> Iterator[Result]:
    """Weigh a concept page with all that a browser loads for it, compressed."""
    with built_site() as site:
        for lang, page in (("ko", "types/nodeport"), ("en", "en/types/nodeport")):
            loaded = _loaded_files(site, site / page / "index.html")
            total = sum(loaded.values())
            yield Result(
                f"types/nodeport, {lang}, compressed", f"{total / 1000:.0f} kB", "≤ 126 kB"
            )
            for path, size in sorted(loaded.items(), key=lambda one: -one[1])[:6]:
                yield Result(f"  {path.relative_to(site)}", f"{size / 1000:.1f} kB", "")


def site_size(_runs: int) -> Iterator[Result]:
    """Weigh the whole site, and the heaviest file with the states of a figure, compressed."""
    with built_site() as site:
        sizes: dict[str, int] = {}
        for file in filter(Path.is_file, site.rglob("*")):
            sizes[file.suffix] = sizes.get(file.suffix, 0) + file.stat().st_size
        yield Result("site, all files", f"{sum(sizes.values()) / 1e6:.1f} MB", "≤ 25 MB")
        for suffix, size in sorted(sizes.items(), key=lambda one: -one[1])[:6]:
            yield Result(f"  {suffix}", f"{size / 1e6:.1f} MB", "")
        states = [*site.rglob("*.states.*.json")]
        heaviest = max(map(_compressed, states))
        yield Result("heaviest file of states, compressed", f"{heaviest / 1000:.1f} kB", "≤ 40 kB")


def switching(_runs: int) -> Iterator[Result]:
    """Switch each explorable figure through its states on a processor that is slowed down."""
    with built_site() as site, browsing(site) as (page, root):
        page.context.new_cdp_session(page).send(
            "Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN}
        )
        for name, path in _explorable(site):
            page.goto(root + path, wait_until="networkidle")
            times = sorted(page.evaluate(SWITCH, MOST_STATES))
            usual, slow = statistics.median(times), times[len(times) * 9 // 10]
            yield Result(
                f"{name}: to another state, {SLOWDOWN}× slowed (median, nine of ten)",
                f"{usual:.0f} ms, {slow:.0f} ms",
                "≤ 50 ms",
            )


def _explorable(site: Path) -> Iterator[tuple[str, str]]:
    """Yield each figure that can be explored, with the English page that begins with it."""
    seen: set[str] = set()
    for file in sorted((site / "en").rglob("index.html")):
        found = re.search(
            r'<form class="atlas-explore"[^>]* data-figure="([\w-]+)"', file.read_text()
        )
        if found and found[1] not in seen:
            seen.add(found[1])
            yield found[1], f"{file.parent.relative_to(site).as_posix()}/"


@contextmanager
def built_site() -> Iterator[Path]:
    """Yield the folder of the site, built for this measurement."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder]
        subprocess.run(command, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
        yield Path(folder)


@contextmanager
def browsing(site: Path) -> Iterator[tuple[Page, str]]:
    """Yield a tab of a browser, and the address at which it finds the site."""
    from playwright.sync_api import sync_playwright

    with hosted(site) as root, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=os.environ.get("ATLAS_BROWSER") or shutil.which("chromium"),
            args=["--no-sandbox"],
        )
        tab = browser.new_page(viewport={"width": 1200, "height": 900})
        yield tab, root
        browser.close()


def _loaded_files(site: Path, page: Path) -> dict[Path, int]:
    """Return what a browser fetches for a page and its compressed size, as the browser itself reports it."""
    fetched: set[str] = set()
    with browsing(site) as (tab, root):
        tab.on("response", lambda answer: fetched.add(answer.url.removeprefix(root).split("?")[0]))
        tab.goto(root + page.parent.relative_to(site).as_posix() + "/", wait_until="networkidle")
    files = {
        site / name if not name.endswith("/") else site / name / "index.html" for name in fetched
    }
    return {file: _compressed(file) for file in files if file.is_file()}


def _compressed(file: Path) -> int:
    content = file.read_bytes()
    return min(len(content), len(gzip.compress(content, 9)))
