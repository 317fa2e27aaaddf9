"""Filters of HTTPRoutes: the request that the backend gets, redirects, copies."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from atlas.model.backend import (
    Backend,
    HeaderModifier,
    OtherFilter,
    ReplaceFullPath,
    ReplacePrefixMatch,
    RequestMirror,
    RequestRedirect,
    RouteFilter,
    UrlRewrite,
)
from atlas.model.cluster import Cluster
from atlas.model.http import Listener, PathType, RouteMatch, RouteRule
from atlas.model.reason import Reason
from atlas.tracer.trace import Flow, Trace
from atlas.tracer.tracer import trace
from support.ask import ask, verdict
from support.cases import cases
from support.http_clusters import http_cluster, redirect, route, rule
from support.routed import forwarded, gateway_request, picked, said

API = "gateway.networking.k8s.io/v1"
NEWS = "news.example.com"


def with_rules(*rules: RouteRule) -> Cluster:
    return replace(http_cluster(), http_routes=(route("news", NEWS, *rules),))


def with_filters(*filters: RouteFilter, path: str = "/") -> Cluster:
    return with_rules(rule("web", RouteMatch(path), filters=filters))


def only_forwarded(found: Trace) -> str:
    """Return the request that leaves the Gateway, with the headers that changed on the way."""
    ((_, request),) = forwarded(found)
    return request


# Paths


@cases(
    """
    requested  prefix  replacement  target
    /foo/bar   /foo    /xyz         /xyz/bar
    /foo/bar   /foo    /xyz/        /xyz/bar
    /foo/bar   /foo/   /xyz         /xyz/bar
    /foo/bar   /foo/   /xyz/        /xyz/bar
    /foo       /foo    /xyz         /xyz
    /foo/      /foo    /xyz         /xyz/
    /foo/bar   /foo    -            /bar
    /foo/      /foo    -            /
    /foo       /foo    -            /
    /foo/      /foo    /            /
    /foo       /foo    /            /
    /a/b       /       /xyz         /xyz/a/b
    """,
    source=f"{API} HTTPPathModifier.replacePrefixMatch",
)
def test_replacing_the_prefix_that_matched(
    requested: str, prefix: str, replacement: str, target: str
) -> None:
    change = ReplacePrefixMatch(replacement)
    cluster = with_filters(UrlRewrite(path=change), path=prefix)
    assert rewritten(cluster, requested) == f"{NEWS}{target}"
    sent = with_rules(redirect(prefix, RequestRedirect(path=change)))
    found = trace(sent, gateway_request(NEWS, requested))
    assert said(found, "location") == f"http://{NEWS}{target}"


def rewritten(cluster: Cluster, requested: str) -> str:
    """Return the request as the backend gets it."""
    return only_forwarded(trace(cluster, gateway_request(NEWS, requested)))


def test_a_prefix_is_not_replaced_where_none_matched() -> None:
    """The API refuses such a rule; a cluster built by hand may have it."""
    change = UrlRewrite(path=ReplacePrefixMatch("/xyz"))
    cluster = with_rules(rule("web", RouteMatch("/foo", PathType.EXACT), filters=[change]))
    assert rewritten(cluster, "/foo") == f"{NEWS}/foo"


@cases(
    """
    hostname            path   forwarded
    inside.example.com  -      inside.example.com/foo/bar
    -                   /all   news.example.com/all
    inside.example.com  /all   inside.example.com/all
    -                   -      news.example.com/foo/bar
    """,
    source=f"{API} HTTPURLRewriteFilter",
)
def test_rewrites(hostname: str, path: str, forwarded: str) -> None:
    change = UrlRewrite(hostname, ReplaceFullPath(path) if path else None)
    assert rewritten(with_filters(change), "/foo/bar") == forwarded


# Headers


@cases(
    """
    set           add        remove    before         after
    my-header=b   -          -         my-header=foo  news.example.com/ [my-header: b]
    -             my-header=bar,baz  -  my-header=foo  news.example.com/ [my-header: foo,bar,baz]
    -             -          a c       a=1 b=2 c=3    news.example.com/ [-a, -c]
    My-Header=b   -          -         my-header=foo  news.example.com/ [My-Header: b]   # names know no case
    -             B=2        -         b=1            news.example.com/ [b: 1,2]
    -             -          A         a=1            news.example.com/ [-a]
    x=1           y=2        -         -              news.example.com/ [x: 1, y: 2]
    x=1 X=2       -          -         -              news.example.com/ [x: 1]          # the first of equal names
    -             -          z         a=1            news.example.com/                 # nothing to remove
    """,
    source=f"{API} HTTPHeaderFilter; RFC 9110, 5.2",
)
def test_headers(set: str, add: str, remove: str, before: str, after: str) -> None:
    change = HeaderModifier(pairs(set), pairs(add), tuple(remove.split()))
    found = trace(with_filters(change), gateway_request(NEWS, headers=before))
    assert only_forwarded(found) == after


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return names and values of `a=1 b=2`."""
    return tuple((name, value) for name, _, value in (one.partition("=") for one in text.split()))


def test_the_change_has_a_hop_of_its_own() -> None:
    found = ask(http_cluster(), "client/laptop", "http://changed.example.com/v1/a")
    for one in found.branches:
        reasons = [hop.reason for hop in one.hops]
        at = reasons.index(Reason.REQUEST_CHANGED)
        assert reasons[at : at + 3] == [
            Reason.REQUEST_CHANGED,
            Reason.REQUEST_MIRRORED,
            Reason.ROUTE_TO_POD,
        ]
    assert only_forwarded(found) == "inside.example.com/v2/a [X-Color: blue]"


