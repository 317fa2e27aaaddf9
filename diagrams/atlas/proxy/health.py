"""What kube-proxy answers to the health checks of an outside load balancer.

(pkg/proxy/healthcheck/proxy_health.go, service_health.go; KEP-3836.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.service import Service
from atlas.model.service_rules import needs_health_check
from atlas.model.targets import Target, targets_of
from atlas.model.workload import Node
from atlas.proxy.addresses import is_node_port_address
from atlas.proxy.endpoints import is_proxied

HEALTHZ_PORT = 10256
"""KubeProxyConfiguration.healthzBindAddress, by default."""


HEALTHZ, LIVEZ = "/healthz", "/livez"
"""Paths at that port; every release that is known has both (KEP-3836)."""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """What a load balancer asks each node: GET `path` at `port`. 200 keeps the node in, anything else takes it out."""

    port: int
    path: str = HEALTHZ


def health_check_of(service: Service) -> HealthCheck:
    """Return the check that fits the Service: its own port with policy Local, else kube-proxy's own.

    What a balancer really asks is its provider's choice (FACTS 4.5, 6).
    """
    local = needs_health_check(service)
    return HealthCheck(service.health_check_node_port if local else HEALTHZ_PORT)


def health_check_answers(cluster: Cluster, node: Node, service: Service) -> bool:
    """Return whether the node answers the Service's health check with 200.

    Only a running kube-proxy answers; without one the node still forwards by its old rules. Its own check fails for a
    node that is being deleted. The Service's check ignores that, but wants a local endpoint that is ready:
    terminating ones still get packets, but do not count.
    """
    if not node.up or node.name in cluster.rules_written_from:
        return False
    if needs_health_check(service):
        return is_proxied(service) and node.name in _nodes_with_ready_endpoints(cluster, service)
    return node.name not in cluster.deleted_nodes


@dataclass(frozen=True, slots=True)
class HealthAnswer:
    """What kube-proxy answers over HTTP: a status, and the fields of the JSON in its body, times left out."""

    status: int
    body: Mapping[str, object]
    livez: int = 0
    """The status at /livez, which does not mind that the node is being deleted; 0 at a port without that path."""


def health_answer(cluster: Cluster, node: Node, port: int, path: str = HEALTHZ) -> HealthAnswer:
    """Return the answer of a running kube-proxy on the node at one of its ports for health checks.

    At its own port `/livez` does not mind that the node is being deleted. A Service's port answers alike at any path.
    """
    if port == HEALTHZ_PORT:
        eligible = node.name not in cluster.deleted_nodes
        if path == LIVEZ:
            return HealthAnswer(200, {}, 200)
        return HealthAnswer(200 if eligible else 503, {"nodeEligible": eligible}, 200)
    service = cluster.service_by_health_check_port[port]
    count = _local_endpoints(cluster, node, service)
    named = {"namespace": service.namespace, "name": service.name}
    body = {"service": named, "localEndpoints": count, "serviceProxyHealthy": True}
    return HealthAnswer(200 if count else 503, body)


def _local_endpoints(cluster: Cluster, node: Node, service: Service) -> int:
    """Return how many ready endpoints of the Service run on the node, each address once."""
    return len(
        {
            target.address
            for target in _targets(cluster, service)
            if (entry := target.entry_for(node.name)).ready and entry.node == node.name
        }
    )


def listens(cluster: Cluster, node: Node, address: Address, port: int) -> bool | None:
    """Return whether kube-proxy on the node has a TCP socket for health checks open there; None if others may have it.

    Its own check is open at every address, those of Services at `nodePortAddresses`. It has none on node ports.
    """
    first, last = cluster.network.node_port_range
    if not (first <= port <= last or port == HEALTHZ_PORT):
        return None
    if not node.up or node.name in cluster.rules_written_from:
        return False
    if port == HEALTHZ_PORT:
        return True
    service = cluster.service_by_health_check_port.get(port)
    return (
        service is not None
        and is_proxied(service)
        and needs_health_check(service)
        and is_node_port_address(cluster, node, address)
    )


def _nodes_with_ready_endpoints(cluster: Cluster, service: Service) -> frozenset[str]:
    # The same for every node, and asked for each of them.
    question = ("nodes with ready endpoints", service.namespace, service.name)
    known: frozenset[str] | None = cluster.memo.get(question)
    if known is None:
        known = cluster.memo[question] = frozenset(
            endpoint.node
            for target in _targets(cluster, service)
            for endpoint in (target.endpoint, *target.doubles)
            if target.entry_for(endpoint.node).ready
        )
    return known


def _targets(cluster: Cluster, service: Service) -> Iterator[Target]:
    for family in service.ip_families:
        for port in service.ports:
            yield from targets_of(cluster, service, port, family, watched=True)
