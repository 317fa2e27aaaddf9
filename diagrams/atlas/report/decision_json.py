"""Decisions of one node as JSON and as text: docs/assets/schemas/decision.schema.json says what the fields mean."""

from __future__ import annotations

from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.network import Packet
from atlas.model.workload import Node
from atlas.proxy.decision import Choice, Decision
from atlas.text import report_words as words
from atlas.text.packets import packet_text
from atlas.text.reason_sources import source_of
from atlas.text.text import Lang

Json = dict[str, Any]


def decision_json(
    cluster: Cluster,
    node: Node,
    packet: Packet,
    decision: Decision,
    explained: Lang | None = None,
) -> Json:
    """Return the decision in three fields; with a language, also why it was made.

    `masquerade` is true if the source is rewritten for at least one of the endpoints: a client that may pick itself
    is masqueraded for that endpoint only, which `choices` of the explained form tells apart.
    """
    made: Json = {
        "verdict": decision.outcome.value,
        "endpoints": [str(one.target) for one in decision.choices],
        "masquerade": any(one.is_masqueraded for one in decision.choices),
    }
    if explained is not None:
        made["release"] = str(cluster.release_on(node))
        made["service"] = "" if decision.service is None else str(decision.service.reference)
        made["port"] = "" if decision.port is None else decision.port.key
        made["reason"] = {"id": decision.reason.name, "source": decision.reason.source}
        made["choices"] = [_choice(one) for one in decision.choices]
    return made


def _choice(choice: Choice) -> Json:
    return {
        "endpoint": str(choice.target),
        "probability": float(choice.probability),
        "share": str(choice.probability),
        "masquerade": choice.is_masqueraded,
        "reason": {"id": choice.masquerade.name, "source": choice.masquerade.source},
    }


def decision_text(
    cluster: Cluster, node: Node, packet: Packet, decision: Decision, lang: Lang
) -> str:
    """Return the decision as a line, the rule that makes it, and a line for each endpoint."""
    outcome = words.OUTCOMES[decision.outcome].in_language(lang)
    rules_of = f"kube-proxy {cluster.release_on(node)} {cluster.proxy.mode.value}"
    lines = [
        f"{node.reference} ({rules_of})  {packet_text(packet)} {packet.protocol.value}: {outcome}"
    ]
    if decision.service is not None:
        port = f":{decision.port.key}" if decision.port is not None else ""
        lines.append(f"    {decision.service.reference}{port}")
    lines.append(f"    [{source_of(decision.reason, lang)}]")
    for one in decision.choices:
        source = words.SOURCE_REWRITTEN if one.is_masqueraded else words.SOURCE_KEPT
        lines.append(f"    {one.probability}  {one.target}  {source.in_language(lang)}")
    reasons = dict.fromkeys(one.masquerade for one in decision.choices)
    lines += [f"    [{source_of(one, lang)}]" for one in reasons]
    return "\n".join(lines)
