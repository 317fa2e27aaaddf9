"""Gateway API: what the HTTPRoutes of a Gateway make of a request (gateway.networking.k8s.io/v1; FACTS 8.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from atlas.model.backend import Backend, RequestMirror
from atlas.model.cluster import Cluster
from atlas.model.http import GrantFrom, GrantTo, HTTPRoute
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.model.service import ServiceType
from atlas.tracer.http.filters import Match, change_notes, filtered, mirrors, redirect_of
from atlas.tracer.http.gateway_listeners import (
    HTTP_ROUTE,
    chosen,
    gateways_of,
    openings_at,
    routes_for,
)
from atlas.tracer.http.ingress import serves_ingresses
from atlas.tracer.http.outcome import Answer, Entrance, Forward, Note, RequestOutcome, closed
from atlas.tracer.http.route_match import Candidate, best_rule
from atlas.tracer.trace import Verdict

GROUP = "gateway.networking.k8s.io"
SERVICE = "Service"


def route_outcomes(cluster: Cluster, entrance: Entrance) -> tuple[RequestOutcome, ...]:
    """Return what the Gateways that the proxy serves make of a request; nothing if no rule of theirs fits."""
    gateways = gateways_of(cluster, entrance.proxy, entrance.address)
    if not gateways:
        return ()
    openings = openings_at(gateways, entrance.port)
    if not openings:
        return () if serves_ingresses(cluster, entrance.proxy) else (closed(entrance),)
    listeners = chosen(openings, entrance)
    if isinstance(listeners, Answer):
        return (listeners,)
    found = best_rule(routes_for(cluster, listeners, entrance.request), entrance.request)
    return () if found is None else tuple(_outcomes(cluster, entrance, found))


def _outcomes(cluster: Cluster, entrance: Entrance, found: Candidate) -> Iterator[RequestOutcome]:
    """Yield what the rule does with its share of the requests: send them elsewhere, or on to its backends."""
    rule, request = found.rule, entrance.request
    match = Match(entrance.port, found.prefix)
    redirect = redirect_of(rule.filters, request, match)
    if redirect is not None:
        yield redirect
        return
    total = sum(backend.weight for backend in rule.backends)
    if not total:
        yield Answer(Verdict.SERVER_ERROR, Reason.NO_BACKEND_REFS)
        return
    for backend in rule.backends:
        if backend.weight:
            outcome = _outcome(cluster, entrance, found, backend)
            yield replace(outcome, share=Fraction(backend.weight, total))


def _outcome(
    cluster: Cluster, entrance: Entrance, found: Candidate, backend: Backend
) -> RequestOutcome:
    """Return what happens to the requests that one backend is to get: its filters act on them alone."""
    match = Match(entrance.port, found.prefix)
    filters = (*found.rule.filters, *backend.filters)
    invalid = _invalid(cluster, found.route, backend)
    if invalid is not None:
        return invalid
    redirect = redirect_of(
        backend.filters, filtered(found.rule.filters, entrance.request, match), match
    )
    if redirect is not None:
        return redirect
    changed = filtered(filters, entrance.request, match)
    notes = (
        *change_notes(entrance.request, changed),
        *_mirror_notes(cluster, found.route, mirrors(filters)),
    )
    return Forward(backend, replace(changed, scheme="http"), Reason.ROUTE_TO_POD, notes=notes)


def _invalid(cluster: Cluster, route: HTTPRoute, backend: Backend) -> Answer | None:
    """Return the answer to requests for a backend that is not valid (HTTPRouteRule.backendRefs: status 500).

    What is not granted is not looked at, so that nobody learns from the answer whether it exists.
    """
    facts = (("service", backend.service),)
    if backend.kind != SERVICE:
        facts = (*facts, ("kind", backend.kind))
        return Answer(Verdict.SERVER_ERROR, Reason.BACKEND_KIND_NOT_SUPPORTED, facts)
    if not is_granted(cluster, route, backend):
        facts = (*facts, ("namespace", backend.namespace))
        return Answer(Verdict.SERVER_ERROR, Reason.REFERENCE_NOT_GRANTED, facts)
    reference = Reference("service", backend.service, backend.namespace)
    service = cluster.service_by_reference.get(reference)
    if service is None or service.port(backend.port) is None:
        facts = (*facts, ("port", backend.port))
        return Answer(Verdict.SERVER_ERROR, Reason.BACKEND_NOT_FOUND, facts)
    if service.type is ServiceType.EXTERNAL_NAME:
        return Answer(Verdict.SERVER_ERROR, Reason.EXTERNAL_NAME_NOT_SUPPORTED, facts)
    return None


def is_granted(cluster: Cluster, route: HTTPRoute, backend: Backend) -> bool:
    """Return whether the route may refer to the backend: one of its own namespace, or a ReferenceGrant says so."""
    if backend.namespace == route.namespace:
        return True
    source = GrantFrom(GROUP, HTTP_ROUTE, route.namespace)
    target = GrantTo("", SERVICE, backend.service)
    return any(
        one.namespace == backend.namespace and one.permits(source, target)
        for one in cluster.reference_grants
    )


def _mirror_notes(
    cluster: Cluster, route: HTTPRoute, filters: Iterable[RequestMirror]
) -> Iterator[Note]:
    """Yield where copies go. A mirror that is not valid is left out, without consequence for the request."""
    for one in filters:
        if _invalid(cluster, route, one.backend) is None:
            facts = (("mirror", one.backend.service), ("share", one.share))
            yield Note(Reason.REQUEST_MIRRORED, facts)
