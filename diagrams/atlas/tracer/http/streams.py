"""TLSRoute, TCPRoute, UDPRoute: where a Gateway sends a connection whose content it does not read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from atlas.model.backend import Backend
from atlas.model.cluster import Cluster
from atlas.model.http import TLSMode
from atlas.model.reason import Reason
from atlas.model.routes import StreamKind, StreamRoute
from atlas.tracer.exchange import Decided
from atlas.tracer.http.attachment import hostnames_of, is_attached
from atlas.tracer.http.backends import invalid_backend, policy_for, tls_note, without_tls
from atlas.tracer.http.listeners import Opening
from atlas.tracer.http.outcome import Answer, Entrance, Extras, Forward, RequestOutcome
from atlas.tracer.http.request import Request, matches_hostname
from atlas.tracer.trace import Verdict

_KIND = {"TLS": StreamKind.TLS, "TCP": StreamKind.TCP, "UDP": StreamKind.UDP}


def connection_outcomes(
    cluster: Cluster, entrance: Entrance, opening: Opening
) -> Iterator[RequestOutcome]:
    """Yield what happens to a connection at a listener for TLS, TCP or UDP: the backends of its route get their shares."""
    request = entrance.request
    failed = _failed(opening, request)
    told = Extras(_decided(opening))
    terminates = opening.protocol == "TLS" and opening.listener.tls_mode is TLSMode.TERMINATE
    if terminates and not opening.has_certificate:
        facts = (("host", request.server_name or request.host),)
        yield Answer(Verdict.TLS_FAILED, Reason.NO_CERTIFICATE, facts, extras=told)
        return
    route = route_for(cluster, opening, request)
    if route is None:
        facts = (("listener", opening.listener.name), ("kind", _KIND[opening.protocol].value))
        yield Answer(failed, Reason.NO_STREAM_ROUTE, facts, extras=told)
        return
    told = Extras(replace(_decided(opening), route=str(route.reference), rule=0))
    total = sum(one.weight for one in route.backends)
    if not total:
        facts = (("route", route.kind.value),)
        yield Answer(failed, Reason.NO_BACKEND_REFS, facts, extras=told)
        return
    for backend in route.backends:
        if backend.weight:
            outcome = _outcome(cluster, opening, route, backend, request)
            share = Fraction(backend.weight, total)
            yield replace(outcome, share=share, extras=told)


def _decided(opening: Opening) -> Decided:
    return Decided(str(opening.gateway.reference), opening.listener.name)


def _failed(opening: Opening, request: Request) -> Verdict:
    """Return what a client feels whose connection leads nowhere: no handshake, a closed connection, no answer."""
    if opening.protocol == "UDP":
        return Verdict.TIMED_OUT
    return Verdict.TLS_FAILED if request.scheme == "https" else Verdict.REFUSED


def route_for(cluster: Cluster, opening: Opening, request: Request) -> StreamRoute | None:
    """Return the route: for the server name of TLS the one with the most specific hostname; then the oldest."""
    kind, name = _KIND[opening.protocol], request.server_name
    found = [
        (_rank(host), one.created, f"{one.namespace}/{one.name}", one)
        for one in cluster.stream_routes
        if one.kind is kind and is_attached(cluster, one, opening)
        for host in hostnames_of(one)
        if matches_hostname(host, name)
    ]
    return min(found, key=lambda one: one[:3])[3] if found else None


def _rank(host: str) -> tuple[bool, int]:
    return (host.startswith("*") or not host, -len(host))


def _outcome(
    cluster: Cluster, opening: Opening, route: StreamRoute, backend: Backend, request: Request
) -> Forward | Answer:
    failed = _failed(opening, request)
    invalid = invalid_backend(cluster, route, backend, failed)
    if invalid is not None:
        return invalid
    if opening.protocol != "TLS" or opening.listener.tls_mode is TLSMode.PASSTHROUGH:
        reason = (
            Reason.TLS_PASSED_THROUGH if opening.protocol == "TLS" else Reason.CONNECTION_TO_POD
        )
        return Forward(backend, request, reason, raw=True)
    policy = policy_for(cluster, backend)
    unsafe = without_tls(cluster, backend, policy) if policy is not None else None
    if unsafe is not None:
        return replace(unsafe, verdict=failed)
    notes = () if policy is None else (tls_note(backend, policy),)
    scheme = "http" if policy is None else "https"
    name = "" if policy is None else policy.hostname
    inner = replace(request, scheme=scheme, server_name=name)
    return Forward(backend, inner, Reason.TLS_ENDED_HERE, notes=notes, raw=True)
