"""The page for a review holds every picture that changed, before and after, and no other."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import compare_figures


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with three pictures, of which one has changed since and one is new."""
    folder = tmp_path / compare_figures.PICTURES
    folder.mkdir(parents=True)
    for name in ("same", "other"):
        (folder / f"{name}.png").write_bytes(name.encode())
    who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (folder / "other.png").write_bytes(b"changed")
    (folder / "new.png").write_bytes(b"new")
    monkeypatch.setattr(compare_figures, "PROJECT", tmp_path)
    monkeypatch.setattr(compare_figures, "PAGE", tmp_path / "build" / "compare.html")
    return tmp_path


def test_what_changed_stands_side_by_side(project: Path) -> None:
    page, count = compare_figures.compare("HEAD", [])
    text = page.read_text(encoding="utf-8")
    assert count == 2
    assert [name in text for name in ('id="new"', 'id="other"', 'id="same"')] == [True, True, False]
    assert text.count("<img") == 3


def test_only_what_was_asked_for(project: Path) -> None:
    assert compare_figures.compare("HEAD", ["new"])[1] == 1


def test_an_unknown_revision_is_refused(project: Path) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        compare_figures.compare("nowhere", [])
