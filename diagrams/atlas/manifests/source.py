"""Where values stand in a text: lines and spans, found only when a problem or a page asks for them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from atlas.manifests.problem import Expected

Keys = tuple[str | int, ...]
"""The way to a value: keys of mappings and indexes of lists, `("spec", "ports", 0)`."""
_NO_CHILDREN: Mapping[str | int, Spot] = MappingProxyType({})
"""One for all: a large text has a hundred thousand values without children."""


@dataclass(slots=True)
class Spot:
    """Where one value stands: its first line and the line behind its last one, counted from 0."""

    first: int
    end: int
    children: Mapping[str | int, Spot] = field(default_factory=lambda: _NO_CHILDREN)


NOWHERE = Spot(0, 0)


class SyntaxProblem(Exception):
    """A text could not be parsed: `line` counted from 0, the reason as Expected and facts."""

    def __init__(self, line: int, expected: Expected, **facts: str) -> None:
        super().__init__(f"line {line + 1}")
        self.line = line
        self.expected = expected
        self.facts = tuple(facts.items())


@dataclass(frozen=True)
class Source:
    """A piece of a file. `first_line` is where it begins, counted from 1; `locate` finds its spots."""

    text: str
    first_line: int
    locate: Callable[[str], Spot]

    @cached_property
    def spots(self) -> Spot:
        return self.locate(self.text)

    def line_of(self, keys: Keys) -> int:
        """Return the line of the value, or of the nearest one around it that exists; 0 if unknown."""
        if not self.text:
            return 0
        spot = self.spots
        for key in keys:
            inner = spot.children.get(key)
            if inner is None:
                break
            spot = inner
        return self.first_line + spot.first

    def text_of(self, keys: Keys) -> str:
        """Return the lines of the value, without the indentation that they have in common."""
        spot = self.spots
        for key in keys:
            spot = spot.children.get(key, NOWHERE)
        lines = self.text.splitlines(keepends=True)
        if keys:
            return _as_object(lines[spot.first : spot.end])
        return "".join(_with_comment_above(lines, spot.first))


@dataclass(frozen=True)
class NoSource(Source):
    """Stands for a text that is not kept, because it is too large to look into again."""

    text: str = ""
    first_line: int = 0
    locate: Callable[[str], Spot] = field(default=lambda _: NOWHERE)


def _with_comment_above(lines: list[str], first: int) -> list[str]:
    """Return the lines from `first` on, with the comment that stands directly above."""
    while first > 0 and lines[first - 1].startswith("#"):
        first -= 1
    return lines[first:]


def _as_object(lines: list[str]) -> str:
    """Return the item of a list as a text of its own: the dash becomes indentation."""
    if lines and lines[0].lstrip().startswith("- "):
        lines = [lines[0].replace("-", " ", 1), *lines[1:]]
    return textwrap.dedent("".join(lines)).rstrip() + "\n"
