"""Groups run side by side and hide nothing: what was skipped says why, and in CI it is a failure."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from check_groups import GROUPS, count, failed_tests, failures_of, in_the_end
from check_runs import (
    FAILED,
    PASSED,
    SKIPPED,
    Counts,
    Done,
    Group,
    Result,
    Run,
    run_one,
    show,
    side_by_side,
    summary,
)
from environment import Unprepared
from support.pages import PROJECT
from test import with_sources

JUNIT = """<?xml version="1.0"?><testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>"""
PATHS = [str(PROJECT / "tests"), str(PROJECT / "scripts")]
PATIENCE = 600
"""Seconds after which a test of threads that wait for each other gives up: only where they are stuck."""


def without_browser(_: Run) -> Result:
    raise Unprepared("no browser")


def with_skipped_test(_: Run) -> Result:
    tests = Counts(passed=3, skipped=1)
    return Result(PASSED, str(tests), tests)


def broken(_: Run) -> Result:
    raise ValueError("a mistake in the runner")


def group(name: str, run: Callable[[Run], Result], after: str = "", wide: bool = False) -> Group:
    return Group(name, f"proves {name}", "mend it", run, after, wide)


def done(name: str, result: Result, seconds: float = 1.0, processor: float = 0.0) -> Done:
    return Done(group(name, without_browser), result, seconds, processor, b"")


@pytest.mark.parametrize(
    ("work", "on_a_laptop"), [(without_browser, SKIPPED), (with_skipped_test, PASSED)]
)
def test_what_is_skipped_fails_in_ci(
    work: Callable[[Run], Result], on_a_laptop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    result = run_one(group("browser", work), Run()).result
    assert result.state == on_a_laptop
    assert "no browser" in result.note or "1 skipped" in result.note
    monkeypatch.setenv("CI", "true")
    assert run_one(group("browser", work), Run()).result.state == FAILED


def test_a_failed_group_says_what_helps() -> None:
    assert run_one(group("lint", lambda _: Result(FAILED)), Run()).result.note == "mend it"


def test_a_mistake_in_a_group_fails_it_and_is_shown() -> None:
    found = run_one(group("lint", broken), Run())
    assert found.result.state == FAILED
    assert b"a mistake in the runner" in found.printed


def test_what_programs_print_is_kept_and_their_processor_time_added_up() -> None:
    """And what they return is the group's answer; variables reach them."""

    def work(run: Run) -> Result:
        run.print("before")
        asked = "import os; print(os.environ['ATLAS_TRIED'], sum(range(3 * 10**6)) > 0)"
        assert run.call("python", "-c", asked) == 0
        assert run.call("python", "-c", "raise SystemExit(3)") == 3
        return Result(PASSED)

    found = run_one(group("unit", work), Run(variables={"ATLAS_TRIED": "yes"}))
    assert found.result == Result(PASSED)
    assert found.printed.decode().split() == ["before", "yes", "True"]
    assert (found.processor > 0) == hasattr(os, "wait4")


