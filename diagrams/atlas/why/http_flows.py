"""Requests that an Ingress or a route is there for."""

from __future__ import annotations

import re

from atlas.model.cluster import Cluster
from atlas.model.http import Gateway, HTTPRoute, Ingress, PathType
from atlas.model.reference import Reference
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


def route_flows(cluster: Cluster, route: HTTPRoute) -> tuple[Flow, ...]:
    """Return a request for each hostname and path of the route, at each listener that it names."""
    urls: list[str] = []
    for parent in route.parents:
        gateway = cluster.gateway_by_reference.get(
            Reference("gateway", parent.name, parent.namespace)
        )
        if gateway is not None:
            urls += _urls(gateway, route, parent.section)
    return _flows(cluster, urls)


def _urls(gateway: Gateway, route: HTTPRoute, section: str) -> list[str]:
    found: list[str] = []
    for listener in gateway.listeners:
        if section not in ("", listener.name) or listener.protocol.upper() not in ("HTTP", "HTTPS"):
            continue
        scheme = listener.protocol.lower()
        for name in route.hostnames or (listener.hostname,):
            if "*" in name and listener.hostname and "*" not in listener.hostname:
                name = listener.hostname
            host = name.replace("*", _ANY) or _address(gateway.addresses)
            for rule in route.rules:
                for match in rule.matches[:2]:
                    plain = not (match.headers or match.query or match.method)
                    if host and plain:
                        path = _path(match.path, match.path_type)
                        found.append(f"{scheme}://{host}:{listener.port}{path}")
    return found


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
