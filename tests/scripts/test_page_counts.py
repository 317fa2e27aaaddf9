"""Counts are read from what the browser reports; what a page may have comes from the budget."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from audit import BUDGET, read_budget
from bare_site import bare
from page_counts import KINDS as SORTS
from page_counts import UNITS, Counts, Sent, executed, weights
from support.built_site import page_paths


def ran(start: int, end: int, count: int) -> dict[str, int]:
    return {"startOffset": start, "endOffset": end, "count": count}


def test_what_has_run_of_a_script() -> None:
    """The inner range decides: a block that did not run, in a function that did, in a script that did."""
    whole = {"ranges": [ran(0, 100, 1)]}
    function = {"ranges": [ran(10, 60, 3), ran(20, 30, 0)]}
    never = {"ranges": [ran(70, 90, 0)]}
    assert executed({"functions": [whole, never, function]}) == 100 - 10 - 20
    assert executed({"functions": []}) == 0


def test_weights_by_kind() -> None:
    kinds = {"1": "Document", "2": "Script", "3": "Script", "4": "Font"}
    sent = Sent(kinds, Counter({"1": 5000, "2": 1500, "3": 500, "4": 9000, "5": 100}))
    assert weights(sent) == {
        "requests": 5,
        "script kB": 2.0,
        "style kB": 0.0,
        "font kB": 9.0,
        "image kB": 0.0,
        "total kB": 16.1,
    }
    assert {f"{kind} kB" for kind in SORTS.values()} < set(UNITS)


def test_what_is_more_than_it_may_be_is_named() -> None:
    found = Counts("lab/", {"requests": 14, "layout shift": 0.2, "work": 1.5})
    assert found.above({"requests": 14, "layout shift": 0.2}) == []
    assert found.above({"requests": 13, "layout shift": 0.01, "work": 2}) == [
        "/lab/: 14 requests, may be 13",
        "/lab/: layout shifts of 0.200, may be 0.01",
    ]


def test_the_budget_has_a_limit_for_all_that_is_counted_and_exceptions_for_pages_that_are_there() -> (
    None
):
    budget = read_budget(BUDGET)
    assert set(budget.counts) == set(UNITS)
    for path, more in budget.exceptions.items():
        assert {path, f"en/{path}"} <= set(page_paths())
        assert all(most > budget.counts[name] for name, most in more.items())
        assert budget.limits(f"en/{path}") == budget.limits(path) == {**budget.counts, **more}
    assert budget.limits("lab/nothing/") == budget.counts


def test_a_bare_page_has_the_words_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(
        "<nav>Menu</nav><article><h1>One</h1><p>A <b>word</b>*</p><svg><text>x</text></svg>"
        "<table><tr><td>cell</td></tr></table></article>"
    )
    assert bare(page) == "# One\n\nA word\\*\n\ncell"
