"""Gateway API: what the routes of a Gateway make of a request (gateway.networking.k8s.io/v1; FACTS 8.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from atlas.model.cluster import Cluster
from atlas.model.reason import Reason
from atlas.model.routes import Route
from atlas.tracer.exchange import Decided
from atlas.tracer.http.attachment import is_attached
from atlas.tracer.http.filters import Match
from atlas.tracer.http.gateway_listeners import (
    calls_for,
    chosen,
    gateways_of,
    openings_at,
    routes_for,
)
from atlas.tracer.http.grpc import best_call
from atlas.tracer.http.ingress import serves_ingresses
from atlas.tracer.http.listeners import Opening
from atlas.tracer.http.outcome import Answer, Entrance, Extras, RequestOutcome, closed
from atlas.tracer.http.route_match import best_rule
from atlas.tracer.http.rules import Taken, rule_outcomes
from atlas.tracer.http.streams import connection_outcomes
from atlas.tracer.trace import Verdict


def route_outcomes(cluster: Cluster, entrance: Entrance) -> tuple[RequestOutcome, ...]:
    """Return what the Gateways that the proxy serves make of a request; nothing if no rule of theirs fits."""
    gateways = gateways_of(cluster, entrance.proxy, entrance.address)
    if not gateways:
        return ()
    openings = openings_at(cluster, gateways, entrance.port, entrance.request)
    if not openings:
        ours = serves_ingresses(cluster, entrance.proxy) or entrance.request.is_connection
        return () if ours else (closed(entrance),)
    listeners = chosen(openings, entrance)
    if isinstance(listeners, Answer):
        return (listeners,)
    if listeners and listeners[0].protocol in ("TLS", "TCP", "UDP"):
        return tuple(connection_outcomes(cluster, entrance, listeners[0]))
    return _routed(cluster, entrance, listeners)


def _routed(
    cluster: Cluster, entrance: Entrance, listeners: Sequence[Opening]
) -> tuple[RequestOutcome, ...]:
    request = entrance.request
    found = best_rule(routes_for(cluster, listeners, request), request)
    if found is not None:
        opening = _opening_of(cluster, found.route, listeners)
        reference, name = str(found.route.reference), found.rule.name
        decided = decided_by(opening, reference, found.position, name)
        match = Match(entrance.port, found.prefix)
        taken = Taken(request, found.route, found.rule, match, decided)
        return tuple(rule_outcomes(cluster, taken))
    calls = tuple(calls_for(cluster, listeners, request))
    if not calls:
        return ()
    call = best_call(calls, request)
    if call is None:
        extras = Extras(decided_by(_opening_of(cluster, calls[0][1], listeners)))
        unknown = (Verdict.GRPC_UNIMPLEMENTED, Reason.NO_GRPC_RULE)
        return (Answer(*unknown, extras=extras),)
    opening = _opening_of(cluster, call.route, listeners)
    decided = decided_by(opening, str(call.route.reference), call.position, call.rule.name)
    reason, failed = Reason.GRPC_TO_POD, Verdict.GRPC_UNAVAILABLE
    match = Match(entrance.port)
    taken = Taken(request, call.route, call.rule, match, decided, reason, failed)
    return tuple(rule_outcomes(cluster, taken))


def _opening_of(cluster: Cluster, route: Route, listeners: Iterable[Opening]) -> Opening:
    """Return the listener, of those that take the request, that the route is attached to."""
    return next(one for one in listeners if is_attached(cluster, route, one))


def decided_by(opening: Opening, route: str = "", rule: int = -1, rule_name: str = "") -> Decided:
    """Return which objects have decided: the listener of a Gateway, and, if one has, a route and its rule."""
    gateway = str(opening.gateway.reference)
    return Decided(gateway, opening.listener.name, route, rule, rule_name)
