"""rules: what kube-proxy v1.37 knows on a node before it writes rules, for IPv4 randomly generated clusters.

`rules_iptables` and `rules_nftables` write them, `walk` reads them. They follow syncProxyRules of kubernetes/kubernetes
pkg/proxy/{iptables,nftables}/proxier.go rule by rule and share nothing with `atlas.proxy`, so that each can prove the
other: `decide` asks what happens to one packet, these write rules without knowing any. Detection by range only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, ip_address, ip_network

from atlas.model.cluster import Cluster, DetectLocal
from atlas.model.service import Endpoint, IPMode, Service, ServicePort, ServiceType, TrafficPolicy
from atlas.model.workload import Node

LOCALHOST = "127.0.0.0/8"


@dataclass(frozen=True)
class Destination:
    """One endpoint: `text` is what packets are rewritten to."""

    text: str
    endpoint: Endpoint


@dataclass
class Port:
    """One Service port as kube-proxy sees it on one node."""

    service: Service
    port: ServicePort
    cluster: list[Destination]
    local: list[Destination]
    has_endpoints: bool
    is_local_inside: bool
    is_local_outside: bool
    balancers: list[str]
    externals: list[str]
    ranges: list[str]

    @property
    def name(self) -> str:
        return f"{self.service.name}/{self.port.name}"

    @property
    def protocol(self) -> str:
        return self.port.protocol.value.lower()

    @property
    def has_inside(self) -> bool:
        return bool(self.local) if self.is_local_inside else self.has_endpoints

    @property
    def has_outside(self) -> bool:
        return bool(self.local) if self.is_local_outside else self.has_endpoints

    @property
    def is_open(self) -> bool:
        return bool(self.port.node_port or self.balancers or self.externals)

    @property
    def address(self) -> str:
        return str(self.service.cluster_ips[0])

    @property
    def inside(self) -> str:
        return f"{'SVL' if self.is_local_inside else 'SVC'}-{self.name}"

    @property
    def has_firewall(self) -> bool:
        return self.has_endpoints and bool(self.balancers) and bool(self.ranges)

    @property
    def reachable(self) -> list[Destination]:
        return [*self.cluster, *(one for one in self.local if one not in self.cluster)]


def ports_of(cluster: Cluster, node: Node) -> Iterator[Port]:
    for service in cluster.services:
        ignored = service.type is ServiceType.EXTERNAL_NAME or service.headless
        if ignored or not service.cluster_ips or service.cluster_ips[0].version != 4:
            continue
        for port in service.ports:
            yield _port(cluster, node, service, port)


def _port(cluster: Cluster, node: Node, service: Service, port: ServicePort) -> Port:
    outside_type = service.type in (ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER)
    made = Port(
        service,
        port,
        [],
        [],
        False,
        service.internal_traffic_policy is TrafficPolicy.LOCAL,
        service.external_traffic_policy is TrafficPolicy.LOCAL
        and (outside_type or bool(service.external_ips)),
        [str(one.ip) for one in service.load_balancer_ingress if one.ip_mode is IPMode.VIP],
        [str(one) for one in service.external_ips],
        [one for one in service.load_balancer_source_ranges if "/" in one],
    )
    _fill(made, list(_destinations(cluster, service, port)), node)
    return made


def _destinations(cluster: Cluster, service: Service, port: ServicePort) -> Iterator[Destination]:
    seen: set[str] = set()
    for part in cluster.endpoint_slices:
        if (part.namespace, part.service) != (service.namespace, service.name):
            continue
        for number in part.ports:
            if (number.name, number.protocol) == (port.name, port.protocol):
                for endpoint in part.endpoints:
                    text = f"{endpoint.addresses[0]}:{number.port}"
                    if text not in seen:
                        seen.add(text)
                        yield Destination(text, endpoint)


def _fill(made: Port, found: list[Destination], node: Node) -> None:
    """Sort endpoints as CategorizeEndpoints does."""

    def usable(some: list[Destination]) -> list[Destination]:
        ready = [one for one in some if one.endpoint.ready]
        return ready or [one for one in some if one.endpoint.serving and one.endpoint.terminating]

    made.has_endpoints = bool(usable(found))
    if not made.is_local_inside or made.is_open:
        made.cluster = usable(_hinted(found, node))
    if made.is_local_inside or (made.is_local_outside and made.is_open):
        made.local = usable([one for one in found if one.endpoint.node == node.name])


def _hinted(found: list[Destination], node: Node) -> list[Destination]:
    ready = [one for one in found if one.endpoint.ready]
    for hints, here in (("hints_nodes", node.name), ("hints_zones", node.zone)):
        given = [getattr(one.endpoint, hints) for one in ready]
        if ready and all(given) and any(here in one for one in given):
            return [one for one in ready if here in getattr(one.endpoint, hints)]
    return found


def pod_range(cluster: Cluster, node: Node) -> str:
    ranges = {
        DetectLocal.CLUSTER_CIDR: cluster.proxy.cluster_cidrs,
        DetectLocal.NODE_CIDR: node.pod_ranges,
    }.get(cluster.proxy.detect_local, ())
    return str(ranges[0]) if ranges else ""


def node_port_addresses(cluster: Cluster, node: Node, default: str) -> list[str]:
    """Return the node's addresses that serve node ports; `LOCAL` stands for all of them."""
    own = [str(node.internal_ips[0]), "127.0.0.1"]
    ranges: list[IPv4Network] = []
    for word in cluster.proxy.node_port_addresses or (default,):
        spelt = {"all": "0.0.0.0/0", "localhost": LOCALHOST, "primary": f"{own[0]}/32"}
        ranges.append(IPv4Network(spelt.get(word, word)))
    if ip_network("0.0.0.0/0") in ranges:
        return ["LOCAL"]
    return [one for one in own if any(ip_address(one) in two for two in ranges)]


def let_in(one: Port, node: Node) -> Iterator[str]:
    yield from one.ranges
    if any(node.internal_ips[0] in ip_network(text) for text in one.ranges):
        yield from one.balancers
