"""Flows: a systematic set of questions to a cluster, so that every kind of sender meets every kind of destination."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, product
from random import Random

from atlas.model.cluster import Cluster
from atlas.model.listening import Listening
from atlas.model.network import Address, Protocol
from atlas.model.reference import Reference
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.model.workload import ContainerPort, Pod
from atlas.proxy.health import HEALTHZ_PORT
from atlas.tracer.dns.name_server import dns_service
from atlas.tracer.dns.resolver import ClusterServer, resolver_of
from atlas.tracer.finding import FlowError
from atlas.tracer.listening import USUAL_PORTS
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Action, Entry, Flow, Hop, PlaceKind, Verdict
from atlas.tracer.tracer import trace
from atlas_lab.limits import not_tried

_UNPROVABLE = frozenset({Verdict.UNKNOWN, Verdict.NO_ADDRESS})
"""What the model does not claim, no kernel can refute; and without an address there is nothing to try."""
_UNUSED_PORT = 4321
"""A port that nobody has; the tests of this module find out if that changes."""


def flows_of(cluster: Cluster) -> tuple[Flow, ...]:
    """Return every flow of the systematic set that the cluster has an answer for, each once."""
    asked = chain(
        _to_services(cluster),
        _to_own_services(cluster),
        _to_pods(cluster),
        _to_nodes(cluster),
        _to_host_ports(cluster),
        _to_second_families(cluster),
        _to_nobody(cluster),
        _echoes(cluster),
        _by_names(cluster),
        _by_urls(cluster),
    )
    return tuple(flow for flow in dict.fromkeys(asked) if is_observable(cluster, flow))


def is_observable(cluster: Cluster, flow: Flow) -> bool:
    """Return whether the cluster has an answer for the flow and a lab can try it.

    A lab speaks no TLS, and has no machine for an unassigned address. What a program on a node that is off would
    see is no question. Names are asked for only where every DNS query gets its answer: the model knows what DNS
    says, not how long a client waits for it.
    """
    try:
        sender = sender_of(cluster, flow.source)
        answer = trace(cluster, flow)
        branches = tuple(answer.branches)
    except FlowError:
        return False
    if _UNPROVABLE & answer.verdicts or not_tried(answer):
        return False
    if not _is_on(cluster, sender.place.kind, sender.place.reference):
        return False
    if answer.lookups and not _is_answered_by_dns(cluster, flow.source):
        return False
    # Only a balancer that leaves packets as they are can be asked for one node.
    return not flow.node or not any(_is_proxied(branch.hops) for branch in branches)


def chosen(flows: Iterable[Flow], count: int, seed: int) -> tuple[Flow, ...]:
    """Return at most `count` of the flows, taken in turn from each kind of sender and destination.

    The order within a kind depends on the seed; with enough room the answer is all flows.
    """
    kinds: defaultdict[tuple[str, ...], list[Flow]] = defaultdict(list)
    for flow in flows:
        kinds[_kind(flow)].append(flow)
    chance = Random(seed)
    piles = list(kinds.values())
    for pile in piles:
        chance.shuffle(pile)
    chance.shuffle(piles)
    taken: list[Flow] = []
    while piles and len(taken) < count:
        taken += [pile.pop() for pile in piles]
        piles = [pile for pile in piles if pile]
    return tuple(taken[:count])


def _kind(flow: Flow) -> tuple[str, ...]:
    """Return what kind of question it is: who asks, what for, through which entry."""
    to = "url" if "://" in flow.to else flow.to.partition("/")[0] if "/" in flow.to else "address"
    service = flow.to.partition(":")[0] if to == "service" else ""
    return (flow.source.partition("/")[0], to, service, flow.entry, flow.protocol)


def _is_answered_by_dns(cluster: Cluster, source: str) -> bool:
    """Return whether every query of the sender reaches a DNS server, if it asks the cluster's at all."""
    question = ("agreement", "DNS answers", source)
    known: bool | None = cluster.memo.get(question)
    if known is None:
        known = cluster.memo[question] = _dns_answers(cluster, source)
    return known


