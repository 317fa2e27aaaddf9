"""Near misses of routes: those that are meant for a request and not accepted, and what a rule asks for and is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.model.cluster import Cluster
from atlas.model.http import Gateway, ParentReference
from atlas.model.network import Address
from atlas.model.routes import Route
from atlas.tracer.http.attachment import Attachment, attachment, displaced_by, hostnames_of, names
from atlas.tracer.http.listeners import Fault, Opening, all_openings, gateway_of
from atlas.tracer.http.mesh import has_mesh, routes_on
from atlas.tracer.http.request import matches_hostname
from atlas.tracer.near_miss import Near, NearMiss
from atlas.tracer.trace import Branch, PlaceKind, Trace

_MOST = 3
"""More routes than that help nobody."""


def not_accepted(cluster: Cluster, branch: Branch, request: str) -> Iterator[NearMiss]:
    """Yield routes for the host of a request that their Gateway does not accept, with the reason of its condition."""
    host = request.partition("/")[0].partition(":")[0]
    asked = branch.hops[0].after.destination
    count = 0
    for route in (*cluster.http_routes, *cluster.grpc_routes, *cluster.stream_routes):
        named = [one for one in hostnames_of(route) if one and matches_hostname(one, host)]
        for parent in route.parents:
            gateway = gateway_of(cluster, parent)
            if gateway is None:
                continue
            if not (named or _waits(cluster, route, parent, gateway, host, asked)):
                continue
            reason = why_not(cluster, route, parent, gateway)
            if reason and count < _MOST:
                count += 1
                yield _near(cluster, route, parent, gateway, reason)


def _waits(
    cluster: Cluster,
    route: Route,
    parent: ParentReference,
    gateway: Gateway,
    host: str,
    asked: Address,
) -> bool:
    """Return whether a route without hostnames names a listener for the host, at the Gateway that was asked."""
    return (
        not route.hostnames
        and asked in gateway.addresses
        and any(
            names(parent, one) and matches_hostname(one.hostname, host)
            for one in all_openings(cluster, gateway)
        )
    )


def why_not(cluster: Cluster, route: Route, parent: ParentReference, gateway: Gateway) -> str:
    """Return the reason for which the condition Accepted is false for that parent, or "" if it is true.

    Where a route of another kind has the hosts the API names no reason; then it is that route.
    """
    openings = [one for one in all_openings(cluster, gateway) if names(parent, one)]
    if not openings:
        return Attachment.NO_MATCHING_PARENT.value
    found = [_why_not_at(cluster, route, one) for one in openings]
    return "" if "" in found else found[0]


def _why_not_at(cluster: Cluster, route: Route, opening: Opening) -> str:
    if opening.fault is not Fault.NONE:
        return opening.fault.value
    found = attachment(cluster, route, opening)
    if found is not Attachment.ACCEPTED:
        return found.value
    other = displaced_by(cluster, route, opening)
    return "" if other is None else str(other.reference)


def _near(
    cluster: Cluster, route: Route, parent: ParentReference, gateway: Gateway, reason: str
) -> NearMiss:
    owned = [one for one in all_openings(cluster, gateway) if one.owner == parent.reference]
    facts = (
        ("route", str(route.reference)),
        ("gateway", str(parent.reference)),
        ("listener", parent.section or "-"),
        ("takes", _taken(owned)),
        ("reason", reason),
    )
    return NearMiss(Near.LISTENER, facts)


def _taken(openings: Iterable[Opening]) -> str:
    """Return what each listener lets in: `public (tools.example.com, Same)`."""
    said = [
        f"{one.listener.name} ({one.hostname or '*'}, {one.listener.allowed_namespaces.value})"
        for one in openings
    ]
    return ", ".join(said[:_MOST]) + (" …" if len(said) > _MOST else "")


def refused_listeners(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    """Yield listeners for the port that was asked, at that address, that are not programmed."""
    asked = branch.hops[0].after
    for gateway in cluster.gateways_by_address.get(asked.destination, ()):
        for one in all_openings(cluster, gateway):
            if one.fault is not Fault.NONE and one.listener.port == asked.destination_port:
                facts = (
                    ("listener", one.listener.name),
                    ("owner", str(one.owner)),
                    ("condition", _CONDITIONS[one.fault]),
                    ("reason", one.fault.value),
                )
                yield NearMiss(Near.LISTENER_FAULT, facts)


_CONDITIONS = {
    Fault.HOSTNAME_CONFLICT: "Conflicted: True, Accepted: False, Programmed: False",
    Fault.PROTOCOL_CONFLICT: "Conflicted: True, Accepted: False, Programmed: False",
    Fault.NOT_ALLOWED: "Accepted: False, Programmed: False",
    Fault.REF_NOT_PERMITTED: "ResolvedRefs: False, Programmed: False",
}
"""What the status of a listener then says."""


def left_out(branch: Branch) -> Iterator[NearMiss]:
    """Yield what a rule asks for and the model does not compute."""
    for one in branch.exchanges:
        if one.not_computed:
            fields = ", ".join(one.not_computed)
            yield NearMiss(Near.NOT_COMPUTED, (("route", one.decided.route), ("fields", fields)))


def on_a_service(cluster: Cluster, answer: Trace) -> Iterator[NearMiss]:
    """Yield a route that would decide if the connection to a Service of the mesh were known to carry HTTP."""
    if "://" in answer.flow.to or not answer.branches[0].hops or not has_mesh(cluster):
        return
    first = answer.branches[0].hops[0]
    packet = first.after
    key = (packet.destination, packet.destination_port, packet.protocol)
    found = cluster.service_by_address.get(key)
    if first.place.kind is not PlaceKind.POD or found is None:
        return
    service, port = found
    for route in routes_on(cluster, service, port, first.place.namespace)[:1]:
        url = f"http://{service.name}.{service.namespace}:{port.port}/"
        facts = (("route", str(route.reference)), ("service", str(service.reference)), ("url", url))
        yield NearMiss(Near.MESH_ROUTE, facts)
