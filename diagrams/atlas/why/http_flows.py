"""Requests that an Ingress or a route is there for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atlas.model.cluster import Cluster
from atlas.model.http import Gateway, HTTPRoute, Ingress, Listener, PathType, ValueType
from atlas.model.network import Protocol
from atlas.model.routes import GRPCRoute, Route, StreamKind, StreamRoute
from atlas.tracer.http.attachment import hostnames_of, kinds_allowed, names
from atlas.tracer.http.listeners import gateway_of, openings_of
from atlas.tracer.trace import Flow
from atlas.why.probes import outside_source

_MOST = 12
"""Requests that are tried for one object."""
_PLAIN = re.compile(r"[^(\\[*?+$|{^\\\\]*")
"""What comes before the first sign of a pattern, which some controllers allow in paths."""
_ANY = "any"
"""Stands for the star of a wildcard."""


def ingress_flows(cluster: Cluster, ingress: Ingress) -> tuple[Flow, ...]:
    """Return a request for each host and path of the Ingress."""
    urls: list[str] = []
    for rule in ingress.rules:
        host = rule.host.replace("*", _ANY) or _address(ingress.addresses)
        if host:
            urls += [f"{host}{_path(path.path, path.path_type)}" for path in rule.paths]
    if not ingress.rules and ingress.default_backend is not None and ingress.addresses:
        urls.append(f"{_address(ingress.addresses)}/")
    return _flows(cluster, [f"http://{one}" for one in urls])


def route_flows(cluster: Cluster, route: Route) -> tuple[Flow, ...]:
    """Return a request for each hostname and path of the route, or a connection, at each listener that it names."""
    flows: list[Flow] = []
    for parent in route.parents:
        gateway = gateway_of(cluster, parent)
        if gateway is None:
            continue
        named = (o.listener for o in openings_of(cluster, gateway) if names(parent, o))
        for listener in (one for one in named if route.kind in kinds_allowed(one)):
            if isinstance(route, StreamRoute) and route.kind is not StreamKind.TLS:
                flows += _connections(cluster, gateway, listener, route.kind)
            else:
                flows += _flows(cluster, list(_urls(gateway, listener, route)))
    return tuple(dict.fromkeys(flows))[:_MOST]


def _connections(
    cluster: Cluster, gateway: Gateway, listener: Listener, kind: StreamKind
) -> Iterator[Flow]:
    source, address = outside_source(cluster), _address(gateway.addresses)
    if source and address:
        protocol = Protocol.UDP if kind is StreamKind.UDP else Protocol.TCP
        yield Flow(source, f"{address}:{listener.port}", protocol=protocol)


_SCHEMES = {"HTTP": ("http", "grpc"), "HTTPS": ("https", "grpcs"), "TLS": ("https", "grpcs")}
"""How a listener of a protocol is asked, for pages and for calls."""


def _urls(gateway: Gateway, listener: Listener, route: Route) -> Iterator[str]:
    schemes = _SCHEMES.get(listener.protocol.upper())
    if schemes is None:
        return
    for name in hostnames_of(route):
        if not name or ("*" in name and listener.hostname and "*" not in listener.hostname):
            name = listener.hostname
        host = name.replace("*", _ANY) or _address(gateway.addresses)
        if not host:
            continue
        scheme = schemes[isinstance(route, GRPCRoute)]
        for path in _paths(route):
            yield f"{scheme}://{host}:{listener.port}{path}"


def _paths(route: Route) -> Iterator[str]:
    """Yield the paths that a route is asked for: those that nothing but the path decides about."""
    if isinstance(route, StreamRoute):
        yield "/"
    elif isinstance(route, HTTPRoute):
        for match in (one for rule in route.rules for one in rule.matches[:2]):
            if not (match.headers or match.query or match.method):
                yield _path(match.path, match.path_type)
    else:
        for call in (one for rule in route.rules for one in rule.matches[:2]):
            if call.type is ValueType.EXACT and not call.headers:
                yield f"/{call.service or _ANY}/{call.method or _ANY}"


def _path(path: str, type: PathType) -> str:
    if type is PathType.REGULAR_EXPRESSION:
        return "/"
    return _PLAIN.match(path or "/").group() or "/"  # type: ignore[union-attr]


def _address(addresses: tuple[object, ...]) -> str:
    if not addresses:
        return ""
    text = str(addresses[0])
    return f"[{text}]" if ":" in text else text


def _flows(cluster: Cluster, urls: list[str]) -> tuple[Flow, ...]:
    source = outside_source(cluster)
    if not source:
        return ()
    return tuple(Flow(source, url) for url in list(dict.fromkeys(urls))[:_MOST])
