"""A site of one page per language, built for real: one command makes both, mistakes in either stop it, bytes repeat."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from support.built_site import build
from support.pages import DOCS, PROJECT

PAGE = "---\ntitle: {language}\ndescription: A page of the tiny site, in one language.\n---\n\n# {language}\n\n{text}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with this site's configuration, templates and hook, and one page per language."""
    folder = tmp_path / "project"
    for name in ("scripts", "docs/assets", "docs/overrides"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    base = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    one_page = re.sub(r"^nav:\n(?:  .*\n)+", "nav: [index.md]\n", base, flags=re.MULTILINE)
    watched = re.sub(r"^watch: .*$", "watch: []", one_page, flags=re.MULTILINE)
    (folder / "mkdocs.yml").write_text(watched, encoding="utf-8")
    shutil.copy(PROJECT / "mkdocs.en.yml", folder)
    for language in ("ko", "en"):
        (folder / "docs" / language).mkdir()
        write(folder, language, "Nothing to see.")
    return folder


def write(project: Path, language: str, text: str) -> None:
    """Write the one page of a language."""
    page = project / "docs" / language / "index.md"
    page.write_text(PAGE.format(language=language, text=text), encoding="utf-8")


def test_one_command_builds_both(project: Path, tmp_path: Path) -> None:
    built = build(tmp_path / "site", project)
    assert built.returncode == 0, built.stderr
    assert 'lang="ko"' in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert 'lang="en"' in (tmp_path / "site" / "en" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    "mistake",
    [
        "{{ no_such_macro() }}",
        "{{ no_such_value }}",
        '{{ fact("service/no-such-service", "port") }}',
        '{{ claim("client/laptop", "service/web-nodeport", entry="NodePort", node="node-c", verdict="refused") }}',
        "[a page that is not there](no-such-page.md)",
        "[a section that is not there](#no-such-section)",
    ],
)
def test_a_mistake_in_either_language_stops_the_build(
    project: Path, tmp_path: Path, language: str, mistake: str
) -> None:
    write(project, language, mistake)
    assert build(tmp_path / "site", project).returncode != 0


def test_two_builds_give_the_same_bytes(project: Path, tmp_path: Path) -> None:
    shutil.copy(DOCS / "en" / "types" / "nodeport.md", project / "docs" / "en" / "index.md")
    text = (project / "docs" / "en" / "index.md").read_text(encoding="utf-8")
    without_links = re.sub(r"\]\([^)]*\.md[^)]*\)", "]", text)
    (project / "docs" / "en" / "index.md").write_text(without_links, encoding="utf-8")
    for seed in ("1", "2"):
        built = build(tmp_path / seed, project, PYTHONHASHSEED=seed)
        assert built.returncode == 0, built.stderr
    first, second = (contents(tmp_path / seed) for seed in ("1", "2"))
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
