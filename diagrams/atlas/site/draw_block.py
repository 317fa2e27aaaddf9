"""`atlas draw` on pages: the command is run while the site is built, and its picture is what the reader sees."""

from __future__ import annotations

import html
import io
import re
import tempfile
from base64 import b64encode
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

from atlas.cli.main import run
from atlas.site.figures import PROJECT
from atlas.site.terminal import CommandFailed
from atlas.text.text import Lang

EXAMPLES = PROJECT / "diagrams" / "examples"
ON_PAGE = "app.yaml"
"""What a reader would call the file."""
_FONTS = re.compile(r"@font-face\{[^}]*\}")
_SIZE = re.compile(r'<svg [^>]*width="([\d.]+)" height="([\d.]+)"')
_TOLD = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)


@cache
def draw_block(name: str, arguments: str, lang: Lang) -> str:
    """Return a command about an example and the picture that it makes, as blocks of a page. Raises CommandFailed."""
    svg = _FONTS.sub(
        "", _drawn(EXAMPLES / f"{name}.yaml", arguments, lang)
    )  # texts say their width
    size, told = _SIZE.search(svg), _TOLD.search(svg)
    assert size and told  # every drawing says both
    content = b64encode(svg.encode()).decode()
    alt = html.escape(html.unescape(told[1]))
    command = f"atlas draw {ON_PAGE} {arguments}".rstrip()
    picture = (
        f'<p><img src="data:image/svg+xml;base64,{content}" alt="{alt}" '
        f'width="{size[1]}" height="{size[2]}" loading="lazy"></p>'
    )
    return f"```console\n$ {command} -o app.svg\n```\n\n{picture}"


def _drawn(manifests: Path, arguments: str, lang: Lang) -> str:
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "app.svg")
        words = ["draw", str(manifests), *arguments.split(), "-o", str(out), "--lang", lang.value]
        with redirect_stdout(said), redirect_stderr(said):
            code = run(words)
        if code:
            raise CommandFailed(f"atlas {' '.join(words)}: exit code {code}\n{said.getvalue()}")
        return out.read_text(encoding="utf-8")
