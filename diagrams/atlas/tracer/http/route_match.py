"""HTTPRoutes: which rule takes a request, by the precedence of the API (HTTPRouteRule.matches)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.model.http import HeaderMatch, HTTPRoute, PathType, RouteMatch, RouteRule, ValueType
from atlas.model.pattern import compiled
from atlas.tracer.http.request import Request, is_prefix

EVERYTHING = RouteMatch()
"""A rule without matches takes every request."""
_RANKS = {PathType.EXACT: 0, PathType.REGULAR_EXPRESSION: 1}
"""The API ranks Exact before prefixes and leaves patterns open; they stand between, as with Envoy Gateway and Contour."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One match of one rule that fits the request, with what decides between several."""

    host: str
    match: RouteMatch
    position: int
    route: HTTPRoute
    rule: RouteRule

    @property
    def prefix(self) -> str:
        """The prefix that the path matched, or ""."""
        return self.match.path if self.match.path_type is PathType.PREFIX else ""

    @property
    def precedence(self) -> tuple[object, ...]:
        """Most specific host; path, method, headers, query; oldest route, its name; first rule."""
        return (
            self.host.startswith("*") or not self.host,
            -len(self.host),
            _RANKS.get(self.match.path_type, 2),
            -len(self.match.path),
            not self.match.method,
            -len(self.match.headers),
            -len(self.match.query),
            self.route.created,
            f"{self.route.namespace}/{self.route.name}",
            self.position,
        )


def best_rule(routes: Iterable[tuple[str, HTTPRoute]], request: Request) -> Candidate | None:
    """Return the rule that takes the request, of routes with the hostnames by which they were found."""
    candidates = [
        Candidate(host, match, position, route, rule)
        for host, route in routes
        for position, rule in enumerate(route.rules)
        for match in rule.matches or (EVERYTHING,)
        if fits(match, request)
    ]
    return min(candidates, key=lambda one: one.precedence, default=None)


def fits(match: RouteMatch, request: Request) -> bool:
    """Return whether the request is all that the match asks for."""
    return (
        _fits_path(match, request.path)
        and match.method in ("", request.method)
        and all(fits_value(one, request.header(one.name)) for one in match.headers)
        and all(fits_value(one, request.parameter(one.name)) for one in match.query)
    )


def _fits_path(match: RouteMatch, path: str) -> bool:
    match match.path_type:
        case PathType.EXACT:
            return path == match.path
        case PathType.REGULAR_EXPRESSION:
            return compiled(match.path).fullmatch(path) is not None
        case _:
            return is_prefix(match.path, path)


def fits_value(wanted: HeaderMatch, value: str | None) -> bool:
    """Return whether the value of a header or parameter is what is asked for."""
    if value is None:
        return False
    if wanted.type is ValueType.REGULAR_EXPRESSION:
        return compiled(wanted.value).fullmatch(value) is not None
    return value == wanted.value
