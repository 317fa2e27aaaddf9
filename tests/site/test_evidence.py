"""Evidence on pages: it counts only while nothing that it proves has changed since."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from atlas.figure.catalog import figure, figure_names
from atlas.site.evidence import badge, evidence, tables
from atlas.text import evidence_words
from atlas.text.text import Lang

FOUND = {
    "figures": [
        {"figure": "nodeport", "flows": 7, "disagreements": 0},
        {"figure": "dns", "flows": 3, "disagreements": 2},
    ]
}
ON_RECORD = {
    "figures": [{"figure": "nodeport", "flows": 5, "disagreements": 0}],
    "commit": "c0ffee",
}

Run = tuple[Path, tuple[Path, ...], Path]


@pytest.fixture
def run(tmp_path: Path) -> tuple[Path, tuple[Path, ...], Path]:
    """A run's file, the folder of its sources, which is older, and the run on record."""
    sources, file, record = (
        tmp_path / name for name in ("sources", "evidence.json", "record.json")
    )
    sources.mkdir()
    (sources / "model.py").write_text("")
    file.write_text(json.dumps(FOUND))
    os.utime(sources / "model.py", (1000, 1000))
    os.utime(file, (2000, 2000))
    record.write_text(json.dumps(ON_RECORD))
    return file, (sources,), record


def test_a_run_after_the_last_change_counts(run: Run) -> None:
    assert evidence(*run) == FOUND


@pytest.mark.parametrize("name", ["model.py", "cluster/new.yaml"])
def test_a_run_before_a_change_proves_nothing(run: Run, name: str) -> None:
    file, (sources,), record = run
    (sources / name).parent.mkdir(exist_ok=True)
    (sources / name).write_text("")
    os.utime(sources / name, (3000, 3000))
    assert evidence(file, (sources,), record) == ON_RECORD


def test_a_change_to_something_else_does_not_matter(run: Run) -> None:
    file, (sources,), record = run
    (sources / "picture.svg").write_text("")
    os.utime(sources / "picture.svg", (3000, 3000))
    assert evidence(file, (sources,), record) == FOUND


def test_without_a_run_the_one_on_record_counts(run: Run) -> None:
    file, sources, record = run
    file.unlink()
    assert evidence(file, sources, record) == ON_RECORD


@pytest.mark.parametrize(
    ("found", "told"), [(FOUND, ()), (ON_RECORD, ("c0ffee",))], ids=["this machine", "on record"]
)
def test_a_run_on_record_is_shown_with_its_commit(
    found: dict[str, Any], told: tuple[str, ...]
) -> None:
    numbers = ("date", "kernel", "seed", "flows", "connections", "askedAgain", "disagreements")
    around = dict.fromkeys(numbers, 1)
    rows = tables(
        {"tools": {}, "scenarios": (), "outcomes": {}, "services": (), **around, **found}
    )["run"][1]
    assert tuple(row[1] for row in rows if row[0] is evidence_words.COMMIT) == told


def test_all_figures_are_on_record() -> None:
    """A plain build has nothing else to show under its figures; `scripts/record.py --evidence` adds a new one."""
    flows = {name: sum(len(one.flows) for one in figure(name).scenes) for name in figure_names()}
    on_record = [one["figure"] for one in evidence(Path("none"))["figures"]]
    assert on_record == [name for name, count in flows.items() if count]


@pytest.mark.parametrize(
    ("figure", "found", "marks", "number"),
    [
        ("nodeport", FOUND, "✓✓✓", "7"),
        ("dns", FOUND, "✓✕", "2"),
        ("endpoints", FOUND, "✓", ""),
    ],
    ids=["agrees", "disagrees", "shows no connection"],
)
@pytest.mark.parametrize("lang", Lang)
def test_the_badge_says_what_was_checked(
    figure: str, found: dict[str, Any], marks: str, number: str, lang: Lang
) -> None:
    line = badge(figure, lang, "../evidence/", found)
    assert "".join(mark for mark in line if mark in "✓✕○") == marks
    assert number in line
    assert 'href="../evidence/"' in line
