"""Serving while somebody edits: what is served equals a fresh build, an edit makes only what it changes, a mistake is shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config

from atlas.site.memory import Memory
from atlas.site.reload import memories
from atlas.site.serving import keep_the_last_good_site
from support.pages import PROJECT
from support.thoroughness import by_day

URL = "http://127.0.0.1:8000/"
NAV = "nav: [index.md, second.md]"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with this site's configuration, templates and hook, two pages per language, and one macro on each."""
    folder = tmp_path / "project"
    for name in ("scripts", "docs/assets", "docs/overrides"):
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(PROJECT / name, folder / name, ignore=ignored)
    lines = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    begin = lines.index("nav:")
    end = next(n for n, line in enumerate(lines) if n > begin and line and line[0] not in " #")
    lines[begin:end] = [NAV]
    text = "\n".join("watch: []" if line.startswith("watch:") else line for line in lines) + "\n"
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    shutil.copy(PROJECT / "mkdocs.en.yml", folder)
    for lang in ("ko", "en"):
        write(folder, lang, "index.md", "First", "[second](second.md)")
        write(folder, lang, "second.md", "Second", '{{ fact("service/web", "port") }}')
    (folder / "diagrams").mkdir()
    (folder / "diagrams" / "a.yaml").write_text("# seen by macros\n", encoding="utf-8")
    monkeypatch.setenv("ATLAS_SERVED", "1")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    memories.clear()
    yield folder
    memories.clear()


def write(project: Path, lang: str, name: str, title: str, text: str) -> None:
    """Write a page."""
    head = (
        f"---\ntitle: {title}\ndescription: A page for a test.\n---\n\n# {title} page {{#top}}\n\n"
    )
    page = project / "docs" / lang / name
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{head}{text}\n", encoding="utf-8")


def build(project: Path, folder: Path) -> Path:
    """Build the site as `mkdocs serve` does."""
    config = load_config(str(project / "mkdocs.yml"), site_dir=str(folder))
    config.site_url = URL
    config.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build.build(config, serve_url=URL)
    return folder


def server_of(project: Path, root: Path) -> Any:
    """Return a stand-in for the server of MkDocs, with the attributes that ours uses."""

    def inject(content: bytes, _: int) -> bytes:
        return content

    server = SimpleNamespace(
        root=str(root), url=URL, builder=lambda: None, _inject_js_into_html=inject
    )
    config = load_config(str(project / "mkdocs.yml"), site_dir=str(root))
    return keep_the_last_good_site(server, config)  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def renamed(project: Path) -> None:
    for lang in ("ko", "en"):
        (project / "docs" / lang / "second.md").rename(project / "docs" / lang / "third.md")
        write(project, lang, "index.md", "First", "[third](third.md)")
    nav(project, "nav: [index.md, third.md]")


def nav(project: Path, line: str) -> None:
    config = project / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    old = next(each for each in text.splitlines() if each.startswith("nav:"))
    config.write_text(text.replace(old, line), encoding="utf-8")


def appended(name: str, text: str) -> Callable[[Path], None]:
    def edit(project: Path) -> None:
        file = project / name
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")

    return edit


EDITS: tuple[Callable[[Path], None], ...] = (
    appended("docs/ko/second.md", "\n한 마디 더.\n"),
    appended("docs/en/second.md", "\nOne more word.\n"),
    lambda project: write(project, "en", "second.md", "Another title", "Text."),
    lambda project: write(project, "ko", "second.md", "Second", '{{ count("nodes") }}'),
    appended("docs/overrides/main.html", "{# a comment #}"),
    appended("docs/assets/stylesheets/atlas.css", "\n.added { color: inherit; }\n"),
    renamed,
    lambda project: write(project, "ko", "new.md", "New", "A page that is not in nav yet."),
    lambda project: nav(project, "nav: [index.md, third.md, new.md]"),
    lambda project: (project / "docs/en/third.md").unlink(),
    lambda project: nav(project, "nav: [index.md]"),
)


EVERY = by_day(3, at_night=1)
"""After so many edits what is served is compared with a fresh build: what is stale stays so."""


def test_what_is_served_equals_a_fresh_build_after_any_edit(project: Path, tmp_path: Path) -> None:
    server = server_of(project, build(project, tmp_path / "first"))
    for number, edit in enumerate(EDITS):
        edit(project)
        server.builder()
        if number % EVERY != EVERY - 1 and number < len(EDITS) - 1:
            continue
        served = contents(Path(server.root))
        kept = dict(memories)
        memories.clear()
        fresh = contents(build(project, tmp_path / f"fresh-{number}"))
        memories.clear()
        memories.update(kept)
        assert served.keys() == fresh.keys(), f"edit {number}"
        assert [name for name in fresh if fresh[name] != served[name]] == [], f"edit {number}"


def test_an_edit_makes_only_what_it_changes(project: Path, tmp_path: Path) -> None:
    server = server_of(project, build(project, tmp_path / "first"))
    server.builder()
    assert (memories["ko"].made, memories["en"].made) == (0, 0)
    appended("docs/ko/second.md", "\n한 마디 더.\n")(project)
    server.builder()
    assert 0 < memories["ko"].made <= 4  # macros, Markdown, what the search finds, template
    assert memories["en"].made == 0
    appended("diagrams/a.yaml", "# changed\n")(project)
    server.builder()
    assert memories["en"].made == 2  # the macros of both pages, which give the same as before


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_last_good_site_is_served_while_a_page_is_wrong(
    project: Path, tmp_path: Path, lang: str
) -> None:
    server = server_of(project, build(project, tmp_path / "first"))
    before = contents(Path(server.root))
    write(project, lang, "second.md", "Second", '{{ fact("service/<b>none", "port") }}')
    server.builder()
    assert contents(Path(server.root)) == before
    page = (Path(server.root) / "index.html").read_bytes()
    shown = server._inject_js_into_html(page, 1).decode()
    assert 'role="alert"' in shown
    assert "second.md" in shown
    assert "service/&lt;b&gt;none" in shown
    write(project, lang, "second.md", "Second", "Mended.")
    server.builder()
    assert 'role="alert"' not in server._inject_js_into_html(page, 1).decode()
    assert contents(Path(server.root)) != before


def test_a_memory_hears_a_warning_each_time() -> None:
    import logging

    memory, made = Memory(), []

    def make() -> str:
        made.append(1)
        logging.getLogger("mkdocs.test").warning("a link that leads nowhere")
        return "page"

    for _ in range(2):
        memory.begin()
        assert memory.get("key", make) == "page"
        memory.finish()
    assert len(made) == 2


def test_a_memory_of_another_process(tmp_path: Path) -> None:
    first, second = Memory(), Memory()
    first.begin()
    first.get("key", lambda: {"a": 1})
    first.save(tmp_path / "kept")
    second.load(tmp_path / "kept")
    second.begin()
    assert second.get("key", lambda: {"a": 2}) == {"a": 1}
    (tmp_path / "kept").write_bytes(b"half")
    third = Memory()
    third.load(tmp_path / "kept")
    third.begin()
    assert third.get("key", lambda: {"a": 3}) == {"a": 3}
