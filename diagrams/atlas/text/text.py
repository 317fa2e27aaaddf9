"""Text: one thing said in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from atlas.text.printable import printable


class Lang(StrEnum):
    """A language of the site, as in `<html lang>`."""

    KO = "ko"
    EN = "en"


_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Korean and English, with the same `{placeholders}` in both.

    Raises ValueError if one language is empty or names other facts than the other.
    """

    ko: str
    en: str

    def __post_init__(self) -> None:
        if not self.ko or not self.en:
            raise ValueError(f"a text needs both languages: {self.ko or self.en!r}")
        if set(_PLACEHOLDER.findall(self.ko)) != set(_PLACEHOLDER.findall(self.en)):
            raise ValueError(f"the two languages name different facts: {self.ko!r} / {self.en!r}")

    def in_language(self, lang: Lang) -> str:
        """Return the sentence in that language, placeholders left as they are."""
        return self.ko if lang is Lang.KO else self.en

    def fill(self, lang: Lang, **facts: object) -> str:
        """Return the sentence in that language with its placeholders filled."""
        return printable(self.in_language(lang).format(**facts))
