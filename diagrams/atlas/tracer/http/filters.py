"""Filters of HTTPRoutes at work: the request that comes out of them, or the redirect that ends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from atlas.model.backend import (
    HeaderModifier,
    OtherFilter,
    PathModifier,
    ReplaceFullPath,
    RequestMirror,
    RequestRedirect,
    ResponseHeaders,
    RouteFilter,
    UrlRewrite,
)
from atlas.model.reason import Reason
from atlas.tracer.exchange import AnswerHeaders
from atlas.tracer.http.outcome import Answer, Note
from atlas.tracer.http.request import Request
from atlas.tracer.trace import Verdict

_KNOWN_PORTS = {"http": 80, "https": 443}
_REDIRECTS = {
    301: Verdict.MOVED_PERMANENTLY,
    302: Verdict.FOUND,
    303: Verdict.SEE_OTHER,
    307: Verdict.TEMPORARY_REDIRECT,
    308: Verdict.PERMANENT_REDIRECT,
}


@dataclass(frozen=True, slots=True)
class Match:
    """What filters have to know of how a request came in: the listener's port, and the prefix that matched.

    `prefix` is "" where the rule matched by something else; then no prefix is replaced.
    """

    port: int
    prefix: str = ""


def redirect_of(filters: Iterable[RouteFilter], request: Request, match: Match) -> Answer | None:
    """Return the answer that sends the client elsewhere, if one of the filters does."""
    for one in filters:
        if isinstance(one, RequestRedirect):
            facts = (("location", _location(one, request, match)), ("status", one.status))
            return Answer(_REDIRECTS[one.status], Reason.REDIRECTED, facts)
    return None


def filtered(filters: Iterable[RouteFilter], request: Request, match: Match) -> Request:
    """Return the request as the filters leave it; each is applied to what the one before has left."""
    for one in filters:
        match one:
            case HeaderModifier():
                request = replace(request, headers=_headers(one, request))
            case UrlRewrite():
                request = replace(
                    request,
                    host=one.hostname or request.host,
                    path=_path(one.path, request.path, match),
                )
            case _:
                pass
    return request


def change_notes(before: Request, after: Request) -> tuple[Note, ...]:
    """Return what a reader should know of the difference between two requests."""
    if before == after:
        return ()
    return (Note(Reason.REQUEST_CHANGED, (("forwarded", describe(before, after)),)),)


def describe(before: Request, after: Request) -> str:
    """Return the request after filters as text, with the headers that they have changed."""
    changes = [f"{name}: {value}" for name, value in after.headers if before.header(name) != value]
    gone = {name.lower() for name, _ in before.headers} - {
        name.lower() for name, _ in after.headers
    }
    changes += [f"-{name}" for name in sorted(gone)]
    return f"{after} [{', '.join(changes)}]" if changes else str(after)


def answer_headers(filters: Iterable[RouteFilter]) -> AnswerHeaders:
    """Return what the filters do to the headers of the answer, one after the other."""
    set_: dict[str, tuple[str, str]] = {}
    add: list[tuple[str, str]] = []
    remove: dict[str, str] = {}
    for one in filters:
        if isinstance(one, ResponseHeaders):
            set_ |= _by_name(one.set)
            add += _by_name(one.add).values()
            remove |= {name.lower(): name for name in one.remove}
    return AnswerHeaders(tuple(set_.values()), tuple(add), tuple(remove.values()))


def not_computed(filters: Iterable[RouteFilter]) -> Iterable[str]:
    """Yield the types of filters that may do what the model does not know."""
    return (one.type for one in filters if isinstance(one, OtherFilter))


def mirrors(filters: Iterable[RouteFilter]) -> Iterable[RequestMirror]:
    """Yield the filters that send copies somewhere."""
    return (one for one in filters if isinstance(one, RequestMirror))


def _headers(change: HeaderModifier, request: Request) -> tuple[tuple[str, str], ...]:
    """Return the headers after the change. Values are added behind those that are there (RFC 9110, 5.2)."""
    set_, added = _by_name(change.set), _by_name(change.add)
    dropped = {*set_, *(one.lower() for one in change.remove)}
    kept = [one for one in request.headers if one[0].lower() not in dropped]
    headers: dict[str, tuple[str, str]] = {}
    for name, value in (*kept, *set_.values(), *added.values()):
        known, text = headers.get(name.lower(), (name, ""))
        headers[name.lower()] = known, f"{text},{value}" if text else value
    return tuple(headers.values())


def _by_name(headers: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the headers by their name in lower case. Of several that are the same the first counts."""
    found: dict[str, tuple[str, str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), (name, value))
    return found


def _path(change: PathModifier | None, path: str, match: Match) -> str:
    if change is None:
        return path
    if isinstance(change, ReplaceFullPath):
        return change.path or "/"
    if not match.prefix:
        return path
    rest = path[len(match.prefix.rstrip("/")) :]
    return change.prefix.rstrip("/") + rest or "/"


def _location(redirect: RequestRedirect, request: Request, match: Match) -> str:
    """Return the Location header. Without a port of its own it has that of the scheme, else that of the listener."""
    scheme = redirect.scheme or request.scheme
    port = redirect.port or (_KNOWN_PORTS[scheme] if redirect.scheme else match.port)
    host = redirect.hostname or request.host
    query = request.query_text
    return (
        f"{scheme}://{host}"
        + ("" if port == _KNOWN_PORTS[scheme] else f":{port}")
        + _path(redirect.path, request.path, match)
        + (f"?{query}" if query else "")
    )
