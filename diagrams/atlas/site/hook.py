"""What happens at each event of an MkDocs build; MkDocs finds the functions through scripts/hook.py."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import mkdocs
from jinja2 import Environment, FileSystemBytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from atlas.site import second_build
from atlas.site.content_policy import is_served, note_command
from atlas.site.context import page_context, template_context
from atlas.site.editions import ENGLISH, KOREAN, Edition, counterpart, edition, way
from atlas.site.evidence import PAGE, badge, evidence
from atlas.site.explained import explained, is_plain
from atlas.site.figures import StoredFigure, stored_figures
from atlas.site.glossary import PAGE as GLOSSARY
from atlas.site.markup import bare_blanks
from atlas.site.memory import digest, digest_of_files
from atlas.site.placing import FOLDER, place_figures
from atlas.site.png_files import png_files
from atlas.site.progress import show_progress
from atlas.site.reload import memories
from atlas.site.remembering import begin, finish, remember_steps
from atlas.site.search import page_entry, write_sections
from atlas.site.search_front_matter import declared
from atlas.site.search_passages import sections
from atlas.site.second_build import SecondBuild, SecondBuildFailed
from atlas.site.social_card import social_card
from atlas.site.stylesheet import gather
from atlas.site.unbroken import unbroken
from atlas.text.frame import SECTION_TITLES

log = logging.getLogger("mkdocs.hooks.atlas")

GENERATOR = mkdocs.__name__
"""The program that builds: a fork such as ProperDocs answers to the name `mkdocs` with its own modules."""

THEME_SEARCH = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""The theme's own search, which this site does not use."""

_under_way: list[SecondBuild] = []
_figures: dict[str, StoredFigure] = {}
"""The figures of the build under way."""


_found_in: dict[str, dict[str, object]] = {}
"""What the search knows of each page of the build under way, by the page's address."""

_rebuilding: list[bool] = []
"""Not empty after the first build of `mkdocs serve`: PNG files of changed figures wait for the next start."""


def on_startup(*, command: str, **_: Any) -> None:
    """Tell a build from serving, where pages get a script from MkDocs itself."""
    note_command(command)
    remember_steps()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give an edition its own address below the root that mkdocs.yml names."""
    root = (config.site_url or "/").rstrip("/") + "/"
    config.site_url = _this(config).home(root)
    begin(config)
    return config


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
    """Serve the last good site while an edit is wrong."""
    from atlas.site.serving import keep_the_last_good_site

    return keep_the_last_good_site(server, config)


def on_pre_build(config: MkDocsConfig) -> None:
    """See to the figures, which both editions show, then start the English build beside the Korean one."""
    _figures.clear()
    _found_in.clear()
    _figures.update(stored_figures(show_progress))
    if _this(config) is KOREAN and not is_served():
        assert config.site_url is not None
        _under_way.append(
            second_build.start(GENERATOR, ENGLISH, _project(config), config.site_url, config.strict)
        )


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the assets that both editions share, which lie outside their folders of pages."""
    for file in [one for one in files if one.src_uri.startswith(THEME_SEARCH)]:
        files.remove(file)
    docs = _project(config) / "docs"
    for path in sorted((docs / "assets").rglob("*")):
        if path.is_file() and path.suffix != ".ttf":  # the outlines are for drawing PNG files
            name = path.relative_to(docs).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    if _this(config) is KOREAN:  # English pages use the same figures
        published = {name: path for one in _figures.values() for name, path in one.published()}
        published |= png_files(_figures.values(), None if _rebuilding else show_progress)
        for name, path in published.items():
            files.append(File.generated(config, f"{FOLDER}/{name}", abs_src_path=str(path)))
        _rebuilding.append(True)
    return files


def on_env(env: Environment, config: MkDocsConfig, **_: Any) -> Environment:
    """Keep the theme's templates as they were compiled: both editions and every later build use the same."""
    folder = _project(config) / ".cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(folder))
    return env


