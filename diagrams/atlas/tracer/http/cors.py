"""CORS: what a Gateway answers to a page of another origin (HTTPCORSFilter; Fetch Standard, 3.2 CORS protocol)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from atlas.model.backend import Cors, RouteFilter
from atlas.model.reason import Reason
from atlas.tracer.exchange import AnswerHeaders, Headers
from atlas.tracer.http.outcome import Answer, Extras
from atlas.tracer.http.request import Request
from atlas.tracer.trace import Verdict

_ORIGIN = "origin"
_ASKED_METHOD = "access-control-request-method"
_ASKED_HEADERS = "access-control-request-headers"
_EVERYTHING = "*"
_USUAL_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")


def cors_of(filters: Iterable[RouteFilter]) -> Cors | None:
    """Return the filter for pages of other origins, if there is one."""
    return next((one for one in filters if isinstance(one, Cors)), None)


def preflight(cors: Cors, request: Request) -> Answer | None:
    """Return the Gateway's own answer to a preflight request; None for any other request."""
    origin = request.header(_ORIGIN)
    asked = request.header(_ASKED_METHOD)
    if request.method != "OPTIONS" or origin is None or asked is None:
        return None
    facts = (("origin", origin),)
    if not allows(cors, origin):
        return Answer(Verdict.NO_CONTENT, Reason.ORIGIN_NOT_ALLOWED, facts)
    headers = (
        *_origin_headers(cors, origin),
        *_listed("Access-Control-Allow-Methods", _methods(cors, asked)),
        *_listed("Access-Control-Allow-Headers", _headers(cors, request)),
        ("Access-Control-Max-Age", str(cors.max_age)),
    )
    extras = Extras(answer=AnswerHeaders(set=headers))
    return Answer(Verdict.NO_CONTENT, Reason.PREFLIGHT_ANSWERED, facts, extras=extras)


def cors_headers(cors: Cors, request: Request) -> Headers:
    """Return the headers that the Gateway adds to the answer of a backend."""
    origin = request.header(_ORIGIN)
    if origin is None or not allows(cors, origin):
        return ()
    exposed = _without_star(cors.exposed, cors.credentials)
    return (
        *_origin_headers(cors, origin),
        *_listed("Access-Control-Expose-Headers", exposed),
    )


def allows(cors: Cors, origin: str) -> bool:
    """Return whether pages of the origin may ask. A star stands for one or more characters, most often labels."""
    return any(_matches(one, origin) for one in cors.origins)


def _matches(pattern: str, origin: str) -> bool:
    if pattern == _EVERYTHING:
        return True
    parts = (re.escape(part) for part in pattern.lower().split("*"))
    return re.fullmatch(".+".join(parts), origin.lower()) is not None


def _origin_headers(cors: Cors, origin: str) -> Headers:
    """With credentials a star means nothing, so the origin is named (Fetch Standard, 3.2.5)."""
    star = _EVERYTHING in cors.origins and not cors.credentials
    named = ("Access-Control-Allow-Origin", _EVERYTHING if star else origin)
    return (named, ("Access-Control-Allow-Credentials", "true")) if cors.credentials else (named,)


def _methods(cors: Cors, asked: str) -> tuple[str, ...]:
    if _EVERYTHING in cors.methods and cors.credentials:
        return (asked,) if asked not in _USUAL_METHODS else _USUAL_METHODS
    return cors.methods


def _headers(cors: Cors, request: Request) -> tuple[str, ...]:
    if _EVERYTHING in cors.headers and cors.credentials:
        asked = request.header(_ASKED_HEADERS) or ""
        return tuple(part.strip() for part in asked.split(",") if part.strip())
    return cors.headers


def _without_star(names: tuple[str, ...], credentials: bool) -> tuple[str, ...]:
    return tuple(one for one in names if not (credentials and one == _EVERYTHING))


def _listed(name: str, values: tuple[str, ...]) -> Headers:
    return ((name, ", ".join(values)),) if values else ()
