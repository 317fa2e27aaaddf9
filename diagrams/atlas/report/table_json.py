"""The truth table and differences as JSON: matrix.schema.json and diff.schema.json say what the fields mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from atlas.report.difference import Difference
from atlas.report.endings import Ending
from atlas.report.matrix import Row

Json = dict[str, Any]


def matrix_json(rows: Iterable[Row]) -> Json:
    """Return the rows of a truth table."""
    return {"rows": [_row(one) for one in rows]}


def diff_json(compared: int, changed: Iterable[Difference]) -> Json:
    """Return the flows that change, and how many were compared."""
    return {"compared": compared, "changed": [_difference(one) for one in changed]}


def _row(row: Row) -> Json:
    return {
        **_question(row.flow.source, row.flow.to, row.flow.entry.value, row.flow.node),
        "policy": row.policy.value if row.policy is not None else None,
        "endings": [_ending(one) for one in row.endings],
    }


def _difference(one: Difference) -> Json:
    return {
        **_question(*one.question),
        "before": None if one.before is None else [_ending(ending) for ending in one.before],
        "after": None if one.after is None else [_ending(ending) for ending in one.after],
    }


def _question(source: str, to: str, entry: str, node: str) -> Json:
    return {"from": source, "to": to, "entry": entry, "node": node}


def _ending(one: Ending) -> Json:
    return {
        "verdict": one.verdict.value,
        "probability": float(one.probability),
        "share": str(one.probability),
        "receiver": one.receiver,
        "sourceSeen": one.source_seen,
        "sourceOwner": one.source_owner,
        "sourcePortRewritten": not one.port_kept if one.receiver else None,
    }
