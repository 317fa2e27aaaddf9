"""Listeners: on which machine, address and port of a lab a server answers, and which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from atlas.model.addresses import bridge_address
from atlas.model.cluster import Cluster
from atlas.model.listening import Listening
from atlas.model.network import Address, Family, Packet, Protocol
from atlas.model.outside import Client
from atlas.model.reference import Reference
from atlas.model.workload import Node, Pod
from atlas.proxy.health import HEALTHZ_PORT
from atlas.tracer.dns.name_server import dns_service
from atlas.tracer.http.proxy import proxies_at
from atlas.tracer.listening import (
    USUAL_PORTS,
    client_answer,
    host_pod,
    http_ports,
    node_answer,
    pod_answer,
)
from atlas.tracer.network import http_proxy_of
from atlas.tracer.trace import Place, PlaceKind
from atlas_lab.plan import OUTSIDE_DNS
from atlas_lab.servers.balancer import served_ports

_DNS_PORT = 53
_LOOPBACK = (ip_address("127.0.0.1"), ip_address("::1"))

Asked = tuple[int, Protocol]
"""A port that connections were asked to go to."""


class Answering(StrEnum):
    """What answers at a port."""

    PROGRAM = "program"
    """Somebody who says who it is and whom it saw."""
    CLUSTER_DNS = "cluster DNS"
    OUTSIDE_DNS = "outside DNS"
    HEALTH = "health"
    """kube-proxy, for the health checks of balancers."""
    BALANCER = "balancer"
    HTTP_PROXY = "HTTP proxy"


@dataclass(frozen=True, slots=True)
class Listener:
    """A server that waits for connections. `machine` is whose network it uses, `place` who it is."""

    machine: Reference
    address: Address
    port: int
    protocol: Protocol
    place: Place
    answering: Answering


def listeners(
    cluster: Cluster, outside_dns: Iterable[Address], asked: Iterable[Asked] = ()
) -> dict[Listener, None]:
    """Return everything that listens, each once, in a fixed order. Of two at one port the first one has it.

    That is where the model says, at every port that anything names: a declaration, an annotation, a probe, a slice, or
    `asked`, for those of whom any port is assumed to be open.
    """
    found: dict[tuple[Reference, Address, int, Protocol], Listener] = {}
    for one in _all(cluster, outside_dns, tuple(asked)):
        found.setdefault((one.machine, one.address, one.port, one.protocol), one)
    return dict.fromkeys(found.values())


def _all(
    cluster: Cluster, outside_dns: Iterable[Address], asked: tuple[Asked, ...]
) -> Iterator[Listener]:
    named = _ports_by_address(cluster)
    dns_addresses = _dns_addresses(cluster)
    for pod in cluster.pods:
        yield from _of_pod(cluster, pod, _Candidates(named, asked), dns_addresses)
    for client in cluster.clients:
        yield from _of_client(client, _Candidates(named, asked))
    for node in cluster.nodes:
        yield from _of_node(cluster, node, named)
    for one in served_ports(cluster):
        if one.ends_here:
            place = Place(PlaceKind.BALANCER, one.balancer.name)
            number, protocol = one.port.port, one.port.protocol
            yield Listener(one.balancer, one.address, number, protocol, place, Answering.BALANCER)
    yield from _of_http_proxies(cluster)
    for ip in outside_dns:
        for protocol in (Protocol.UDP, Protocol.TCP):
            place = Place(PlaceKind.DNS, OUTSIDE_DNS.name)
            yield Listener(OUTSIDE_DNS, ip, _DNS_PORT, protocol, place, Answering.OUTSIDE_DNS)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Ports at which somebody might listen, because something names them."""

    named: Mapping[Address, Mapping[Asked, None]]
    asked: tuple[Asked, ...]

    def of(self, addresses: Iterable[Address], listening: Listening) -> dict[Asked, None]:
        """Return those of a machine with these addresses."""
        opened = (*(listening.stated or ()), *listening.probed)
        named = (one for ip in addresses for one in self.named.get(ip, ()))
        return dict.fromkeys((*((one.number, one.protocol) for one in opened), *named, *self.asked))


