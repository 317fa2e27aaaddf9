"""Ingress and Gateway API manifests: what is read of them, and what the API refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.manifests.decode import decode_all
from atlas.manifests.problem import Expected, Problem, ProblemKind, Severity
from atlas.manifests.read import parse
from atlas.model.backend import (
    Backend,
    Cors,
    HeaderModifier,
    OtherFilter,
    ReplaceFullPath,
    ReplacePrefixMatch,
    RequestMirror,
    RequestRedirect,
    ResponseHeaders,
    RouteFilter,
    UrlRewrite,
)
from atlas.model.cluster import Cluster
from atlas.model.http import (
    FromNamespaces,
    GrantFrom,
    GrantTo,
    HeaderMatch,
    HTTPRoute,
    Ingress,
    IngressPath,
    Listener,
    ParentKind,
    ParentReference,
    PathType,
    RouteMatch,
    TLSMode,
    ValueType,
)
from atlas.model.selector import LabelSelector, Requirement
from support.cases import cases
from support.manifests import cluster_of

API = "gateway.networking.k8s.io/v1"


def route(spec: str, metadata: str = "") -> str:
    return f"apiVersion: {API}\nkind: HTTPRoute\nmetadata: {{name: news{metadata}}}\nspec: {{{spec}}}\n"


def rule(text: str) -> str:
    return route(f"rules: [{{{text}}}]")


def gateway(listener: str) -> str:
    return (
        f"apiVersion: {API}\nkind: Gateway\nmetadata: {{name: public}}\n"
        f"spec: {{gatewayClassName: example, listeners: [{listener}]}}\n"
    )


def ingress(spec: str) -> str:
    return f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: shop}}\nspec: {{{spec}}}\n"


def only_route(cluster: Cluster) -> HTTPRoute:
    (found,) = cluster.http_routes
    return found


def only_listener(text: str) -> Listener:
    return cluster_of(gateway(text)).gateways[0].listeners[0]


def only_ingress(spec: str) -> Ingress:
    (found,) = cluster_of(ingress(spec)).ingresses
    return found


def problems(text: str) -> list[Problem]:
    """Return what decoding the text finds wrong."""
    return decode_all(parse(text, Path("test.yaml")))[1]


def errors(text: str) -> list[tuple[str, ProblemKind, Expected]]:
    return [
        (one.field, one.kind, one.expected)
        for one in problems(text)
        if one.severity is Severity.ERROR
    ]


# Ingress


def test_tls_entries_without_hosts_are_kept_apart() -> None:
    spec = "defaultBackend: {service: {name: web, port: {number: 80}}}"
    assert only_ingress(spec).tls_hosts == ()
    assert only_ingress(f"{spec}, tls: [{{secretName: a}}, {{hosts: [a.b]}}]").tls_hosts == (
        "",
        "a.b",
    )


@cases(
    """
    path  type                    read
    /a    Prefix                  Prefix
    /a    Exact                   Exact
    /a/*  ImplementationSpecific  ImplementationSpecific
    -     ImplementationSpecific  ImplementationSpecific   # may be left out
    """,
    source="networking.k8s.io/v1 HTTPIngressPath",
)
def test_ingress_paths(path: str, type: str, read: str) -> None:
    paths = f"paths: [{{path: '{path}', pathType: {type}, backend: {{service: {{name: web, port: {{name: http}}}}}}}}]"
    found = only_ingress(f"rules: [{{http: {{{paths}}}}}]").rules[0].paths
    assert found == (IngressPath(path, PathType(read), Backend("default", "web", "http")),)


def test_a_resource_backend_is_left_out_with_a_warning() -> None:
    """So does ingress-nginx; requests go where they would without the path."""
    backend = "{resource: {kind: Bucket, name: images}}"
    text = ingress(
        f"rules: [{{http: {{paths: [{{path: /, pathType: Prefix, backend: {backend}}}]}}}}]"
    )
    assert cluster_of(text).ingresses[0].rules[0].paths == ()
    assert [(one.kind, one.expected) for one in problems(text)] == [
        (ProblemKind.SKIPPED, Expected.SERVICE_AS_BACKEND)
    ]


@cases(
    """
    path     type    expected
    a        Prefix  ABSOLUTE_PATH
    a        Exact   ABSOLUTE_PATH
    a        ImplementationSpecific  ABSOLUTE_PATH
    /a//b    Prefix  PLAIN_PATH
    /a/../b  Exact   PLAIN_PATH
    /a/./b   Exact   PLAIN_PATH
    /a%2fb   Exact   PLAIN_PATH
    /a/..    Exact   PLAIN_PATH
    /a/.     Prefix  PLAIN_PATH
    /a//b    ImplementationSpecific  -
    """,
    source="kubernetes/kubernetes pkg/apis/networking/validation: invalidPathSequences",
)
def test_paths_that_an_ingress_may_not_have(path: str, type: str, expected: str) -> None:
    one = f"{{path: '{path}', pathType: {type}, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}"
    found = errors(ingress(f"rules: [{{http: {{paths: [{one}]}}}}]"))
    assert [one for _, _, one in found] == ([Expected[expected]] if expected else [])


# Gateways


@cases(
    """
    written   read
    -         Same
    All       All
    Same      Same
    None      None
    Selector  Selector
    """,
    source=f"{API} RouteNamespaces",
)
def test_allowed_namespaces(written: str, read: str) -> None:
    text = f"from: {written}" if written else ""
    namespaces = f"allowedRoutes: {{namespaces: {{{text}}}}}"
    found = only_listener(f"{{name: http, port: 80, protocol: HTTP, {namespaces}}}")
    assert found.allowed_namespaces is FromNamespaces(read)
    assert found.allowed_selector is None


def test_selectors_are_read_in_full() -> None:
    selector = "{matchLabels: {a: b}, matchExpressions: [{key: c, operator: In, values: [d, e]}]}"
    allowed = f"allowedRoutes: {{namespaces: {{from: Selector, selector: {selector}}}}}"
    found = only_listener(f"{{name: http, port: 80, protocol: HTTP, {allowed}}}")
    expected = LabelSelector({"a": "b"}, (Requirement("c", "In", ("d", "e")),))
    assert found.allowed_selector == expected


def test_kinds_of_routes() -> None:
    kinds = "allowedRoutes: {kinds: [{kind: HTTPRoute}, {kind: GRPCRoute}, {group: a.b, kind: HTTPRoute}]}"
    found = only_listener(f"{{name: http, port: 80, protocol: HTTP, {kinds}}}")
    assert found.allowed_kinds == ("HTTPRoute", "GRPCRoute", "HTTPRoute.a.b")


@cases(
    """
    protocol  tls                                        mode
    HTTP      -                                          -
    HTTPS     {certificateRefs: [{name: a}]}             Terminate   # the default
    HTTPS     {mode: Terminate, options: {a.b/c: d}}     Terminate
    TLS       {mode: Passthrough}                        Passthrough
    https     {mode: Terminate, certificateRefs: [{name: a}]}  Terminate
    """,
    source=f"{API} ListenerTLSConfig",
)
def test_tls_modes(protocol: str, tls: str, mode: str) -> None:
    text = f", tls: {tls}" if tls else ""
    found = only_listener(f"{{name: a, port: 443, protocol: {protocol}{text}}}")
    assert found.tls_mode is TLSMode(mode)


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
def test_reference_grants(version: str) -> None:
    text = (
        f"apiVersion: gateway.networking.k8s.io/{version}\nkind: ReferenceGrant\n"
        "metadata: {name: routes, namespace: shop}\n"
        "spec:\n"
        "  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default}]\n"
        '  to: [{group: "", kind: Service}, {group: "", kind: Secret, name: a}]\n'
    )
    (found,) = cluster_of(text).reference_grants
    assert (found.namespace, found.name) == ("shop", "routes")
    assert found.sources == (GrantFrom("gateway.networking.k8s.io", "HTTPRoute", "default"),)
    assert found.targets == (GrantTo("", "Service"), GrantTo("", "Secret", "a"))


# HTTPRoutes


@cases(
    """
    parent                                   read
    {name: a}                                default/a//0
    {name: a, namespace: b}                  b/a//0
    {name: a, sectionName: c, port: 80}      default/a/c/80
    {name: a, kind: Service, group: ""}      Service default/a//0   # a mesh
    {name: a, kind: ListenerSet}             ListenerSet default/a//0
    {name: a, kind: XListenerSet, group: gateway.networking.x-k8s.io}  ListenerSet default/a//0
    {name: a, kind: Gateway, group: b.c}     -   # another kind of that name
    """,
    source=f"{API} ParentReference",
)
def test_parents(parent: str, read: str) -> None:
    found = only_route(cluster_of(route(f"parentRefs: [{parent}]"))).parents
    assert [_shown(one) for one in found] == ([read] if read else [])


def _shown(one: ParentReference) -> str:
    kind = "" if one.kind is ParentKind.GATEWAY else f"{one.kind} "
    return f"{kind}{one.namespace}/{one.name}/{one.section}/{one.port}"


@cases(
    """
    match                                             path   type               method
    {}                                                /      Prefix             -
    {path: {}}                                        /      Prefix             -
    {path: {value: /a}}                               /a     Prefix             -
    {path: {type: Exact, value: /a}}                  /a     Exact              -
    {path: {type: RegularExpression, value: "a.*"}}   a.*    RegularExpression  -
    {method: POST}                                    /      Prefix             POST
    """,
    source=f"{API} HTTPRouteMatch",
)
def test_matches(match: str, path: str, type: str, method: str) -> None:
    (found,) = only_route(cluster_of(rule(f"matches: [{match}]"))).rules[0].matches
    assert found == RouteMatch(path, PathType(type), method)


def test_of_matches_with_one_name_the_first_counts() -> None:
    """Names of headers know no case, so `Foo` and `foo` are one; those of parameters do."""
    values = "[{name: Foo, value: a}, {name: foo, type: RegularExpression, value: b}]"
    (found,) = (
        only_route(cluster_of(rule(f"matches: [{{headers: {values}, queryParams: {values}}}]")))
        .rules[0]
        .matches
    )
    first, second = HeaderMatch("Foo", "a"), HeaderMatch("foo", "b", ValueType.REGULAR_EXPRESSION)
    assert (found.headers, found.query) == ((first,), (first, second))


@cases(
    """
    backend                                       read
    {name: web, port: 80}                         Service default/web:80 x1
    {name: web, port: 80, weight: 0}              Service default/web:80 x0
    {name: web, port: 80, namespace: shop}        Service shop/web:80 x1
    {name: web, port: 80, kind: Service, group: ""}  Service default/web:80 x1
    {name: a, kind: ServiceImport, group: b.c}    ServiceImport.b.c default/a:0 x1
    {name: web, port: 80, group: b.c}             Service.b.c default/web:80 x1
    """,
    source=f"{API} HTTPBackendRef",
)
def test_backends(backend: str, read: str) -> None:
    (one,) = only_route(cluster_of(rule(f"backendRefs: [{backend}]"))).rules[0].backends
    assert f"{one.kind} {one.namespace}/{one.service}:{one.port} x{one.weight}" == read


WEB = Backend("default", "web", "80")
FILTERS: dict[str, RouteFilter] = {
    "{type: RequestHeaderModifier, requestHeaderModifier: "
    "{set: [{name: a, value: b}], add: [{name: c, value: d}], remove: [e]}}": HeaderModifier(
        (("a", "b"),), (("c", "d"),), ("e",)
    ),
    "{type: URLRewrite, urlRewrite: {hostname: a.b, path: {type: ReplaceFullPath, replaceFullPath: /}}}": UrlRewrite(
        "a.b", ReplaceFullPath("/")
    ),
    '{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: ""}}}': UrlRewrite(
        path=ReplacePrefixMatch("")
    ),
    "{type: RequestRedirect, requestRedirect: {}}": RequestRedirect(status=302),
    "{type: RequestRedirect, requestRedirect: {scheme: https, hostname: a.b, port: 8443, statusCode: 308}}": (
        RequestRedirect("https", "a.b", 8443, status=308)
    ),
    "{type: RequestMirror, requestMirror: {backendRef: {name: web, port: 80}}}": RequestMirror(WEB),
    "{type: RequestMirror, requestMirror: {backendRef: {name: web, port: 80}, percent: 5}}": (
        RequestMirror(WEB, "5%")
    ),
    "{type: RequestMirror, requestMirror: {backendRef: {name: web, port: 80}, fraction: {numerator: 1, denominator: 3}}}": (
        RequestMirror(WEB, "1/3")
    ),
    "{type: RequestMirror, requestMirror: {backendRef: {name: web, port: 80}, fraction: {numerator: 7}}}": (
        RequestMirror(WEB, "7%")
    ),
    "{type: RequestMirror, requestMirror: {backendRef: {name: web, port: 80}, percent: 0}}": (
        OtherFilter("RequestMirror")
    ),
    "{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: b, value: c}], remove: [a]}}": ResponseHeaders(
        (("b", "c"),), remove=("a",)
    ),
    '{type: CORS, cors: {allowOrigins: ["https://*.a.b"], allowMethods: [PUT], allowCredentials: true, maxAge: 9}}': Cors(
        ("https://*.a.b",), credentials=True, methods=("PUT",), max_age=9
    ),
    "{type: ExtensionRef, extensionRef: {group: a.b, kind: Limit, name: c}}": OtherFilter(
        "ExtensionRef"
    ),
}


@pytest.mark.parametrize("text", FILTERS)
def test_filters(text: str) -> None:
    """(HTTPRouteFilter.) Of rules and of backends alike."""
    (found,) = only_route(cluster_of(rule(f"filters: [{text}]"))).rules[0].filters
    assert found == FILTERS[text]
    backend = f"{{name: web, port: 80, filters: [{text}]}}"
    (one,) = only_route(cluster_of(rule(f"backendRefs: [{backend}]"))).rules[0].backends
    assert one.filters == (FILTERS[text],)


@pytest.mark.parametrize("kind", ["ExtensionRef", "ExternalAuth"])
def test_filters_that_might_answer_themselves_are_named(kind: str) -> None:
    key = {"ExtensionRef": "extensionRef", "ExternalAuth": "externalAuth"}[kind]
    found = problems(rule(f"filters: [{{type: {kind}, {key}: {{}}}}]"))
    assert [(one.expected, one.severity) for one in found] == [
        (Expected.MODELLED_FILTER, Severity.WARNING)
    ]


@cases(
    """
    rule                                                            field                 expected
    matches: [{path: {type: Exact, value: "/a%20b;c"}}]             -                     -
    matches: [{path: {type: Exact, value: "/a b"}}]                 matches[0].path.value  PATH_CHARACTERS
    matches: [{path: {type: Exact, value: "/a%2"}}]                 matches[0].path.value  PATH_CHARACTERS
    matches: [{path: {type: Exact, value: a}}]                      matches[0].path.value  ABSOLUTE_PATH
    matches: [{path: {type: PathPrefix, value: /a/../b}}]           matches[0].path.value  PLAIN_PATH
    matches: [{path: {type: RegularExpression, value: "("}}]        matches[0].path.value  PATTERN
    matches: [{headers: [{name: a, type: RegularExpression, value: "\\\\1"}]}]  matches[0].headers[0].value  PATTERN
    matches: [{headers: [{name: a}]}]                               matches[0].headers[0].value  GIVEN
    backendRefs: [{name: web}]                                      backendRefs[0].port   GIVEN
    filters: [{type: URLRewrite}]                                   filters[0].urlRewrite  GIVEN
    filters: [{type: CORS, urlRewrite: {}, cors: {}}]               filters[0].urlRewrite  NOT_WITH
    """,
    source=f"{API}: validation rules of the CRD",
)
def test_rules_that_the_api_refuses(rule: str, field: str, expected: str) -> None:
    found = errors(route(f"rules: [{{{rule}}}]"))
    assert [(where, one) for where, _, one in found] == (
        [(f"spec.rules[0].{field}", Expected[expected])] if expected else []
    )


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        (route(f"hostnames: [{', '.join(f'a{one}.b' for one in range(17))}]"), "16"),
        (route(f"rules: [{', '.join(['{}'] * 17)}]"), "16"),
        (rule(f"matches: [{', '.join(['{}'] * 65)}]"), "64"),
        (rule(f"backendRefs: [{', '.join(['{name: web, port: 80}'] * 17)}]"), "16"),
        (route(f"parentRefs: [{', '.join(['{name: a}'] * 33)}]"), "32"),
    ],
    ids=["hostnames", "rules", "matches", "backendRefs", "parentRefs"],
)
def test_limits(text: str, limit: str) -> None:
    """(MaxItems of the CRD.)"""
    assert [
        (one.expected, one.facts) for one in problems(text) if one.severity is Severity.ERROR
    ] == [(Expected.AT_MOST, (("limit", limit),))]


def test_a_stored_pattern_that_cannot_be_read_is_left_out_with_a_warning() -> None:
    """The API server takes any text, and a rule without it must not take more requests than before."""
    rules = (
        'rules: [{matches: [{path: {type: RegularExpression, value: "/(?!a).*"}}]},'
        ' {matches: [{path: {type: RegularExpression, value: "/(?!a).*"}}, {path: {value: /b}}]}]'
    )
    text = route(rules, ", resourceVersion: '1', uid: a")
    assert {(one.expected, one.severity) for one in problems(text)} == {
        (Expected.PATTERN, Severity.WARNING)
    }
    (found,) = only_route(cluster_of(text)).rules
    assert found.matches == (RouteMatch("/b"),)
