"""Randomly generated Ingresses, Gateways, HTTPRoutes and requests, for properties that hold for all of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

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
from atlas.model.cluster import Cluster, PodNetwork
from atlas.model.http import (
    FromNamespaces,
    Gateway,
    HeaderMatch,
    HTTPRoute,
    Ingress,
    IngressPath,
    IngressRule,
    Listener,
    ParentKind,
    ParentReference,
    PathType,
    RouteMatch,
    RouteRule,
    TLSMode,
    ValueType,
)
from atlas.model.routes import (
    BackendTLSPolicy,
    CertificateFault,
    GRPCMatch,
    GRPCRoute,
    GRPCRule,
    ListenerSet,
    PolicyTarget,
    StreamKind,
    StreamRoute,
)
from atlas.tracer.trace import Flow
from support.http_clusters import (
    GATEWAY_ADDRESS,
    SECURE_CONTROLLER_ADDRESS,
    SECURE_GATEWAY_ADDRESS,
    STORE_ADDRESS,
    http_cluster,
    on_host_network,
)

HOSTS = ("a.example.com", "b.example.com", "x.b.example.com", "shop.tls.example.com")
PATTERNS = ("", *HOSTS, "*.example.com", "*.b.example.com")
PATHS = ("/", "/foo", "/foo/", "/foo/bar", "/food")
SERVICES = ("web", "api", "nobody", "missing", "billing", "web-neg", "api-nodeport", "gateway")
CREATED = ("", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
FILTERS: tuple[RouteFilter, ...] = (
    HeaderModifier((("a", "1"),), (("b", "2"),), ("c",)),
    UrlRewrite("b.example.com", ReplaceFullPath("/foo/bar")),
    UrlRewrite(path=ReplacePrefixMatch("/new")),
    RequestRedirect("https", "a.example.com", 0, ReplacePrefixMatch(""), 301),
    RequestRedirect(port=8080, status=308),
    RequestMirror(Backend("default", "api", "80")),
    ResponseHeaders((("a", "1"),), (("b", "2"),), ("c",)),
    Cors(("https://*.example.com",), credentials=True, methods=("GET",)),
    OtherFilter("ExtensionRef"),
)


def backends() -> SearchStrategy[Backend]:
    return st.builds(
        Backend,
        namespace=st.sampled_from(("default", "default", "gateway")),
        service=st.sampled_from(SERVICES),
        port=st.sampled_from(("80", "http", "81")),
        weight=st.integers(0, 3),
        kind=st.sampled_from(("Service", "Service", "Bucket")),
        filters=st.lists(st.sampled_from(FILTERS), max_size=2).map(tuple),
    )


def ingresses(name: str) -> SearchStrategy[Ingress]:
    """Draw an Ingress of that name, for one of the controllers."""
    paths = st.builds(
        IngressPath,
        path=st.sampled_from(PATHS),
        path_type=st.sampled_from(
            (PathType.EXACT, PathType.PREFIX, PathType.IMPLEMENTATION_SPECIFIC)
        ),
        backend=st.builds(Backend, st.just("default"), st.sampled_from(SERVICES), st.just("80")),
    )
    rules = st.builds(
        IngressRule, st.sampled_from(PATTERNS), st.lists(paths, max_size=3).map(tuple)
    )
    return st.builds(
        Ingress,
        namespace=st.just("default"),
        name=st.just(name),
        class_name=st.sampled_from(("nginx", "nginx", "", "other")),
        rules=st.lists(rules, max_size=3).map(tuple),
        default_backend=st.none() | backends(),
        tls_hosts=st.lists(st.sampled_from(PATTERNS), max_size=2).map(tuple),
        addresses=st.sampled_from(((SECURE_CONTROLLER_ADDRESS,), (STORE_ADDRESS,))),
        created=st.sampled_from(CREATED),
    )


def _matches() -> SearchStrategy[RouteMatch]:
    values = st.builds(
        HeaderMatch,
        name=st.sampled_from(("a", "b")),
        value=st.sampled_from(("1", "2|3")),
        type=st.sampled_from(ValueType),
    )
    return st.builds(
        RouteMatch,
        path=st.sampled_from(PATHS),
        path_type=st.sampled_from((PathType.EXACT, PathType.PREFIX, PathType.REGULAR_EXPRESSION)),
        method=st.sampled_from(("", "GET", "POST")),
        headers=st.lists(values, max_size=2).map(tuple),
        query=st.lists(values, max_size=1).map(tuple),
    )


def routes(name: str) -> SearchStrategy[HTTPRoute]:
    """Draw an HTTPRoute of that name."""
    rules = st.builds(
        RouteRule,
        matches=st.lists(_matches(), max_size=2).map(tuple),
        backends=st.lists(backends(), max_size=3).map(tuple),
        filters=st.lists(st.sampled_from(FILTERS), max_size=3).map(tuple),
    )
    parents = st.builds(
        ParentReference,
        namespace=st.just("gateway"),
        name=st.sampled_from(("public", "secure")),
        section=st.sampled_from(("", "", "http", "other")),
        port=st.sampled_from((0, 0, 80)),
    )
    return st.builds(
        HTTPRoute,
        namespace=st.sampled_from(("default", "gateway")),
        name=st.just(name),
        parents=st.lists(parents, max_size=2).map(tuple),
        hostnames=st.lists(st.sampled_from(PATTERNS[1:]), max_size=2).map(tuple),
        rules=st.lists(rules, max_size=3).map(tuple),
        created=st.sampled_from(CREATED),
    )


def _parents() -> SearchStrategy[tuple[ParentReference, ...]]:
    parents = st.builds(
        ParentReference,
        namespace=st.just("gateway"),
        name=st.sampled_from(("public", "secure", "more")),
        section=st.sampled_from(("", "", "http", "other")),
        kind=st.sampled_from((ParentKind.GATEWAY, ParentKind.GATEWAY, ParentKind.LISTENER_SET)),
    )
    on_services = st.builds(
        ParentReference,
        namespace=st.just("default"),
        name=st.sampled_from(("web", "api")),
        port=st.sampled_from((0, 80)),
        kind=st.just(ParentKind.SERVICE),
    )
    return st.lists(parents | on_services, max_size=3).map(tuple)


def grpc_routes(name: str) -> SearchStrategy[GRPCRoute]:
    """Draw a GRPCRoute of that name; the paths of requests are taken for services and methods."""
    matches = st.builds(
        GRPCMatch,
        service=st.sampled_from(("", "foo", "foo.*")),
        method=st.sampled_from(("", "bar")),
        type=st.sampled_from(ValueType),
    )
    rules = st.builds(
        GRPCRule,
        matches=st.lists(matches, max_size=2).map(tuple),
        backends=st.lists(backends(), max_size=2).map(tuple),
    )
    return st.builds(
        GRPCRoute,
        namespace=st.sampled_from(("default", "gateway")),
        name=st.just(name),
        parents=_parents(),
        hostnames=st.lists(st.sampled_from(PATTERNS[1:]), max_size=2).map(tuple),
        rules=st.lists(rules, max_size=2).map(tuple),
        created=st.sampled_from(CREATED),
    )


def stream_routes(name: str) -> SearchStrategy[StreamRoute]:
    """Draw a TLSRoute or TCPRoute of that name."""
    return st.builds(
        StreamRoute,
        kind=st.sampled_from((StreamKind.TLS, StreamKind.TCP)),
        namespace=st.sampled_from(("default", "gateway")),
        name=st.just(name),
        parents=_parents(),
        backends=st.lists(backends(), max_size=2).map(tuple),
        hostnames=st.lists(st.sampled_from(PATTERNS[1:]), max_size=2).map(tuple),
        created=st.sampled_from(CREATED),
    )


def _policies() -> SearchStrategy[BackendTLSPolicy]:
    target = st.builds(
        PolicyTarget,
        st.just(""),
        st.just("Service"),
        st.sampled_from(("web", "api")),
        st.sampled_from(("", "http")),
    )
    return st.builds(
        BackendTLSPolicy,
        namespace=st.just("default"),
        name=st.just("policy"),
        targets=target.map(lambda one: (one,)),
        hostname=st.just("web.example.com"),
        fault=st.sampled_from(CertificateFault),
    )


def _listeners() -> SearchStrategy[Listener]:
    return st.builds(
        Listener,
        name=st.sampled_from(("http", "other")),
        port=st.sampled_from((80, 443)),
        protocol=st.sampled_from(("HTTP", "HTTPS", "TLS", "TCP")),
        hostname=st.sampled_from(PATTERNS),
        tls_mode=st.sampled_from(TLSMode),
        allowed_namespaces=st.sampled_from(FromNamespaces),
        allowed_kinds=st.sampled_from(((), ("HTTPRoute",), ("GRPCRoute",))),
    )


@st.composite
def http_clusters(draw: DrawFn) -> Cluster:
    """Draw the cluster of HTTP proxies with other Ingresses, Gateways and HTTPRoutes."""
    cluster = http_cluster()
    if draw(st.booleans()):
        cluster = on_host_network(cluster)
    listeners = st.lists(_listeners(), min_size=1, max_size=4).map(tuple)
    addresses = {"public": GATEWAY_ADDRESS, "secure": SECURE_GATEWAY_ADDRESS}
    return replace(
        cluster,
        ingresses=tuple(draw(ingresses(f"in-{one}")) for one in range(draw(st.integers(0, 3)))),
        gateways=tuple(
            Gateway(
                "gateway",
                name,
                "example",
                draw(listeners),
                (address,),
                draw(st.sampled_from(FromNamespaces)),
            )
            for name, address in addresses.items()
        ),
        listener_sets=(
            ListenerSet(
                "gateway",
                "more",
                ParentReference("gateway", draw(st.sampled_from(("public", "secure")))),
                draw(listeners),
            ),
        ),
        grpc_routes=tuple(draw(grpc_routes(f"g-{one}")) for one in range(draw(st.integers(0, 2)))),
        stream_routes=tuple(
            draw(stream_routes(f"s-{one}")) for one in range(draw(st.integers(0, 2)))
        ),
        backend_tls_policies=tuple(draw(st.lists(_policies(), max_size=1))),
        http_routes=tuple(draw(routes(f"r-{one}")) for one in range(draw(st.integers(0, 3)))),
        network=replace(cluster.network, pod_network=draw(st.sampled_from(PodNetwork))),
    )


def requests() -> SearchStrategy[Flow]:
    """Draw a request to one of the proxies."""
    urls = st.builds(
        "{0}://{1}{2}{3}{4}".format,
        st.sampled_from(("http", "https")),
        st.sampled_from(
            (
                SECURE_CONTROLLER_ADDRESS,
                GATEWAY_ADDRESS,
                SECURE_GATEWAY_ADDRESS,
                STORE_ADDRESS,
                "10.0.0.13",
                "web",
                "api",
                *HOSTS,
            )
        ),
        st.sampled_from(("", "", ":80", ":443")),
        st.sampled_from(PATHS),
        st.sampled_from(("", "?a=1", "?b=2")),
    )
    return st.builds(
        Flow,
        source=st.sampled_from(("client/laptop", "pod/client")),
        to=urls,
        method=st.sampled_from(("GET", "POST")),
        headers=st.builds(
            lambda host, value: (("Host", host), ("a", value)),
            st.sampled_from(HOSTS),
            st.sampled_from(("1", "2")),
        ),
    )
