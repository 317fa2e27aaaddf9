"""Ingress: which backend the rules name for a request (networking/v1; FACTS 8.1)."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.model.cluster import Cluster
from atlas.model.http import Backend, Ingress, IngressPath, PathType
from atlas.model.network import Address
from atlas.model.outside import HttpProxy
from atlas.tracer.request import Request, host_patterns, is_prefix

CLASS_ANNOTATION = "kubernetes.io/ingress.class"
GKE_CONTROLLER = "gce"
"""Serves Ingresses that name no class at all, where there is no default class (FACTS 8.4)."""


def ingress_backend(
    cluster: Cluster, proxy: HttpProxy, request: Request, address: Address
) -> Backend | None:
    """Return the backend for a request that came to `address`, or None if nothing matches.

    The most specific host decides first. Below it the longest path wins, and Exact before Prefix; between Ingress
    objects, about which the API says nothing, the oldest wins.
    """
    for host in host_patterns(request.host):
        ingresses = tuple(
            one
            for one in cluster.ingresses_by_host.get(host, ())
            if _serves(cluster, proxy, one, address)
        )
        if ingresses:
            matching = [
                (path, one)
                for one in ingresses
                for path in _paths(one, host)
                if _matches(path, request.path)
            ]
            if matching:
                return min(matching, key=_precedence)[0].backend
            break
    return _default_backend(cluster, proxy, address)


def _precedence(found: tuple[IngressPath, Ingress]) -> tuple[int, bool, str, str, str]:
    path, ingress = found
    return (
        -len(path.path),
        path.path_type is not PathType.EXACT,
        ingress.created,
        ingress.namespace,
        ingress.name,
    )


def _paths(ingress: Ingress, host: str) -> Iterator[IngressPath]:
    for rule in ingress.rules:
        if rule.host == host:
            yield from rule.paths


def _matches(path: IngressPath, requested: str) -> bool:
    match path.path_type:
        case PathType.EXACT:
            return path.path == requested
        case PathType.PREFIX:
            return is_prefix(path.path, requested)
        case PathType.IMPLEMENTATION_SPECIFIC:
            # ingress-nginx reads it as Prefix; the GKE controller writes prefixes with a star.
            return is_prefix(path.path.removesuffix("*"), requested)


def _default_backend(cluster: Cluster, proxy: HttpProxy, address: Address) -> Backend | None:
    found = [
        (one.created, one.namespace, one.name, one.default_backend)
        for one in cluster.ingresses
        if one.default_backend is not None and _serves(cluster, proxy, one, address)
    ]
    return min(found, key=lambda one: one[:3])[3] if found else None


def _serves(cluster: Cluster, proxy: HttpProxy, ingress: Ingress, address: Address) -> bool:
    """Return whether the proxy is the one for this Ingress. Outside balancers have an address for each Ingress."""
    controller = _controller(cluster, ingress)
    if not proxy.in_cluster and address not in ingress.addresses:
        return False
    return controller == proxy.controller or (not controller and proxy.controller == GKE_CONTROLLER)


def _controller(cluster: Cluster, ingress: Ingress) -> str:
    """Return the controller that the Ingress asks for: by annotation, by class, by the default class, or none."""
    annotated = ingress.annotations.get(CLASS_ANNOTATION, "")
    name = annotated or ingress.class_name
    for one in cluster.ingress_classes:
        if one.name == name or (not name and one.is_default):
            return one.controller
    return annotated or (f"class {name}" if name else "")
