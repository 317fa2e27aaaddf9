"""`sessionAffinity: ClientIP` as a node's rules apply it: which endpoint they send a client to again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.model.cluster import Affinity, Cluster
from atlas.model.network import Address
from atlas.model.service import Service, ServicePort, SessionAffinity
from atlas.model.targets import Target
from atlas.model.workload import Node


def is_sticky(service: Service) -> bool:
    """Return whether the Service sends a client to the same endpoint again."""
    return service.session_affinity is SessionAffinity.CLIENT_IP


def is_about(memory: Affinity, service: Service, port: ServicePort) -> bool:
    """Return whether the memory belongs to this Service port: its address does not matter, its protocol does."""
    return (
        memory.service == service.reference
        and memory.port == port.name
        and memory.protocol is port.protocol
    )


def has_expired(memory: Affinity, service: Service) -> bool:
    """Return whether the client's last connection to that endpoint is too long ago."""
    return memory.age >= service.session_affinity_timeout


def remembered(
    cluster: Cluster,
    node: Node,
    client: Address,
    service: Service,
    port: ServicePort,
    targets: Iterable[Target],
) -> Target | None:
    """Return the one of the targets that the node sends this client to again, or None if it chooses again.

    There is one list (iptables: the `recent` match) or set (nftables) of clients for each endpoint, and the rules of a
    chain ask for its own endpoints in the order of their names. So a client that came by two chains, with policies
    Cluster and Local, may be known to two endpoints, and the first of them gets it.
    """
    if not is_sticky(service):
        return None
    known = set(_endpoints(cluster, node, client, service, port))
    found = (one for one in targets if (one.address, one.port) in known)
    return min(found, key=str, default=None)


def _endpoints(
    cluster: Cluster, node: Node, client: Address, service: Service, port: ServicePort
) -> Iterator[tuple[Address, int]]:
    for one in cluster.affinities_by_client.get((node.name, client), ()):
        if is_about(one, service, port) and not has_expired(one, service):
            yield one.endpoint, one.endpoint_port
