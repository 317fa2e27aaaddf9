"""Columns of text in a terminal, where a Hangul syllable is two cells wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import combining, east_asian_width


def aligned(rows: Sequence[Sequence[str]], gap: str = "  ") -> Iterator[str]:
    """Yield the rows with their cells padded to the widest of each column; nothing is left at line ends."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (
            text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True)
        )
        yield gap.join(padded).rstrip()


def cells(text: str) -> int:
    """Return how many cells of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(one) else 1 + (east_asian_width(one) in "WF") for one in text)


def folded(text: str, width: int) -> Iterator[str]:
    """Yield the text in lines of at most `width` cells, broken between words."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and cells(longer) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line
