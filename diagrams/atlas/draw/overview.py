"""An overview: clients, load balancers, Ingresses and Gateways, Services by type, nodes and Pods, as one board.

What is too much to be read is folded and counted. Services in trouble come first, then those that are open to the
outside; nodes are those that run most of what is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from atlas.draw.board import Board, Group, Item, Link
from atlas.draw.http_entries import http_entries
from atlas.draw.keys import key_of
from atlas.draw.service_lines import (
    Found,
    ask,
    endpoints_of,
    in_both,
    is_open,
    port_line,
)
from atlas.figure.stage import Box, Line, Look, Role
from atlas.figure.staging import pod_box
from atlas.model.cluster import Cluster
from atlas.model.reference import Reference
from atlas.model.service import Service, ServiceType, TrafficPolicy
from atlas.model.workload import Node, Pod
from atlas.report.matrix import written_services
from atlas.text import draw_words, interface

MOST_SERVICES, MOST_NODES, MOST_OUTSIDE, MOST_PODS = 16, 6, 6, 3
"""So many are drawn one by one; of Pods, on one node and behind the same Services."""
MOST_PORTS = 3


@dataclass(frozen=True, slots=True)
class Overview:
    """The board, and what it shows in numbers."""

    board: Board
    namespaces: tuple[str, ...]
    services: int
    pods: int
    nodes: int


def overview(cluster: Cluster, namespace: str = "") -> Overview:
    """Return the overview of a namespace, or of all that have Services or what leads to them."""
    every = [one for one in written_services(cluster) if namespace in ("", one.namespace)]
    entries = (*cluster.ingresses, *cluster.gateways, *cluster.http_routes)
    seen = {one.namespace for one in (*every, *entries) if namespace in ("", one.namespace)}
    namespaces = tuple(sorted(seen)) or ((namespace,) if namespace else ())
    pods = [one for one in cluster.pods if one.namespace in namespaces]
    shown = _chosen(cluster, every)
    found = {one.reference: ask(cluster, one) for one in shown}
    several = len(namespaces) > 1
    outside, links = _outside(cluster, shown, found, namespaces)
    nodes, to_pods = nodes_of(cluster, shown, pods)
    columns = (
        tuple(_clients(cluster)),
        tuple(outside),
        tuple(_services(cluster, every, shown, found, several=several)),
        tuple(nodes),
    )
    return Overview(
        Board(columns, (*links, *to_pods)), namespaces, len(every), len(pods), len(cluster.nodes)
    )


def _chosen(cluster: Cluster, services: Sequence[Service]) -> list[Service]:
    """Return the Services that are drawn one by one."""

    def rank(one: Service) -> tuple[bool, bool, str, str]:
        ready, _ = endpoints_of(cluster, one)
        return bool(ready), not is_open(one), one.namespace, one.name

    return sorted(services, key=rank)[:MOST_SERVICES]


# What stands outside


def _clients(cluster: Cluster) -> Iterator[Item]:
    outside = [one for one in cluster.clients if not one.names]
    for client in outside[:MOST_OUTSIDE]:
        yield Box(
            key_of(client.reference),
            Look.CLIENT,
            "client",
            (client.name, *map(str, client.ips[:2]), *_assumed(cluster, client.reference)),
            assumed=client.reference in cluster.gaps.assumed,
        )


def _outside(
    cluster: Cluster,
    services: Sequence[Service],
    found: dict[Reference, Found],
    namespaces: Sequence[str],
) -> tuple[list[Item], list[Link]]:
    """Return load balancers, Ingresses and Gateways, with the lines from clients and to Services."""
    items: list[Item] = []
    links: list[Link] = []
    clients = [key_of(one.reference) for one in cluster.clients if not one.names][:MOST_OUTSIDE]
    used: set[Reference] = set()
    for service in services:
        if not is_open(service):
            continue
        role = Role.REQUEST if found[service.reference].outside_works else Role.FAILED
        balancer = _balancer(cluster, service)
        if balancer is None:
            links += [Link(client, key_of(service.reference), role) for client in clients]
            continue
        used.add(balancer)
        links.append(Link(key_of(balancer), key_of(service.reference), role))
    for one in cluster.load_balancers:
        if one.reference in used:
            items.append(
                Box(
                    key_of(one.reference),
                    Look.BALANCER,
                    "balancer",
                    (one.name, interface.BALANCER, *_assumed(cluster, one.reference)),
                    assumed=one.reference in cluster.gaps.assumed,
                )
            )
            links += [Link(client, key_of(one.reference)) for client in clients]
    for box, ways in http_entries(cluster, namespaces, MOST_OUTSIDE):
        items.append(box)
        links += [Link(client, box.key) for client in clients]
        links += [Link(box.key, key_of(target), role) for target, role in ways.items()]
    return items, links


def _balancer(cluster: Cluster, service: Service) -> Reference | None:
    if service.type is not ServiceType.LOAD_BALANCER:
        return None
    return next(
        (
            one.reference
            for one in cluster.load_balancers
            if service.load_balancer_class in one.classes
        ),
        None,
    )


# Services


def _services(
    cluster: Cluster,
    every: Sequence[Service],
    shown: Sequence[Service],
    found: dict[Reference, Found],
    *,
    several: bool,
) -> Iterator[Item]:
    """Yield a group for each type of Service."""
    kinds: dict[str, list[Service]] = defaultdict(list)
    for service in every:
        kinds[kind_of(service)].append(service)
    for kind in sorted(kinds, key=_KINDS.index):
        boxes = [
            _service_box(cluster, one, found[one.reference], several=several)
            for one in kinds[kind]
            if one in shown
        ]
        rest = len(kinds[kind]) - len(boxes)
        if rest:
            said = in_both(draw_words.MORE_SERVICES, type=kind, count=rest)
            boxes.append(Box(f"more-{kind}", Look.EMPTY, "", (said,)))
        yield Group(f"type-{kind}", (kind,), tuple(boxes))


_KINDS = ("LoadBalancer", "NodePort", "ClusterIP", "headless", "ExternalName")


def kind_of(service: Service) -> str:
    """Return the type of a Service as its group is called."""
    return "headless" if service.headless else service.type.value


def _service_box(cluster: Cluster, service: Service, found: Found, *, several: bool) -> Box:
    name = f"{service.namespace}/{service.name}" if several else service.name
    lines: list[Line] = [name, *_addresses(service)]
    lines += [port_line(one) for one in service.ports[:MOST_PORTS]]
    if len(service.ports) > MOST_PORTS:
        lines.append(in_both(draw_words.MORE_ENDS, count=len(service.ports) - MOST_PORTS))
    lines += policies(service)
    lines += found.remarks
    return Box(key_of(service.reference), Look.CONFIG, "service", tuple(lines), marked=found.fails)


def _addresses(service: Service) -> Iterator[Line]:
    if service.type is ServiceType.EXTERNAL_NAME:
        yield f"→ {service.external_name}"
        return
    if service.type is ServiceType.LOAD_BALANCER:
        given = [*map(str, service.load_balancer_ips), *service.load_balancer_names]
        yield from given[:3] or [draw_words.PENDING]
        return
    yield from map(str, (service.external_ips or service.cluster_ips)[:2])


def policies(service: Service) -> Iterator[Line]:
    """Yield the policies of a Service that are not the usual ones."""
    if service.external_traffic_policy is not TrafficPolicy.CLUSTER and is_open(service):
        yield f"externalTrafficPolicy: {service.external_traffic_policy}"
    if service.internal_traffic_policy is not TrafficPolicy.CLUSTER:
        yield f"internalTrafficPolicy: {service.internal_traffic_policy}"


# Nodes and Pods


def nodes_of(
    cluster: Cluster, services: Sequence[Service], pods: Iterable[Pod]
) -> tuple[list[Item], list[Link]]:
    """Return the nodes with the Pods behind the Services shown, and the lines to them."""
    behind: dict[Reference, list[Service]] = defaultdict(list)
    ready: set[tuple[Reference, Reference]] = set()
    for service in services:
        for end, is_ready in _ends(cluster, service).items():
            behind[end].append(service)
            if is_ready:
                ready.add((service.reference, end))
    counts = Counter(one.node for one in cluster.pods if one.reference in behind)
    names = [one for one, _ in counts.most_common()]
    ranked = sorted(
        cluster.nodes, key=lambda one: names.index(one.name) if one.name in names else len(names)
    )
    chosen = {one.name for one in ranked[:MOST_NODES]}
    others = [one for one in cluster.nodes if one.name not in chosen]
    items: list[Item] = []
    links: dict[Link, None] = {}
    in_view = {one.reference for one in pods}
    for node in cluster.nodes:
        if node.name in chosen:
            here = [one for one in cluster.pods if one.node == node.name]
            known = [one for one in here if one.reference in behind]
            rest = sum(1 for one in here if one.reference in in_view) - sum(
                1 for one in known if one.reference in in_view
            )
            boxes = list(_pods(node, known, behind, ready, links))
            items.append(_node(cluster, node, boxes, rest))
    if others:
        items.append(_others(cluster, others, behind, ready, links))
    return items, list(links)


def _ends(cluster: Cluster, service: Service) -> dict[Reference, bool]:
    """Return the Pods behind a Service, and whether each takes connections."""
    found: dict[Reference, bool] = {}
    for each in cluster.slices_by_service.get((service.namespace, service.name), ()):
        for end in each.endpoints:
            if end.target is not None:
                found[end.target] = found.get(end.target, False) or end.ready
    return found


def _node(cluster: Cluster, node: Node, boxes: Sequence[Box], rest: int) -> Group:
    facts: list[Line] = [node.name]
    if node.reference in cluster.gaps.assumed:
        facts.append(interface.ASSUMED)
    if not node.up:
        facts.append(interface.SWITCHED_OFF)
    if rest > 0:
        facts.append(in_both(draw_words.PLUS_PODS, count=rest))
    facts += [*map(str, node.internal_ips[:1]), *([node.zone] if node.zone else [])]
    return Group(
        key_of(node.reference),
        tuple(facts),
        tuple(boxes),
        down=not node.up,
        assumed=node.reference in cluster.gaps.assumed,
    )


def _pods(
    node: Node,
    pods: Sequence[Pod],
    behind: dict[Reference, list[Service]],
    ready: set[tuple[Reference, Reference]],
    links: dict[Link, None],
) -> Iterator[Box]:
    """Yield the Pods of a node, those behind the same Services in one box if they are many."""
    alike: dict[tuple[Reference, ...], list[Pod]] = defaultdict(list)
    for pod in pods:
        alike[tuple(one.reference for one in behind[pod.reference])].append(pod)
    for services, members in alike.items():
        if len(members) <= MOST_PODS:
            boxes = [
                (replace(pod_box(one, dimmed=not node.up), key=key_of(one.reference)), [one])
                for one in members
            ]
        else:
            boxes = [(_many(node, members), members)]
        for box, inside in boxes:
            yield box
            for service in services:
                if any((service, one.reference) in ready for one in inside):
                    links[Link(key_of(service), box.key)] = None


def _many(node: Node, pods: Sequence[Pod]) -> Box:
    first = pods[0]
    well = sum(1 for one in pods if one.ready and not one.terminating)
    lines = (
        first.name,
        in_both(draw_words.PLUS_PODS, count=len(pods) - 1),
        in_both(draw_words.READY_OF, ready=well, count=len(pods)),
    )
    return Box(f"pods-{key_of(first.reference)}", Look.POD, "pod", lines, dimmed=not node.up)


def _others(
    cluster: Cluster,
    nodes: Sequence[Node],
    behind: dict[Reference, list[Service]],
    ready: set[tuple[Reference, Reference]],
    links: dict[Link, None],
) -> Box:
    names = {one.name for one in nodes}
    pods = [one for one in cluster.pods if one.node in names]
    key = "other-nodes"
    for pod in pods:
        for service in behind.get(pod.reference, ()):
            if (service.reference, pod.reference) in ready:
                links[Link(key_of(service.reference), key)] = None
    lines = (
        in_both(draw_words.MORE_NODES_PODS, count=len(nodes)),
        in_both(draw_words.ITS_PODS, count=len(pods)),
    )
    return Box(key, Look.POD, "", lines)


def _assumed(cluster: Cluster, reference: Reference) -> tuple[Line, ...]:
    return (interface.ASSUMED,) if reference in cluster.gaps.assumed else ()
