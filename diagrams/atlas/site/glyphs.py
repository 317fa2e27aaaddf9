"""Which characters the site's own font must have.

The font sets the titles of pages and the questions of cards; other text is set in the reader's system font (English: in
this one, too). So a small file suffices: Latin with signs, and the syllables of Korean titles. The remaining syllables of
KS X 1001 lie in a second file, which a browser fetches only if a title needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from atlas.text import frame

SIGNS = "\xa0·–—‘’“”…→←↔×≤≥°±©①②③④⑤✓"
LATIN = "".join(map(chr, range(0x20, 0x7F))) + SIGNS

_TITLE = re.compile(r"^(?:#|title:) +(.*?)(?:\{#.*)?$", re.MULTILINE)
_CARDS = re.compile(r'^<div class="questions".*?^</div>', re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[(.*?)\]\(")
_WORDS_OF_FRAME = ("site", "missing")


def ks_x_1001() -> str:
    """Return the 2,350 syllables that Korean text is set in, but for rare ones."""
    codes = (bytes((row, cell)) for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF))
    return "".join(code.decode("euc_kr") for code in codes)


def is_hangul(character: str) -> bool:
    """Tell whether a character is a Hangul syllable."""
    return "가" <= character <= "힣"


def displayed(pages: Path) -> str:
    """Return all text that the Korean pages below that folder and their frame set in the site's own font."""
    words = (frame.FRAME[name].ko for name in _WORDS_OF_FRAME)
    return "".join([*map(_displayed_on, _texts(pages)), *words])


def syllables(text: str) -> str:
    """Return the different Hangul syllables of a text, in order."""
    return "".join(sorted(filter(is_hangul, set(text))))


def ranges_without(characters: str) -> str:
    """Return the ranges of Hangul, as CSS writes them, that leave those syllables out.

    A browser that has given up waiting for the first file would else fetch the second for every title.
    """
    bounds = [ord("가") - 1, *sorted(map(ord, characters)), ord("힣") + 1]
    between = ((before + 1, after - 1) for before, after in pairwise(bounds))
    return ",".join(
        f"U+{start:X}" + (f"-{end:X}" if end > start else "")
        for start, end in between
        if start <= end
    )


def _texts(pages: Path) -> Iterable[str]:
    return (page.read_text(encoding="utf-8") for page in sorted(pages.rglob("*.md")))


def _displayed_on(page: str) -> str:
    questions = (question for cards in _CARDS.findall(page) for question in _LINK.findall(cards))
    return "".join([*_TITLE.findall(page), *questions])
