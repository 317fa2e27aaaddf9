"""Records: what a proxy has done with a request, in the words of an Exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from atlas.tracer.exchange import UNCHANGED, Exchange, Seen
from atlas.tracer.http.outcome import Answer, Extras, Forward
from atlas.tracer.http.request import Request
from atlas.tracer.journey import Journey
from atlas.tracer.trace import Verdict

GRPC_VERDICTS: Mapping[Verdict, Verdict] = {
    Verdict.NOT_FOUND: Verdict.GRPC_UNIMPLEMENTED,
    Verdict.BAD_GATEWAY: Verdict.GRPC_UNAVAILABLE,
    Verdict.UNAVAILABLE: Verdict.GRPC_UNAVAILABLE,
    Verdict.GATEWAY_TIMEOUT: Verdict.GRPC_UNAVAILABLE,
}
"""What a gRPC client makes of an HTTP status (grpc/grpc doc/http-grpc-status-mapping.md)."""
_GRPC_CODES = {Verdict.GRPC_UNIMPLEMENTED: 12, Verdict.GRPC_UNAVAILABLE: 14}
_GRPC_OVER_HTTP = 200


def answered(proxy: str, request: Request, answer: Answer) -> Exchange:
    """Return the record of an answer of the proxy's own."""
    status, code = _statuses(answer.verdict)
    location = next((str(value) for name, value in answer.facts if name == "location"), "")
    told = _record(proxy, request, answer.extras)
    headers = told.answer if status else UNCHANGED
    return replace(told, status=status, grpc_status=code, location=location, answer=headers)


def passed_on(proxy: str, request: Request, forward: Forward) -> Exchange:
    """Return the record of a request that goes on to a backend."""
    told = _record(proxy, request, forward.extras)
    reference = str(forward.backend.reference)
    return replace(told, backend=reference, forwarded=seen(forward.request))


def with_failure(journey: Journey, verdict: Verdict) -> Journey:
    """Return the journey whose last record says what the client gets, because the backend has not answered."""
    if not journey.exchanges:
        return journey
    status, code = _statuses(verdict)
    *before, last = journey.exchanges
    told = replace(last, status=status, grpc_status=code)
    return replace(journey, exchanges=(*before, told))


def seen(request: Request) -> Seen:
    """Return the request as one party sees it."""
    headers = request.headers
    query = request.query_text
    return Seen(request.method, request.scheme, request.host, request.path, query, headers)


def _record(proxy: str, request: Request, extras: Extras) -> Exchange:
    return Exchange(
        proxy,
        seen(request),
        extras.decided,
        answer=extras.answer,
        mirrors=extras.mirrors,
        timeouts=extras.timeouts,
        not_computed=extras.not_computed,
    )


def _statuses(verdict: Verdict) -> tuple[int, int]:
    """Return the HTTP status and the gRPC code of an answer; 0 and -1 where there are none."""
    if verdict in _GRPC_CODES:
        return _GRPC_OVER_HTTP, _GRPC_CODES[verdict]
    name, _, number = verdict.value.partition(" ")
    return (int(number) if name == "HTTP" else 0), -1
