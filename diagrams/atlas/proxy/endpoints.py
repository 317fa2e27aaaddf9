"""Which endpoints of a Service port kube-proxy on one node uses.

Follows kubernetes/kubernetes pkg/proxy/topology.go (CategorizeEndpoints), pkg/proxy/serviceport.go and
pkg/proxy/endpointslicecache.go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, family_of
from atlas.model.service import (
    Endpoint,
    IPMode,
    Service,
    ServicePort,
    ServiceType,
    TrafficPolicy,
)
from atlas.model.targets import Target, is_watched
from atlas.model.workload import Node
from atlas.proxy.hints import with_known_hints


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


def _as_known(cluster: Cluster, node: Node) -> Node:
    """Return the node that kube-proxy there takes itself to be on: by `hostnameOverride` it may be another one."""
    name = cluster.proxy.hostname_override
    return node if name in ("", node.name) else cluster.node_by_name.get(name, Node(name))


def is_proxied(service: Service) -> bool:
    """Return whether kube-proxy cares about the Service at all: not if headless, ExternalName or left to another proxy.

    (pkg/proxy/util/utils.go ShouldSkipService.)
    """
    return (
        service.type is not ServiceType.EXTERNAL_NAME
        and not service.headless
        and bool(service.cluster_ips)
        and is_watched(service)
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


def endpoints_used(
    cluster: Cluster, node: Node, service: Service, port: ServicePort, targets: Sequence[Target]
) -> UsableEndpoints:
    """Return which of the targets (all of one family) kube-proxy on that node uses, by its release."""
    minded = with_known_hints(cluster.release_on(node), service, targets)
    return categorize_endpoints(service, port, minded, _as_known(cluster, node))


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
