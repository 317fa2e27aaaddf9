"""Cells: how values become the text of a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from atlas.model.cluster import Cluster
from atlas.tables.table import Case, Cell, in_language
from atlas.text import table_words as words
from atlas.text.text import Lang, Text

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def joined(values: Sequence[object]) -> str:
    """Return the values in one cell."""
    return ", ".join(map(str, values))


def in_both(said: Callable[[Lang], str]) -> Text:
    """Return what `said` returns for each language."""
    return Text(ko=said(Lang.KO), en=said(Lang.EN))


def with_facts(sentence: Text, **facts: object) -> Text:
    """Return the sentence with its placeholders filled, in both languages."""
    return in_both(lambda lang: sentence.fill(lang, **facts))


def each_once(cells: Sequence[Cell]) -> Text:
    """Return all different cells as one, in both languages."""
    return in_both(lambda lang: ", ".join(in_language(cell, lang) for cell in dict.fromkeys(cells)))


def with_marks(sentence: Text) -> Text:
    """Return a sentence of the library with its facts as ‹name›."""
    return in_both(
        lambda lang: _PLACEHOLDER.sub(r"‹\1›", sentence.in_language(lang)).replace("`", "")
    )


def yes_or_no(answer: bool) -> Text:
    """Return the answer as a word."""
    return words.YES if answer else words.NO


def said(_cluster: Cluster, case: Case) -> Text:
    """Return what is said of the case: the first cell of its row."""
    return case.said
