"""GRPCRoutes: which rule takes a call."""

from __future__ import annotations

from itertools import permutations

import pytest

from atlas.model.backend import Backend
from atlas.model.http import HeaderMatch, ParentReference, ValueType
from atlas.model.routes import GRPCMatch, GRPCRoute, GRPCRule
from atlas.tracer.finding import FlowError
from atlas.tracer.http.grpc import best_call
from atlas.tracer.http.request import Request, request_to
from support.cases import cases

API = "gateway.networking.k8s.io/v1"
PATTERN = ValueType.REGULAR_EXPRESSION


def call(path: str = "/shop.Orders/List", headers: tuple[tuple[str, str], ...] = ()) -> Request:
    return request_to(f"grpc://calls.example.com{path}", "GET", headers)


def route(name: str, *matches: GRPCMatch, created: str = "") -> GRPCRoute:
    rules = tuple(GRPCRule((one,), (Backend("default", "web", "80"),)) for one in matches)
    parents = (ParentReference("gateway", "public"),)
    return GRPCRoute("default", name, parents, (), rules, created)


@cases(
    """
    service         method  type               path                matches
    -               -       Exact              /any.Service/Do     yes   # nothing is asked for
    shop.Orders     List    Exact              /shop.Orders/List   yes
    shop.Orders     List    Exact              /shop.Orders/Get    no
    shop.Orders     -       Exact              /shop.Orders/Get    yes
    -               List    Exact              /shop.Orders/List   yes
    shop.orders     -       Exact              /shop.Orders/List   no    # names know case
    shop            -       Exact              /shop.Orders/List   no    # the whole name
    shop\\.(A|B)    -       RegularExpression  /shop.B/List        yes
    shop\\.(A|B)    -       RegularExpression  /shop.C/List        no
    -               L.*     RegularExpression  /shop.C/List        yes
    """,
    source=f"{API} GRPCMethodMatch",
)
def test_methods(service: str, method: str, type: str, path: str, matches: str) -> None:
    match = GRPCMatch(service.replace("\\\\", "\\"), method, ValueType(type))
    found = best_call([("", route("a", match))], call(path))
    assert (found is not None) == (matches == "yes")


def test_headers_are_asked_for_as_well() -> None:
    match = GRPCMatch("shop.Orders", headers=(HeaderMatch("version", "two"),))
    assert best_call([("", route("a", match))], call()) is None
    assert best_call([("", route("a", match))], call(headers=(("Version", "two"),))) is not None


HEADERS = (HeaderMatch("a", "1"),)
RANKED = (
    ("calls.example.com", route("exact", GRPCMatch())),
    ("*.example.com", route("wildcard", GRPCMatch("shop.Orders", "List", headers=HEADERS))),
    ("", route("both", GRPCMatch("shop.Orders", "List"))),
    ("", route("service", GRPCMatch("shop.Orders", headers=HEADERS))),
    ("", route("method", GRPCMatch("", "List"))),
    ("", route("headers", GRPCMatch(headers=HEADERS))),
    ("", route("old", GRPCMatch(), created="2026-01-01T00:00:00Z")),
    ("", route("aa", GRPCMatch(), created="2026-02-01T00:00:00Z")),
    ("", route("bb", GRPCMatch(), created="2026-02-01T00:00:00Z")),
)


@pytest.mark.parametrize("number", range(len(RANKED) - 1))
def test_precedence(number: int) -> None:
    """(GRPCRouteRule.matches.) Whatever the order in which they are found."""
    for order in permutations(RANKED[number : number + 3]):
        found = best_call(order, call(headers=(("a", "1"),)))
        assert found is not None
        assert found.route == RANKED[number][1]


def test_of_equal_rules_the_first_wins() -> None:
    found = best_call([("", route("a", GRPCMatch(), GRPCMatch()))], call())
    assert found is not None
    assert found.position == 0


def test_a_grpc_url_is_a_post_with_the_content_of_grpc() -> None:
    request = call()
    assert (request.scheme, request.port, request.method) == ("http", 80, "POST")
    assert request.is_grpc
    secure = request_to("grpcs://calls.example.com/a.B/C", "GET", ())
    assert (secure.scheme, secure.port) == ("https", 443)


def test_another_scheme_is_refused() -> None:
    with pytest.raises(FlowError, match="needs http://, https:// or grpc://"):
        request_to("ftp://calls.example.com/", "GET", ())
