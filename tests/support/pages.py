"""The sources of the pages, taken apart for the checks that compare the two languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"
LANGUAGES = ("ko", "en")

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_FENCE = re.compile(r"^( *)(```+|~~~+)([^\n]*)\n(.*?)^\1\2[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{1,6}) +(.*?)(?: *\{#([\w-]+)\})? *$", re.MULTILINE)
_MACRO = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page; its identifier is empty where the author gave none."""

    level: int
    text: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading, as far as it must be the same in both languages."""

    identifier: str
    macros: tuple[str, ...]
    code: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The Markdown of one page."""

    path: str
    language: str
    text: str

    @property
    def front_matter(self) -> dict[str, Any]:
        """The fields at the top of the page."""
        found = _FRONT_MATTER.match(self.text)
        return yaml.safe_load(found[1]) if found else {}

    @property
    def introduction(self) -> str:
        """What the fields at the top say to a reader; not what people type, which may be misspelt."""
        return " ".join(str(text) for name, text in self.front_matter.items() if name != "search")

    @property
    def body(self) -> str:
        """The text below the front matter."""
        return _FRONT_MATTER.sub("", self.text)

    @property
    def headings(self) -> list[Heading]:
        """The headings in order; none from within code."""
        found = _HEADING.finditer(_FENCE.sub("", self.body))
        return [Heading(len(each[1]), each[2], each[3] or "") for each in found]

    @property
    def sections(self) -> list[Section]:
        """The sections in order, each with its macro calls and code, sorted where word order may differ."""
        bounds = [(0, "")]
        bounds += [
            (found.start(), found[3] or "") for found in _HEADING.finditer(_hide_code(self.body))
        ]
        ends = [start for start, _ in bounds[1:]] + [len(self.body)]
        return [
            _section(name, self.body[start:end])
            for (start, name), end in zip(bounds, ends, strict=True)
        ]

    @property
    def prose(self) -> str:
        """The text that a reader reads, with a blank for each piece of code, macro, tag and address."""
        text = _FENCE.sub("", self.body)
        for pattern in (
            r"\{\{.*?\}\}",
            r"`[^`\n]*`",
            r"\{[#.][^}\n]*\}",
            r"\]\([^)\n]*\)",
            r"<[^>\n]*>",
        ):
            text = re.sub(pattern, " ", text)
        return text


def sources(language: str) -> dict[str, Source]:
    """Return all pages of a language by their path below its folder."""
    folder = DOCS / language
    return {
        path.relative_to(folder).as_posix(): Source(
            path.relative_to(folder).as_posix(), language, path.read_text(encoding="utf-8")
        )
        for path in sorted(folder.rglob("*.md"))
    }


def address(path: str) -> str:
    """Return the address of a page below the first page of its language: `types/nodeport/`."""
    return (
        path.removesuffix(".md").removesuffix("index").rstrip("/") + "/"
        if path != "index.md"
        else ""
    )


def _section(identifier: str, text: str) -> Section:
    code = [f"{found[3].strip()}\n{_COMMENT.sub('', found[4])}" for found in _FENCE.finditer(text)]
    macros = (re.sub(r"\s+", " ", call).strip() for call in _MACRO.findall(text))
    return Section(identifier, tuple(sorted(macros)), tuple(code))


def _hide_code(text: str) -> str:
    return _FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
