"""Controls of a flow through any cluster: what the input offers to be changed, as far as a file can carry it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
MOST_NODES = 3
POD_STATES = ("ready", "not-ready", "terminating", "gone")


def controls_of(
    cluster: Cluster, flow: Flow, answer: Trace, shown: Sequence[str]
) -> tuple[Control, ...]:
    """Return the controls for a flow, the most telling first, with no more states than a file should carry."""
    kept: list[Control] = []
    for one in _offered(cluster, flow, answer, shown):
        if prod(len(each.options) for each in (*kept, one)) <= MOST_STATES and _fits(cluster, one):
            kept.append(one)
    return tuple(kept)


def _offered(
    cluster: Cluster, flow: Flow, answer: Trace, shown: Sequence[str]
) -> Iterator[Control]:
    service = next((one for text in shown if (one := _service(cluster, text))), None)
    outside = sender_of(cluster, flow.source).is_outside
    nodes = _nodes(cluster, answer)
    if flow.entry is Entry.NODE_PORT and len(cluster.nodes) > 1:
        entry = flow.node or cluster.nodes[0].name
        names = dict.fromkeys((entry, *nodes, *(one.name for one in cluster.nodes)))
        yield control.entry_node(*list(names)[: MOST_NODES + 1], initial=entry)
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
