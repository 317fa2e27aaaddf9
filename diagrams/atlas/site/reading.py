"""Reading paths: pages in an order, and how long they take, counted from what stands on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from posixpath import dirname, relpath

from atlas.site.facts import UnknownFact
from atlas.site.figures import PROJECT
from atlas.text import interface
from atlas.text.text import Lang, Text

WORDS, SYLLABLES = 200, 450
"""What is read in a minute: English words, or Korean characters without blanks. Slower than a novel: one thinks."""
FIGURE = 0.5
"""Minutes for a figure."""
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TITLE = re.compile(r"^# +(.+)$", re.MULTILINE)
_SOURCES = re.compile(r"^## [^\n]*\{#sources\}.*", re.MULTILINE | re.DOTALL)
_UNREAD = re.compile(r"\{\{.*?\}\}|^```.*?^```|\]\([^)]*\)|\{#[\w-]+\}", re.MULTILINE | re.DOTALL)
_FIGURES = re.compile(r"\{\{ figure\(")


def reading_path(page: str, pages: Sequence[str], lang: Lang) -> str:
    """Return those pages as a numbered list on `page`, with the minutes of each and of all. Raises UnknownFact."""
    texts = [(path, _text(path, lang)) for path in pages]
    took = [minutes(text, lang) for _, text in texts]
    lines = [
        f"{number}. [{_TITLE.findall(text)[0]}]({relpath(path, dirname(page) or '.')}) "
        f"<small>{_said(interface.MINUTES, time, lang)}</small>"
        for number, ((path, text), time) in enumerate(zip(texts, took, strict=True), 1)
    ]
    together = _said(interface.MINUTES_TOGETHER, sum(took), lang)
    return "\n".join((*lines, "", f"*{together}*"))


def minutes(text: str, lang: Lang) -> int:
    """Return how many minutes a page takes: its prose and its figures, without code, and without its sources."""
    read = _SOURCES.sub("", _FRONT_MATTER.sub("", text))
    prose = _UNREAD.sub(" ", read)
    in_words = (
        len(prose.split()) / WORDS if lang is Lang.EN else len(re.sub(r"\s", "", prose)) / SYLLABLES
    )
    return max(1, round(in_words + FIGURE * len(_FIGURES.findall(read))))


def _text(path: str, lang: Lang) -> str:
    file: Path = PROJECT / "docs" / lang.value / path
    if not file.is_file():
        raise UnknownFact(f"a reading path leads to {path}, which is not there")
    return file.read_text(encoding="utf-8")


def _said(text: Text, count: int, lang: Lang) -> str:
    return text.in_language(lang).format(count=count)