def _of_pod(
    cluster: Cluster, pod: Pod, candidates: _Candidates, dns_addresses: frozenset[Address]
) -> Iterator[Listener]:
    place = Place(PlaceKind.POD, pod.name, pod.namespace)
    node = cluster.node_by_name.get(pod.node) if pod.host_network else None
    machine = node.reference if node is not None else pod.reference
    reads_http = bool(proxies_at(cluster, place))
    declared = dict.fromkeys((one.number, one.protocol) for one in pod.ports)
    own = pod.ips if node is None else _addresses_of(cluster, node)
    for number, protocol in {**declared, **candidates.of(own, pod.listening)}:
        for ip in dict.fromkeys((*own, *_LOOPBACK)):
            packet = Packet(ip, 0, ip, number, protocol)
            if node is not None and host_pod(cluster, node, packet) != pod:
                continue
            if not pod_answer(cluster, pod, packet).is_open:
                continue
            if number == _DNS_PORT and ip in dns_addresses:
                answering = Answering.CLUSTER_DNS
            elif reads_http and protocol is Protocol.TCP:
                answering = Answering.HTTP_PROXY
            else:
                answering = Answering.PROGRAM
            yield Listener(machine, ip, number, protocol, place, answering)


def _of_client(client: Client, candidates: _Candidates) -> Iterator[Listener]:
    place = Place(PlaceKind.CLIENT, client.name)
    for number, protocol in candidates.of(client.ips, client.listening):
        for ip in (*client.ips, *_LOOPBACK):
            if client_answer(client, Packet(ip, 0, ip, number, protocol)).is_open:
                yield Listener(client.reference, ip, number, protocol, place, Answering.PROGRAM)


def _of_node(
    cluster: Cluster, node: Node, named: Mapping[Address, Mapping[Asked, None]]
) -> Iterator[Listener]:
    """Yield kube-proxy's own sockets, and those of the node's other programs."""
    place = Place(PlaceKind.NODE, node.name)
    own = _addresses_of(cluster, node)
    checks = (HEALTHZ_PORT, *cluster.service_by_health_check_port)
    usual = ((number, Protocol.TCP) for number in (*checks, *USUAL_PORTS))
    candidates = {**dict.fromkeys(usual), **_Candidates(named, ()).of(own, node.listening)}
    for number, protocol in candidates:
        for ip in dict.fromkeys((*own, *_LOOPBACK)):
            packet = Packet(ip, 0, ip, number, protocol)
            if (
                host_pod(cluster, node, packet) is None
                and node_answer(cluster, node, packet).is_open
            ):
                checked = number in checks and protocol is Protocol.TCP
                answering = Answering.HEALTH if checked else Answering.PROGRAM
                yield Listener(node.reference, ip, number, protocol, place, answering)


def _addresses_of(cluster: Cluster, node: Node) -> tuple[Address, ...]:
    """Return the node's own addresses, that of its Pod bridge too."""
    bridges = (bridge_address(cluster, node, one) for one in Family)
    own = (*node.internal_ips, *node.external_ips, *(ip for ip in bridges if ip is not None))
    return tuple(dict.fromkeys(own))


def _of_http_proxies(cluster: Cluster) -> Iterator[Listener]:
    """Yield the ports of proxies outside the cluster; those inside are Pods."""
    for ip in dict.fromkeys((*cluster.ingresses_by_address, *cluster.gateways_by_address)):
        proxy = http_proxy_of(cluster, ip)
        if proxy is None or ip in cluster.services_by_load_balancer_ip:
            continue
        place = Place(PlaceKind.HTTP_PROXY, proxy.name)
        for port in sorted(http_ports(cluster, ip)):
            yield Listener(proxy.reference, ip, port, Protocol.TCP, place, Answering.HTTP_PROXY)


def _ports_by_address(cluster: Cluster) -> dict[Address, dict[tuple[int, Protocol], None]]:
    """Return the ports that EndpointSlices name for each address."""
    found: dict[Address, dict[tuple[int, Protocol], None]] = {}
    for part in cluster.endpoint_slices:
        for endpoint in part.endpoints:
            for ip in endpoint.addresses:
                for port in part.ports:
                    if port.port:
                        found.setdefault(ip, {})[port.port, port.protocol] = None
    return found


def _dns_addresses(cluster: Cluster) -> frozenset[Address]:
    service = dns_service(cluster)
    if service is None:
        return frozenset()
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    return frozenset(
        ip for one in slices for endpoint in one.endpoints for ip in endpoint.addresses
    )
