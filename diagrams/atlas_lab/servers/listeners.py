"""Listeners: on which machine, address and port of a lab somebody answers, and who."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from atlas.model.addresses import bridge_address
from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, Protocol
from atlas.model.reference import Reference
from atlas.model.workload import Node, Pod
from atlas.proxy.health import HEALTHZ_PORT, listens
from atlas.tracer.dns.name_server import dns_service
from atlas.tracer.http.ingress import HTTP_PORT, HTTPS_PORT
from atlas.tracer.http.proxy import proxies_at
from atlas.tracer.network import http_proxy_of
from atlas.tracer.trace import Place, PlaceKind
from atlas_lab.plan import OUTSIDE_DNS
from atlas_lab.servers.balancer import served_ports

_DNS_PORT = 53
_LOOPBACK = ("127.0.0.1", "::1")


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
    """Somebody who waits for connections. `machine` is whose network it uses, `place` who it is."""

    machine: Reference
    address: Address
    port: int
    protocol: Protocol
    place: Place
    answering: Answering


def listeners(cluster: Cluster, outside_dns: Iterable[Address]) -> dict[Listener, None]:
    """Return everybody who listens, each once, in a fixed order. Of two at one port the first one has it."""
    found: dict[tuple[Reference, Address, int, Protocol], Listener] = {}
    for one in _all(cluster, outside_dns):
        found.setdefault((one.machine, one.address, one.port, one.protocol), one)
    return dict.fromkeys(found.values())


def _all(cluster: Cluster, outside_dns: Iterable[Address]) -> Iterator[Listener]:
    endpoint_ports = _ports_by_address(cluster)
    dns_addresses = _dns_addresses(cluster)
    for pod in cluster.pods:
        yield from _of_pod(cluster, pod, endpoint_ports, dns_addresses)
    for client in cluster.clients:
        place = Place(PlaceKind.CLIENT, client.name)
        for ip in client.ips:
            for port, protocol in endpoint_ports.get(ip, ()):
                yield Listener(client.reference, ip, port, protocol, place, Answering.PROGRAM)
    for node in cluster.nodes:
        yield from _of_node(cluster, node)
        yield from _of_node_programs(cluster, node, endpoint_ports)
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


def _of_pod(
    cluster: Cluster,
    pod: Pod,
    endpoint_ports: dict[Address, dict[tuple[int, Protocol], None]],
    dns_addresses: frozenset[Address],
) -> Iterator[Listener]:
    place = Place(PlaceKind.POD, pod.name, pod.namespace)
    machine = Reference("node", pod.node) if pod.host_network else pod.reference
    reads_http = bool(proxies_at(cluster, place))
    for ip in pod.ips:
        # A node has the endpoints of all of its host-network Pods; only declared ports tell whose they are.
        named = {} if pod.host_network else endpoint_ports.get(ip, {})
        ports = dict.fromkeys([*((one.number, one.protocol) for one in pod.ports), *named])
        for number, protocol in ports:
            if number == _DNS_PORT and ip in dns_addresses:
                answering = Answering.CLUSTER_DNS
            elif reads_http and protocol is Protocol.TCP:
                answering = Answering.HTTP_PROXY
            else:
                answering = Answering.PROGRAM
            yield Listener(machine, ip, number, protocol, place, answering)


def _of_node(cluster: Cluster, node: Node) -> Iterator[Listener]:
    """Yield kube-proxy's own sockets."""
    ports = (HEALTHZ_PORT, *cluster.service_by_health_check_port)
    bridges = {bridge_address(cluster, node, one) for one in Family}
    own = [*node.internal_ips, *node.external_ips, *(ip for ip in bridges if ip is not None)]
    own += [ip_address(one) for one in _LOOPBACK]
    place = Place(PlaceKind.NODE, node.name)
    for ip in dict.fromkeys(own):
        for port in ports:
            if listens(cluster, node, ip, port):
                yield Listener(node.reference, ip, port, Protocol.TCP, place, Answering.HEALTH)


def _of_node_programs(
    cluster: Cluster, node: Node, endpoint_ports: dict[Address, dict[tuple[int, Protocol], None]]
) -> Iterator[Listener]:
    """Yield what EndpointSlices name on the node and no Pod declares, as the API server is: a process of the node."""
    first, last = cluster.network.node_port_range
    for ip in (*node.internal_ips, *node.external_ips):
        for port, protocol in endpoint_ports.get(ip, ()):
            if port != HEALTHZ_PORT and not first <= port <= last:
                place = Place(PlaceKind.NODE, node.name)
                yield Listener(node.reference, ip, port, protocol, place, Answering.PROGRAM)


def _of_http_proxies(cluster: Cluster) -> Iterator[Listener]:
    """Yield the ports of proxies outside the cluster; those inside are Pods."""
    gateway_ports = {
        ip: {one.port for gateway in gateways for one in gateway.listeners}
        for ip, gateways in cluster.gateways_by_address.items()
    }
    for ip in dict.fromkeys((*cluster.ingresses_by_address, *cluster.gateways_by_address)):
        proxy = http_proxy_of(cluster, ip)
        if proxy is None or ip in cluster.services_by_load_balancer_ip:
            continue
        ports = set(gateway_ports.get(ip, ()))
        if ip in cluster.ingresses_by_address:
            ports |= {HTTP_PORT, HTTPS_PORT}
        place = Place(PlaceKind.HTTP_PROXY, proxy.name)
        for port in sorted(ports):
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
