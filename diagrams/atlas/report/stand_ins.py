"""Who stands for others in a large table: of senders and of nodes that differ in names only, the first.

What a sender or a node is like to a Service is what can matter for its packets: whether it has an endpoint of the
Service, whether it is up, which release it runs, and where hints say that it should go. Who asks is never merged with
what is asked: the node that a sender is on stays an entry of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.service import Service
from atlas.model.workload import Node
from atlas.report.alike import values_of

_NO_MATTER_TO_A_SENDER = (
    *("name", "node", "ips", "labels", "hostname", "subdomain", "owner"),
    *("ports", "listening", "ready", "terminating"),
)


@dataclass(frozen=True, slots=True)
class StandIns:
    """The senders and entry nodes that stand for all others to one Service, and the node that each sender is on."""

    sources: tuple[str, ...]
    nodes: frozenset[str]
    home: dict[str, str]

    def asks(self, source: str, node: str) -> bool:
        """Return whether the table has a row for this entry node; "" is no node's entry."""
        return not node or node in self.nodes or node == self.home.get(source)


def stand_ins(
    cluster: Cluster, service: Service, sources: Sequence[str], *, keep_sources: bool
) -> StandIns:
    """Return who stands for others to a Service; with `keep_sources` no sender stands for another."""
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    endpoints = [one for each in slices for one in each.endpoints]
    local = {name: at for at, name in enumerate(dict.fromkeys(one.node for one in endpoints))}
    hinted = any(one.hints_zones or one.hints_nodes for one in endpoints)
    targets = {str(one.target) for one in endpoints if one.target is not None}

    def like(node: Node | None) -> Hashable:
        if node is None:
            return None
        where = (node.name if hinted else "", node.zone if hinted else "")
        return _kind_of_node(cluster, node), node.name in local, where

    home: dict[str, str] = {}
    kinds: dict[Hashable, str] = {}
    home |= {source: _sender(cluster, source)[1] for source in sources}
    for source in sorted(sources, key=lambda one: local.get(home[one], len(local))):
        kind, node = _sender(cluster, source)
        key = (kind, like(cluster.node_by_name.get(node)), source in targets)
        kinds.setdefault(source if keep_sources else key, source)
    # The last endpoint's node: the first is where senders are that stand for those beside an endpoint.
    nodes = {
        like(one): one.name
        for one in sorted(cluster.nodes, key=lambda one: local.get(one.name, -1))
    }
    return StandIns(tuple(kinds.values()), frozenset(nodes.values()), home)


def _sender(cluster: Cluster, source: str) -> tuple[Hashable, str]:
    """Return what a sender is like whatever it asks, and the node that it is on, or "" if it is outside."""
    key = ("sender of a table", source)
    if key not in cluster.memo:
        cluster.memo[key] = _read_sender(cluster, source)
    return cluster.memo[key]


def _read_sender(cluster: Cluster, source: str) -> tuple[Hashable, str]:
    kind, _, name = source.partition("/")
    if kind == "node" and name in cluster.node_by_name:
        return kind, name
    for pod in cluster.pods if kind == "pod" else ():
        if str(pod.reference) == source:
            families = tuple(map(type, pod.ips))
            return (kind, *values_of(pod, *_NO_MATTER_TO_A_SENDER), families), pod.node
    return source, ""


def _kind_of_node(cluster: Cluster, node: Node) -> Hashable:
    key = ("node of a table", node.name)
    if key not in cluster.memo:
        names: Iterable[str] = ("name", "labels", "internal_ips", "external_ips", "pod_ranges")
        addresses = (node.internal_ips, node.external_ips, node.pod_ranges)
        families = tuple(tuple(map(type, some)) for some in addresses)
        cluster.memo[key] = (values_of(node, *names), families, cluster.release_on(node))
    return cluster.memo[key]