def _dns_answers(cluster: Cluster, source: str) -> bool:
    place = sender_of(cluster, source).place
    if not any(isinstance(one, ClusterServer) for one in resolver_of(cluster, place).servers):
        return True
    service = dns_service(cluster)
    if service is None:
        return False
    port = next((one for one in service.ports if one.protocol is Protocol.UDP), None)
    if port is None:
        return False
    flow = Flow(source, f"{service.reference}:{port.key}", Entry.CLUSTER_IP, "", Protocol.UDP)
    return trace(cluster, flow).verdicts == {Verdict.DELIVERED}


def _is_on(cluster: Cluster, kind: PlaceKind, reference: Reference) -> bool:
    match kind:
        case PlaceKind.NODE:
            node = cluster.node_by_name[reference.name]
        case PlaceKind.POD:
            node = cluster.node_by_name.get(cluster.pod_by_reference[reference].node)
        case _:
            return reference.name in cluster.client_by_name
    return node is not None and node.up


def _is_proxied(hops: Iterable[Hop]) -> bool:
    return any(one.action is Action.BALANCE and one.before != one.after for one in hops)


# Who asks


def _sources(cluster: Cluster) -> tuple[str, ...]:
    """Return one Pod of each node, a host-network Pod, every node and every client."""
    pods: dict[str, Pod] = {}
    for pod in cluster.pods:
        pods.setdefault("host" if pod.host_network else pod.node, pod)
    machines = (*cluster.nodes, *cluster.clients)
    return tuple(str(one.reference) for one in (*pods.values(), *machines))


def _some_sources(cluster: Cluster) -> tuple[str, ...]:
    """Return one of each kind."""
    found = {source.partition("/")[0]: source for source in reversed(_sources(cluster))}
    return tuple(found.values())


# What they ask for


def _to_services(cluster: Cluster) -> Iterator[Flow]:
    for service in cluster.services:
        for port in service.ports:
            to = f"{service.reference}:{port.key}"
            for source in _sources(cluster):
                for entry, node in _entries(cluster, service, port, source):
                    yield Flow(source, to, entry, node, port.protocol)


def _entries(
    cluster: Cluster, service: Service, port: ServicePort, source: str
) -> Iterator[tuple[Entry, str]]:
    """Yield each way into a Service port, and the node that is asked for: "" is nobody's choice."""
    names = tuple(node.name for node in cluster.nodes)
    outside = source.startswith("client/")
    if service.type is not ServiceType.EXTERNAL_NAME and service.cluster_ips:
        yield from ((Entry.CLUSTER_IP, node) for node in (names if outside else ("",)))
    yield Entry.NAME, ""
    if port.node_port:
        yield from ((Entry.NODE_PORT, node) for node in names)
    if service.load_balancer_ingress:
        yield from ((Entry.LOAD_BALANCER, node) for node in ("", *(names if outside else ())))
    if service.external_ips:
        yield from ((Entry.EXTERNAL_IP, node) for node in (names if outside else ("",)))


def _to_own_services(cluster: Cluster) -> Iterator[Flow]:
    """Yield what each endpoint asks its own Service for: it may get itself."""
    for service in cluster.services:
        slices = cluster.slices_by_service.get((service.namespace, service.name), ())
        targets = dict.fromkeys(
            endpoint.target
            for part in slices
            for endpoint in part.endpoints
            if endpoint.target is not None and endpoint.target in cluster.pod_by_reference
        )
        for port in service.ports:
            for target in targets:
                to = f"{service.reference}:{port.key}"
                yield Flow(str(target), to, protocol=port.protocol)
                if port.node_port:
                    node = cluster.pod_by_reference[target].node
                    yield Flow(str(target), to, Entry.NODE_PORT, node, port.protocol)
                if service.load_balancer_ingress:
                    yield Flow(str(target), to, Entry.LOAD_BALANCER, "", port.protocol)


def _to_pods(cluster: Cluster) -> Iterator[Flow]:
    for pod in cluster.pods:
        for source in _sources(cluster):
            for number, protocol in _known_ports(pod.ports, pod.listening):
                yield Flow(source, f"{pod.reference}:{number}", protocol=protocol)
        for number, protocol in _known_ports(pod.ports, pod.listening):
            # What is open at localhost only answers the Pod itself.
            yield Flow(str(pod.reference), f"localhost:{number}", protocol=protocol)
            yield Flow(str(pod.reference), f"{pod.reference}:{number}", protocol=protocol)
    for pod in (*cluster.pods[:4], *(one for one in cluster.pods if not one.ports)):
        for source in _some_sources(cluster):
            for protocol in (Protocol.TCP, Protocol.UDP):
                yield Flow(source, f"{pod.reference}:{_UNUSED_PORT}", protocol=protocol)


