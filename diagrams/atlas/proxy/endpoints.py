"""Which endpoints of a Service port kube-proxy on one node uses.

Follows kubernetes/kubernetes pkg/proxy/topology.go (CategorizeEndpoints), pkg/proxy/serviceport.go and
pkg/proxy/endpointslicecache.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, family_of
from atlas.model.service import (
    Endpoint,
    EndpointSlice,
    IPMode,
    Service,
    ServicePort,
    ServiceType,
    TrafficPolicy,
)
from atlas.model.workload import Node


@dataclass(frozen=True, slots=True)
class Target:
    """One endpoint of one Service port: the address and number that packets are rewritten to.

    `doubles` are other entries of the slices for the same address and number, in their order.
    """

    address: Address
    port: int
    endpoint: Endpoint
    doubles: tuple[Endpoint, ...] = ()

    def entry_for(self, node: str) -> Endpoint:
        """Return the entry that the node believes: the last of those that are its own, else the first of all.

        (pkg/proxy/endpointslicecache.go addEndpoints.)
        """
        return next((one for one in reversed(self.doubles) if one.node == node), self.endpoint)

    def __str__(self) -> str:
        host = f"[{self.address}]" if self.address.version == 6 else str(self.address)
        return f"{host}:{self.port}"


class Topology(StrEnum):
    """Which hints narrowed the choice; named like the values of `spec.trafficDistribution`."""

    ANY = ""
    SAME_NODE = "PreferSameNode"
    SAME_ZONE = "PreferSameZone"


@dataclass(frozen=True, slots=True)
class UsableEndpoints:
    """The endpoints that traffic policies Cluster and Local use on this node.

    `exist_anywhere` tells whether any node could serve the port, even if this one cannot.
    """

    cluster: tuple[Target, ...] = ()
    local: tuple[Target, ...] = ()
    exist_anywhere: bool = False
    topology: Topology = Topology.ANY

    @property
    def reachable(self) -> tuple[Target, ...]:
        """All endpoints of both policies."""
        return tuple(dict.fromkeys((*self.cluster, *self.local)))


def is_proxied(service: Service) -> bool:
    """Return whether kube-proxy cares about the Service at all: not if headless, ExternalName or left to another proxy.

    (pkg/proxy/util/utils.go ShouldSkipService.)
    """
    return (
        service.type is not ServiceType.EXTERNAL_NAME
        and not service.headless
        and bool(service.cluster_ips)
        and _is_watched(service)
    )


def _is_watched(one: Service | EndpointSlice) -> bool:
    """Return whether kube-proxy asks for the object at all. (cmd/kube-proxy/app/server.go: one selector for both kinds.)"""
    return (
        "service.kubernetes.io/service-proxy-name" not in one.labels
        and "service.kubernetes.io/headless" not in one.labels
    )


def virtual_load_balancer_ips(service: Service, family: Family) -> tuple[Address, ...]:
    """Return the load balancer addresses that kube-proxy handles itself: those with ipMode VIP."""
    return tuple(
        one.ip
        for one in service.load_balancer_ingress
        if one.ip is not None and one.ip_mode is IPMode.VIP and family_of(one.ip) is family
    )


def is_externally_accessible(service: Service, port: ServicePort, family: Family) -> bool:
    """Return whether the port has any address besides its ClusterIP."""
    return (
        port.node_port != 0
        or any(family_of(ip) is family for ip in service.external_ips)
        or bool(virtual_load_balancer_ips(service, family))
    )


def has_local_external_policy(service: Service) -> bool:
    """Return whether `externalTrafficPolicy: Local` counts: types without outside addresses ignore it.

    (pkg/api/v1/service/util.go ExternalPolicyLocal.)
    """
    outside = service.type in (ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER)
    return service.external_traffic_policy is TrafficPolicy.LOCAL and (
        outside or bool(service.external_ips)
    )


def has_local_internal_policy(service: Service) -> bool:
    """Return whether `internalTrafficPolicy: Local` is set."""
    return service.internal_traffic_policy is TrafficPolicy.LOCAL


def targets_of(
    cluster: Cluster, service: Service, port: ServicePort, family: Family, *, watched: bool = False
) -> tuple[Target, ...]:
    """Return all endpoints of a Service port in one family, by address; with `watched`, those that kube-proxy knows.

    Slices are joined by port name and protocol; an endpoint that stands in several slices counts once.
    Only the first address of an endpoint is used (discovery/v1 Endpoint.addresses).
    """
    # Joining and sorting takes longer than all the rest of a decision, and is the same for every node.
    owner = (service.namespace, service.name)
    question = ("targets", watched, *owner, port.name, port.protocol, family)
    known: tuple[Target, ...] | None = cluster.memo.get(question)
    if known is None:
        slices = cluster.slices_by_service.get(owner, ())
        chosen = filter(_is_watched, slices) if watched else slices
        known = cluster.memo[question] = _join(chosen, port, family)
    return known


def _join(slices: Iterable[EndpointSlice], port: ServicePort, family: Family) -> tuple[Target, ...]:
    found: dict[tuple[Address, int], Target] = {}
    for one in slices:
        for slice_port in one.ports:
            if (
                slice_port.name != port.name
                or slice_port.protocol is not port.protocol
                or not slice_port.port
            ):
                continue
            for endpoint in one.endpoints:
                if endpoint.addresses and family_of(endpoint.addresses[0]) is family:
                    key = (endpoint.addresses[0], slice_port.port)
                    known = found.get(key)
                    if known is None:
                        found[key] = Target(*key, endpoint)
                    elif known.doubles or known.endpoint != endpoint:
                        found[key] = replace(known, doubles=(*known.doubles, endpoint))
    return tuple(found[key] for key in sorted(found, key=_by_number))


def _by_number(key: tuple[Address, int]) -> tuple[int, int]:
    """Sort by number: the same for any order of slices, and many times faster than by text."""
    address, port = key
    return int(address), port


def categorize_endpoints(
    service: Service, port: ServicePort, targets: Sequence[Target], node: Node
) -> UsableEndpoints:
    """Return which of the targets (all of one family) kube-proxy on this node uses for which traffic policy."""
    if not targets:
        return UsableEndpoints()
    targets = _seen_from(node, targets)
    outside = is_externally_accessible(service, port, family_of(targets[0].address))
    internal_local = has_local_internal_policy(service)
    # Policy Local needs Cluster endpoints too, for the shortcuts of clients inside the cluster.
    uses_cluster = not internal_local or outside
    uses_local = internal_local or (outside and has_local_external_policy(service))

    topology = _topology(targets, node) if uses_cluster else Topology.ANY
    cluster = _usable(targets, _hinted_for(node, topology)) if uses_cluster else ()
    local = _usable(targets, _runs_on(node)) if uses_local else ()
    return UsableEndpoints(
        cluster=cluster,
        local=local,
        exist_anywhere=bool(cluster) or bool(_usable(targets)),
        topology=topology,
    )


def _seen_from(node: Node, targets: Sequence[Target]) -> Sequence[Target]:
    """Return the targets with one entry each, that which the node believes."""
    if not any(one.doubles for one in targets):
        return targets
    return tuple(
        replace(one, endpoint=one.entry_for(node.name)) if one.doubles else one for one in targets
    )


_Condition = Callable[[Endpoint], bool]


def _usable(targets: Sequence[Target], condition: _Condition | None = None) -> tuple[Target, ...]:
    """Return the ready targets that meet the condition; if there are none, those that still serve while terminating.

    Hints need no exception in the second step: topology is only used if a ready endpoint has the hint.
    """
    if condition is not None:
        targets = [one for one in targets if condition(one.endpoint)]
    ready = tuple([one for one in targets if one.endpoint.ready])
    if ready:
        return ready
    return tuple(one for one in targets if one.endpoint.serving and one.endpoint.terminating)


def _runs_on(node: Node) -> _Condition:
    return lambda endpoint: endpoint.node != "" and endpoint.node == node.name


def _hinted_for(node: Node, topology: Topology) -> _Condition | None:
    match topology:
        case Topology.SAME_NODE:
            return lambda endpoint: node.name in endpoint.hints_nodes
        case Topology.SAME_ZONE:
            return lambda endpoint: node.zone in endpoint.hints_zones
        case Topology.ANY:
            return None


def _topology(targets: Sequence[Target], node: Node) -> Topology:
    """Return which hints count: only if every ready endpoint has one, and one of them is for here."""
    ready = [one.endpoint for one in targets if one.endpoint.ready]
    if not ready:
        return Topology.ANY
    if all(one.hints_nodes for one in ready) and any(node.name in one.hints_nodes for one in ready):
        return Topology.SAME_NODE
    if all(one.hints_zones for one in ready) and any(node.zone in one.hints_zones for one in ready):
        return Topology.SAME_ZONE
    return Topology.ANY
