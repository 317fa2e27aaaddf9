"""Rules of kube-proxy as JSON: docs/assets/schemas/rules.schema.json says what the fields mean."""

from __future__ import annotations

from typing import Any

from atlas.model.cluster import ProxyMode
from atlas.proxy.rules import Chain, Collection, Element, Rule
from atlas.report.rules_text import RulesView
from atlas.text.rule_notes import note
from atlas.text.text import Lang

Json = dict[str, Any]


def rules_json(view: RulesView, explained: Lang | None = None) -> Json:
    """Return the rules table by table; with a language, each with a sentence on what it is for."""
    return {
        "node": view.node.name,
        "mode": view.mode.value,
        "release": str(view.release),
        "unwritten": [one.value for one in view.unwritten],
        "family": view.family.value,
        "service": str(view.service or ""),
        "tables": [
            {
                "name": table.name,
                "collections": [
                    _collection(one, view.mode, explained) for one in table.collections.values()
                ],
                "chains": [_chain(one, view.mode, explained) for one in table.chains.values()],
            }
            for table in view.ruleset.tables.values()
        ],
    }


def _chain(chain: Chain, mode: ProxyMode, lang: Lang | None) -> Json:
    rules = [
        {
            "rule": rule.text,
            **_meaning(rule),
            "targets": list(rule.targets),
            **_note(rule, mode, lang),
        }
        for rule in chain.rules
    ]
    return {"name": chain.name, "hook": chain.hook, "rules": rules}


def _collection(collection: Collection, mode: ProxyMode, lang: Lang | None) -> Json:
    elements = [
        {
            "key": list(element.key),
            "verdict": element.verdict,
            **_meaning(element),
            **_note(element, mode, lang),
        }
        for element in collection.elements
    ]
    return {"name": collection.name, "type": collection.type, "elements": elements}


def _meaning(part: Rule | Element) -> Json:
    return {"kind": part.kind.value, "service": str(part.owner or "")}


def _note(part: Rule | Element, mode: ProxyMode, lang: Lang | None) -> Json:
    return {} if lang is None else {"note": note(mode, part, lang)}
