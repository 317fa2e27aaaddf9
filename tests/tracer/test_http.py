"""HTTP: hosts, paths and precedence of Ingress and Gateway; where the proxy's own connection goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.http import (
    Backend,
    HeaderMatch,
    Ingress,
    IngressClass,
    Listener,
    PathType,
    RouteMatch,
    RouteRule,
)
from atlas.tracer.trace import Action, Flow, Trace
from atlas.tracer.tracer import trace
from support.ask import answers, ask, changed, sources_seen, verdict
from support.cases import cases
from support.http_clusters import http_cluster, ingress, path, route, rule

INGRESS = "networking.k8s.io/v1 Ingress; kubernetes/website ingress.md; FACTS 8.1"
GATEWAY = "gateway.networking.k8s.io/v1 HTTPRoute; FACTS 8.2"


def picked(found: Trace) -> str:
    """Return the Services whose backends the proxies picked, sorted."""
    return " ".join(
        sorted(
            {
                dict(hop.facts)["service"]
                for one in found.branches
                for hop in one.hops
                if hop.action is Action.MATCH_HTTP
            }
        )
    )


@cases(
    """
    client         url                             answers            source_seen              verdict
    client/laptop  http://shop.example.com/        web-1 web-2 web-3  pod/ingress/ingress-1    delivered
    client/laptop  http://shop.example.com/api     api-1 api-2        pod/ingress/ingress-1    delivered
    pod/client     http://shop.example.com/api     api-1 api-2        pod/ingress/ingress-1    delivered
    client/laptop  http://store.example.com/       web-1 web-2 web-3  192.0.2.130              delivered  # NEG: straight to the Pods
    client/laptop  http://store.example.com/api    api-1 api-2        node/node-a node/node-b node/node-c  delivered  # by node port
    client/laptop  http://news.example.com/        web-1 web-2 web-3  pod/gateway/gateway-1    delivered
    client/laptop  http://news.example.com/api/v1  api-1 api-2        pod/gateway/gateway-1    delivered
    client/laptop  http://other.example.com/       -                  -                        name not found
    client/laptop  http://203.0.113.20/            -                  -                        HTTP 404   # no rule for this host
    client/laptop  http://203.0.113.70/            -                  -                        HTTP 404
    client/laptop  http://203.0.113.21/            -                  -                        HTTP 404
    pod/client     http://web/anything             web-1 web-2 web-3  pod/client               delivered  # no proxy involved
    client/laptop  https://shop.example.com/       -                  -                        timed out  # the balancer has no port 443
    """,
    source=INGRESS + "; FACTS 8.3, 8.4",
)
def test_the_three_styles(
    client: str, url: str, answers: str, source_seen: str, verdict: str
) -> None:
    check("", client, url, answers, source_seen, verdict)


@cases(
    """
    changes                            url                           answers            source_seen            verdict
    not-ready api-1                    http://shop.example.com/api   api-2              pod/ingress/ingress-1  delivered
    not-ready api-1, not-ready api-2   http://shop.example.com/api   -                  -                      HTTP 503
    not-ready api-1, not-ready api-2   http://news.example.com/api   -                  -                      HTTP 503
    not-ready api-1, not-ready api-2   http://store.example.com/api  -                  -                      HTTP 502   # the node port refuses
    not-ready web-1, not-ready web-2, not-ready web-3  http://store.example.com/  -  -  HTTP 503
    down node-a                        http://shop.example.com/api   api-2              pod/ingress/ingress-1  HTTP 504 / delivered
    down node-a                        http://store.example.com/     web-2 web-3        192.0.2.130            delivered  # the balancer checks Pods itself
    down node-c                        http://shop.example.com/      -                  -                      timed out  # the controller runs there
    not-ready ingress/ingress-1        http://shop.example.com/      -                  -                      refused
    """,
    source=INGRESS,
)
def test_failures(changes: str, url: str, answers: str, source_seen: str, verdict: str) -> None:
    check(changes, "client/laptop", url, answers, source_seen, verdict)


def check(changes: str, client: str, url: str, pods: str, seen: str, felt: str) -> None:
    cluster = changed(http_cluster(), changes)
    found = ask(cluster, client, url)
    assert verdict(found) == felt
    assert answers(found) == pods
    assert sources_seen(cluster, found) == seen


def with_ingresses(ingresses: Iterable[Ingress]) -> Cluster:
    return replace(http_cluster(), ingresses=tuple(ingresses))


@cases(
    """
    url                              service
    http://shop.example.com/         web
    http://shop.example.com/foo      api        # Prefix
    http://shop.example.com/foo/     api
    http://shop.example.com/foo/bar  api
    http://shop.example.com/foobar   web        # by element, not by character
    http://shop.example.com/foo/x    legacy     # Exact beats Prefix of equal length
    http://shop.example.com/foo/x/y  nobody     # longest Prefix
    http://shop.example.com/Foo      web        # paths are case-sensitive
    http://any.example.com/          agent      # the star stands for one label
    http://shop.example.com/impl/a   api        # ImplementationSpecific, read as a prefix
    """,
    source=INGRESS + ": Multiple matches",
)
def test_ingress_paths(url: str, service: str) -> None:
    cluster = with_ingresses(
        [
            ingress(
                "shop",
                "shop.example.com",
                path("/", "web"),
                path("/foo", "api"),
                path("/foo/x", "nobody"),
                path("/foo/x", "legacy", PathType.EXACT, port="5432"),
                path("/impl/*", "api", PathType.IMPLEMENTATION_SPECIFIC),
            ),
            ingress("wild", "*.example.com", path("/", "agent")),
        ]
    )
    assert picked(ask(cluster, "client/laptop", url)) == service


def test_a_star_does_not_stand_for_two_labels_in_an_ingress() -> None:
    cluster = with_ingresses([ingress("wild", "*.example.com", path("/", "agent"))])
    assert verdict(ask(cluster, "client/laptop", "http://a.b.example.com/")) == "name not found"


def test_the_oldest_ingress_wins_between_equal_rules() -> None:
    young = ingress("a", "shop.example.com", path("/", "api"), created="2026-02-01T00:00:00Z")
    old = ingress("b", "shop.example.com", path("/", "web"), created="2026-01-01T00:00:00Z")
    for ingresses in ([young, old], [old, young]):
        found = ask(with_ingresses(ingresses), "client/laptop", "http://shop.example.com/")
        assert picked(found) == "web"


def test_the_default_backend_takes_what_nothing_matches() -> None:
    backend = Backend("default", "web", "80")
    cluster = with_ingresses(
        [ingress("shop", "shop.example.com", path("/api", "api"), default_backend=backend)]
    )
    assert picked(ask(cluster, "client/laptop", "http://shop.example.com/else")) == "web"
    assert picked(ask(cluster, "client/laptop", "http://203.0.113.20/")) == "web"


def test_another_controllers_ingress_is_not_served() -> None:
    cluster = with_ingresses(
        [ingress("shop", "shop.example.com", path("/", "web"), class_name="other")]
    )
    assert verdict(ask(cluster, "client/laptop", "http://shop.example.com/")) == "HTTP 404"


def test_the_default_class_serves_an_ingress_without_a_class() -> None:
    cluster = with_ingresses([ingress("shop", "shop.example.com", path("/", "web"), class_name="")])
    assert verdict(ask(cluster, "client/laptop", "http://shop.example.com/")) == "HTTP 404"
    classes = (IngressClass("nginx", "example.com/ingress", is_default=True),)
    cluster = replace(cluster, ingress_classes=classes)
    assert verdict(ask(cluster, "client/laptop", "http://shop.example.com/")) == "delivered"


def test_a_backend_that_does_not_exist_is_unavailable() -> None:
    cluster = with_ingresses([ingress("shop", "shop.example.com", path("/", "missing"))])
    assert verdict(ask(cluster, "client/laptop", "http://shop.example.com/")) == "HTTP 503"


@cases(
    """
    request_line                                 service
    GET http://news.example.com/                 web
    GET http://news.example.com/api              api
    GET http://news.example.com/api/v1           api
    GET http://news.example.com/exact            legacy     # Exact before the longer list of headers
    POST http://news.example.com/api             agent      # method
    GET http://news.example.com/api?debug=1      nobody     # query parameter
    GET http://news.example.com/api color=blue   web-neg    # header
    GET http://news.example.com/v7               web-neg    # RegularExpression
    GET http://deep.wild.example.com/            agent      # the star stands for one or more labels
    """,
    source=GATEWAY + ": precedence",
)
def test_route_precedence(request_line: str, service: str) -> None:
    routes = (
        route(
            "news",
            "news.example.com",
            rule("web"),
            rule("api", RouteMatch("/api")),
            rule("agent", RouteMatch("/api", method="POST")),
            rule("web-neg", RouteMatch("/api", headers=(HeaderMatch("Color", "blue"),))),
            rule("nobody", RouteMatch("/api", query=(HeaderMatch("debug", "1"),))),
            rule("legacy", RouteMatch("/exact", PathType.EXACT)),
            rule("api", RouteMatch("/exact", headers=(HeaderMatch("Color", "blue"),))),
            rule("web-neg", RouteMatch("/v[0-9]", PathType.IMPLEMENTATION_SPECIFIC)),
        ),
        route("wild", "*.wild.example.com", rule("agent")),
    )
    method, url, *headers = request_line.split(" ")
    flow = Flow(
        "client/laptop",
        url,
        method=method,
        headers=tuple((name, value) for name, _, value in (one.partition("=") for one in headers)),
    )
    assert picked(trace(replace(http_cluster(), http_routes=routes), flow)) == service


def test_the_more_specific_host_wins() -> None:
    routes = (
        route("wild", "*.example.com", rule("api")),
        route("news", "news.example.com", rule("web")),
    )
    cluster = replace(http_cluster(), http_routes=routes)
    assert picked(ask(cluster, "client/laptop", "http://news.example.com/")) == "web"
    assert picked(ask(cluster, "client/laptop", "http://old.example.com/")) == "api"


def test_the_oldest_route_wins_between_equal_matches() -> None:
    young = route("a", "news.example.com", rule("api"), created="2026-02-01T00:00:00Z")
    old = route("b", "news.example.com", rule("web"), created="2026-01-01T00:00:00Z")
    for routes in ((young, old), (old, young)):
        cluster = replace(http_cluster(), http_routes=routes)
        assert picked(ask(cluster, "client/laptop", "http://news.example.com/")) == "web"


def test_weights_are_shares() -> None:
    shared = RouteRule(
        (),
        (
            Backend("default", "web", "80", 3),
            Backend("default", "api", "80"),
            Backend("default", "agent", "80", 0),
        ),
    )
    cluster = replace(http_cluster(), http_routes=(route("news", "news.example.com", shared),))
    found = ask(cluster, "client/laptop", "http://news.example.com/")
    shares = {"web": Fraction(0), "api": Fraction(0)}
    for branch in found.branches:
        shares[branch.destination.name.rpartition("-")[0]] += branch.probability
    assert shares == {"web": Fraction(3, 4), "api": Fraction(1, 4)}


def test_a_listener_accepts_routes_from_where_it_allows() -> None:
    cluster = http_cluster()
    answers_of: dict[str, str] = {}
    for allowed in ("All", "Same", "Selector"):
        listener = Listener(
            "http", 80, "HTTP", allowed_namespaces=allowed, allowed_selector={"team": "news"}
        )
        gateways = (replace(cluster.gateways[0], listeners=(listener,)),)
        for labels in ({}, {"team": "news"}):
            one = replace(cluster, gateways=gateways, namespaces={"default": labels})
            key = f"{allowed} {labels.get('team', '-')}"
            answers_of[key] = verdict(ask(one, "client/laptop", "http://news.example.com/"))
    assert answers_of == {
        "All -": "delivered",
        "All news": "delivered",
        "Same -": "HTTP 404",
        "Same news": "HTTP 404",
        "Selector -": "HTTP 404",
        "Selector news": "delivered",
    }


def test_the_reply_runs_back_through_the_proxy() -> None:
    for url in (
        "http://shop.example.com/",
        "http://store.example.com/",
        "http://news.example.com/",
    ):
        for branch in ask(http_cluster(), "client/laptop", url).branches:
            assert [hop.action for hop in branch.reply].count(Action.RELAY) == 1
            assert branch.reply[-1].after == branch.hops[0].before.reply()
