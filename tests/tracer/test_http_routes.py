"""HTTPRoutes: which rule takes a request, who may attach where, and what becomes of backends that are not valid."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

from atlas.model.backend import Backend
from atlas.model.cluster import Cluster
from atlas.model.http import (
    FromNamespaces,
    GrantFrom,
    GrantTo,
    HeaderMatch,
    HTTPRoute,
    Listener,
    ParentReference,
    PathType,
    ReferenceGrant,
    RouteMatch,
    RouteRule,
    ValueType,
)
from atlas.model.reason import Reason
from atlas.model.selector import LabelSelector, Requirement
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import Action, Trace, Verdict
from atlas.tracer.tracer import trace
from support.ask import ask, changed, verdict
from support.cases import cases
from support.http_clusters import http_cluster, route, rule, to_backend
from support.routed import gateway_request, picked

API = "gateway.networking.k8s.io/v1"
NEWS = "news.example.com"
PATTERN = PathType.REGULAR_EXPRESSION


def with_routes(*routes: HTTPRoute) -> Cluster:
    return replace(http_cluster(), http_routes=routes)


def with_rules(*rules: RouteRule) -> Cluster:
    return with_routes(route("news", NEWS, *rules))


# Matches


@cases(
    """
    type               path     requested  matches
    Exact              /abc     /abc       yes
    Exact              /abc     /abc/      no
    Exact              /abc     /Abc       no
    Exact              /abc     /abcd      no
    Prefix             /abc     /abc       yes
    Prefix             /abc     /abc/      yes
    Prefix             /abc     /abc/def   yes
    Prefix             /abc     /abcd      no
    Prefix             /abc/    /abc       yes   # a slash at the end does not count
    Prefix             /        /any       yes
    RegularExpression  /v[0-9]  /v7        yes
    RegularExpression  /v[0-9]  /v7/more   no    # the whole path
    RegularExpression  v[0-9]   /v7        no
    RegularExpression  .*v[0-9].*  /a/v7/b  yes
    RegularExpression  (?i)/ABC    /abc     yes
    """,
    source=f"{API} PathMatchType, HTTPPathModifier",
)
def test_path_types(type: str, path: str, requested: str, matches: str) -> None:
    cluster = with_rules(rule("web", RouteMatch(path, PathType(type))))
    found = trace(cluster, gateway_request(NEWS, requested))
    assert verdict(found) == ("delivered" if matches == "yes" else "HTTP 404")


@cases(
    """
    method  headers    query  request_headers      url         request_method  matches
    -       -          -      -                    /           GET             yes
    POST    -          -      -                    /           GET             no
    POST    -          -      -                    /           POST            yes
    -       color=red  -      color=red            /           GET             yes
    -       Color=red  -      COLOR=red            /           GET             yes  # names know no case
    -       color=red  -      color=Red            /           GET             no   # values do
    -       color=red  -      -                    /           GET             no
    -       color=r,b  -      color=r color=b      /           GET             yes  # repeated is joined
    -       color~r.d  -      color=red            /           GET             yes  # RegularExpression
    -       color~r.   -      color=red            /           GET             no   # of the whole value
    -       a=1 b=2    -      a=1                  /           GET             no   # all of them
    -       -          q=1    -                    /?q=1       GET             yes
    -       -          q=1    -                    /?Q=1       GET             no   # names of parameters know case
    -       -          q=1    -                    /?q=2&q=1   GET             no   # the first value counts
    -       -          q~.+   -                    /?q=2       GET             yes
    -       -          q~.+   -                    /?q         GET             no
    POST    a=1        q=1    a=1                  /?q=1       GET             no
    """,
    source=f"{API} HTTPRouteMatch, HTTPHeaderMatch, HTTPQueryParamMatch; RFC 9110, 5.2",
)
def test_matches(
    method: str,
    headers: str,
    query: str,
    request_headers: str,
    url: str,
    request_method: str,
    matches: str,
) -> None:
    match = RouteMatch(method=method, headers=values(headers), query=values(query))
    flow = gateway_request(NEWS, url, method=request_method, headers=request_headers)
    found = trace(with_rules(rule("web", match)), flow)
    assert verdict(found) == ("delivered" if matches == "yes" else "HTTP 404")


def values(text: str) -> tuple[HeaderMatch, ...]:
    """Return what is asked of headers or parameters: `a=1 b~[12]`."""
    return tuple(map(_value, text.split()))


def _value(text: str) -> HeaderMatch:
    if "~" in text:
        name, _, value = text.partition("~")
        return HeaderMatch(name, value, ValueType.REGULAR_EXPRESSION)
    name, _, value = text.partition("=")
    return HeaderMatch(name, value)


# Precedence

HEADERS = values("a=1")
MATCHES = {
    "exact": RouteMatch("/foo/bar", PathType.EXACT),
    "pattern": RouteMatch("/foo/b.r", PATTERN),
    "long": RouteMatch("/foo/bar"),
    "short": RouteMatch("/foo"),
    "short+method": RouteMatch("/foo", method="GET"),
    "short+method+header": RouteMatch("/foo", method="GET", headers=HEADERS),
    "short+header": RouteMatch("/foo", headers=HEADERS),
    "short+headers": RouteMatch("/foo", headers=values("a=1 b=2")),
    "short+query": RouteMatch("/foo", query=values("q=1")),
    "short+queries": RouteMatch("/foo", query=values("q=1 r=2")),
    "short+header+query": RouteMatch("/foo", headers=HEADERS, query=values("q=1")),
    "everything": RouteMatch(),
}


@cases(
    """
    first                beats
    exact                long
    exact                short+method+header
    exact                pattern               # which the API leaves open
    pattern              long
    long                 short+method+header
    short                everything
    short+method         short+headers
    short+method+header  short+method
    short+headers        short+header
    short+header         short+queries
    short+header+query   short+header
    short+queries        short+query
    short+query          short
    """,
    source=f"{API} HTTPRouteRule.matches: precedence",
)
def test_precedence(first: str, beats: str) -> None:
    flow = gateway_request(NEWS, "/foo/bar?q=1&r=2", headers="a=1 b=2")
    rules = (rule("web", MATCHES[first]), rule("api", MATCHES[beats]))
    routes = (route("one", NEWS, rules[0]), route("two", NEWS, rules[1]))
    for listed in permutations(rules):
        assert picked(trace(with_rules(*listed), flow)) == "web"
    for several in permutations(routes):
        assert picked(trace(with_routes(*several), flow)) == "web"


@cases(
    """
    first                      beats               host
    news.example.com           *.example.com       news.example.com
    *.news.example.com         *.example.com       a.news.example.com
    *.example.com              -                   news.example.com
    news.example.com           -                   news.example.com
    """,
    source=f"{API} HTTPRouteSpec.hostnames: precedence",
)
def test_the_more_specific_hostname_wins_before_any_match(
    first: str, beats: str, host: str
) -> None:
    routes = (
        route("a", beats, rule("api", RouteMatch("/foo", PathType.EXACT))),
        route("b", first, rule("web")),
    )
    for several in permutations(routes):
        assert picked(trace(with_routes(*several), gateway_request(host, "/foo"))) == "web"


def test_a_route_whose_rules_do_not_fit_leaves_the_request_to_the_next_hostname() -> None:
    routes = (
        route("a", "*.example.com", rule("web")),
        route("b", NEWS, rule("api", RouteMatch("/api"))),
    )
    assert picked(trace(with_routes(*routes), gateway_request(NEWS, "/else"))) == "web"


@cases(
    """
    created_a  created_b  name_a  name_b  namespace_b  winner
    2026-01    2026-02    z       a       default      a    # the oldest
    2026-02    2026-01    a       z       default      b
    2026-01    2026-01    a       b       default      a    # then by name
    2026-01    2026-01    b       a       default      b
    2026-01    2026-01    b       a       gateway      a    # namespace first: default/b, gateway/a
    """,
    source=f"{API} HTTPRouteRule.matches: ties",
)
def test_ties(
    created_a: str, created_b: str, name_a: str, name_b: str, namespace_b: str, winner: str
) -> None:
    a = route(name_a, NEWS, rule("web"), created=created_a)
    b = route(name_b, NEWS, rule("api"), created=created_b, namespace=namespace_b)
    for several in permutations((a, b)):
        found = trace(with_routes(*several), gateway_request(NEWS))
        assert picked(found) == {"a": "web", "b": "api"}[winner]


def test_the_first_of_equal_rules_wins_within_a_route() -> None:
    assert picked(trace(with_rules(rule("web"), rule("api")), gateway_request(NEWS))) == "web"


def test_a_rule_matches_if_any_of_its_matches_does() -> None:
    cluster = with_rules(rule("web", RouteMatch("/a"), RouteMatch("/b")))
    felt = [verdict(trace(cluster, gateway_request(NEWS, one))) for one in ("/a", "/b", "/c")]
    assert felt == ["delivered", "delivered", "HTTP 404"]


# Attachment

LABELS = {"default": {"team": "news"}}
TEAM = LabelSelector({"team": "news"})


def with_listeners(*listeners: Listener, **fields: object) -> Cluster:
    cluster = with_routes(replace(route("news", NEWS, rule("web")), **fields))  # type: ignore[arg-type]
    gateways = (replace(cluster.gateways[0], listeners=listeners),)
    return replace(cluster, gateways=gateways, namespaces=LABELS)


@cases(
    """
    allowed   selector                   verdict
    All       -                          delivered
    Same      -                          HTTP 404   # the Gateway is in another namespace
    None      -                          HTTP 404
    Selector  team=news                  delivered
    Selector  team=sport                 HTTP 404
    Selector  team In news,sport         delivered
    Selector  team NotIn news            HTTP 404
    Selector  team NotIn sport           delivered
    Selector  team Exists                delivered
    Selector  colour Exists              HTTP 404
    Selector  colour DoesNotExist        delivered
    Selector  kubernetes.io/metadata.name=default  delivered   # every Namespace has this label
    Selector  kubernetes.io/metadata.name=other    HTTP 404
    Selector  empty                      delivered   # an empty selector selects all
    Selector  -                          HTTP 404    # none selects nothing
    All       team=sport                 delivered   # only read for Selector
    """,
    source=f"{API} RouteNamespaces; meta/v1 LabelSelector",
)
def test_a_listener_lets_in_routes_of_some_namespaces(
    allowed: str, selector: str, verdict: str
) -> None:
    listener = Listener(
        "http",
        80,
        "HTTP",
        allowed_namespaces=FromNamespaces(allowed),
        allowed_selector=_selector(selector),
    )
    assert felt(trace(with_listeners(listener), gateway_request(NEWS))) == verdict


def _selector(text: str) -> LabelSelector | None:
    if not text:
        return None
    if text == "empty":
        return LabelSelector()
    if "=" in text:
        key, _, value = text.partition("=")
        return LabelSelector({key: value})
    key, operator, *listed = text.split()
    return LabelSelector(
        expressions=(Requirement(key, operator, tuple("".join(listed).split(","))),)
    )


def felt(found: Trace) -> str:
    return verdict(found)


def everyone(name: str = "http", port: int = 80, hostname: str = "", **fields: object) -> Listener:
    """Return a listener for plain HTTP that lets in routes of all namespaces."""
    one = Listener(name, port, "HTTP", hostname, allowed_namespaces=FromNamespaces.ALL)
    return replace(one, **fields)  # type: ignore[arg-type]


@cases(
    """
    section  port  kinds      protocol  verdict
    -        0     -          HTTP      delivered
    -        0     -          http      delivered   # in any case
    http     0     -          HTTP      delivered
    other    0     -          HTTP      HTTP 404
    -        80    -          HTTP      delivered
    -        81    -          HTTP      HTTP 404
    http     81    -          HTTP      HTTP 404    # both have to fit
    -        0     HTTPRoute  HTTP      delivered
    -        0     GRPCRoute  HTTP      HTTP 404
    -        0     GRPCRoute HTTPRoute  HTTP  delivered
    """,
    source=f"{API} ParentReference, AllowedRoutes.kinds",
)
def test_parents(section: str, port: str, kinds: str, protocol: str, verdict: str) -> None:
    listener = everyone(protocol=protocol, allowed_kinds=tuple(kinds.split()))
    parents = (ParentReference("gateway", "public", section, int(port)),)
    cluster = with_listeners(listener, parents=parents)
    assert felt(trace(cluster, gateway_request(NEWS))) == verdict


def test_a_route_for_another_gateway_is_not_attached() -> None:
    parents = (ParentReference("default", "public"),)
    cluster = with_listeners(everyone(), parents=parents)
    assert verdict(trace(cluster, gateway_request(NEWS))) == "HTTP 404"


def test_a_gateway_of_another_class_is_not_served() -> None:
    cluster = http_cluster()
    gateways = tuple(replace(one, class_name="other") for one in cluster.gateways)
    found = ask(replace(cluster, gateways=gateways), "client/laptop", "http://news.example.com/")
    assert verdict(found) == "HTTP 404"


@cases(
    """
    listener             hostnames                          host                  verdict
    test.example.com     -                                  test.example.com      delivered
    test.example.com     test.example.com                   test.example.com      delivered
    test.example.com     *.example.com                      test.example.com      delivered
    test.example.com     *.example.com                      a.example.com         HTTP 404   # the listener is not for it
    *.example.com        -                                  a.b.example.com       delivered
    *.example.com        *.example.com                      a.example.com         delivered
    *.example.com        test.example.com                   test.example.com      delivered
    *.example.com        foo.test.example.com               foo.test.example.com  delivered
    *.example.com        example.com                        example.com           HTTP 404
    *.example.com        test.example.net                   test.example.net      HTTP 404
    *.example.com        test.example.com test.example.net  test.example.net      HTTP 404   # ignored
    -                    test.example.net                   test.example.net      delivered
    """,
    source=f"{API} HTTPRouteSpec.hostnames: intersection",
)
def test_hostnames_of_listener_and_route_intersect(
    listener: str, hostnames: str, host: str, verdict: str
) -> None:
    cluster = with_listeners(everyone(hostname=listener), hostnames=tuple(hostnames.split()))
    assert felt(trace(cluster, gateway_request(host))) == verdict


@cases(
    """
    host                    service
    foo.example.com         web      # exact
    a.foo.example.com       api      # the more specific wildcard
    a.b.foo.example.com     api
    other.example.com       agent    # the wildcard
    x.example.com           web      # exact, though no longer than the wildcard
    example.com             legacy   # the one without hostname
    """,
    source=f"{API} GatewaySpec.listeners: from the most to the least specific hostname",
)
def test_the_most_specific_listener_gets_the_request(host: str, service: str) -> None:
    """Its routes alone take it, even if those of other listeners would fit (listener isolation)."""
    listeners = {
        "exact": ("foo.example.com", "web"),
        "x-only": ("x.example.com", "web"),
        "narrow": ("*.foo.example.com", "api"),
        "wide": ("*.example.com", "agent"),
        "all": ("", "legacy"),
    }
    routes = tuple(
        replace(
            route(name, "", to_backend("/", Backend("default", backend, _port(backend)))),
            parents=(ParentReference("gateway", "public", name),),
        )
        for name, (_, backend) in listeners.items()
    )
    opened = (everyone(name, hostname=hostname) for name, (hostname, _) in listeners.items())
    cluster = replace(with_listeners(*opened), http_routes=routes)
    assert picked(trace(cluster, gateway_request(host))) == service


def _port(service: str) -> str:
    return "5432" if service == "legacy" else "80"


def test_a_route_of_a_less_specific_listener_does_not_help() -> None:
    cluster = with_listeners(
        everyone("exact", hostname=NEWS),
        everyone("all"),
        parents=(ParentReference("gateway", "public", "all"),),
    )
    assert verdict(trace(cluster, gateway_request(NEWS))) == "HTTP 404"


def test_listeners_at_other_ports_do_not_count() -> None:
    cluster = with_listeners(everyone("exact", 81, NEWS), everyone("all"))
    assert verdict(trace(cluster, gateway_request(NEWS))) == "delivered"


# Backends


@cases(
    """
    weights            shares
    web=1 api=1        api=1/2 web=1/2
    web=3 api=1        api=1/4 web=3/4
    web=1 api=0        web=1             # 0: no traffic
    web=1000000        web=1             # alone: all of it, whatever the weight
    web=1 missing=1    500=1/2 web=1/2   # the share of a backend that is not valid
    web=1 missing=3    500=3/4 web=1/4
    web=1 missing=0    web=1
    web=1 nobody=1     503=1/2 web=1/2   # no ready endpoint
    missing=1 nobody=1 billing=2  500=3/4 503=1/4
    web=0 api=0        500=1             # nobody takes traffic
    -                  500=1
    """,
    source=f"{API} BackendRef.weight, HTTPRouteRule.backendRefs: 500 and 503",
)
def test_weights_are_shares(weights: str, shares: str) -> None:
    named = (one.partition("=") for one in weights.split())
    backends = tuple(Backend("default", name, "80", int(weight)) for name, _, weight in named)
    found = trace(with_rules(RouteRule((), backends)), gateway_request(NEWS))
    assert shares_of(found) == shares


def shares_of(found: Trace) -> str:
    """Return what part of the requests ends where: by workload, or by status."""
    parts: dict[str, Fraction] = {}
    for one in found.branches:
        delivered = one.verdict is Verdict.DELIVERED
        name = one.destination.name.rpartition("-")[0] if delivered else one.verdict.value[-3:]
        parts[name] = parts.get(name, Fraction(0)) + one.probability
    return " ".join(f"{name}={part}" for name, part in sorted(parts.items()))


@cases(
    """
    path       reason
    /empty     NO_BACKEND_REFS
    /missing   BACKEND_NOT_FOUND
    /port      BACKEND_NOT_FOUND
    /external  EXTERNAL_NAME_NOT_SUPPORTED
    /kind      BACKEND_KIND_NOT_SUPPORTED
    /foreign   REFERENCE_NOT_GRANTED
    """,
    source=f"{API} HTTPRouteRule.backendRefs, HTTPBackendRef; FACTS 3.4",
)
def test_backends_that_are_not_valid(path: str, reason: str) -> None:
    found = trace(http_cluster(), gateway_request("broken.example.com", path))
    assert verdict(found) == "HTTP 500"
    assert {one.hops[-1].reason for one in found.branches} == {Reason[reason]}


@cases(
    """
    namespace    from_group                 from_kind  from_namespace  to_group  to_kind  to_name   granted
    kube-system  gateway.networking.k8s.io  HTTPRoute  default         -         Service  -         yes  # all Services
    kube-system  gateway.networking.k8s.io  HTTPRoute  default         -         Service  kube-dns  yes
    kube-system  gateway.networking.k8s.io  HTTPRoute  default         -         Service  other     no
    kube-system  gateway.networking.k8s.io  HTTPRoute  other           -         Service  -         no
    kube-system  gateway.networking.k8s.io  GRPCRoute  default         -         Service  -         no
    kube-system  example.com                HTTPRoute  default         -         Service  -         no
    kube-system  gateway.networking.k8s.io  HTTPRoute  default         -         Secret   -         no
    kube-system  gateway.networking.k8s.io  HTTPRoute  default         apps      Service  -         no
    default      gateway.networking.k8s.io  HTTPRoute  default         -         Service  -         no   # in the wrong namespace
    """,
    source=f"{API} ReferenceGrant",
)
def test_reference_grants(
    namespace: str,
    from_group: str,
    from_kind: str,
    from_namespace: str,
    to_group: str,
    to_kind: str,
    to_name: str,
    granted: str,
) -> None:
    grant = ReferenceGrant(
        namespace,
        "routes",
        (GrantFrom("other", "Kind", "x"), GrantFrom(from_group, from_kind, from_namespace)),
        (GrantTo("", "Secret", "x"), GrantTo(to_group, to_kind, to_name)),
    )
    cluster = replace(http_cluster(), reference_grants=(grant,))
    found = trace(cluster, gateway_request("broken.example.com", "/foreign"))
    assert verdict(found) == ("HTTP 503" if granted == "yes" else "HTTP 500")  # no Pod is behind it


def test_a_grant_is_not_needed_for_the_gateway() -> None:
    """Whether a route may attach across namespaces is the listener's to say."""
    assert verdict(trace(http_cluster(), gateway_request(NEWS))) == "delivered"


def test_a_missing_service_in_a_namespace_without_grant_is_not_revealed() -> None:
    rules = (to_backend("/", Backend("kube-system", "missing", "53")),)
    found = trace(with_rules(*rules), gateway_request(NEWS))
    assert {one.hops[-1].reason for one in found.branches} == {Reason.REFERENCE_NOT_GRANTED}


def test_a_backend_that_is_not_reached_is_the_gateways_trouble() -> None:
    cluster = changed(http_cluster(), "down node-a, not-ready api-2")
    assert verdict(trace(cluster, gateway_request(NEWS, "/api"))) == "HTTP 504"


def test_one_endpoint_is_said_as_naturally_as_many() -> None:
    cluster = changed(http_cluster(), "not-ready api-2")
    for url in ("http://news.example.com/api", "http://shop.example.com/api"):
        ((reason, facts),) = {
            (hop.reason, hop.facts)
            for one in ask(cluster, "client/laptop", url).branches
            for hop in one.hops
            if hop.action is Action.MATCH_HTTP
        }
        assert "the only ready Pod of api" in say(reason, Lang.EN, **dict(facts))
        assert "준비된 파드가 하나뿐이므로" in say(reason, Lang.KO, **dict(facts))
