"""Builds bare pages: the same text as given pages, by the same generator and theme, with nothing of ours."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from environment import Unprepared

CONFIGURATION = {
    "site_name": "Bare",
    "docs_dir": "docs",
    "site_dir": "site",
    "theme": {"name": "material", "font": False},
    "plugins": ["search"],
}
TEXTS = "//article//*[self::p or self::li or self::td or self::th or self::pre]"
HEADS = ("h1", "h2", "h3", "h4")


def build(site: Path, paths: Sequence[str], folder: Path) -> Path:
    """Return the folder of a site that has a bare page for each of those paths. Raises Unprepared if it fails."""
    for path in paths:
        source = folder / "docs" / f"{path}index.md"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(bare(site / path / "index.html"), encoding="utf-8")
    configuration = folder / "mkdocs.yml"
    configuration.write_text(json.dumps(CONFIGURATION), encoding="utf-8")  # JSON is YAML
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", configuration]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unprepared(f"the bare site could not be built: {done.stderr.strip()[-600:]}")
    return folder / "site"


def bare(page: Path) -> str:
    """Return the Markdown of a page with the headings and words of another one, paragraph by paragraph."""
    from lxml import html

    (article,) = html.fromstring(page.read_bytes()).xpath("//article")
    lines: list[str] = []
    for element in article.iter("p", "li", "td", "th", "pre", *HEADS):
        words = " ".join(element.text_content().split())
        level = "#" * (HEADS.index(element.tag) + 1) + " " if element.tag in HEADS else ""
        lines.append(level + escaped(words))
    return "\n\n".join(lines)


def escaped(words: str) -> str:
    """Return words that Markdown leaves as they are."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]()#+-.!<>|" else one for one in words)
