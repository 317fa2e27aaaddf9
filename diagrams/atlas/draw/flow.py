"""A flow as a scene: what is shown beside its way, and which nodes are drawn one by one."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.figure.figure import Scene
from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.model.reference import parse_reference
from atlas.text import draw_words
from atlas.text.printable import printable
from atlas.text.text import Lang, Text
from atlas.tracer.trace import Branch, Flow, PlaceKind, Trace
from atlas.tracer.tracer import trace

MOST_NODES = 6
"""So many nodes are always drawn one by one; of more than that, those that a packet crosses."""
MOST_CARDS = 3


def flow_scene(cluster: Cluster, flow: Flow) -> Scene:
    """Return the scene of a flow. Raises FlowError if there is no such flow."""
    answer = trace(cluster, flow)
    return Scene(
        caption=title(flow),
        flows=(flow,),
        shows=tuple(dict.fromkeys(shown(cluster, answer)))[:MOST_CARDS],
        nodes=_nodes(cluster, followed(answer)),
    )


def followed(answer: Trace) -> Branch:
    """Return the way that a drawing follows: the one that crosses most places, as in all figures."""
    return max(answer.branches, key=lambda one: len({hop.place for hop in one.hops}))


def title(flow: Flow) -> Text:
    """Return what a drawing of a flow is called."""
    facts = {"source": printable(flow.source), "to": printable(flow.to)}
    said = draw_words.PING if flow.protocol is Protocol.ICMP else draw_words.FLOW
    return Text(**{lang.value: said.fill(lang, **facts) for lang in Lang})


def shown(cluster: Cluster, answer: Trace) -> Iterator[str]:
    """Yield the references of the objects that have decided on a flow: routes first, then Services."""
    branch = followed(answer)
    routes = [one.decided.route for one in branch.exchanges if one.decided.route]
    known = {str(one.reference) for one in (*cluster.ingresses, *cluster.http_routes)}
    yield from (one for one in routes if one in known)
    target = answer.flow.to
    if target.startswith("service/"):
        reference = parse_reference(target).without_port()
        if reference in cluster.service_by_reference:
            yield str(reference)
    for hop in branch.hops:
        packet = hop.before
        key = (packet.destination, packet.destination_port, packet.protocol)
        if (found := cluster.service_by_address.get(key)) is not None:
            yield str(found[0].reference)
        elif packet.destination in cluster.node_by_ip:
            by_port = cluster.service_by_node_port.get((packet.destination_port, packet.protocol))
            if by_port is not None:
                yield str(by_port[0].reference)


def _nodes(cluster: Cluster, branch: Branch) -> frozenset[str] | None:
    if len(cluster.nodes) <= MOST_NODES:
        return None
    places = {hop.place for hop in (*branch.hops, *branch.reply)}
    crossed = {one.name for one in places if one.kind is PlaceKind.NODE}
    pods = (one.reference for one in places if one.kind is PlaceKind.POD)
    crossed |= {cluster.pod_by_reference[one].node for one in pods}
    return frozenset(crossed)
