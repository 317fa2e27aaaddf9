"""Controls of a flow through any cluster: what the input offers to be changed, as far as a file can carry it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod

from atlas.draw.service_lines import is_open
from atlas.figure import control
from atlas.figure.control import Control
from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.service import Service
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Entry, Flow, Trace

MOST_STATES = 200
MOST_FRAMES = 2_400
"""So many frames of nodes are drawn in all ways of all states together: they are what a file is made of."""
LEAST_OPTIONS = 2
MOST_NODES = 3
POD_STATES = ("ready", "not-ready", "terminating", "gone")


@dataclass(frozen=True, slots=True)
class Room:
    """How much a page can hold of one state."""

    nodes: int
    ways: int


@dataclass(frozen=True, slots=True)
class Offer:
    """The controls of a file, and those for which, or for some of whose options, it has no room."""

    controls: tuple[Control, ...]
    left_out: tuple[Control, ...]


def controls_of(
    cluster: Cluster,
    flow: Flow,
    answer: Trace,
    shown: Sequence[str],
    room: Room,
    *,
    picks_node: bool = False,
) -> Offer:
    """Return the controls for a flow, the most telling first, with no more states than a file should carry.

    room: so many nodes, and so many ways of a state, are drawn at most.
    picks_node: whether the flow names a node only because a balancer picks among too many.
    """
    ways = min(room.ways, max(len(answer.branches), _endpoints(cluster, shown)))
    frames = min(room.nodes, len(cluster.nodes))
    most = min(MOST_STATES, MOST_FRAMES // (ways * max(1, frames)))
    kept: list[Control] = []
    left_out: list[Control] = []
    for one in _offered(cluster, flow, answer, shown, picks_node=picks_node):
        if not _fits(cluster, one):
            continue
        left = most // prod(len(each.options) for each in kept)
        if left < len(one.options):
            left_out.append(one)
        if left >= LEAST_OPTIONS:
            kept.append(_with_fewer(one, left))
    return Offer(tuple(kept), tuple(left_out))


def _endpoints(cluster: Cluster, shown: Sequence[str]) -> int:
    """Return how many endpoints the Service has that is shown: in some state a connection may reach each of them."""
    service = next((one for text in shown if (one := _service(cluster, text))), None)
    if service is None:
        return 0
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    return sum(len(one.endpoints) for one in slices)


def _with_fewer(one: Control, most: int) -> Control:
    """Return the control with its first options, so many at most, the initial one among them."""
    if len(one.options) <= most:
        return one
    initial = one.options[one.initial]
    kept = one.options[:most] if one.initial < most else (*one.options[: most - 1], initial)
    return replace(one, options=kept, initial=kept.index(initial))


def _offered(
    cluster: Cluster, flow: Flow, answer: Trace, shown: Sequence[str], *, picks_node: bool
) -> Iterator[Control]:
    service = next((one for text in shown if (one := _service(cluster, text))), None)
    outside = sender_of(cluster, flow.source).is_outside
    nodes = _nodes(cluster, answer)
    if (picks_node or flow.entry is Entry.NODE_PORT) and len(cluster.nodes) > 1:
        entry = flow.node or cluster.nodes[0].name
        names = dict.fromkeys((entry, *nodes, *(one.name for one in cluster.nodes)))
        offered = list(names)[: MOST_NODES + 1]
        yield control.entry_node(*offered, initial=entry)
        if picks_node:  # with a picked node down, a balancer picks any of the others again
            nodes = [one for one in nodes if one not in offered]
    if service is not None and service.cluster_ips:
        if outside and is_open(service):
            yield control.external_policy(str(service.reference), service.external_traffic_policy)
        else:
            yield control.internal_policy(str(service.reference), service.internal_traffic_policy)
    pod = _pod(cluster, service)
    if pod:
        yield control.pod(pod, *POD_STATES)
    if nodes:
        yield control.node_down(*nodes[:MOST_NODES])
    if cluster.proxy.mode == "iptables":
        yield control.proxy_mode()


def _service(cluster: Cluster, text: str) -> Service | None:
    return cluster.service_by_reference.get(parse_reference(text))


def _nodes(cluster: Cluster, answer: Trace) -> list[str]:
    """Return the nodes that run and that connections cross, those of the first way in front."""
    names = [
        hop.place.name for one in answer.branches for hop in one.hops if hop.place.kind == "node"
    ]
    return [one for one in dict.fromkeys(names) if cluster.node_by_name[one].up]


def _pod(cluster: Cluster, service: Service | None) -> str:
    """Return a Pod behind the Service that is ready, as its control names it; "" if there is none."""
    if service is None:
        return ""
    for each in cluster.slices_by_service.get((service.namespace, service.name), ()):
        for end in each.endpoints:
            if end.target in cluster.pod_by_reference and end.ready and not end.terminating:
                return str(end.target).removeprefix("pod/")
    return ""


def _fits(cluster: Cluster, one: Control) -> bool:
    """Return whether every option can be tried in this cluster."""
    try:
        for option in one.options:
            for what_if in option.what_ifs:
                what_if.apply(cluster)
    except (ValueError, LookupError):
        return False
    return True
