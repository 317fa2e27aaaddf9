"""Gateways: which listener takes a request, and which routes are there for it (gateway.networking.k8s.io/v1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from atlas.model.cluster import Cluster
from atlas.model.http import Gateway, HTTPRoute
from atlas.model.network import Address
from atlas.model.outside import HttpProxy
from atlas.model.reason import Reason
from atlas.model.routes import GRPCRoute
from atlas.tracer.http.attachment import hostnames_of, is_attached
from atlas.tracer.http.listeners import Opening, openings_of
from atlas.tracer.http.outcome import Answer, Entrance, with_tls, without_tls
from atlas.tracer.http.request import Request, matches_hostname
from atlas.tracer.trace import Verdict

_SPOKEN = {
    "http": ("HTTP", "TCP"),
    "https": ("HTTPS", "TLS", "TCP"),
    "tcp": ("TCP",),
    "udp": ("UDP",),
}
"""Protocols of listeners that understand a connection; TCP takes whatever comes."""


def gateways_of(cluster: Cluster, proxy: HttpProxy, address: Address) -> tuple[Gateway, ...]:
    """Return the Gateways that this data plane serves; balancers outside have an address for each Gateway."""
    classes = {one.name for one in cluster.gateway_classes if one.controller == proxy.controller}
    return tuple(
        one
        for one in cluster.gateways
        if one.class_name in classes
        and (proxy.serves(one.reference) if proxy.in_cluster else address in one.addresses)
    )


def openings_at(
    cluster: Cluster, gateways: Iterable[Gateway], port: int, request: Request
) -> tuple[Opening, ...]:
    """Return the listeners at a port, of all Gateways that one data plane serves: for UDP, or for all that uses TCP.

    Of connections that are not looked into, those to other listeners end with the proxy itself.
    """
    udp = request.scheme == "udp"
    found = (one for gateway in gateways for one in openings_of(cluster, gateway))
    there = tuple(
        one for one in found if one.listener.port == port and (one.protocol == "UDP") == udp
    )
    if request.is_connection:
        return tuple(one for one in there if one.protocol in ("TCP", "UDP"))
    return there


def chosen(openings: Sequence[Opening], entrance: Entrance) -> tuple[Opening, ...] | Answer:
    """Return the listener for a request (two if Gateways that share a data plane conflict), or how it is turned away.

    Of several listeners that fit only the one with the most specific hostname gets the request. TLS knows the server
    name only; what the request says later has to lead to the same one.
    """
    request = entrance.request
    secure = request.scheme == "https"
    spoken = [one for one in openings if one.protocol in _SPOKEN[request.scheme]]
    if not spoken:
        return without_tls(entrance) if secure else with_tls(entrance)
    name = request.server_name if secure else request.host
    best = _most_specific(spoken, name)
    if best and all(one.protocol in ("TLS", "TCP", "UDP") for one in best):
        return (min(best, key=lambda one: one.listener.name),)
    readable = [one for one in best if one.protocol in ("HTTP", "HTTPS")]
    if secure and not any(one.has_certificate for one in readable):
        facts = (("host", name or request.host),)
        return Answer(Verdict.TLS_FAILED, Reason.NO_CERTIFICATE, facts)
    if not readable:
        return ()
    protocol = readable[0].protocol
    fitting = _most_specific((one for one in spoken if one.protocol == protocol), request.host)
    if fitting and fitting != readable:
        facts = (("host", request.host), ("name", name))
        return Answer(Verdict.MISDIRECTED, Reason.MISDIRECTED, facts)
    return tuple(fitting)


def _most_specific(openings: Iterable[Opening], host: str) -> list[Opening]:
    matching = [one for one in openings if matches_hostname(one.hostname, host)]
    best = max((specificity(one.hostname) for one in matching), default=None)
    return [one for one in matching if specificity(one.hostname) == best]


def specificity(host: str) -> tuple[bool, int]:
    """Exact names before wildcards, and these by the number of their labels, which for one host is their length."""
    return (bool(host) and not host.startswith("*"), len(host))


def routes_for(
    cluster: Cluster, openings: Iterable[Opening], request: Request
) -> Iterator[tuple[str, HTTPRoute]]:
    """Yield the attached HTTPRoutes for the request's host, each with the hostname of its own that matched.

    Both the listener's and the route's hostname match the host, so they intersect, as the API asks.
    """
    listed = tuple(openings)
    for pattern in _patterns(request.host):
        for route in cluster.routes_by_host.get(pattern, ()):
            if any(is_attached(cluster, route, one) for one in listed):
                yield pattern, route


def calls_for(
    cluster: Cluster, openings: Iterable[Opening], request: Request
) -> Iterator[tuple[str, GRPCRoute]]:
    """Yield the same for GRPCRoutes."""
    if not cluster.grpc_routes:
        return
    listed = tuple(openings)
    by_host = _grpc_routes_by_host(cluster)
    for pattern in _patterns(request.host):
        for route in by_host.get(pattern, ()):
            if any(is_attached(cluster, route, one) for one in listed):
                yield pattern, route


def _patterns(host: str) -> Iterable[str]:
    """Return the hostnames that match a host, the most specific first."""
    labels = host.split(".")
    wildcards = (f"*.{'.'.join(labels[at:])}" for at in range(1, len(labels)))
    return dict.fromkeys((host, *wildcards, ""))


def _grpc_routes_by_host(cluster: Cluster) -> Mapping[str, list[GRPCRoute]]:
    key = "grpc routes by host"
    if key not in cluster.memo:
        found: dict[str, list[GRPCRoute]] = {}
        for route in cluster.grpc_routes:
            for host in hostnames_of(route):
                found.setdefault(host, []).append(route)
        cluster.memo[key] = found
    return cluster.memo[key]
