"""`mkdocs serve`: both editions in one process, the last good site kept, and what is wrong shown on the page.

A new site is made beside the one that is served and takes its place when it is whole. What stopped it is shown in the
terminal, and above every page until it is mended.
"""

from __future__ import annotations

import atexit
import logging
import re
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from atlas.site.reload import forget_changed_modules

_STYLE = """<style>
.build-problem { position: sticky; top: 0; z-index: 9; padding: 0.8rem 1.2rem; color: var(--atlas-ink);
  background: var(--atlas-paper); border-bottom: 3px solid var(--atlas-bad); font-size: 0.75rem; }
.build-problem pre { max-height: 40vh; margin: 0.4rem 0 0; overflow: auto; white-space: pre-wrap; }
</style>"""
"""Pages that are served have no content policy, because MkDocs puts a script of its own into them."""
_BANNER = '<div class="build-problem" role="alert"><strong>{title}</strong><pre>{text}</pre></div>'
_TITLE = "The last edit could not be built; this is the site before it. · 마지막 수정은 빌드하지 못했습니다. 그 전의 사이트입니다."


def build_beside(config: MkDocsConfig, file: str, folder: Path, root_url: str) -> None:
    """Build another edition into a folder, in this process. Raises what MkDocs raises."""
    other = load_config(
        str(Path(config.config_file_path).resolve().parent / file),
        site_dir=str(folder),
        site_url=root_url,
        strict=config.strict,
    )
    other.plugins.on_startup(command="serve", dirty=False)
    mkdocs_build.build(other, serve_url=root_url)


def keep_the_last_good_site(server: LiveReloadServer, config: MkDocsConfig) -> LiveReloadServer:
    """Return the server, which from now on replaces the site it shows only by a whole one, and shows what is wrong."""
    problems: list[str] = []
    given = {"strict": config.strict, "dev_addr": "{}:{}".format(*config.dev_addr)}
    inject = server._inject_js_into_html  # pyright: ignore[reportPrivateUsage]
    first = Path(server.root)

    def rebuild() -> None:
        forget_changed_modules()
        new = tempfile.mkdtemp(prefix="atlas-served-")
        said: list[str] = []
        try:
            with _warnings_into(said):
                fresh = load_config(config.config_file_path, site_dir=new, **given)
                fresh.site_url = server.url
                fresh.plugins.on_startup(command="serve", dirty=False)
                mkdocs_build.build(fresh, serve_url=server.url)
        except (Exception, SystemExit) as error:
            shutil.rmtree(new, ignore_errors=True)
            problems[:] = ["\n".join(said) or _last_words(error)]
            return
        problems.clear()
        old, server.root = server.root, new
        atexit.register(shutil.rmtree, new, ignore_errors=True)
        if Path(old) != first:  # MkDocs removes its own at the end
            shutil.rmtree(old, ignore_errors=True)

    def with_problem(content: bytes, epoch: int) -> bytes:
        page = inject(content, epoch)
        if not problems:
            return page
        banner = _STYLE + _BANNER.format(title=escape(_TITLE), text=escape(problems[0]))
        return re.sub(rb"(<body[^>]*>)", lambda body: body[1] + banner.encode(), page, count=1)

    server.builder = rebuild
    server._inject_js_into_html = with_problem  # type: ignore[method-assign]  # pyright: ignore[reportPrivateUsage]
    return server


@contextmanager
def _warnings_into(said: list[str]) -> Iterator[None]:
    """Collect what the build warns of; mkdocs-macros tells of a failing macro so, and ends the process."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    listener, log = Listener(logging.WARNING), logging.getLogger("mkdocs")
    log.addHandler(listener)
    try:
        yield
    finally:
        log.removeHandler(listener)


def _last_words(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()
