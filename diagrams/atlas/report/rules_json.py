"""Rules of kube-proxy as JSON: docs/assets/schemas/rules.schema.json says what the fields mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from atlas.proxy.iptables import ruleset as iptables
from atlas.proxy.nftables import ruleset as nftables
from atlas.report.rules_text import RulesView
from atlas.text import iptables_notes, nftables_notes
from atlas.text.text import Lang

Json = dict[str, Any]


def rules_json(view: RulesView, explained: Lang | None = None) -> Json:
    """Return the rules table by table; with a language, each with a sentence on what it is for."""
    match view.ruleset:
        case iptables.Ruleset() as found:
            tables = list(_iptables(found, explained))
        case nftables.Ruleset() as found:
            tables = [] if view.is_empty else [_nftables(found, explained)]
    return {
        "node": view.node.name,
        "mode": view.mode.value,
        "family": view.family.value,
        "service": str(view.service or ""),
        "tables": tables,
    }


def _iptables(found: iptables.Ruleset, lang: Lang | None) -> Iterator[Json]:
    for table, chains in found.tables.items():
        yield {
            "name": table.value,
            "collections": [],
            "chains": [
                {
                    "name": chain.name,
                    "hook": f"policy {chain.policy}" if chain.policy else "",
                    "rules": [_iptables_rule(one, lang) for one in chain.rules],
                }
                for chain in chains.values()
            ],
        }


def _iptables_rule(rule: iptables.Rule, lang: Lang | None) -> Json:
    made: Json = {
        "rule": rule.text,
        "kind": rule.kind.value,
        "service": str(rule.owner or ""),
        "targets": [rule.target] if rule.target else [],
    }
    return made if lang is None else {**made, "note": iptables_notes.note(rule, lang)}


def _nftables(found: nftables.Ruleset, lang: Lang | None) -> Json:
    return {
        "name": "kube-proxy",
        "collections": [_collection(one, lang) for one in found.collections.values()],
        "chains": [
            {
                "name": chain.name,
                "hook": chain.hook,
                "rules": [_nftables_rule(one, lang) for one in chain.rules],
            }
            for chain in found.chains.values()
        ],
    }


def _nftables_rule(rule: nftables.Rule, lang: Lang | None) -> Json:
    made: Json = {
        "rule": str(rule),
        "kind": rule.kind.value,
        "service": str(rule.owner or ""),
        "targets": list(rule.targets),
    }
    return made if lang is None else {**made, "note": nftables_notes.note(rule, lang)}


def _collection(one: nftables.Collection, lang: Lang | None) -> Json:
    return {
        "name": one.name,
        "type": one.type,
        "elements": [_element(two, lang) for two in one.elements],
    }


def _element(one: nftables.Element, lang: Lang | None) -> Json:
    made: Json = {
        "key": list(one.key),
        "verdict": one.verdict,
        "kind": one.kind.value,
        "service": str(one.owner or ""),
    }
    return made if lang is None else {**made, "note": nftables_notes.note(one, lang)}
