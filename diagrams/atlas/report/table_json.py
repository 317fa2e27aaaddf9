"""The truth table and differences as JSON: matrix.schema.json and diff.schema.json say what the fields mean."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from atlas.report.difference import Difference
from atlas.report.endings import Ending, is_rewritten
from atlas.report.matrix import Row

Json = dict[str, Any]


def write_matrix(rows: Iterable[Row], beside: Json, out: TextIO) -> None:
    """Write the rows of a truth table as JSON, each in a line of its own as soon as it is known; then what is beside."""
    out.write('{\n  "rows": [')
    separator = "\n"
    for row in rows:
        out.write(f"{separator}    {json.dumps(_row(row), ensure_ascii=False)}")
        separator = ",\n"
    out.write("\n  ]" if separator == ",\n" else "]")
    for key, value in beside.items():
        text = json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n  ")
        out.write(f",\n  {json.dumps(key)}: {text}")
    out.write("\n}\n")


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
        "sourcePortRewritten": is_rewritten(one.port) if one.receiver else None,
    }