def test_a_request_that_no_filter_changes_has_no_such_hop() -> None:
    filters = (OtherFilter("ResponseHeaderModifier"), HeaderModifier(remove=("a",)))
    found = trace(with_filters(*filters), gateway_request(NEWS))
    assert Reason.REQUEST_CHANGED not in {hop.reason for one in found.branches for hop in one.hops}


def test_filters_of_a_backend_act_on_its_share_alone_and_after_those_of_the_rule() -> None:
    shared = RouteRule(
        (),
        (
            Backend("default", "web", "80"),
            Backend(
                "default",
                "api",
                "80",
                filters=(HeaderModifier(add=(("a", "2"),)), UrlRewrite("api.example.com")),
            ),
        ),
        (HeaderModifier(set=(("a", "1"),)),),
    )
    found = trace(with_rules(shared), gateway_request(NEWS))
    assert forwarded(found) == {
        ("web", "news.example.com/ [a: 1]"),
        ("api", "api.example.com/ [a: 1,2]"),
    }


def test_the_next_proxy_sees_the_changed_request() -> None:
    """The first Gateway leads to its own Service, under another host."""
    again = route(
        "again",
        "again.example.com",
        RouteRule(
            (),
            (Backend("gateway", "gateway", "80"),),
            (UrlRewrite("moved.example.com", ReplaceFullPath("/307")),),
        ),
        namespace="gateway",
    )
    cluster = http_cluster()
    cluster = replace(cluster, http_routes=(*cluster.http_routes, again))
    assert verdict(trace(cluster, gateway_request("again.example.com"))) == "HTTP 307"


# Redirects


@cases(
    """
    scheme  hostname           port  status  location
    -       -                  0     302     http://news.example.com/a?q=1
    https   -                  0     301     https://news.example.com/a?q=1
    http    -                  0     301     http://news.example.com/a?q=1
    https   -                  8443  308     https://news.example.com:8443/a?q=1
    https   -                  443   308     https://news.example.com/a?q=1       # known ports are left out
    https   -                  80    308     https://news.example.com:80/a?q=1
    -       other.example.com  0     303     http://other.example.com/a?q=1
    -       -                  8080  307     http://news.example.com:8080/a?q=1
    """,
    source=f"{API} HTTPRequestRedirectFilter",
)
def test_redirects(scheme: str, hostname: str, port: str, status: str, location: str) -> None:
    to = RequestRedirect(scheme, hostname, int(port), status=int(status))
    found = trace(with_rules(redirect("/", to)), gateway_request(NEWS, "/a?q=1"))
    assert verdict(found) == f"HTTP {status}"
    assert said(found, "location") == location


@cases(
    """
    scheme  location
    -       http://news.example.com:8080/    # the listener's port
    http    http://news.example.com/         # that of the scheme
    https   https://news.example.com/
    """,
    source=f"{API} HTTPRequestRedirectFilter.port",
)
def test_a_redirect_without_port_at_a_listener_with_another_one(scheme: str, location: str) -> None:
    cluster = with_rules(redirect("/", RequestRedirect(scheme)))
    listeners = (Listener("http", 8080, "HTTP", allowed_namespaces="All"),)  # type: ignore[arg-type]
    gateways = (replace(cluster.gateways[0], listeners=listeners),)
    services = tuple(
        replace(one, ports=(replace(one.ports[0], port=8080),)) if one.name == "gateway" else one
        for one in cluster.services
    )
    cluster = replace(cluster, gateways=gateways, services=services)
    flow = Flow("pod/client", "http://203.0.113.21:8080/", headers=(("Host", NEWS),))
    assert said(trace(cluster, flow), "location") == location


def test_a_redirect_of_a_secure_request_stays_secure() -> None:
    cluster = http_cluster()
    routes = (
        route(
            "tls",
            "",
            redirect("/", RequestRedirect(path=ReplaceFullPath("/new"))),
            gateway="secure",
        ),
        cluster.http_routes[1],
    )
    found = ask(
        replace(cluster, http_routes=(replace(routes[0], hostnames=("*.tls.example.com",)),)),
        "client/laptop",
        "https://shop.tls.example.com/old",
    )
    assert said(found, "location") == "https://shop.tls.example.com/new"


def test_a_redirect_of_one_backend_answers_its_share() -> None:
    shared = RouteRule(
        (),
        (
            Backend("default", "web", "80", 3),
            Backend("default", "api", "80", filters=(RequestRedirect(hostname="a.example.com"),)),
        ),
    )
    found = trace(with_rules(shared), gateway_request(NEWS))
    moved = sum(one.probability for one in found.branches if one.verdict.value == "HTTP 302")
    assert moved == Fraction(1, 4)
    assert picked(found) == "web"


# Mirrors


@cases(
    """
    mirror   namespace    said
    api      default      api
    missing  default      -     # a mirror that is not valid is left out
    billing  default      -
    kube-dns  kube-system  -     # not granted
    """,
    source=f"{API} HTTPRequestMirrorFilter",
)
def test_mirrors_change_nothing_for_the_client(mirror: str, namespace: str, said: str) -> None:
    port = "53" if mirror == "kube-dns" else "80"
    copies = RequestMirror(Backend(namespace, mirror, port))
    plain = trace(with_filters(), gateway_request(NEWS))
    found = trace(with_filters(copies), gateway_request(NEWS))
    assert mirrored(found) == said
    assert [(one.probability, one.verdict, one.destination) for one in found.branches] == [
        (one.probability, one.verdict, one.destination) for one in plain.branches
    ]


def mirrored(found: Trace) -> str:
    return said(found, "mirror")


def test_several_mirrors_are_all_said() -> None:
    copies = [RequestMirror(Backend("default", one, "80"), "50%") for one in ("api", "agent")]
    assert mirrored(trace(with_filters(*copies), gateway_request(NEWS))) == "agent api"