def _known_ports(
    declared: Iterable[ContainerPort], listening: Listening
) -> dict[tuple[int, Protocol], None]:
    """Return the ports that something says something about, open or not."""
    named = (*declared, *(listening.stated or ()), *listening.probed)
    return dict.fromkeys((one.number, one.protocol) for one in named)


def _to_nodes(cluster: Cluster) -> Iterator[Flow]:
    """Yield ports of nodes: health checks, what nodes have open themselves, those of Services, and nobody's."""
    checks = [one.health_check_node_port for one in cluster.services]
    for node in cluster.nodes:
        of_services = [port.port for one in cluster.services for port in one.ports]
        usual = (HEALTHZ_PORT, *USUAL_PORTS, *filter(None, checks), *of_services)
        stated = [one.number for one in node.listening.stated or ()]
        last = cluster.network.node_port_range[1]
        numbers = dict.fromkeys((*usual, *stated, _UNUSED_PORT, last))
        for source in _some_sources(cluster):
            for number in numbers:
                yield Flow(source, f"{node.reference}:{number}")
            for number in (last, _UNUSED_PORT, HEALTHZ_PORT):
                yield Flow(source, f"{node.reference}:{number}", protocol=Protocol.UDP)
        for number in (*USUAL_PORTS, _UNUSED_PORT):
            yield Flow(str(node.reference), f"127.0.0.1:{number}")
        for number, protocol in cluster.service_by_node_port:
            yield Flow(str(node.reference), f"127.0.0.1:{number}", protocol=protocol)


def _to_host_ports(cluster: Cluster) -> Iterator[Flow]:
    """Yield host ports at every node, with their Pod and without, at localhost, and of the Pod itself."""
    for pod in cluster.pods:
        for port in () if pod.host_network else pod.ports:
            if not port.host_port:
                continue
            for node, source in product(cluster.nodes, _sources(cluster)):
                for ip in (*node.internal_ips, *node.external_ips):
                    yield Flow(source, _literal(ip, port.host_port), protocol=port.protocol)
            own = cluster.node_by_name.get(pod.node)
            if own is not None:
                for ip in (*own.internal_ips, *own.external_ips):
                    to = _literal(ip, port.host_port)
                    yield Flow(str(pod.reference), to, protocol=port.protocol)
                to = f"127.0.0.1:{port.host_port}"
                yield Flow(str(own.reference), to, protocol=port.protocol)


def _to_second_families(cluster: Cluster) -> Iterator[Flow]:
    """Yield addresses that nobody takes for a name: those beyond each object's first."""
    every, some = _sources(cluster), _some_sources(cluster)
    for ip, port, protocol in _second_addresses_of_services(cluster):
        yield from (Flow(one, _literal(ip, port), protocol=protocol) for one in every)
    for node in cluster.nodes:
        for ip in (*node.internal_ips, *node.external_ips)[1:]:
            for port, protocol in cluster.service_by_node_port:
                yield from (Flow(one, _literal(ip, port), protocol=protocol) for one in every)
    for pod in cluster.pods:
        for ip, port in product(pod.ips[1:], pod.ports):
            to = _literal(ip, port.number)
            yield from (Flow(one, to, protocol=port.protocol) for one in some)


def _second_addresses_of_services(cluster: Cluster) -> Iterator[tuple[Address, int, Protocol]]:
    for service in cluster.services:
        addresses = (
            *service.cluster_ips[1:],
            *service.load_balancer_ips[1:],
            *service.external_ips[1:],
        )
        for ip, port in product(addresses, service.ports):
            yield ip, port.port, port.protocol