def test_groups_run_beside_each_other_and_are_shown_in_their_order(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    """The narrow group is let go by the wide one, which comes later and is shown later."""
    let_go = threading.Event()

    def narrow(run: Run) -> Result:
        assert let_go.wait(PATIENCE)
        run.print("narrow prints")
        return Result(PASSED)

    def wide(run: Run) -> Result:
        run.print("wide prints")
        let_go.set()
        return Result(PASSED)

    ended: list[str] = []
    groups = [group("types", narrow), group("unit", wide, wide=True)]
    for one in side_by_side(groups, lambda _: Run(), lambda done: ended.append(done.group.name)):
        show(one)
    assert sorted(ended) == ["types", "unit"]
    assert capsysbinary.readouterr().out.decode().split("\n") == [
        "",
        "── types: proves types",
        "narrow prints",
        "",
        "── unit: proves unit",
        "wide prints",
        "",
    ]


def test_a_group_waits_for_the_one_that_it_comes_after() -> None:
    order: list[str] = []

    def noting(name: str) -> Callable[[Run], Result]:
        def work(_: Run) -> Result:
            order.append(name)
            return Result(PASSED)

        return work

    groups = [
        group("audit", noting("audit"), after="site"),
        group("site", noting("site"), wide=True),
        group("unit", noting("unit"), wide=True),
    ]
    every = list(side_by_side(groups, lambda _: Run(), lambda _: None))
    assert [one.group.name for one in every] == ["audit", "site", "unit"]
    assert order.index("site") < order.index("audit")


def test_a_chosen_group_brings_the_one_that_it_comes_after() -> None:
    assert [one.name for one in with_sources(["browser"])] == ["site", "browser"]
    assert [one.name for one in with_sources(["lint"])] == ["lint"]
    assert with_sources(None) == list(GROUPS)


def test_tests_are_counted_from_what_pytest_wrote(tmp_path: Path) -> None:
    junit = tmp_path / "unit.xml"
    junit.write_text(JUNIT)
    assert count(junit) == Counts(passed=3, failed=2, skipped=2)


@pytest.mark.parametrize(
    ("again", "state", "counts"),
    [(Counts(passed=2), PASSED, Counts(10, 0, 1)), (Counts(1, 1), FAILED, Counts(9, 1, 1))],
)
def test_what_was_tried_twice_counts_once_and_is_named(
    again: Counts, state: str, counts: Counts
) -> None:
    first = Result(FAILED, "", Counts(passed=8, failed=2, skipped=1))
    ended = in_the_end(first, Result(state, "", again), ["one", "two"])
    assert ended == Result(state, f"{counts}; 2 needed a second try: one, two", counts)


def test_the_summary_has_times_and_counts_the_tests_of_all_groups() -> None:
    lines = summary(
        [
            done("unit", Result(PASSED, "", Counts(passed=40)), 60.0, 110.0),
            done("browser", Result(FAILED, "look", Counts(passed=2, failed=1))),
            done("lint", Result(PASSED)),
        ]
    )
    assert lines == [
        "",
        "── summary",
        "unit       passed     60.0 s (processor  110.0 s)",
        "browser    FAILED      1.0 s  look",
        "lint       passed      1.0 s",
        "tests: 42 passed, 1 failed, 0 skipped",
    ]


FAILING = """
import pytest

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("name", ["it's one", "two"])
def test_some(name):
    assert name == "two"
"""


def test_a_failed_test_says_how_to_run_it_alone_and_leaves_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the project's own conftest, as scripts/test.py runs it: on workers, where tests of a group have a suffix."""
    (tmp_path / "test_failing.py").write_text(FAILING)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    monkeypatch.setattr("check_groups.CACHE", tmp_path / "cache")
    failures_of("own").parent.mkdir(parents=True)
    names = {"ATLAS_FAILED": str(failures_of("own")), "ATLAS_TIMES": str(tmp_path / "times.json")}
    run = Run(variables={**names, "ATLAS_PROFILE": "ci", "PYTHONPATH": os.pathsep.join(PATHS)})
    workers = ["--numprocesses=2", "--dist=loadgroup", f"--rootdir={tmp_path}"]

    def work(run: Run) -> Result:
        own = ["--confcutdir", str(tmp_path), "--config-file", str(tmp_path / "pytest.ini")]
        run.call("pytest", "-p", "support.repeating", *own, *workers, str(tmp_path))
        return Result(PASSED)

    printed = run_one(group("unit", work), run).printed.decode()
    assert "run it alone: ATLAS_PROFILE=ci " in printed
    assert failed_tests("own") == ["test_failing.py::test_some[it's one]"]
    assert '"test_failing.py": ' in (tmp_path / "times.json").read_text()
    assert """'test_failing.py::test_some[it'"'"'s one]'""" in printed
