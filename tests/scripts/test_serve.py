"""A build replaces the old site if it succeeds, and leaves it alone if it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

import serve

PAGE = "# Hello\n"
BROKEN_PAGE = "# Hello\n\n[nowhere](missing.md)\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one page."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(PAGE)
    (tmp_path / "mkdocs.yml").write_text("site_name: Tiny\nplugins: []\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_site_replaces_the_old_one(project: Path) -> None:
    site = project / "out" / "site"
    assert serve.build(site) == 0
    (site / "old.html").touch()
    assert serve.build(site) == 0
    assert (site / "index.html").is_file()
    assert not (site / "old.html").exists()
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_failed_build_keeps_the_old_site(project: Path) -> None:
    site = project / "site"
    assert serve.build(site) == 0
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    (project / "docs" / "index.md").write_text(BROKEN_PAGE)
    assert serve.build(site) == 1
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in project.iterdir()) == ["docs", "mkdocs.yml", "site"]


def test_only_a_site_is_ever_replaced(tmp_path: Path) -> None:
    assert serve.may_be_replaced(tmp_path / "absent")
    assert serve.may_be_replaced(tmp_path)
    (tmp_path / "thesis.odt").touch()
    assert not serve.may_be_replaced(tmp_path)
    (tmp_path / "sitemap.xml").touch()
    assert serve.may_be_replaced(tmp_path)
    assert not serve.may_be_replaced(tmp_path / "thesis.odt")
