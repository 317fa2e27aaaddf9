"""Table: cases × columns. What a script declares, and how a cluster fills it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from atlas.model.cluster import Cluster
from atlas.text import table_words as words
from atlas.text.text import Lang, Text
from atlas.tracer.trace import Flow, Trace
from atlas.tracer.tracer import trace
from atlas.what_if.row import WhatIf, apply_all


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code in one cell; several, one or none."""

    lines: tuple[str, ...]


Cell = str | Text | Code
Subject = TypeVar("Subject")
"""What a row is about: an object of the cluster, a flow, a case."""


@dataclass(frozen=True, slots=True)
class Case:
    """A state of the cluster, in words and as changes, and who connects to what in it."""

    said: Text
    flow: Flow
    what_ifs: tuple[WhatIf, ...] = ()

    def after(self, cluster: Cluster, *what_ifs: WhatIf) -> Cluster:
        """Return the cluster in that state, with further changes made before its own."""
        return apply_all(cluster, (*what_ifs, *self.what_ifs))

    def answer(self, cluster: Cluster, *what_ifs: WhatIf) -> Trace:
        """Return how the connection ends in that state."""
        return trace(self.after(cluster, *what_ifs), self.flow)


@dataclass(frozen=True, slots=True)
class Column(Generic[Subject]):
    """One column: its heading, what stands below it for a subject, and what is said where that is nothing."""

    heading: Text | Callable[[Cluster], Text]
    cell: Callable[[Cluster, Subject], Cell]
    nothing: Text = words.NONE


class Form(StrEnum):
    """How a page shows a table: as rows and columns, or each row as a question with its answers below it."""

    GRID = "grid"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Table(Generic[Subject]):
    """What a script declares. `cases` are the subjects of the rows, or finds them in the cluster.

    `cluster` names a folder in `diagrams/other-clusters`, "" stands for the site's own.
    """

    title: Text
    cases: Sequence[Subject] | Callable[[Cluster], Iterable[Subject]]
    columns: tuple[Column[Subject], ...]
    cluster: str = ""
    form: Form = Form.GRID


@dataclass(frozen=True, slots=True)
class Grid:
    """Headings and cells: a table whose answers are known."""

    columns: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def in_language(self, lang: Lang) -> tuple[list[str], list[list[str]]]:
        """Return headings and cells in that language."""
        heads = [column.in_language(lang) for column in self.columns]
        return heads, [[in_language(cell, lang) for cell in row] for row in self.rows]


def filled(table: Table[Subject], cluster: Cluster) -> Grid:
    """Return the table as that cluster answers it."""
    cases = table.cases(cluster) if callable(table.cases) else table.cases
    return Grid(
        tuple(_heading(column, cluster) for column in table.columns),
        tuple(tuple(_cell(column, cluster, case) for column in table.columns) for case in cases),
    )


def _cell(column: Column[Subject], cluster: Cluster, case: Subject) -> Cell:
    found = column.cell(cluster, case)
    return column.nothing if found in ("", Code(())) else found


def _heading(column: Column[Subject], cluster: Cluster) -> Text:
    return column.heading(cluster) if callable(column.heading) else column.heading


def in_language(cell: Cell, lang: Lang) -> str:
    """Return a cell's text in that language."""
    match cell:
        case Text():
            return cell.in_language(lang)
        case Code():
            return "\n".join(cell.lines)
        case str():
            return cell
