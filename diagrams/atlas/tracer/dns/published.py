"""Names published in the DNS outside: load balancers their own, a controller like ExternalDNS the hosts
of Ingresses and routes at their status addresses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.routes import Route
from atlas.tracer.http.attachment import is_attached
from atlas.tracer.http.listeners import gateway_of, openings_of
from atlas.tracer.network import balancer_for, has_name_only


def published_addresses(cluster: Cluster, name: str) -> tuple[Address, ...]:
    """Return the addresses under which a host name is published, each once; an exact host wins over a wildcard."""
    balancers = dict.fromkeys(_balancer_addresses(cluster, name))
    if balancers:
        return tuple(balancers)
    _, _, parent = name.partition(".")
    for host in (name, f"*.{parent}"):
        found = dict.fromkeys(
            (
                *(ip for one in cluster.ingresses_by_host.get(host, ()) for ip in one.addresses),
                *(
                    ip
                    for one in _routes_for(cluster, host)
                    for ip in _gateway_addresses(cluster, one)
                ),
                *_hosts_of_listeners(cluster).get(host, ()),
            )
        )
        if found:
            return tuple(found)
    return ()


def _balancer_addresses(cluster: Cluster, name: str) -> Iterator[Address]:
    """Yield the addresses of a name in a Service's status: beside it there, else those of the balancer itself."""
    for service in cluster.services:
        for one in service.load_balancer_ingress:
            if one.hostname.lower() != name:
                continue
            if one.ip is not None:
                yield one.ip
            elif has_name_only(service):
                balancer = balancer_for(cluster, service)
                yield from balancer.ips if balancer is not None else ()


def _routes_for(cluster: Cluster, host: str) -> Iterator[Route]:
    """Yield the routes that name the host."""
    yield from cluster.routes_by_host.get(host, ())
    for one in (*cluster.grpc_routes, *cluster.stream_routes):
        if host in one.hostnames:
            yield one


def _hosts_of_listeners(cluster: Cluster) -> Mapping[str, tuple[Address, ...]]:
    """Return the addresses of each hostname that only listeners name: those of routes that have no hostnames."""
    key = "hosts of listeners"
    if key not in cluster.memo:
        routes = (*cluster.routes_by_host.get("", ()), *cluster.grpc_routes, *cluster.stream_routes)
        silent = [one for one in routes if not one.hostnames]
        found: dict[str, tuple[Address, ...]] = {}
        for gateway in cluster.gateways if silent else ():
            for opening in openings_of(cluster, gateway):
                if opening.hostname and any(is_attached(cluster, one, opening) for one in silent):
                    host = opening.hostname.lower()
                    found[host] = (*found.get(host, ()), *gateway.addresses)
        cluster.memo[key] = found
    return cluster.memo[key]


def _gateway_addresses(cluster: Cluster, route: Route) -> tuple[Address, ...]:
    gateways = (gateway_of(cluster, parent) for parent in route.parents)
    return tuple(ip for gateway in gateways if gateway is not None for ip in gateway.addresses)
