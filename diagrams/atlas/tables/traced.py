"""What a trace says in one cell: how it ends, who can answer, whose address arrives."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.reference import parse_reference
from atlas.report.endings import owner_of
from atlas.tables.cells import each_once, in_both, joined, with_facts
from atlas.tables.table import Cell
from atlas.text import table_words as words
from atlas.text.say import say
from atlas.text.text import Text
from atlas.tracer.trace import Branch, Entry, Flow, Trace, Verdict


def verdicts(answer: Trace) -> Text:
    """Return how the connection can end."""
    return in_both(lambda lang: joined([say(one, lang) for one in sorted(answer.verdicts)]))


def answered(answer: Trace) -> Cell:
    """Return the Pods that can answer, or how the connection fails."""
    return joined(sorted(shares_of(answer))) or verdicts(answer)


def arrived(ways: Iterable[Branch]) -> list[Branch]:
    """Return those of the ways on which the connection is answered."""
    return [way for way in ways if way.verdict is Verdict.DELIVERED]


def shares_of(answer: Trace) -> dict[str, Fraction]:
    """Return the share of each Pod that can answer."""
    shares: dict[str, Fraction] = {}
    for way in arrived(answer.branches):
        name = way.destination.name
        shares[name] = shares.get(name, Fraction(0)) + way.probability
    return shares


def kinds_of_source(cluster: Cluster, answer: Trace) -> Cell:
    """Return what kind of address the Pods see, over all ways that arrive; "" if none does."""
    ways = arrived(answer.branches)
    kinds = [_kind_of_source(cluster, way.source_seen, answer.flow.source) for way in ways]
    return each_once(kinds) if kinds else ""


def _kind_of_source(cluster: Cluster, address: Address, source: str) -> Text:
    owner = owner_of(cluster, address)
    if owner.startswith("node/"):
        return words.NODE_ADDRESS
    return words.SAME_ADDRESS if owner == source else words.BALANCER_OWN_ADDRESS


def named_source(cluster: Cluster, address: Address, source: str) -> Text:
    """Return an address with its owner; a node's own is called the node's also where the node is the client."""
    owner = parse_reference(owner_of(cluster, address))
    said = Text(ko=owner.name, en=owner.name)
    if owner.kind == "node":
        if address not in cluster.node_by_ip:
            said = with_facts(words.BRIDGE_OF, node=owner.name)
    elif str(owner) == source:
        said = words.SAME_ADDRESS
    elif owner.kind == "loadbalancer":
        said = with_facts(words.BALANCER_NAMED, name=owner.name)
    return in_both(lambda lang: f"{address} ({said.in_language(lang)})")


def client(cluster: Cluster, flow: Flow) -> Text:
    """Return who connects, with the node where it runs, if it does so in the cluster."""
    reference = parse_reference(flow.source)
    if reference.kind == "pod":
        node = cluster.pod_by_reference[reference].node
        return with_facts(words.POD_ON_NODE, pod=reference.name, node=node)
    return named(flow.source)


def named(source: str) -> Text:
    """Return who connects."""
    reference = parse_reference(source)
    match reference.kind:
        case "pod":
            return with_facts(words.POD_NAMED, pod=reference.name)
        case "node":
            return with_facts(words.PROCESS_ON_NODE, node=reference.name)
        case _:
            return Text(ko=reference.name, en=reference.name)


def external_policy_for(cluster: Cluster, flow: Flow) -> str:
    """Return the `externalTrafficPolicy` that governs the address called, "" for a cluster IP."""
    if flow.entry is Entry.CLUSTER_IP:
        return ""
    return cluster.service_by_reference[parse_reference(flow.to)].external_traffic_policy


def address_called(_cluster: Cluster, flow: Flow) -> Text:
    """Return which address of the Service the client calls."""
    match flow.entry:
        case Entry.NODE_PORT:
            return with_facts(words.NODE_PORT_OF_NODE, node=flow.node)
        case Entry.LOAD_BALANCER:
            return words.BALANCER_ADDRESS
        case _:
            return words.CLUSTER_IP
