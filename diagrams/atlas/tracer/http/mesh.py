"""Service mesh: routes that are attached to Services, applied beside the Pod that sends (GEP-1426, GAMMA)."""

from __future__ import annotations

from collections.abc import Sequence

from atlas.model.cluster import Cluster, ServiceMesh
from atlas.model.http import HTTPRoute, ParentKind, ParentReference
from atlas.model.network import Packet
from atlas.model.outside import HttpProxy
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.model.routes import GRPCRoute
from atlas.model.service import Service, ServicePort
from atlas.tracer.exchange import Decided
from atlas.tracer.http.filters import Match
from atlas.tracer.http.grpc import best_call
from atlas.tracer.http.outcome import Answer, RequestOutcome
from atlas.tracer.http.request import Request
from atlas.tracer.http.route_match import best_rule
from atlas.tracer.http.rules import Taken, rule_outcomes
from atlas.tracer.trace import Place, PlaceKind, Verdict

MESH = HttpProxy("mesh", "", selector={"mesh": "sidecar"})
"""Stands for the proxies of a mesh, which sit beside every Pod."""

MeshRoute = HTTPRoute | GRPCRoute


def mesh_outcomes(
    cluster: Cluster, place: Place, packet: Packet, request: Request
) -> tuple[RequestOutcome, ...] | None:
    """Return what the mesh makes of a request that a Pod sends to a Service; None if it has no route for that.

    It goes by the address of the Service, not by the Host header, and by the port. What goes to a Pod's own address
    is left alone.
    """
    found = cluster.service_by_address.get(
        (packet.destination, packet.destination_port, packet.protocol)
    )
    if place.kind is not PlaceKind.POD or found is None or not has_mesh(cluster):
        return None
    service, port = found
    if packet.destination not in service.cluster_ips:
        return None
    routes = routes_on(cluster, service, port, place.namespace)
    if not routes:
        return None
    taken = _taken_by(service, port.port, routes, request)
    return (taken,) if isinstance(taken, Answer) else tuple(rule_outcomes(cluster, taken))


def has_mesh(cluster: Cluster) -> bool:
    """Return whether routes on Services are applied; unless stated otherwise, they are."""
    return cluster.network.service_mesh is not ServiceMesh.ABSENT


def routes_on(
    cluster: Cluster, service: Service, port: ServicePort, namespace: str
) -> tuple[MeshRoute, ...]:
    """Return the routes for requests from a namespace to a port of the Service.

    Those of the Service's own namespace are for all clients (producer routes). Those of another one are for requests from
    there only, and come before (consumer routes).
    """
    attached = [
        one
        for one in (*cluster.http_routes, *cluster.grpc_routes)
        if any(names(parent, service.reference, port) for parent in one.parents)
    ]
    consumer = tuple(one for one in attached if one.namespace == namespace != service.namespace)
    return consumer or tuple(one for one in attached if one.namespace == service.namespace)


def names(parent: ParentReference, service: Reference, port: ServicePort) -> bool:
    """Return whether a route's reference means that port of the Service; `sectionName` is then the port's name."""
    is_service = parent.kind is ParentKind.SERVICE and parent.reference == service
    return is_service and parent.port in (0, port.port) and parent.section in ("", port.name)


def _taken_by(
    service: Service,
    port: int,
    routes: Sequence[MeshRoute],
    request: Request,
) -> Taken | Answer:
    """Return the rule that takes the request, or the answer if none does.

    Of HTTPRoutes and GRPCRoutes on one Service the kind of the older one counts, as for a listener. Hostnames of routes
    on Services are not looked at.
    """
    first = min(routes, key=lambda one: (one.created, f"{one.namespace}/{one.name}"))
    reason, facts = Reason.MESH_TO_POD, (("service", service.name),)
    if isinstance(first, HTTPRoute):
        found = best_rule((("", one) for one in routes if isinstance(one, HTTPRoute)), request)
        if found is None:
            return Answer(Verdict.NOT_FOUND, Reason.NO_MESH_RULE, facts)
        decided = _decided(found.route, found.position, found.rule.name)
        match = Match(port, found.prefix)
        return Taken(request, found.route, found.rule, match, decided, reason)
    call = best_call((("", one) for one in routes if isinstance(one, GRPCRoute)), request)
    if call is None:
        return Answer(Verdict.GRPC_UNIMPLEMENTED, Reason.NO_MESH_RULE, facts)
    decided = _decided(call.route, call.position, call.rule.name)
    failed = Verdict.GRPC_UNAVAILABLE
    return Taken(request, call.route, call.rule, Match(port), decided, reason, failed)


def _decided(route: MeshRoute, rule: int, name: str) -> Decided:
    return Decided(route=str(route.reference), rule=rule, rule_name=name)
