"""ingress-nginx: what its annotations make of a request (kubernetes/ingress-nginx docs, user-guide/nginx-configuration).

Computed are those that say which path, host or backend is meant. Who is let in (auth, allow and deny lists, limits) and
snippets are not: they give `unknown`, with their name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from atlas.model.backend import Backend
from atlas.model.http import Ingress, IngressPath
from atlas.model.pattern import compiled
from atlas.model.reason import Reason
from atlas.tracer.http.outcome import Answer, Note
from atlas.tracer.http.request import Request
from atlas.tracer.trace import Verdict

CONTROLLER = "k8s.io/ingress-nginx"
PREFIX = "nginx.ingress.kubernetes.io/"
_NAMES = """rewrite-target use-regex app-root permanent-redirect temporal-redirect server-alias upstream-vhost
    canary canary-weight canary-weight-total canary-by-header canary-by-header-value canary-by-cookie"""
COMPUTED = frozenset(f"{PREFIX}{one}" for one in _NAMES.split())
_REDIRECTS = {
    "301": Verdict.MOVED_PERMANENTLY,
    "302": Verdict.FOUND,
    "308": Verdict.PERMANENT_REDIRECT,
}
_GROUP = re.compile(r"\$(\d)")
_COOKIE = "cookie"


def annotation(ingress: Ingress, name: str) -> str:
    """Return one of its annotations, or ""."""
    return ingress.annotations.get(f"{PREFIX}{name}", "")


def is_canary(ingress: Ingress) -> bool:
    """Return whether the Ingress only takes a share of another one's requests."""
    return annotation(ingress, "canary") == "true"


def host_of_alias(ingresses: Iterable[Ingress], host: str) -> str:
    """Return the host whose server has that name too (`server-alias`), or the host itself."""
    for one in ingresses:
        aliases = (text.strip().lower() for text in annotation(one, "server-alias").split(","))
        if host in aliases and one.rules:
            return one.rules[0].host
    return host


# Paths as regular expressions


@dataclass(frozen=True, slots=True)
class ByPattern:
    """The Ingress and path that a request has matched, and the path that its backend gets; `target` may be a URL."""

    ingress: Ingress
    path: IngressPath
    target: str


def reads_patterns(ingresses: Iterable[Ingress]) -> bool:
    """Return whether the paths of a host are regular expressions: one Ingress that wants it decides for all of them."""
    return any(
        annotation(one, "use-regex") == "true" or annotation(one, "rewrite-target")
        for one in ingresses
    )


def by_pattern(ingresses: Sequence[Ingress], host: str, requested: str) -> ByPattern | None:
    """Return what takes the path: the longest expression that matches from its beginning, whatever the case.

    Raises PatternError for an expression that nobody here can evaluate.
    """
    listed = [
        (one, path)
        for one in ingresses
        for rule in one.rules
        if rule.host == host
        for path in rule.paths
    ]
    for ingress, path in sorted(listed, key=lambda found: -len(found[1].path)):
        match = re.compile(compiled(path.path or "/").pattern, re.IGNORECASE).match(requested)
        if match is not None:
            wanted = annotation(ingress, "rewrite-target")
            return ByPattern(ingress, path, _filled(wanted, match) if wanted else requested)
    return None


def _filled(target: str, match: re.Match[str]) -> str:
    def group(found: re.Match[str]) -> str:
        number = int(found[1])
        return (match[number] or "") if number <= (match.re.groups or 0) else ""

    return _GROUP.sub(group, target)


def pattern_note(found: ByPattern, request: Request) -> tuple[Note, ...]:
    """Return that the path was read as an expression, and what the backend gets."""
    facts = (("pattern", found.path.path), ("path", found.target), ("request", str(request)))
    return (Note(Reason.NGINX_PATTERN, facts),)


# Answers of its own


def redirected(ingress: Ingress, request: Request) -> Answer | None:
    """Return the redirect that an annotation asks for, in the order in which nginx looks at them; or None."""
    root = annotation(ingress, "app-root")
    for kind, usual in (("temporal-redirect", "302"), ("permanent-redirect", "301")):
        url = annotation(ingress, kind)
        if url:
            code = annotation(ingress, f"{kind}-code") or usual
            return _to(url, _REDIRECTS.get(code, _REDIRECTS[usual]))
    if root.startswith("/") and request.path == "/":
        return _to(f"{request.scheme}://{request.host}{root}", Verdict.FOUND)
    return None


def rewritten_away(found: ByPattern) -> Answer | None:
    """Return the redirect that a rewrite to a whole URL is (ngx_http_rewrite_module); None for a path."""
    is_url = found.target.startswith(("http://", "https://"))
    return _to(found.target, Verdict.FOUND) if is_url else None


def _to(url: str, verdict: Verdict) -> Answer:
    return Answer(verdict, Reason.NGINX_REDIRECT, (("location", url),))


def onward(ingress: Ingress, request: Request) -> Request:
    """Return the request as the backend gets it: `upstream-vhost` replaces its host."""
    host = annotation(ingress, "upstream-vhost")
    return replace(request, host=host) if host else request


# Canaries


def shares(
    main: Backend, ingresses: Iterable[Ingress], host: str, path: str, request: Request
) -> Iterator[tuple[Backend, Fraction]]:
    """Yield the backends that get a share of the requests for a path: that of a canary, and the main one.

    A canary is one with the same host and path. Its header decides before its cookie, and both before its weight.
    """
    canary = next(
        (
            (one, other.backend)
            for one in ingresses
            if is_canary(one)
            for rule in one.rules
            if rule.host == host
            for other in rule.paths
            if other.path == path
        ),
        None,
    )
    if canary is None:
        yield main, Fraction(1)
        return
    share = _share(canary[0], request)
    if share:
        yield canary[1], share
    if share < 1:
        yield main, 1 - share


def _share(ingress: Ingress, request: Request) -> Fraction:
    by_header = annotation(ingress, "canary-by-header")
    value = request.header(by_header) if by_header else None
    wanted = annotation(ingress, "canary-by-header-value")
    if value is not None and (value == wanted if wanted else value in ("always", "never")):
        return Fraction(1 if wanted or value == "always" else 0)
    cookie = _cookie(request, annotation(ingress, "canary-by-cookie"))
    if cookie in ("always", "never"):
        return Fraction(1 if cookie == "always" else 0)
    weight, total = annotation(ingress, "canary-weight"), annotation(ingress, "canary-weight-total")
    most = int(total) if _is_number(total) and int(total) else 100
    return Fraction(min(int(weight), most), most) if _is_number(weight) else Fraction(0)


def _cookie(request: Request, name: str) -> str:
    for pair in (request.header(_COOKIE) or "").split(";"):
        key, _, value = pair.strip().partition("=")
        if name and key == name:
            return value
    return ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
