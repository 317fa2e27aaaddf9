"""Attachment: which routes belong to a listener, and why others do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from atlas.model.cluster import Cluster
from atlas.model.http import HTTPRoute, Listener, ParentKind, ParentReference
from atlas.model.routes import GRPCRoute, Route, StreamKind
from atlas.tracer.http.listeners import Opening, admits
from atlas.tracer.http.request import intersects

_KINDS = {
    "HTTP": frozenset({"HTTPRoute", "GRPCRoute"}),
    "HTTPS": frozenset({"HTTPRoute", "GRPCRoute"}),
    "TLS": frozenset({StreamKind.TLS.value}),
    "TCP": frozenset({StreamKind.TCP.value}),
    "UDP": frozenset({StreamKind.UDP.value}),
}
"""Which routes a listener of a protocol can have."""


class Attachment(StrEnum):
    """Whether a route belongs to a listener: reasons of its condition Accepted."""

    ACCEPTED = "Accepted"
    NO_MATCHING_PARENT = "NoMatchingParent"
    NOT_ALLOWED = "NotAllowedByListeners"
    NO_MATCHING_HOSTNAME = "NoMatchingListenerHostname"


def attachment(cluster: Cluster, route: Route, opening: Opening) -> Attachment:
    """Return whether a route belongs to a listener: the route names it, and the listener lets it in."""
    if not any(names(parent, opening) for parent in route.parents):
        return Attachment.NO_MATCHING_PARENT
    listener = opening.listener
    if route.kind not in kinds_of(opening) or not admits(
        cluster,
        listener.allowed_namespaces,
        listener.allowed_selector,
        opening.owner.namespace,
        route.namespace,
    ):
        return Attachment.NOT_ALLOWED
    if not any(intersects(one, opening.hostname) for one in hostnames_of(route)):
        return Attachment.NO_MATCHING_HOSTNAME
    return Attachment.ACCEPTED


def names(parent: ParentReference, opening: Opening) -> bool:
    """Return whether a route's reference means the listener; one to a Gateway does not mean its ListenerSets'."""
    return (
        parent.kind is not ParentKind.SERVICE
        and parent.reference == opening.owner
        and parent.section in ("", opening.listener.name)
        and parent.port in (0, opening.listener.port)
    )


def kinds_of(opening: Opening) -> frozenset[str]:
    """Return the kinds of routes that the listener takes: those of its protocol, as far as it allows them."""
    return kinds_allowed(opening.listener)


def kinds_allowed(listener: Listener) -> frozenset[str]:
    """Return the kinds of routes that a listener takes, whoever it belongs to."""
    kinds = _KINDS.get(listener.protocol.upper(), frozenset())
    allowed = listener.allowed_kinds
    return kinds & {*allowed} if allowed else kinds


def hostnames_of(route: Route) -> tuple[str, ...]:
    """Return the hostnames; "" is every host."""
    return route.hostnames or ("",)


def is_attached(cluster: Cluster, route: Route, opening: Opening) -> bool:
    """Return whether the route belongs to the listener."""
    one = opening.listener
    key = ("attached", opening.owner, one.name, one.port, one.protocol, one.hostname)
    if key not in cluster.memo:
        cluster.memo[key] = {one.reference for one in _accepted(cluster, opening)}
    return route.reference in cluster.memo[key]


def _accepted(cluster: Cluster, opening: Opening) -> Iterator[Route]:
    """Yield the routes that the listener accepts.

    Of an HTTPRoute and a GRPCRoute for the same hosts the older one wins, then the one whose name comes first
    (GRPCRouteSpec.hostnames).
    """
    routes: Iterable[Route] = (*cluster.http_routes, *cluster.grpc_routes, *cluster.stream_routes)
    found = [one for one in routes if attachment(cluster, one, opening) is Attachment.ACCEPTED]
    taken: list[Route] = []
    for one in sorted(
        found, key=lambda one: (one.created, f"{one.namespace}/{one.name}", one.kind)
    ):
        if not any(_excludes(other, one, opening) for other in taken):
            taken.append(one)
            yield one


def _excludes(first: Route, second: Route, opening: Opening) -> bool:
    """Return whether two routes of different kinds are for some common host of the listener."""
    if first.kind == second.kind or not isinstance(first, HTTPRoute | GRPCRoute):
        return False
    return any(
        intersects(one, other)
        and intersects(one, opening.hostname)
        and intersects(other, opening.hostname)
        for one in hostnames_of(first)
        for other in hostnames_of(second)
    )


def displaced_by(cluster: Cluster, route: Route, opening: Opening) -> Route | None:
    """Return the route of another kind that has the hosts of this one, which the listener would accept without it."""
    if attachment(cluster, route, opening) is not Attachment.ACCEPTED:
        return None
    others: Iterable[Route] = (*cluster.http_routes, *cluster.grpc_routes)
    return next(
        (
            one
            for one in others
            if is_attached(cluster, one, opening) and _excludes(one, route, opening)
        ),
        None,
    )
