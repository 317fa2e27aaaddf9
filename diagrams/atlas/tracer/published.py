"""Names that a controller like ExternalDNS publishes: hosts of Ingresses and HTTPRoutes, at their status addresses."""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.model.http import HTTPRoute
from atlas.model.network import Address
from atlas.model.reference import Reference


def published_addresses(cluster: Cluster, name: str) -> tuple[Address, ...]:
    """Return the addresses under which a host name is published, each once; an exact host wins over a wildcard."""
    _, _, parent = name.partition(".")
    for host in (name, f"*.{parent}"):
        found = dict.fromkeys(
            (
                *(ip for one in cluster.ingresses_by_host.get(host, ()) for ip in one.addresses),
                *(
                    ip
                    for one in cluster.routes_by_host.get(host, ())
                    for ip in _gateway_addresses(cluster, one)
                ),
            )
        )
        if found:
            return tuple(found)
    return ()


def _gateway_addresses(cluster: Cluster, route: HTTPRoute) -> tuple[Address, ...]:
    gateways = (
        cluster.gateway_by_reference.get(Reference("gateway", parent.name, parent.namespace))
        for parent in route.parents
    )
    return tuple(ip for gateway in gateways if gateway is not None for ip in gateway.addresses)
