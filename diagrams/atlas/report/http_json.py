"""What HTTP proxies did with a request, as JSON: the part `http` of docs/assets/schemas/trace.schema.json."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from atlas.tracer.exchange import AnswerHeaders, Exchange, Headers, Seen

Json = dict[str, Any]
_GRPC_NAMES = {12: "UNIMPLEMENTED", 14: "UNAVAILABLE"}


def http_json(exchanges: Iterable[Exchange]) -> list[Json]:
    """Return one entry for each proxy that the request has met, in order."""
    return [_exchange(one) for one in exchanges]


def _exchange(one: Exchange) -> Json:
    decided, code = one.decided, one.grpc_status
    return {
        "proxy": one.proxy,
        "request": _seen(one.request),
        "gateway": decided.gateway,
        "listener": decided.listener,
        "route": decided.route,
        "rule": decided.rule if decided.rule >= 0 else None,
        "ruleName": decided.rule_name,
        "backend": one.backend,
        "forwarded": _seen(one.forwarded) if one.forwarded is not None else None,
        "status": one.status or None,
        "grpcStatus": {"code": code, "name": _GRPC_NAMES[code]} if code >= 0 else None,
        "location": one.location,
        "responseHeaders": _answer(one.answer),
        "mirrors": [{"backend": backend, "share": share} for backend, share in one.mirrors],
        "timeouts": _headers(one.timeouts),
        "notComputed": list(one.not_computed),
    }


def _seen(request: Seen) -> Json:
    return {
        "method": request.method,
        "scheme": request.scheme,
        "host": request.host,
        "path": request.path,
        "query": request.query,
        "headers": _headers(request.headers),
    }


def _answer(answer: AnswerHeaders) -> Json:
    return {
        "set": _headers(answer.set),
        "add": _headers(answer.add),
        "remove": list(answer.remove),
    }


def _headers(headers: Headers) -> list[Json]:
    return [{"name": name, "value": value} for name, value in headers]
