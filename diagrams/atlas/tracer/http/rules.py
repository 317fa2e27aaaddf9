"""Rules of HTTPRoutes and GRPCRoutes at work: what happens to the requests that a rule has taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from atlas.model.backend import Backend, RequestMirror, RouteFilter
from atlas.model.cluster import Cluster
from atlas.model.http import HTTPRoute, RouteRule
from atlas.model.reason import Reason
from atlas.model.routes import GRPCRoute, GRPCRule
from atlas.tracer.exchange import Decided
from atlas.tracer.http.backends import invalid_backend, policy_for, tls_note, without_tls
from atlas.tracer.http.cors import cors_headers, cors_of, preflight
from atlas.tracer.http.filters import (
    Match,
    answer_headers,
    change_notes,
    filtered,
    mirrors,
    not_computed,
    redirect_of,
)
from atlas.tracer.http.outcome import Answer, Extras, Forward, Note, RequestOutcome
from atlas.tracer.http.request import Request
from atlas.tracer.trace import Verdict


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that a rule has taken: `match` is how it came in, `reason` that of passing it on.

    `decided` are the objects that have decided, `failed` what clients get from a rule that leads nowhere.
    """

    request: Request
    route: HTTPRoute | GRPCRoute
    rule: RouteRule | GRPCRule
    match: Match
    decided: Decided
    reason: Reason = Reason.ROUTE_TO_POD
    failed: Verdict = Verdict.SERVER_ERROR


def rule_outcomes(cluster: Cluster, taken: Taken) -> Iterator[RequestOutcome]:
    """Yield what the rule does with its share of the requests: send them elsewhere, or on to its backends."""
    rule = taken.rule
    answer = _own_answer(rule.filters, taken.request, taken.match)
    if answer is not None:
        yield _told(taken, answer, rule.filters)
        return
    total = sum(backend.weight for backend in rule.backends)
    if not total:
        facts = (("route", taken.route.kind),)
        yield _told(taken, Answer(taken.failed, Reason.NO_BACKEND_REFS, facts), rule.filters)
        return
    for backend in rule.backends:
        if backend.weight:
            outcome = _outcome(cluster, taken, backend)
            yield replace(outcome, share=Fraction(backend.weight, total))


def _own_answer(filters: Iterable[RouteFilter], request: Request, match: Match) -> Answer | None:
    """Return the answer that a filter gives in place of any backend."""
    listed = tuple(filters)
    cors = cors_of(listed)
    answer = preflight(cors, request) if cors is not None else None
    return answer or redirect_of(listed, request, match)


def _outcome(cluster: Cluster, taken: Taken, backend: Backend) -> RequestOutcome:
    """Return what happens to the requests that one backend is to get: its filters act on them alone."""
    filters = (*taken.rule.filters, *backend.filters)
    invalid = invalid_backend(cluster, taken.route, backend, taken.failed)
    if invalid is not None:
        return _told(taken, invalid, filters)
    before = filtered(taken.rule.filters, taken.request, taken.match)
    answer = _own_answer(backend.filters, before, taken.match)
    if answer is not None:
        return _told(taken, answer, filters)
    policy = policy_for(cluster, backend)
    unsafe = without_tls(cluster, backend, policy) if policy is not None else None
    if unsafe is not None:
        return _told(taken, unsafe, filters)
    changed = filtered(filters, taken.request, taken.match)
    copies = tuple(_mirrors(cluster, taken, filters))
    notes = (
        *change_notes(taken.request, changed),
        *(_mirror_note(one) for one in copies),
        *((tls_note(backend, policy),) if policy is not None else ()),
    )
    scheme = "http" if policy is None else "https"
    onward = replace(changed, scheme=scheme, server_name=policy.hostname if policy else "")
    extras = replace(
        _extras(taken, filters),
        mirrors=tuple((str(one.backend.reference), one.share) for one in copies),
    )
    grpc = taken.failed is Verdict.GRPC_UNAVAILABLE
    return Forward(backend, onward, taken.reason, notes=notes, extras=extras, grpc=grpc)


def _told(taken: Taken, answer: Answer, filters: Iterable[RouteFilter]) -> Answer:
    """Return the answer with the objects that have decided; headers of an answer of a filter's own stay."""
    extras = _extras(taken, filters)
    own = answer.extras.answer
    if own.set:
        extras = replace(extras, answer=own)
    return replace(answer, extras=extras)


def _extras(taken: Taken, filters: Iterable[RouteFilter]) -> Extras:
    listed = tuple(filters)
    headers = answer_headers(listed)
    cors = cors_of(listed)
    if cors is not None:
        headers = replace(headers, set=(*cors_headers(cors, taken.request), *headers.set))
    rule = taken.rule
    left_out = [*not_computed(listed), *rule.not_computed]
    timeouts: tuple[tuple[str, str], ...] = ()
    if isinstance(rule, RouteRule):
        timeouts = rule.timeouts
        left_out += ["retry"] if rule.retry else []
        left_out += [f"timeouts.{name}" for name, _ in timeouts]
    return Extras(taken.decided, headers, (), timeouts, tuple(dict.fromkeys(left_out)))


def _mirrors(
    cluster: Cluster, taken: Taken, filters: Iterable[RouteFilter]
) -> Iterator[RequestMirror]:
    """Yield where copies go. A mirror that is not valid is left out, without consequence for the request."""
    for one in mirrors(filters):
        if invalid_backend(cluster, taken.route, one.backend) is None:
            yield one


def _mirror_note(one: RequestMirror) -> Note:
    return Note(Reason.REQUEST_MIRRORED, (("mirror", one.backend.service), ("share", one.share)))
