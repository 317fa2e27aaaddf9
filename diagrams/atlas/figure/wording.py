"""Wording: DOT source is written once for all languages. Marks in it stand for words, which are put in afterwards.

An engine gets each language by itself, for it centres words by their length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from atlas.figure.stage import Line
from atlas.text.text import Lang, Text

FIRST = 0xF0000
"""The first character of Unicode's supplementary private use area: no text has them, and no engine changes them."""
_MARK = re.compile("[\U000f0000-\U000ffffd]")


def _without_escapes(markup: str) -> str:
    """Return markup whose backslashes are such for DOT, too: even in markup it puts names of nodes for some of them."""
    return markup.replace("\\", "&#92;&#92;")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that the marks in a drawing stand for, by number."""

    texts: tuple[Text, ...] = ()

    def put_into(self, dot: str, lang: Lang) -> str:
        """Return DOT source with the words of that language instead of the marks."""

        def words(mark: re.Match[str]) -> str:
            words = self.texts[ord(mark.group()) - FIRST].in_language(lang)
            return _without_escapes(escape(words, quote=False))

        return _MARK.sub(words, dot)


class Marks:
    """Hands out the marks of one drawing."""

    def __init__(self) -> None:
        self._numbers: dict[Text, int] = {}

    def of(self, line: Line) -> str:
        """Return what stands for a line in markup: itself, or a mark if it depends on the language."""
        if isinstance(line, str):
            return _without_escapes(escape(line))
        return chr(FIRST + self._numbers.setdefault(line, len(self._numbers)))

    def wording(self) -> Wording:
        """Return what the marks that were handed out stand for."""
        return Wording(tuple(self._numbers))
