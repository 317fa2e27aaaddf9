"""GRPCRoutes: which rule takes a call, by the precedence of the API (GRPCRouteRule.matches)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.model.http import ValueType
from atlas.model.pattern import compiled
from atlas.model.routes import GRPCMatch, GRPCRoute, GRPCRule
from atlas.tracer.http.request import Request
from atlas.tracer.http.route_match import fits_value

EVERYTHING = GRPCMatch()
"""A rule without matches takes every call."""


@dataclass(frozen=True, slots=True)
class Call:
    """One match of one rule that fits the call, with what decides between several."""

    host: str
    match: GRPCMatch
    position: int
    route: GRPCRoute
    rule: GRPCRule

    @property
    def precedence(self) -> tuple[object, ...]:
        """Most specific host; service, method, headers; oldest route, its name; first rule."""
        return (
            self.host.startswith("*") or not self.host,
            -len(self.host),
            -len(self.match.service),
            -len(self.match.method),
            -len(self.match.headers),
            self.route.created,
            f"{self.route.namespace}/{self.route.name}",
            self.position,
        )


def best_call(routes: Iterable[tuple[str, GRPCRoute]], request: Request) -> Call | None:
    """Return the rule that takes the call, of routes with the hostnames by which they were found."""
    calls = [
        Call(host, match, position, route, rule)
        for host, route in routes
        for position, rule in enumerate(route.rules)
        for match in rule.matches or (EVERYTHING,)
        if fits(match, request)
    ]
    return min(calls, key=lambda one: one.precedence, default=None)


def fits(match: GRPCMatch, request: Request) -> bool:
    """Return whether the call is all that the match asks for."""
    service, method = called(request)
    return (
        _fits_name(match.service, match.type, service)
        and _fits_name(match.method, match.type, method)
        and all(fits_value(one, request.header(one.name)) for one in match.headers)
    )


def called(request: Request) -> tuple[str, str]:
    """Return service and method of a call, as its path has them: `/package.Service/Method`."""
    service, _, method = request.path.removeprefix("/").partition("/")
    return service, method


def _fits_name(wanted: str, type: ValueType, name: str) -> bool:
    if not wanted:
        return True
    if type is ValueType.REGULAR_EXPRESSION:
        return compiled(wanted).fullmatch(name) is not None
    return wanted == name