def on_nav(nav: Navigation, config: MkDocsConfig, **_: Any) -> Navigation:
    """Say the names of the sections in the language of the edition."""
    for section in nav.items:
        if section.is_section:
            title = SECTION_TITLES.get(str(section.title))
            if title is None:
                raise PluginError(
                    f"nav: section {section.title!r} has no title in atlas/text/frame.py"
                )
            section.title = title.in_language(_this(config).lang)
    return nav


@cache
def _how_it_is_cut() -> str:
    """Return a digest of the code that makes sections of a page: what it made before it was changed is forgotten."""
    folder = Path(__file__).parent
    return digest_of_files(folder, sorted(folder.glob("search*.py")))


def on_page_content(content: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Note what can be searched in a page, before its figures take their places; then let its terms explain themselves."""

    def entry() -> dict[str, object]:
        return page_entry(page.url, str(page.title), declared(page.meta), sections(content))

    try:
        key = ("search", page.url, digest(page.title, page.meta), content, _how_it_is_cut())
        _found_in[page.url] = memories[_this(config).lang].get(key, entry)
    except ValueError as fault:
        raise PluginError(f"{page.file.src_uri}: {fault}") from fault
    this = _this(config)
    if not is_plain(page.url):
        content = explained(content, this.lang, way(page.url, this, GLOSSARY, this))
    return unbroken(content)


def on_page_context(context: Any, page: Page, config: MkDocsConfig, **_: Any) -> Any:
    """Tell the template of a page about the same page in the other language."""
    this = _this(config)
    home = config.site_url or "/"
    context.update(page_context(this, home, page.url, has_twin(page, config)))
    content = "" if page.is_homepage else page.content or ""
    context["card"] = social_card(content, _figures, this, this.root(home))
    return context


def has_twin(page: Page, config: MkDocsConfig) -> bool:
    """Return whether the other edition has the page too."""
    docs = _project(config) / "docs" / counterpart(_this(config)).lang
    return (docs / page.file.src_uri).is_file()


def figures_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return which versions of figures the build under way shows, for pages that hold them."""
    return tuple(_figures[name].folder.name for name in names)


def on_post_page(output: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Put the figures into a finished page, and lighten its code."""
    this = _this(config)
    up = way(page.url, this, "", KOREAN)
    proof = way(page.url, this, PAGE, this)
    found = evidence()
    return place_figures(
        bare_blanks(output),
        lambda name: _figures[name].html(this.lang),
        lambda name: badge(name, this.lang, proof, found),
        up,
    )


def on_template_context(context: Any, config: MkDocsConfig, **_: Any) -> Any:
    """Tell 404.html, sitemap.xml and robots.txt about both editions."""
    context.update(template_context(_this(config), config.site_url or "/"))
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Gather and lighten what the theme wrote, drop what changes with the clock, and take the English edition in."""
    site = Path(config.site_dir)
    write_sections(site, _found_in)
    gather(site / "assets" / "stylesheets")
    for unused in (site / "assets" / "javascripts").rglob("*.map"):
        unused.unlink()  # only for whoever debugs the theme's own scripts
    (site / "sitemap.xml.gz").unlink(
        missing_ok=True
    )  # holds the time of day; robots.txt names the plain one
    finish(config)
    if _this(config) is KOREAN and is_served():
        from atlas.site.serving import build_beside

        build_beside(config, ENGLISH.config_file, site / ENGLISH.prefix, config.site_url or "/")
    while _under_way:
        try:
            if said := _under_way.pop().finish(site):
                log.info("English edition:\n%s", said)
        except SecondBuildFailed as failure:
            raise PluginError(f"the English edition could not be built:\n{failure}") from failure


def on_build_error(**_: Any) -> None:
    """Stop the English build when the Korean one has failed."""
    while _under_way:
        _under_way.pop().abandon()


atexit.register(on_build_error)  # a failing macro ends the process, and MkDocs then calls no hook


def _this(config: MkDocsConfig) -> Edition:
    return edition(str(config.theme["language"]))


def _project(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).resolve().parent
