"""How soon the search answers, from the key to the results, on a processor that is slowed down."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench_pages import SLOWDOWN, browsing, built_site
from bench_result import Result

QUESTIONS = {
    "": [
        "노드 포트",
        "배포할 때 502",
        "스티키세션",
        "externalTrafficPolicy",
        "인그래스",
        "DNS가 느려요",
    ],
    "en/": [
        "node port",
        "502 on deploy",
        "sticky session",
        "externalTrafficPolicy",
        "ingres",
        "DNS is slow",
    ],
}

TYPE = """async question => {
  const box = document.querySelector(".md-search");
  const input = box.querySelector("input");
  const times = [];
  input.focus();
  for (let typed = 1; typed <= question.length; typed++) {
    input.value = question.slice(0, typed);
    const begin = performance.now();
    const answered = new Promise(resolve => new MutationObserver(resolve).observe(box, { attributeFilter: ["data-answered"] }));
    input.dispatchEvent(new Event("input"));
    if (input.value.trim() !== box.dataset.answered) await answered;
    document.body.offsetHeight;
    times.push(performance.now() - begin);
  }
  return times;
}"""
"""Types a question key by key; the milliseconds until the results of each key are laid out."""


def searching(_runs: int) -> Iterator[Result]:
    """Type questions in both editions; the first key also fetches what can be found and reads it."""
    with built_site() as site, browsing(site) as (page, root):
        page.context.new_cdp_session(page).send(
            "Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN}
        )
        for home, questions in QUESTIONS.items():
            page.goto(root + home, wait_until="networkidle")
            first, *further = [time for each in questions for time in page.evaluate(TYPE, each)]
            further.sort()
            name = f"search, {home.strip('/') or 'ko'}, {SLOWDOWN}× slowed"
            yield Result(f"{name}: first key", f"{first:.0f} ms", "≤ 600 ms")
            yield Result(
                f"{name}: further keys (median, nine of ten)",
                f"{statistics.median(further):.0f} ms, {further[len(further) * 9 // 10]:.0f} ms",
                "≤ 150 ms",
            )
