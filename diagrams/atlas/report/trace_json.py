"""A trace as JSON: docs/assets/schemas/trace.schema.json says what its fields mean."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.network import PORT_CHOSEN_BY_KERNEL, PORT_PERHAPS_KEPT, Packet
from atlas.report.assumptions_json import assumptions_json
from atlas.report.endings import is_rewritten, owner_of, port_fate, was_received
from atlas.report.http_json import http_json
from atlas.text.near_misses import say_near_miss
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.dns.answer import DnsAnswer
from atlas.tracer.near_miss import near_misses
from atlas.tracer.trace import Branch, Hop, Place, Trace
from atlas.world.assumption import Assumption

Json = dict[str, Any]


def trace_json(
    cluster: Cluster, answer: Trace, lang: Lang, assumptions: Iterable[Assumption] = ()
) -> Json:
    """Return everything that the trace knows, with the sentences of one language."""
    flow = answer.flow
    return {
        "flow": {
            "from": flow.source,
            "to": flow.to,
            "entry": flow.entry.value,
            "node": flow.node,
            "protocol": flow.protocol.value,
            "method": flow.method,
            "headers": [{"name": name, "value": value} for name, value in flow.headers],
            "resolve": [
                {"host": host, "port": port, "address": address}
                for host, port, address in flow.pinned
            ],
        },
        "cluster": {
            "release": str(cluster.release),
            "proxyMode": cluster.proxy.mode.value,
            "podNetwork": cluster.network.pod_network.value,
            "egressMasquerade": cluster.network.egress_masquerade,
        },
        "lookups": [_lookup(one, lang) for one in answer.lookups],
        "verdicts": sorted(one.value for one in answer.verdicts),
        "branches": [_branch(cluster, one, lang) for one in answer.branches],
        "nearMisses": [
            {"id": one.near.name, "text": say_near_miss(one, lang)}
            for one in near_misses(cluster, answer)
        ],
        **assumptions_json(assumptions, lang),
    }


def _lookup(answer: DnsAnswer, lang: Lang) -> Json:
    return {
        "question": answer.question,
        "server": answer.server,
        "tried": list(answer.tried),
        "records": [
            {"name": one.name, "type": one.type.value, "value": one.value} for one in answer.records
        ],
        "addresses": [str(one) for one in answer.addresses],
        "reason": {
            "id": answer.reason.name,
            "text": say(answer.reason, lang),
            "source": answer.reason.source,
        },
    }


def _branch(cluster: Cluster, branch: Branch, lang: Lang) -> Json:
    return {
        "probability": float(branch.probability),
        "share": str(branch.probability),
        "verdict": branch.verdict.value,
        "receiver": _receiver(cluster, branch),
        "hops": [_hop(one, lang) for one in branch.hops],
        "reply": [_hop(one, lang) for one in branch.reply],
        "http": http_json(branch.exchanges),
    }


def _receiver(cluster: Cluster, branch: Branch) -> Json | None:
    """Return who got the packet and what it saw, or None if nobody did."""
    if not was_received(branch):
        return None
    arrived, sent = branch.hops[-1].before, branch.hops[0].before
    return {
        "place": str(branch.destination),
        "packet": packet_json(arrived),
        "sourceSeen": str(arrived.source),
        "sourceOwner": owner_of(cluster, arrived.source),
        "sourcePortRewritten": is_rewritten(port_fate(arrived, sent)),
    }


def _hop(hop: Hop, lang: Lang) -> Json:
    facts = dict(hop.facts)
    return {
        "place": place_json(hop.place),
        "action": hop.action.value,
        "before": packet_json(hop.before),
        "after": packet_json(hop.after),
        "reason": {
            "id": hop.reason.name,
            "text": say(hop.reason, lang, **facts),
            "source": hop.reason.source,
        },
    }


def place_json(place: Place) -> Json:
    """Return a place as its kind, its name and, for a Pod, its namespace."""
    made: Json = {"kind": place.kind.value, "name": place.name}
    if place.namespace:
        made["namespace"] = place.namespace
    return made


def packet_json(packet: Packet) -> Json:
    """Return a packet's header; a source port that the kernel chooses is null, and so are those of an ICMP echo."""
    chosen = packet.source_port in (PORT_CHOSEN_BY_KERNEL, PORT_PERHAPS_KEPT)
    return {
        "source": str(packet.source),
        "sourcePort": None if chosen else packet.source_port,
        "destination": str(packet.destination),
        "destinationPort": packet.destination_port if packet.has_ports else None,
        "protocol": packet.protocol.value,
    }
