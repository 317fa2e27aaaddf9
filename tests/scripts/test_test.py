"""The test command hides nothing: what was skipped says why, and in CI it is a failure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bootstrap import Unprepared
from test import FAILED, PASSED, SKIPPED, Counts, Group, Result, count, in_the_end, report, timed

JUNIT = """<?xml version="1.0"?><testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>"""


def without_browser(_: Sequence[str]) -> Result:
    raise Unprepared("no browser")


def with_skipped_test(_: Sequence[str]) -> Result:
    tests = Counts(passed=3, skipped=1)
    return Result(PASSED, str(tests), tests)


@pytest.mark.parametrize(
    ("work", "on_a_laptop"), [(without_browser, SKIPPED), (with_skipped_test, PASSED)]
)
def test_what_is_skipped_fails_in_ci(
    work: object, on_a_laptop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = Group("browser", "", "", work)  # type: ignore[arg-type]
    monkeypatch.delenv("CI", raising=False)
    result, _ = timed(group, [])
    assert result.state == on_a_laptop
    assert "no browser" in result.note or "1 skipped" in result.note
    monkeypatch.setenv("CI", "true")
    assert timed(group, [])[0].state == FAILED


def test_a_failed_group_says_what_helps() -> None:
    result, _ = timed(Group("lint", "", "mend it", lambda _: Result(FAILED)), [])
    assert result.note == "mend it"


def test_tests_are_counted_from_what_pytest_wrote(tmp_path: Path) -> None:
    junit = tmp_path / "unit.xml"
    junit.write_text(JUNIT)
    assert count(junit) == Counts(passed=3, failed=2, skipped=2)


@pytest.mark.parametrize(
    ("again", "state", "counts"),
    [(Counts(passed=2), PASSED, Counts(10, 0, 1)), (Counts(1, 1), FAILED, Counts(9, 1, 1))],
)
def test_what_was_tried_twice_counts_once_and_is_told(
    again: Counts, state: str, counts: Counts
) -> None:
    first = Result(FAILED, "", Counts(passed=8, failed=2, skipped=1))
    ended = in_the_end(first, Result(state, "", again))
    assert ended == Result(state, f"{counts}; at first 2 failed", counts)


def test_the_last_line_counts_the_tests_of_all_groups(capsys: pytest.CaptureFixture[str]) -> None:
    groups = [Group(name, "", "", without_browser) for name in ("unit", "browser", "lint")]
    report(
        groups,
        {
            "unit": (Result(PASSED, "", Counts(passed=40)), 1.0),
            "browser": (Result(FAILED, "", Counts(passed=2, failed=1)), 1.0),
            "lint": (Result(PASSED), 1.0),
        },
    )
    assert capsys.readouterr().out.splitlines()[-1] == "tests: 42 passed, 1 failed, 0 skipped"
