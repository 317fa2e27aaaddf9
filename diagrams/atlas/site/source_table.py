"""Source addresses: what a Pod sees of each client, by entry, traffic policy and Pod network. All of it traced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atlas.figure.what_if import (
    WhatIf,
    apply_all,
    balancer_forwards_as,
    external_policy,
    pods_joined_by,
)
from atlas.model.cluster import Cluster, PodNetwork
from atlas.model.network import Address, Family
from atlas.model.outside import Forwarding
from atlas.model.reason import Reason
from atlas.model.service import TrafficPolicy
from atlas.proxy.addresses import bridge_address
from atlas.site.rows import Cell, Row, in_both, joined_cells
from atlas.text import table_words as words
from atlas.text.say import say
from atlas.text.text import Text
from atlas.tracer.network import balancer_of
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Action, Branch, Entry, Flow, Verdict
from atlas.tracer.tracer import trace

NODE_PORT, BALANCED, INSIDE = "service/web-nodeport", "service/web-lb", "service/web"
CLUSTER, LOCAL = TrafficPolicy
THROUGH_PROXY = balancer_forwards_as("edge", Forwarding.PROXY)


@dataclass(frozen=True, slots=True)
class Case:
    """A connection whose source address a Pod asks about. `end` picks the ways that end at that Pod, "" all."""

    entry: Cell
    policy: str
    client: Text
    flow: Flow
    what_ifs: tuple[WhatIf, ...] = ()
    end: str = ""


def _inside(client: Text, source: str, end: str = "") -> Case:
    return Case("ClusterIP", "", client, Flow(source, INSIDE, Entry.CLUSTER_IP), end=end)


def _at_node_port(policy: TrafficPolicy, node: str) -> Case:
    client = in_both(lambda lang: words.LAPTOP_AT_NODE.fill(lang, node=node))
    flow = Flow("client/laptop", NODE_PORT, Entry.NODE_PORT, node)
    return Case("NodePort", policy, client, flow, (external_policy(NODE_PORT, policy),))


def _balanced(policy: TrafficPolicy, *what_ifs: WhatIf) -> Case:
    """Return the case of the client outside, which the balancer happens to send to node-b."""
    client = in_both(lambda lang: words.LAPTOP_SENT_TO_NODE.fill(lang, node="node-b"))
    flow = Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER, "node-b")
    entry = words.PROXY_BALANCER if what_ifs else words.PASSTHROUGH_BALANCER
    return Case(entry, policy, client, flow, (*what_ifs, external_policy(BALANCED, policy)))


def _from_inside(policy: TrafficPolicy, client: Text, source: str, *what_ifs: WhatIf) -> Case:
    """Return the case of a client inside that calls the balancer's address."""
    flow = Flow(source, BALANCED, Entry.LOAD_BALANCER)
    entry = words.PROXY_BALANCER if what_ifs else words.PASSTHROUGH_BALANCER
    return Case(entry, policy, client, flow, (*what_ifs, external_policy(BALANCED, policy)))


CASES = (
    _inside(words.POD_CLIENT, "pod/client"),
    _inside(words.NODE_CLIENT, "node/node-a"),
    _inside(words.POD_PICKS_ITSELF, "pod/web-1", end="web-1"),
    _at_node_port(CLUSTER, "node-b"),
    _at_node_port(LOCAL, "node-b"),
    _at_node_port(LOCAL, "node-c"),
    _balanced(CLUSTER),
    _balanced(LOCAL),
    _from_inside(CLUSTER, words.POD_CLIENT, "pod/client"),
    _from_inside(LOCAL, words.POD_CLIENT, "pod/client"),
    _from_inside(LOCAL, words.NODE_CLIENT, "node/node-a"),
    _balanced(CLUSTER, THROUGH_PROXY),
    _balanced(LOCAL, THROUGH_PROXY),
    _from_inside(LOCAL, words.POD_CLIENT, "pod/client", THROUGH_PROXY),
)


