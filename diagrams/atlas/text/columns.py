"""Columns of text in a terminal, where a Hangul syllable is two cells wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from unicodedata import combining, east_asian_width


def aligned(rows: Sequence[Sequence[str]], gap: str = "  ") -> Iterator[str]:
    """Yield the rows with their cells padded to the widest of each column; nothing is left at line ends."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    yield from _padded(rows, widths, gap)


def aligned_as_they_come(
    rows: Iterable[Sequence[str]], at_once: int = 1000, gap: str = "  "
) -> Iterator[str]:
    """Yield the rows as `aligned` does, so many at once: columns get wider where a later row needs it."""
    coming = iter(rows)
    widths: list[int] = []
    while part := list(islice(coming, at_once)):
        wider = [max(map(cells, column)) for column in zip(*part, strict=True)]
        widths = [max(pair) for pair in zip(widths or wider, wider, strict=True)]
        yield from _padded(part, widths, gap)


def _padded(rows: Iterable[Sequence[str]], widths: Sequence[int], gap: str) -> Iterator[str]:
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
