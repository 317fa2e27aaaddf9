"""ProxiedPort: one Service port as kube-proxy sees it on one node, in one family.

(kubernetes/kubernetes pkg/proxy/serviceport.go, pkg/proxy/topology.go, pkg/proxy/endpointslicecache.go.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, Protocol, Range, family_of
from atlas.model.reference import Reference
from atlas.model.service import Service, ServicePort, SessionAffinity
from atlas.model.service_rules import needs_health_check
from atlas.model.targets import Target, targets_of
from atlas.model.workload import Node
from atlas.proxy.endpoints import (
    endpoints_used,
    has_local_external_policy,
    has_local_internal_policy,
    is_proxied,
    virtual_load_balancer_ips,
)
from atlas.proxy.source_ranges import source_ranges


@dataclass(frozen=True, slots=True)
class Naming:
    """How one mode names chains: a prefix for each use, and what follows it for a Service port and its endpoints."""

    cluster: str
    local: str
    external: str
    firewall: str
    endpoint: str
    path: Callable[[Service, ServicePort], str]
    """What is hashed for a Service port, and begins what is hashed for its endpoints."""
    of_port: Callable[[str], str]
    of_endpoint: Callable[[str, str, int], str]
    """From path, address and number."""


@dataclass(frozen=True, slots=True)
class ProxiedEndpoint:
    """One endpoint: its address, what packets are rewritten to, the base of its names, and its chain."""

    ip: str
    text: str
    name: str
    chain: str


@dataclass(frozen=True, slots=True)
class ProxiedPort:
    """A Service port and its endpoints for either traffic policy.

    `cluster` and `local` are empty where no traffic can use them; `has_endpoints` tells whether any node has one.
    """

    owner: Reference
    title: str
    naming: Naming
    name: str
    protocol: str
    port: str
    node_port: str
    cluster_ip: Address
    external_ips: tuple[Address, ...]
    balancer_ips: tuple[Address, ...]
    source_ranges: tuple[Range, ...]
    affinity_timeout: int
    """Seconds for which a client is remembered, 0 if it is not."""
    is_local_inside: bool
    is_local_outside: bool
    cluster: tuple[ProxiedEndpoint, ...]
    local: tuple[ProxiedEndpoint, ...]
    has_endpoints: bool
    entries: int
    """How many endpoints the slices hold, usable or not."""
    health_check_port: str

    @property
    def has_inside(self) -> bool:
        """Whether packets to the ClusterIP find an endpoint."""
        return bool(self.local) if self.is_local_inside else self.has_endpoints

    @property
    def has_outside(self) -> bool:
        """Whether packets from outside to the other addresses find an endpoint."""
        return bool(self.local) if self.is_local_outside else self.has_endpoints

    @property
    def is_open(self) -> bool:
        """Whether there is any address besides the ClusterIP."""
        return bool(self.node_port or self.external_ips or self.balancer_ips)

    @property
    def has_firewall(self) -> bool:
        return bool(self.balancer_ips and self.source_ranges)

    @property
    def cluster_chain(self) -> str:
        return self.naming.cluster + self.name

    @property
    def local_chain(self) -> str:
        return self.naming.local + self.name

    @property
    def external_chain(self) -> str:
        return self.naming.external + self.name

    @property
    def firewall_chain(self) -> str:
        return self.naming.firewall + self.name

    @property
    def inside_chain(self) -> str:
        """The chain for packets to the ClusterIP."""
        return self.local_chain if self.is_local_inside else self.cluster_chain

    @property
    def outside_chain(self) -> str:
        """The chain for packets from outside to the other addresses."""
        return self.local_chain if self.is_local_outside else self.cluster_chain

    @property
    def reachable(self) -> tuple[ProxiedEndpoint, ...]:
        """All endpoints of both policies."""
        if not self.local:
            return self.cluster
        return tuple(dict.fromkeys((*self.cluster, *self.local)))


def proxied_ports(
    cluster: Cluster, node: Node, family: Family, naming: Naming
) -> Iterator[ProxiedPort]:
    """Yield the ports of all Services with a ClusterIP of the family, by namespace and name."""
    for service in sorted(cluster.services, key=lambda one: (one.namespace, one.name)):
        cluster_ip = service.cluster_ip(family)
        if cluster_ip is not None and is_proxied(service):
            for port in service.ports:
                yield _port(cluster, node, service, port, cluster_ip, naming)


def _port(
    cluster: Cluster,
    node: Node,
    service: Service,
    port: ServicePort,
    cluster_ip: Address,
    naming: Naming,
) -> ProxiedPort:
    family = family_of(cluster_ip)
    targets = targets_of(cluster, service, port, family, watched=True)
    usable = endpoints_used(cluster, node, service, port, targets)
    sticky = service.session_affinity is SessionAffinity.CLIENT_IP
    path = naming.path(service, port)
    return ProxiedPort(
        owner=Reference("service", service.name, service.namespace, port.key),
        title=port_title(service, port),
        naming=naming,
        name=naming.of_port(path),
        protocol=protocol_word(port.protocol),
        port=str(port.port),
        node_port=str(port.node_port) if port.node_port else "",
        cluster_ip=cluster_ip,
        external_ips=tuple(one for one in service.external_ips if family_of(one) is family),
        balancer_ips=virtual_load_balancer_ips(service, family),
        source_ranges=source_ranges(service, family),
        affinity_timeout=service.session_affinity_timeout if sticky else 0,
        is_local_inside=has_local_internal_policy(service),
        is_local_outside=has_local_external_policy(service),
        cluster=_backends(path, usable.cluster, naming),
        local=_backends(path, usable.local, naming),
        has_endpoints=usable.exist_anywhere,
        entries=len(targets),
        health_check_port=_health_check_port(service),
    )


def _backends(path: str, targets: Sequence[Target], naming: Naming) -> tuple[ProxiedEndpoint, ...]:
    """Return the endpoints in the order in which kube-proxy numbers them: by address and number as text."""
    found = [
        ProxiedEndpoint(ip, text, name, naming.endpoint + name)
        for target in targets
        for ip in (str(target.address),)
        for text in (f"[{ip}]:{target.port}" if ":" in ip else f"{ip}:{target.port}",)
        for name in (naming.of_endpoint(path, ip, target.port),)
    ]
    return tuple(sorted(found, key=lambda one: one.text))


def _health_check_port(service: Service) -> str:
    number = service.health_check_node_port
    return str(number) if number and needs_health_check(service) else ""


def port_title(service: Service, port: ServicePort) -> str:
    """Return what comments call a Service port: `default/web:http`."""
    return f"{service.namespace}/{service.name}" + (f":{port.name}" if port.name else "")


def protocol_word(protocol: Protocol) -> str:
    """Return the protocol as rules write it."""
    return protocol.value.lower()