def sources_seen(cluster: Cluster) -> Iterator[Row]:
    """Yield for every case what the Pod sees, whether the port survives, and the rule that decides it."""
    for case in CASES:
        changed, ways = _ways(cluster, case)
        arrived = [way for way in ways if way.verdict is Verdict.DELIVERED]
        policy = case.policy or words.NOT_APPLICABLE
        why = _each([words.WHY_SOURCE[_decisive(way)] for way in ways])
        if not arrived:
            verdict = in_both(lambda lang, way=ways[0]: say(way.verdict, lang))
            yield case.entry, policy, case.client, verdict, words.NOT_APPLICABLE, why
            continue
        seen = _each([_named(changed, way.source_seen, case.flow) for way in arrived])
        kept = {way.hops[-1].before.source_port == case.flow.source_port for way in arrived}
        port = _each([words.PORT_KEPT if one else words.PORT_NEW for one in sorted(kept)])
        yield case.entry, policy, case.client, seen, port, why


def sources_seen_with_a_bridge(cluster: Cluster) -> Iterator[Row]:
    """Yield the cases in which a bridge changes what the Pod sees, by where the Pod runs."""
    bridged = apply_all(cluster, [pods_joined_by(PodNetwork.BRIDGE)])
    for case in CASES:
        _, plain = _ways(cluster, case)
        changed, ways = _ways(bridged, case)
        if {way.source_seen for way in plain} == {way.source_seen for way in ways}:
            continue
        near = [way for way in ways if _stays_on_the_node(changed, way)]
        far = [way for way in ways if way not in near]
        policy = case.policy or words.NOT_APPLICABLE
        cells = (_seen_by(changed, group, case.flow) for group in (near, far))
        yield (case.entry, policy, case.client, *cells)


def _ways(cluster: Cluster, case: Case) -> tuple[Cluster, list[Branch]]:
    changed = apply_all(cluster, case.what_ifs)
    answer = trace(changed, case.flow)
    return changed, [way for way in answer.branches if case.end in ("", way.destination.name)]


def _seen_by(cluster: Cluster, ways: Sequence[Branch], flow: Flow) -> Cell:
    if not ways:
        return words.DOES_NOT_HAPPEN
    return _each([_named(cluster, way.source_seen, flow) for way in ways])


def _each(cells: Sequence[Cell]) -> Text:
    """Return all different cells as one."""
    return joined_cells(list(dict.fromkeys(cells)))


def _decisive(way: Branch) -> Reason:
    """Return the last thing that gave the packet its source; else what picked the Pod and left it alone."""
    changing = [
        hop
        for hop in way.hops
        if hop.action is Action.MASQUERADE or hop.reason is Reason.BALANCED_AS_PROXY
    ]
    picking = [hop for hop in way.hops if hop.action is Action.DNAT]
    return (changing or picking or way.hops)[-1].reason


def _stays_on_the_node(cluster: Cluster, way: Branch) -> bool:
    """Return whether the Pod runs on the node that picked it."""
    picked = next(hop.place.name for hop in way.hops if hop.action is Action.DNAT)
    return cluster.pod_by_reference[way.destination.reference].node == picked


def _named(cluster: Cluster, address: Address, flow: Flow) -> Text:
    """Return an address with its owner."""
    owner = _owner(cluster, address, flow)
    return in_both(lambda lang: f"{address} ({owner.in_language(lang)})")


def _owner(cluster: Cluster, address: Address, flow: Flow) -> Text:
    if address in sender_of(cluster, flow.source).addresses and not flow.source.startswith("node/"):
        return words.SAME_ADDRESS
    node = cluster.node_by_ip.get(address)
    if node is not None:
        return Text(ko=node.name, en=node.name)
    balancer = balancer_of(cluster, address)
    if balancer is not None:
        return in_both(lambda lang: words.BALANCER_NAMED.fill(lang, name=balancer.name))
    for node in cluster.nodes:
        if bridge_address(cluster, node, Family.IPV4) == address:
            return in_both(lambda lang, name=node.name: words.BRIDGE_OF.fill(lang, node=name))
    raise LookupError(f"nobody has {address}")
