"""scripts/generators.py: what differs between two sites is named, and what Zensical is spared still stands in the configuration."""

from __future__ import annotations

from pathlib import Path

import generators
from support.pages import PROJECT


def site(folder: Path, **files: str) -> Path:
    """Return a folder with one page for each name."""
    for name, text in files.items():
        page = folder / name / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(text, encoding="utf-8")
    return folder


def test_sites_differ_in_what_one_lacks_and_in_bytes(tmp_path: Path) -> None:
    first = site(tmp_path / "a", same="<p>", other="1", only="")
    second = site(tmp_path / "b", same="<p>", other="2", more="")
    assert generators.differences(first, second) == [
        "more/index.html",
        "only/index.html",
        "other/index.html",
    ]
    assert generators.differences(first, first) == []


def test_the_english_edition_is_not_counted(tmp_path: Path) -> None:
    page = '<html lang="ko"><h2 id="a">A</h2><table></table><a class="b" href="#a">'
    found = generators.counts(site(tmp_path, types=page, en=page))
    assert found == {"pages": 1, "headings": 1, "links": 1, "tables": 1, "figures": 0}


def test_what_zensical_is_spared_stands_in_the_configuration() -> None:
    lines = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    for beginning in generators.WITHOUT:
        assert [line for line in lines if line.startswith(beginning)], beginning