def _to_nobody(cluster: Cluster) -> Iterator[Flow]:
    """Yield what nobody has: unused ports of Services, addresses of no Service, no Pod and no machine."""
    for service in cluster.services:
        for source in _some_sources(cluster):
            to = f"{service.reference}:{_UNUSED_PORT}"
            if service.cluster_ips:
                yield Flow(source, to, Entry.CLUSTER_IP, _way_in(cluster, source))
            if service.load_balancer_ips:
                yield Flow(source, to, Entry.LOAD_BALANCER)
            for port in service.ports[:1]:
                other = Protocol.UDP if port.protocol is Protocol.TCP else Protocol.TCP
                for ip in service.cluster_ips[:1]:
                    yield Flow(source, _literal(ip, port.port), protocol=other)
    for ip in _nobodies(cluster):
        for source in _some_sources(cluster):
            yield Flow(source, _literal(ip, 80))


def _way_in(cluster: Cluster, source: str) -> str:
    """Return the node to which the network outside routes a ClusterIP, for those who are outside."""
    return cluster.nodes[0].name if source.startswith("client/") and cluster.nodes else ""


def _nobodies(cluster: Cluster) -> Iterator[Address]:
    """Yield the last address of each range, where it is nobody's."""
    ranges = [*cluster.network.service_cidrs]
    ranges += [one for node in cluster.nodes for one in node.pod_ranges]
    ranges += [one for balancer in cluster.load_balancers for one in balancer.pool]
    for one in ranges:
        ip = one.network_address + one.num_addresses - 2
        taken = (cluster.pod_by_ip, cluster.service_by_cluster_ip)
        if not any(ip in owners for owners in (*taken, cluster.services_by_load_balancer_ip)):
            yield ip


def _echoes(cluster: Cluster) -> Iterator[Flow]:
    """Yield an echo request from everybody to every machine, to virtual addresses, and to what nobody has."""
    machines = (*cluster.pods, *cluster.nodes, *cluster.clients)
    virtual = [ip for one in cluster.services for ip in (*one.cluster_ips, *one.external_ips)]
    there = [str(one.reference) for one in machines]
    there += [str(ip) for ip in (*virtual, *_nobodies(cluster))]
    for source, to in product(_sources(cluster), there):
        way_in = _way_in(cluster, source) if "/" not in to else ""
        yield Flow(source, to, node=way_in, protocol=Protocol.ICMP)
    yield from (Flow(one, "localhost", protocol=Protocol.ICMP) for one in _some_sources(cluster))


def _by_names(cluster: Cluster) -> Iterator[Flow]:
    domain = cluster.network.dns_domain
    for source in _some_sources(cluster):
        yield Flow(source, "nobody:80")
        for client in cluster.clients:
            yield from (Flow(source, f"{name}:5432") for name in client.names)
        for service in cluster.services:
            number = service.ports[0].port if service.ports else 5432
            full = f"{service.name}.{service.namespace}.svc.{domain}"
            protocol = service.ports[0].protocol if service.ports else Protocol.TCP
            for name in (service.name, f"{service.name}.{service.namespace}", full):
                yield Flow(source, f"{name}:{number}", protocol=protocol)


def _by_urls(cluster: Cluster) -> Iterator[Flow]:
    paths = ("/", "/api", "/api/v1", "/missing")
    hosts = [rule.host for one in cluster.ingresses for rule in one.rules]
    hosts += [host for one in cluster.http_routes for host in one.hostnames]
    for host in dict.fromkeys(filter(None, hosts)):
        for source in _sources(cluster):
            for path in paths:
                yield Flow(source, f"http://{host.replace('*', 'any')}{path}")
    for service in cluster.services:
        for port in service.ports:
            if port.protocol is Protocol.TCP and not service.headless:
                for source in _some_sources(cluster):
                    yield Flow(source, f"http://{service.name}:{port.port}/")
    for balancer in (*cluster.ingresses_by_address, *cluster.gateways_by_address):
        for source in _some_sources(cluster):
            yield Flow(source, f"http://{_literal(balancer, 80)}/")


def _literal(ip: Address, port: int) -> str:
    return f"{ip}:{port}" if ip.version == 4 else f"[{ip}]:{port}"


def in_words(flow: Flow) -> tuple[str, ...]:
    """Return the flow as arguments of `atlas trace`."""
    usual = Flow("", "")
    words = ["--from", flow.source, "--to", flow.to]
    for name in ("entry", "node", "protocol", "method"):
        value = str(getattr(flow, name))
        if value != str(getattr(usual, name)):
            words += [f"--{name}", value]
    for header, value in flow.headers:
        words += ["--header", f"{header}:{value}"]
    return tuple(words)
