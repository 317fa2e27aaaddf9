"""What `atlas why` has found, as JSON (docs/assets/schemas/why.schema.json)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from atlas.manifests.document import field_path
from atlas.report.assumptions_json import assumptions_json
from atlas.report.why_text import Told
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.why.case import Case
from atlas.why.finding import Finding, sentence
from atlas.why.probes import Outcome
from atlas.why.repair import Repair
from atlas.why.walk import Step


def why_json(case: Case, told: Sequence[Told], lang: Lang) -> dict[str, Any]:
    """Return the answer as plain values."""
    return {
        "targets": [_target(case, one, lang) for one in told],
        **assumptions_json(case.loaded.assumptions, lang),
    }


def _target(case: Case, told: Told, lang: Lang) -> dict[str, Any]:
    found = told.diagnosis
    return {
        "target": found.target,
        "state": found.state.value,
        "links": [_step(one) for one in found.steps],
        "findings": [_finding(case, one, lang) for one in found.findings],
        "connections": [_connection(one, lang) for one in found.outcomes],
        "repairs": [_repair(one, lang) for one in told.repairs],
    }


def _step(one: Step) -> dict[str, Any]:
    return {
        "link": one.link.value,
        "state": one.state.value,
        "reached": one.reached,
        "detail": one.detail,
        "finding": one.finding.id if one.finding is not None else None,
    }


def _finding(case: Case, one: Finding, lang: Lang) -> dict[str, Any]:
    path, line = case.place(one.object, one.keys)
    return {
        "id": one.id,
        "link": one.link.value,
        "state": one.state.value,
        "title": one.kind.title.in_language(lang),
        "text": sentence(one, lang),
        "object": str(one.object),
        "field": field_path(one.keys),
        "file": path,
        "line": line,
        "page": one.kind.page,
    }


def _connection(one: Outcome, lang: Lang) -> dict[str, Any]:
    flow = one.flow
    return {
        "from": flow.source,
        "to": flow.to,
        "entry": flow.entry.value,
        "node": flow.node,
        "protocol": flow.protocol.value,
        "endings": [
            {"verdict": verdict.value, "text": say(verdict, lang), "share": str(share)}
            for verdict, share in one.shares
        ],
    }


def _repair(one: Repair, lang: Lang) -> dict[str, Any]:
    return {
        "finding": one.finding.id,
        "diff": one.diff,
        "state": one.left.state.value,
        "compared": one.compared,
        "changes": [
            {"before": _connection(each.before, lang), "after": _connection(each.after, lang)}
            for each in one.changes
        ],
    }
