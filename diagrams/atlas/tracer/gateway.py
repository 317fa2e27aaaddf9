"""Gateway API: which routes are attached, and which of their rules takes a request (FACTS 8.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.http import (
    Backend,
    Gateway,
    HeaderMatch,
    HTTPRoute,
    Listener,
    PathType,
    RouteMatch,
    RouteRule,
)
from atlas.model.network import Address
from atlas.model.outside import HttpProxy
from atlas.tracer.request import Request, is_prefix, matches_hostname

_PROTOCOLS = {"http": ("HTTP",), "https": ("HTTPS", "TLS")}
EVERYTHING = RouteMatch()
"""A rule without matches takes every request."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One match of one rule that fits the request, with what decides between several."""

    host: str
    match: RouteMatch
    position: int
    route: HTTPRoute
    rule: RouteRule

    @property
    def precedence(self) -> tuple[object, ...]:
        """Most specific host; Exact path, longest path; method, headers, query; oldest route, name, first rule.

        (gateway.networking.k8s.io/v1 HTTPRouteSpec.hostnames, HTTPRouteRule.matches.)
        """
        return (
            self.host.startswith("*") or not self.host,
            -len(self.host),
            self.match.path_type is not PathType.EXACT,
            -len(self.match.path),
            not self.match.method,
            -len(self.match.headers),
            -len(self.match.query),
            self.route.created,
            f"{self.route.namespace}/{self.route.name}",
            self.position,
        )


def route_backends(
    cluster: Cluster, proxy: HttpProxy, request: Request, address: Address
) -> tuple[tuple[Backend, Fraction], ...] | None:
    """Return the backends for a request that came to `address` with their shares, or None if no rule matches."""
    candidates = [
        candidate
        for gateway in _gateways(cluster, proxy, address)
        for listener in _listeners(gateway, request)
        for candidate in _candidates(cluster, gateway, listener, request)
    ]
    if not candidates:
        return None
    rule = min(candidates, key=lambda one: one.precedence).rule
    total = sum(backend.weight for backend in rule.backends)
    return tuple(
        (backend, Fraction(backend.weight, total)) for backend in rule.backends if backend.weight
    )


def is_attached(cluster: Cluster, route: HTTPRoute, gateway: Gateway, listener: Listener) -> bool:
    """Return whether a route belongs to a listener: the route names it, and the listener allows the namespace."""
    named = any(
        (parent.namespace, parent.name) == (gateway.namespace, gateway.name)
        and parent.section in ("", listener.name)
        and parent.port in (0, listener.port)
        for parent in route.parents
    )
    return named and _allows(cluster, gateway, listener, route.namespace)


def _allows(cluster: Cluster, gateway: Gateway, listener: Listener, namespace: str) -> bool:
    match listener.allowed_namespaces:
        case "All":
            return True
        case "Selector":
            labels = cluster.labels_of_namespace(namespace)
            return all(labels.get(key) == value for key, value in listener.allowed_selector.items())
        case _:
            return namespace == gateway.namespace


def _gateways(cluster: Cluster, proxy: HttpProxy, address: Address) -> Iterator[Gateway]:
    """Yield the Gateways that this data plane serves; balancers outside have an address for each Gateway."""
    classes = {one.name for one in cluster.gateway_classes if one.controller == proxy.controller}
    for gateway in cluster.gateways:
        if gateway.class_name in classes and (proxy.in_cluster or address in gateway.addresses):
            yield gateway


def _listeners(gateway: Gateway, request: Request) -> Iterator[Listener]:
    """Yield the listeners for the request's port and host; of those for one host only the most specific."""
    matching = [
        one
        for one in gateway.listeners
        if one.port == request.port
        and one.protocol in _PROTOCOLS[request.scheme]
        and matches_hostname(one.hostname, request.host)
    ]
    if matching:
        best = max(_specificity(one.hostname) for one in matching)
        yield from (one for one in matching if _specificity(one.hostname) == best)


def _specificity(host: str) -> tuple[bool, int]:
    return (bool(host) and not host.startswith("*"), len(host))


def _candidates(
    cluster: Cluster, gateway: Gateway, listener: Listener, request: Request
) -> Iterator[_Candidate]:
    for host, route in _routes(cluster, request.host):
        if is_attached(cluster, route, gateway, listener):
            for position, rule in enumerate(route.rules):
                for match in rule.matches or (EVERYTHING,):
                    if _matches(match, request):
                        yield _Candidate(host, match, position, route, rule)


def _routes(cluster: Cluster, host: str) -> Iterator[tuple[str, HTTPRoute]]:
    """Yield routes for the host with the hostname that matched, looked up label by label."""
    labels = host.split(".")
    wildcards = (f"*.{'.'.join(labels[at:])}" for at in range(1, len(labels)))
    for pattern in (host, *wildcards, ""):
        for route in cluster.routes_by_host.get(pattern, ()):
            yield pattern, route


def _matches(match: RouteMatch, request: Request) -> bool:
    return (
        _matches_path(match, request.path)
        and match.method in ("", request.method)
        and all(_has(request.headers, one, fold_case=True) for one in match.headers)
        and all(_has(request.query, one, fold_case=False) for one in match.query)
    )


def _matches_path(match: RouteMatch, path: str) -> bool:
    match match.path_type:
        case PathType.EXACT:
            return path == match.path
        case PathType.PREFIX:
            return is_prefix(match.path, path)
        case PathType.IMPLEMENTATION_SPECIFIC:
            return re.fullmatch(match.path, path) is not None


def _has(values: tuple[tuple[str, str], ...], wanted: HeaderMatch, *, fold_case: bool) -> bool:
    """Return whether one of the values is as wanted; header names are compared without regard to case."""
    for name, value in values:
        same = name.lower() == wanted.name.lower() if fold_case else name == wanted.name
        if same:
            if wanted.type == "RegularExpression":
                return re.fullmatch(wanted.value, value) is not None
            return value == wanted.value
    return False
