"""The steps of a page that builds remember: what each depends on, and how MkDocs is made to ask.

MkDocs makes all pages again in every build. A page comes about in three steps: its macros depend on its text and on
everything that macros can look at; its Markdown on what the macros gave and on the pages that there are to link to; its
template on the content, the navigation, the templates, and the figures that take their places. So a build costs what
has changed since the last one, and gives what a fresh one would. Where the site is served, they are kept in memory,
otherwise below .cache.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from atlas.site.content_policy import is_served
from atlas.site.memory import Memory, digest, digest_of_files
from atlas.site.reload import memories

SEEN_BY_MACROS = ("diagrams", "docs/recorded", "scripts/macros.py", ".cache/evidence.json")
SEEN_BY_TEMPLATES = (
    "docs/overrides",
    "diagrams/atlas/site",
    "diagrams/atlas/text",
    "mkdocs.yml",
    "mkdocs.en.yml",
    ".cache/evidence.json",
)
_READS_OTHER_PAGES = re.compile(r"\{\{\s*gallery\(")
_MARKS = re.compile(r'data-atlas-figure="([\w-]+)"')
_render = Page.render
_add_files_from_theme = Files.add_files_from_theme
_build_page = mkdocs_build._build_page  # pyright: ignore[reportPrivateUsage]


def remember_steps() -> None:
    """From now on builds in this process remember the Markdown and the template of each page."""
    Page.render = _remembered_render  # type: ignore[method-assign]
    Files.add_files_from_theme = _remembered_theme  # type: ignore[method-assign]
    mkdocs_build._build_page = _remembered_page  # type: ignore[assignment]  # pyright: ignore[reportPrivateUsage]


def begin(config: MkDocsConfig) -> None:
    """Start a build that remembers what macros gave."""
    memory, seen = _memory(config), _seen(config, SEEN_BY_MACROS)
    if not is_served():
        memory.load(_kept_in(config))
    memory.begin()
    events = config.plugins.events["page_markdown"]
    for place, event in enumerate(events):
        if getattr(event, "__self__", None) is config.plugins["macros"]:
            events[place] = _remembered_macros(event, memory, seen)


def finish(config: MkDocsConfig) -> None:
    """Note that a build is whole, and keep what it remembers for the next one."""
    _memory(config).finish()
    if not is_served():
        _memory(config).save(_kept_in(config))


def _kept_in(config: MkDocsConfig) -> Path:
    """Return the file for an edition; other versions of Python or of packages have another one."""
    locks = [one.read_bytes() for one in sorted(_project(config).glob("requirements*.lock"))]
    tools = digest(sys.version, locks)[:12]
    return _project(config) / ".cache" / "pages" / f"{config.theme['language']}-{tools}.pickle"


def _memory(config: MkDocsConfig) -> Memory:
    return memories[str(config.theme["language"])]


def _project(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent


def _seen(config: MkDocsConfig, names: tuple[str, ...]) -> str:
    project = _project(config)
    places = (project / name for name in names)
    return digest_of_files(project, [one for one in places if one.exists()]) + str(config.site_url)


def _remembered_theme(files: Files, env: Any, config: MkDocsConfig) -> None:
    """Do as `Files.add_files_from_theme`, which looks through thousands of icons each time."""

    def made() -> list[tuple[str, str]]:
        found = Files(())
        _add_files_from_theme(found, env, config)
        return [(one.src_uri, str(one.src_dir)) for one in found]

    overrides = _project(config) / "docs" / "overrides"
    names = [one.relative_to(overrides).as_posix() for one in sorted(overrides.rglob("*"))]
    key = ("theme", tuple(config.theme.dirs), tuple(names), tuple(config.theme.static_templates))
    for name, folder in _memory(config).get(key, made):
        if files.get_file_from_path(name) is None:
            files.append(File(name, folder, config.site_dir, config.use_directory_urls))


# The three steps of a page


def _remembered_macros(macros: Callable[..., str], memory: Memory, seen: str) -> Callable[..., str]:
    def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        others = ""
        if _READS_OTHER_PAGES.search(markdown):
            others = digest_of_files(_project(config), [Path(config.docs_dir)])

        def made() -> tuple[str, Any]:
            return macros(markdown, page=page, config=config, files=files), page.meta

        key = ("macros", page.file.src_uri, markdown, digest(page.meta), seen, others)
        text, page.meta = memory.get(key, made)
        return text

    return on_page_markdown


def _remembered_render(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Do as `Page.render`, or recall what it found in this text, with these pages to link to."""
    names = tuple(sorted(files.src_uris))
    key = ("markdown", page.file.src_uri, page.markdown, digest(names), _settings(config))

    def made() -> tuple[object, ...]:
        _render(page, config, files)
        links = {to.src_uri: found for to, found in (page.links_to_anchors or {}).items()}
        title = page._title_from_render  # pyright: ignore[reportPrivateUsage]
        return page.content, page.toc, title, page.present_anchor_ids, links

    page.content, page.toc, title, page.present_anchor_ids, links = _memory(config).get(key, made)  # type: ignore[assignment]
    page._title_from_render = title  # type: ignore[assignment]  # pyright: ignore[reportPrivateUsage]
    page.links_to_anchors = {files.src_uris[name]: found for name, found in links.items()}  # type: ignore[attr-defined]


def _settings(config: MkDocsConfig) -> str:
    files = (_project(config) / name for name in ("mkdocs.yml", "mkdocs.en.yml"))
    return digest([one.read_text(encoding="utf-8") for one in files if one.is_file()])


def _remembered_page(
    page: Page,
    config: MkDocsConfig,
    doc_files: Any,
    nav: Navigation,
    env: Any,
    dirty: bool = False,
    excluded: bool = False,
) -> None:
    """Do as MkDocs does with the template of a page, or write again what came of the same content and navigation."""
    from atlas.site.hook import figures_of, has_twin

    key = (
        "page",
        page.file.src_uri,
        page.content,
        digest(page.meta, page.title),
        tuple(_entries(nav.items)),
        figures_of(_MARKS.findall(page.content or "")),
        has_twin(page, config),
        _templates_of(nav, config),
        excluded,
    )

    def made() -> bytes | None:
        target = Path(page.file.abs_dest_path)
        _build_page(page, config, doc_files, nav, env, dirty, excluded)
        return target.read_bytes() if target.is_file() else None

    content = _memory(config).get(key, made)
    target = Path(page.file.abs_dest_path)
    if content is not None and not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _entries(items: Any) -> Iterator[tuple[str, str]]:
    """Yield the titles and addresses of the navigation, which stands on every page."""
    for item in items:
        yield str(item.title), str(getattr(item, "url", ""))
        yield from _entries(item.children or ())


def _templates_of(nav: Navigation, config: MkDocsConfig) -> str:
    """Return a digest of what templates see; of a build there is one navigation, so it is asked for once."""
    if not hasattr(nav, "atlas_templates"):
        nav.atlas_templates = _seen(config, SEEN_BY_TEMPLATES)  # type: ignore[attr-defined]
    return nav.atlas_templates  # type: ignore[attr-defined]
