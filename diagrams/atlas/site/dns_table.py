"""What a resolver tries and learns about a name, as a table."""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.tables.cells import joined
from atlas.tables.table import Cell, Grid
from atlas.text import table_words as words
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.senders import sender_of


def dns_table(cluster: Cluster, source: str, name: str) -> Grid:
    """Return the names that a resolver tries, in order, and what the last one brings."""
    answer = resolve(cluster, sender_of(cluster, source).place, name)
    rows: list[tuple[Cell, ...]] = [(tried, words.NOT_FOUND) for tried in answer.tried]
    if answer.records:
        rows[-1] = (
            answer.tried[-1],
            joined([f"{record.type} {record.value}" for record in answer.records]),
        )
    return Grid((words.NAME_TRIED, words.RECORD), tuple(rows))
