"""What people type into the search box, from tests/data/search, and how an answer is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / "data" / "search"
HOME = "./"
FIRST = 3
"""How many results a reader looks at."""


class Half(StrEnum):
    """Which half of a list a question belongs to: the one to tune on, or the one that nobody tunes on."""

    TUNE = "tune"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the addresses at which a reader is content to land, below the edition; none: no answer."""

    ask: str
    kind: str
    pages: tuple[str, ...]

    @property
    def half(self) -> Half:
        """The half that the question itself draws."""
        return Half.TEST if sha256(self.ask.encode()).digest()[-1] % 2 else Half.TUNE

    def accepts(self, address: str) -> bool:
        """Tell whether a result leads to one of the pages; a section of it will do."""
        return _page(address) in {_page(page) for page in self.pages}


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and the addresses of its results, best first."""

    question: Question
    found: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        """Whether the first result is right; without an answer on the site, whether there is none."""
        if not self.question.pages:
            return not self.found
        return bool(self.found) and self.question.accepts(self.found[0])

    @property
    def is_among_first(self) -> bool:
        """Whether one of the first results is right; without an answer on the site, whether there is none."""
        if not self.question.pages:
            return not self.found
        return any(map(self.question.accepts, self.found[:FIRST]))


def questions(language: str) -> list[Question]:
    """Return the list of a language."""
    rows = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return [Question(str(row["ask"]), row["kind"], tuple(row["pages"] or ())) for row in rows]


def share(answers: Iterable[bool]) -> float:
    """Return the part of them that is true, in percent."""
    judged = list(answers)
    return 100 * sum(judged) / len(judged)


def table(answered: Sequence[Answered]) -> str:
    """Return how many answers were right, by kind and in each half."""
    lines = [f"{'kind':16}{'questions':>10}{'first':>8}{'first 3':>9}"]
    groups: Mapping[str, list[Answered]] = {
        **{
            kind: [one for one in answered if one.question.kind == kind]
            for kind in dict.fromkeys(one.question.kind for one in answered)
        },
        **{f"{half} half": [one for one in answered if one.question.half is half] for half in Half},
    }
    for name, group in groups.items():
        first, among = (
            share(one.is_first for one in group),
            share(one.is_among_first for one in group),
        )
        lines.append(f"{name:16}{len(group):>10}{first:>7.0f}%{among:>8.0f}%")
    return "\n".join(lines)


def _page(address: str) -> str:
    return "" if address.startswith(HOME) else address.partition("#")[0]
