"""Small clusters with Ingress controllers and Gateways, built by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

from atlas.model.backend import (
    Backend,
    HeaderModifier,
    ReplacePrefixMatch,
    RequestMirror,
    RequestRedirect,
    RouteFilter,
    UrlRewrite,
)
from atlas.model.cluster import Cluster
from atlas.model.http import (
    FromNamespaces,
    Gateway,
    GatewayClass,
    HTTPRoute,
    Ingress,
    IngressClass,
    IngressPath,
    IngressRule,
    Listener,
    ParentReference,
    PathType,
    RouteMatch,
    RouteRule,
    TLSMode,
)
from atlas.model.outside import HttpProxy
from atlas.model.service import EndpointPort, EndpointSlice, Service, ServicePort, ServiceType
from atlas.model.workload import ContainerPort, Pod
from support.clusters import endpoint, node_port, pod, service, slice_of, small_cluster

CONTROLLER = "k8s.io/ingress-nginx"
CONTROLLER_ADDRESS = ip_address("203.0.113.20")
GATEWAY_ADDRESS = ip_address("203.0.113.21")
SECURE_CONTROLLER_ADDRESS = ip_address("203.0.113.22")
SECURE_GATEWAY_ADDRESS = ip_address("203.0.113.23")
STORE_ADDRESS = ip_address("203.0.113.70")
SECURE_STORE_ADDRESS = ip_address("203.0.113.71")


def path(text: str, name: str, kind: PathType = PathType.PREFIX, port: str = "http") -> IngressPath:
    """Return an Ingress path that leads to port `http` of a Service."""
    return IngressPath(text, kind, Backend("default", name, port))


def ingress(name: str, host: str, *paths: IngressPath, **fields: Any) -> Ingress:
    """Return an Ingress with one host, of class nginx."""
    rules = (IngressRule(host, paths),)
    one = Ingress("default", name, "nginx", rules, addresses=(CONTROLLER_ADDRESS,))
    return replace(one, **fields)


def gce_ingress(name: str, host: str, *paths: IngressPath, **fields: Any) -> Ingress:
    """Return an Ingress with one host, for the balancer outside."""
    annotations = {"kubernetes.io/ingress.class": "gce", **fields.pop("annotations", {})}
    return ingress(
        name,
        host,
        *paths,
        class_name="",
        annotations=annotations,
        addresses=fields.pop("addresses", (STORE_ADDRESS,)),
        **fields,
    )


def route(
    name: str, host: str, *rules: RouteRule, gateway: str = "public", **fields: Any
) -> HTTPRoute:
    """Return an HTTPRoute for one host ("" is all of them), attached to a Gateway."""
    parents = (ParentReference("gateway", gateway),)
    return replace(HTTPRoute("default", name, parents, (host,) if host else (), rules), **fields)


def rule(
    name: str, *matches: RouteMatch, weight: int = 1, filters: Iterable[RouteFilter] = ()
) -> RouteRule:
    """Return a rule that leads to one Service."""
    return RouteRule(matches, (Backend("default", name, "80", weight),), tuple(filters))


def redirect(text: str, to: RequestRedirect) -> RouteRule:
    """Return a rule that sends what begins with a path elsewhere."""
    return RouteRule((RouteMatch(text),), (), (to,))


def to_backend(text: str, backend: Backend) -> RouteRule:
    """Return a rule that leads what begins with a path to one backend."""
    return RouteRule((RouteMatch(text),), (backend,))


def http_cluster() -> Cluster:
    """Return the small cluster with one address for two applications, three times.

    shop.example.com by controller Pods behind a LoadBalancer Service, store.example.com by a balancer outside (web-neg by
    endpoint group, api-nodeport by node port), news.example.com by a Gateway. The same again with TLS: secure.example.com,
    secure-store.example.com, *.tls.example.com. And routes that redirect (moved), change (changed) and fail (broken).
    """
    cluster = small_cluster()
    web = [one for one in cluster.pods if one.name.startswith("web-")]
    apis = [
        pod("api-1", "node-a", "10.244.1.21", 9090),
        pod("api-2", "node-c", "10.244.3.21", 9090),
    ]
    controllers = [
        pod("ingress-1", "node-c", "10.244.3.41", namespace="ingress", labels={"app": "ingress"})
    ]
    gateways = [
        pod("gateway-1", "node-b", "10.244.2.41", namespace="gateway", labels={"app": "gateway"})
    ]
    api = service("api", "10.96.0.20")
    web_neg = service(
        "web-neg", "10.96.0.21", annotations={"cloud.google.com/neg": '{"ingress": true}'}
    )
    api_nodeport = service(
        "api-nodeport", "10.96.0.22", kind=ServiceType.NODE_PORT, ports=[node_port(30090, 9090)]
    )
    entry = service(
        "ingress",
        "10.96.0.23",
        namespace="ingress",
        kind=ServiceType.LOAD_BALANCER,
        ports=[node_port(30091)],
        load_balancer=str(CONTROLLER_ADDRESS),
    )
    gateway_entry = service(
        "gateway",
        "10.96.0.24",
        namespace="gateway",
        kind=ServiceType.LOAD_BALANCER,
        ports=[node_port(30092)],
        load_balancer=str(GATEWAY_ADDRESS),
    )
    secure_entry = _tls_service("ingress", "10.96.0.25", SECURE_CONTROLLER_ADDRESS, 30093)
    secure_gateway_entry = _tls_service("gateway", "10.96.0.26", SECURE_GATEWAY_ADDRESS, 30096)
    slices = (
        slice_of(api, map(endpoint, apis), 9090),
        slice_of(web_neg, map(endpoint, web)),
        slice_of(api_nodeport, map(endpoint, apis), 9090),
        slice_of(entry, map(endpoint, controllers)),
        slice_of(gateway_entry, map(endpoint, gateways)),
        _slice_of_all_ports(secure_entry, controllers),
        _slice_of_all_ports(secure_gateway_entry, gateways),
    )
    services = (api, web_neg, api_nodeport, entry, gateway_entry)
    return replace(
        cluster,
        pods=(*cluster.pods, *apis, *controllers, *gateways),
        services=(*cluster.services, *services, secure_entry, secure_gateway_entry),
        endpoint_slices=(*cluster.endpoint_slices, *slices),
        ingress_classes=(IngressClass("nginx", CONTROLLER),),
        ingresses=_ingresses(),
        gateway_classes=(GatewayClass("example", "example.com/gateway"),),
        gateways=_gateways(),
        http_routes=(
            route("news", "news.example.com", rule("api", RouteMatch("/api")), rule("web")),
            route("tls", "*.tls.example.com", rule("web"), gateway="secure"),
            _circle(),
            _moved(),
            _changed(),
            _broken(),
        ),
        http_proxies=(
            HttpProxy("ingress", CONTROLLER, "ingress", {"app": "ingress"}),
            HttpProxy("gateway", "example.com/gateway", "gateway", {"app": "gateway"}),
            HttpProxy(
                "cloud-lb",
                "gce",
                pool=(ip_network("203.0.113.64/26"),),
                ips=(ip_address("192.0.2.130"),),
            ),
        ),
    )


def on_host_network(cluster: Cluster) -> Cluster:
    """Return the cluster whose Ingress controller uses the ports 80 and 443 of node-c itself."""
    ports = (ContainerPort(80, "http"), ContainerPort(443, "https"))
    pods = tuple(
        replace(one, ips=(ip_address("10.0.0.13"),), ports=ports, host_network=True)
        if one.name == "ingress-1"
        else one
        for one in cluster.pods
    )
    return replace(cluster, pods=pods)


def _tls_service(namespace: str, ip: str, address: Any, first_node_port: int) -> Service:
    """Return a LoadBalancer Service for 80, 443 and 9000 in front of the Pods of a controller."""
    ports = (("http", 80, 8080), ("https", 443, 8443), ("raw", 9000, 9000))
    return service(
        f"{namespace}-tls",
        ip,
        namespace=namespace,
        kind=ServiceType.LOAD_BALANCER,
        ports=[
            ServicePort(port, target, name, node_port=first_node_port + number)
            for number, (name, port, target) in enumerate(ports)
        ],
        load_balancer=str(address),
    )


def _slice_of_all_ports(owner: Service, pods: Iterable[Pod]) -> EndpointSlice:
    ports = tuple(EndpointPort(int(one.target_port), one.name) for one in owner.ports)
    return replace(slice_of(owner, map(endpoint, pods)), ports=ports)


def _ingresses() -> tuple[Ingress, ...]:
    store = (path("/", "web-neg"), path("/api", "api-nodeport"))
    secure = {"addresses": (SECURE_CONTROLLER_ADDRESS,)}
    return (
        ingress("shop", "shop.example.com", path("/", "web"), path("/api", "api")),
        ingress("names", "names.example.com", path("/", "billing")),
        ingress("bare", "bare.example.com", path("/", "web"), **secure),
        ingress(
            "secure",
            "secure.example.com",
            path("/", "web"),
            tls_hosts=("secure.example.com",),
            **secure,
        ),
        gce_ingress("store", "store.example.com", *store),
        gce_ingress(
            "secure-store",
            "secure-store.example.com",
            *store,
            tls_hosts=("",),
            addresses=(SECURE_STORE_ADDRESS,),
        ),
    )


def _gateways() -> tuple[Gateway, ...]:
    everyone = FromNamespaces.ALL
    listeners = (
        Listener("http", 80, "HTTP", allowed_namespaces=everyone),
        Listener("https", 443, "HTTPS", "*.tls.example.com", TLSMode.TERMINATE, everyone),
        Listener("through", 443, "TLS", "through.tls.example.com", TLSMode.PASSTHROUGH, everyone),
        Listener("raw", 9000, "TCP"),
        Listener("own", 443, "HTTPS", "own.tls.example.com", TLSMode.TERMINATE, everyone),
    )
    return (
        Gateway("gateway", "public", "example", listeners[:1], (GATEWAY_ADDRESS,)),
        Gateway("gateway", "secure", "example", listeners[1:], (SECURE_GATEWAY_ADDRESS,)),
    )


def _moved() -> HTTPRoute:
    """One rule for each status that redirects."""
    statuses = (301, 302, 303, 307, 308)
    rules = (redirect(f"/{one}", RequestRedirect("https", status=one)) for one in statuses)
    return route("moved", "moved.example.com", *rules)


def _changed() -> HTTPRoute:
    filters = (
        UrlRewrite("inside.example.com", ReplacePrefixMatch("/v2")),
        HeaderModifier(set=(("X-Color", "blue"),)),
        RequestMirror(Backend("default", "api", "80"), "5%"),
    )
    return route("changed", "changed.example.com", rule("web", RouteMatch("/v1"), filters=filters))


def _circle() -> HTTPRoute:
    """A route that leads back to its own Gateway."""
    rules = (to_backend("/", Backend("gateway", "gateway", "80")),)
    return route("circle", "circle.example.com", *rules, namespace="gateway")


def _broken() -> HTTPRoute:
    """One rule for each way in which a backend is not valid."""
    return route(
        "broken",
        "broken.example.com",
        RouteRule((RouteMatch("/empty"),), ()),
        to_backend("/missing", Backend("default", "missing", "80")),
        to_backend("/port", Backend("default", "web", "81")),
        to_backend("/external", Backend("default", "billing", "80")),
        to_backend("/kind", Backend("default", "images", "0", kind="Bucket.example.com")),
        to_backend("/foreign", Backend("kube-system", "kube-dns", "53")),
    )
