"""A site of one page per language, built for real: one command makes both, mistakes in either stop it, bytes repeat."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page
from mkdocs_macros.plugin import MacrosPlugin

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


@pytest.fixture
def with_a_figure(project: Path) -> Path:
    """The project with a page of the site, which has a figure, as its English page."""
    text = (DOCS / "en" / "types" / "nodeport.md").read_text(encoding="utf-8")
    without_links = re.sub(r"\]\([^)]*\.md[^)]*\)", "]", text)
    (project / "docs" / "en" / "index.md").write_text(without_links, encoding="utf-8")
    return project


def test_one_command_builds_both_with_the_same_bytes_each_time(
    with_a_figure: Path, tmp_path: Path
) -> None:
    for seed, options in (("1", ()), ("2", ("--config-file", "mkdocs.yml"))):
        built = build(tmp_path / seed, with_a_figure, *options, PYTHONHASHSEED=seed)
        assert built.returncode == 0, built.stderr
    first, second = (contents(tmp_path / seed) for seed in ("1", "2"))
    assert b'lang="ko"' in first["index.html"]
    assert b'lang="en"' in first["en/index.html"]
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_links_to_nowhere_in_either_language_stop_the_build(
    project: Path, tmp_path: Path, language: str
) -> None:
    """Both are warnings, which only `--strict` counts; what the English build says comes through the Korean one."""
    write(project, language, "[page](no-such-page.md) and [section](#no-such-section)")
    built = build(tmp_path / "site", project)
    assert built.returncode != 0
    assert "no-such-page.md" in built.stdout + built.stderr
    assert "#no-such-section" in built.stdout + built.stderr


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


# Mistakes in what a page asks: the plugin, configured as for a build of that language, ends the process.


@pytest.fixture(scope="module", params=["mkdocs.yml", "mkdocs.en.yml"])
def plugin(request: pytest.FixtureRequest) -> MacrosPlugin:
    """The plugin that fills in the macros of one language, as the site configures it."""
    config = load_config(str(PROJECT / request.param))
    plugin = config.plugins["macros"]
    assert isinstance(plugin, MacrosPlugin)
    plugin.on_config(config)
    return plugin


def filled_in(plugin: MacrosPlugin, text: str) -> str:
    """Return the text of a page with its macros filled in."""
    config = plugin.conf
    file = File("page.md", src_dir=None, dest_dir=config.site_dir, use_directory_urls=True)
    page = Page("A page", file, config)
    return plugin.on_page_markdown(text, page=page, config=config)


def test_a_page_without_mistakes_is_filled_in(plugin: MacrosPlugin) -> None:
    assert filled_in(plugin, '{{ fact("service/web", "clusterIP") }}').startswith("<code>")


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        ("{{ no_such_macro() }}", "no_such_macro"),
        ("{{ no_such_value }}", "no_such_value"),
        ('{{ fact("service/no-such-service", "port") }}', "no service/no-such-service"),
        ('{{ fact("service/web", "clusterIq") }}', "Did you mean clusterIP"),
        ('{{ claim("pod/client", "service/web", verdict="refused") }}', "verdict is delivered"),
    ],
)
def test_a_mistake_in_what_a_page_asks_ends_the_build_with_a_message(
    plugin: MacrosPlugin, mistake: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(SystemExit) as ended:
        filled_in(plugin, mistake)
    assert ended.value.code
    assert said in caplog.text
