"""Rows: what computed tables are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from atlas.model.cluster import Cluster
from atlas.text.text import Lang, Text

Cell = str | Text
Row = tuple[Cell, ...]
Rows = Callable[[Cluster], Iterator[Row]]


def joined(values: Sequence[object]) -> str:
    """Return the values in one cell."""
    return ", ".join(map(str, values))


def in_both(said: Callable[[Lang], str]) -> Text:
    """Return what `said` returns for each language."""
    return Text(ko=said(Lang.KO), en=said(Lang.EN))


def joined_cells(cells: Sequence[Cell]) -> Text:
    """Return several cells as one, in both languages."""
    return in_both(lambda lang: ", ".join(in_language(cell, lang) for cell in cells))


def in_language(cell: Cell, lang: Lang) -> str:
    """Return a cell's text in that language."""
    return cell.in_language(lang) if isinstance(cell, Text) else cell
