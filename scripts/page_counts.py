"""Counts what a page costs a reader's machine, in numbers that are the same on a fast and on a slow one.

The one that is a time, the work of the main thread, is processor time, which a busy machine does not lengthen, and
stands as a ratio to that of a bare page of the same theme with the same text, loaded in the same run.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

PHONE: Mapping[str, Any] = {
    "viewport": {"width": 412, "height": 823},
    "device_scale_factor": 1.75,
    "is_mobile": True,
}
KINDS = {"Script": "script", "Stylesheet": "style", "Font": "font", "Image": "image"}
"""What counts under a name of its own; the rest, as the page itself, only in the total."""
LOADS = 3
"""The least of so many loads counts: what else a browser has to do at times is not the page's work."""
RULES = """() => {
  const count = rules => [...rules].reduce((sum, rule) => sum + (rule.cssRules?.length ? count(rule.cssRules) : 1), 0);
  return [...document.styleSheets].reduce((sum, sheet) => sum + count(sheet.cssRules), 0);
}"""
SHIFTS = """
  window.atlasShift = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) window.atlasShift += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
"""
AT_REST = """async () => {
  await document.fonts.ready;
  for (let i = 0; i < 3; i++) await new Promise(resolve => requestIdleCallback(() => requestAnimationFrame(resolve)));
}"""


class Counts(NamedTuple):
    """What one page costs, each by the name that it has in the budget."""

    path: str
    numbers: Mapping[str, float]

    def above(self, most: Mapping[str, float]) -> list[str]:
        """Return a line for each number that is more than it may be."""
        return [
            f"/{self.path}: {UNITS[name].format(self.numbers[name])}, may be {limit:g}"
            for name, limit in most.items()
            if self.numbers[name] > limit
        ]


UNITS = {
    "requests": "{:.0f} requests",
    "script kB": "{:.1f} kB of scripts",
    "style kB": "{:.1f} kB of styles",
    "font kB": "{:.1f} kB of fonts",
    "image kB": "{:.1f} kB of images",
    "total kB": "{:.1f} kB in all",
    "executed kB": "{:.1f} kB of script executed",
    "elements": "{:.0f} elements",
    "style rules": "{:.0f} style rules",
    "layout shift": "layout shifts of {:.3f}",
    "work": "{:.2f} times the work of a bare page",
}


@contextlib.contextmanager
def browser_at(program: str) -> Iterator[Browser]:
    """Start a browser for a while."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"], timeout=0
        )
        yield browser
        browser.close()


def counts(browser: Browser, address: str, path: str, bare: str) -> Counts:
    """Return the counts of a page below an address; `bare` is the full address of its yardstick."""
    ours, theirs = least_work(browser, [address + path, bare])
    return Counts(path, {**counts_at_rest(browser, address + path), "work": ours / theirs})


def counts_at_rest(browser: Browser, address: str) -> dict[str, float]:
    """Return all counts but the work, which needs a browser that does not count."""
    with opened(browser) as (page, devtools):
        page.add_init_script(SHIFTS)
        sent = listen(devtools)
        devtools.send("Profiler.enable")
        devtools.send("Profiler.startPreciseCoverage", {"callCount": False, "detailed": True})
        settle(page, address)
        covered = devtools.send("Profiler.takePreciseCoverage")["result"]
        ran = sum(executed(script) for script in covered if script["url"].startswith("http"))
        return {
            **weights(sent),
            "executed kB": ran / 1000,
            "elements": page.evaluate("document.querySelectorAll('*').length"),
            "style rules": page.evaluate(RULES),
            "layout shift": page.evaluate("window.atlasShift"),
        }


@contextlib.contextmanager
def opened(browser: Browser) -> Iterator[tuple[Page, CDPSession]]:
    """Open an empty page with a fresh profile, as on a phone. Nothing in it has a time limit."""
    context = browser.new_context(**PHONE)
    context.set_default_timeout(0)
    context.set_default_navigation_timeout(0)
    page = context.new_page()
    yield page, context.new_cdp_session(page)
    context.close()


def settle(page: Page, address: str) -> None:
    """Load a page and wait until it has nothing more to do."""
    page.goto(address, wait_until="load")
    page.evaluate(AT_REST)


ICON = "/favicon.svg"
"""The icon of the tab: no page waits for it, so whether it has come by the time that all is at rest is chance."""


class Sent(NamedTuple):
    """What the network has brought so far, but for the icon: the kind of each request, and how many bytes it took."""

    kinds: dict[str, str]
    bytes: Counter[str]


def listen(devtools: CDPSession) -> Sent:
    """Return a record that fills while pages are loaded."""
    sent = Sent({}, Counter())

    def note_kind(event: Mapping[str, Any]) -> None:
        if not event["response"]["url"].endswith(ICON):
            sent.kinds[event["requestId"]] = event["type"]

    def note_size(event: Mapping[str, Any]) -> None:
        if event["requestId"] in sent.kinds:
            sent.bytes[event["requestId"]] += event["encodedDataLength"]

    devtools.on("Network.responseReceived", note_kind)
    devtools.on("Network.loadingFinished", note_size)
    devtools.send("Network.enable")
    return sent


def weights(sent: Sent) -> dict[str, float]:
    """Return the number of requests, and how many kB came of each kind and in all."""
    found = {f"{kind} kB": 0.0 for kind in (*KINDS.values(), "total")}
    for request, size in sent.bytes.items():
        found["total kB"] += size / 1000
        if kind := KINDS.get(sent.kinds.get(request, "")):
            found[f"{kind} kB"] += size / 1000
    return {"requests": len(sent.bytes), **found}


def executed(script: Mapping[str, Any]) -> int:
    """Return how many characters of a script have run; a range within another one says it better."""
    ranges = [each for function in script["functions"] for each in function["ranges"]]
    ranges.sort(key=lambda each: (each["startOffset"], -each["endOffset"]))
    ran = bytearray(max((each["endOffset"] for each in ranges), default=0))
    for each in ranges:
        length = each["endOffset"] - each["startOffset"]
        ran[each["startOffset"] : each["endOffset"]] = bytes([each["count"] > 0]) * length
    return sum(ran)


def least_work(browser: Browser, addresses: Sequence[str]) -> list[float]:
    """Return the seconds of processor time that the main thread needs for each page, loaded in turns."""
    loads = [[work(browser, address) for address in addresses] for _ in range(LOADS)]
    return [min(times) for times in zip(*loads, strict=True)]


def work(browser: Browser, address: str) -> float:
    """Return the seconds of processor time that the main thread needs to load a page."""
    with opened(browser) as (page, devtools):
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        settle(page, address)
        measured: Iterable[Mapping[str, Any]] = devtools.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in measured if one["name"] == "TaskDuration")
