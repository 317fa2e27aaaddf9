"""Evidence on pages: it counts only while nothing that it proves has changed since."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from atlas.site.evidence import badge, evidence
from atlas.text.text import Lang

FOUND = {
    "figures": [
        {"figure": "nodeport", "flows": 7, "disagreements": 0},
        {"figure": "dns", "flows": 3, "disagreements": 2},
    ]
}


@pytest.fixture
def run(tmp_path: Path) -> tuple[Path, tuple[Path, ...]]:
    """A run's file, and the folder of its sources, which is older."""
    sources, file = tmp_path / "sources", tmp_path / "evidence.json"
    sources.mkdir()
    (sources / "model.py").write_text("")
    file.write_text(json.dumps(FOUND))
    os.utime(sources / "model.py", (1000, 1000))
    os.utime(file, (2000, 2000))
    return file, (sources,)


def test_a_run_after_the_last_change_counts(run: tuple[Path, tuple[Path, ...]]) -> None:
    assert evidence(*run) == FOUND


@pytest.mark.parametrize("name", ["model.py", "cluster/new.yaml"])
def test_a_run_before_a_change_proves_nothing(
    run: tuple[Path, tuple[Path, ...]], name: str
) -> None:
    file, (sources,) = run
    (sources / name).parent.mkdir(exist_ok=True)
    (sources / name).write_text("")
    os.utime(sources / name, (3000, 3000))
    assert evidence(file, (sources,)) is None


def test_a_change_to_something_else_does_not_matter(run: tuple[Path, tuple[Path, ...]]) -> None:
    file, (sources,) = run
    (sources / "picture.svg").write_text("")
    os.utime(sources / "picture.svg", (3000, 3000))
    assert evidence(file, (sources,)) == FOUND


def test_without_a_run_there_is_no_evidence(tmp_path: Path) -> None:
    assert evidence(tmp_path / "missing.json", (tmp_path,)) is None


@pytest.mark.parametrize(
    ("figure", "found", "marks", "number"),
    [
        ("nodeport", FOUND, "✓✓✓", "7"),
        ("dns", FOUND, "✓✕", "2"),
        ("clusterip", FOUND, "✓○", ""),
        ("nodeport", None, "✓○", ""),
    ],
    ids=["agrees", "disagrees", "not among the flows", "no run"],
)
@pytest.mark.parametrize("lang", Lang)
def test_the_badge_says_what_was_checked(
    figure: str, found: dict[str, Any] | None, marks: str, number: str, lang: Lang
) -> None:
    line = badge(figure, lang, "../evidence/", found)
    assert "".join(mark for mark in line if mark in "✓✕○") == marks
    assert number in line
    assert 'href="../evidence/"' in line
