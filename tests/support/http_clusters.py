"""Small clusters with Ingress controllers and a Gateway, built by hand."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

from atlas.model.cluster import Cluster
from atlas.model.http import (
    Backend,
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
)
from atlas.model.outside import HttpProxy
from atlas.model.service import ServiceType
from support.clusters import endpoint, node_port, pod, service, slice_of, small_cluster

CONTROLLER_ADDRESS = ip_address("203.0.113.20")
GATEWAY_ADDRESS = ip_address("203.0.113.21")
STORE_ADDRESS = ip_address("203.0.113.70")


def path(text: str, name: str, kind: PathType = PathType.PREFIX, port: str = "http") -> IngressPath:
    """Return an Ingress path that leads to port `http` of a Service."""
    return IngressPath(text, kind, Backend("default", name, port))


def ingress(name: str, host: str, *paths: IngressPath, **fields: object) -> Ingress:
    """Return an Ingress with one host, of class nginx."""
    return replace(
        Ingress(
            "default",
            name,
            "nginx",
            (IngressRule(host, paths),),
            addresses=(CONTROLLER_ADDRESS,),
        ),
        **fields,  # type: ignore[arg-type]
    )


def route(name: str, host: str, *rules: RouteRule, **fields: object) -> HTTPRoute:
    """Return an HTTPRoute for one host, attached to the Gateway `public`."""
    parents = (ParentReference("gateway", "public"),)
    return replace(HTTPRoute("default", name, parents, (host,), rules), **fields)  # type: ignore[arg-type]


def rule(name: str, *matches: RouteMatch, weight: int = 1) -> RouteRule:
    """Return a rule that leads to one Service."""
    return RouteRule(matches, (Backend("default", name, "80", weight),))


def http_cluster() -> Cluster:
    """Return the small cluster with one address for two applications, three times.

    shop.example.com by controller Pods behind a LoadBalancer Service, store.example.com by a balancer outside (web-neg by
    endpoint group, api-nodeport by node port), news.example.com by a Gateway.
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
    slices = (
        slice_of(api, map(endpoint, apis), 9090),
        slice_of(web_neg, map(endpoint, web)),
        slice_of(api_nodeport, map(endpoint, apis), 9090),
        slice_of(entry, map(endpoint, controllers)),
        slice_of(gateway_entry, map(endpoint, gateways)),
    )
    return replace(
        cluster,
        pods=(*cluster.pods, *apis, *controllers, *gateways),
        services=(*cluster.services, api, web_neg, api_nodeport, entry, gateway_entry),
        endpoint_slices=(*cluster.endpoint_slices, *slices),
        ingress_classes=(IngressClass("nginx", "example.com/ingress"),),
        ingresses=(
            ingress("shop", "shop.example.com", path("/", "web"), path("/api", "api")),
            ingress(
                "store",
                "store.example.com",
                path("/", "web-neg"),
                path("/api", "api-nodeport"),
                class_name="",
                annotations={"kubernetes.io/ingress.class": "gce"},
                addresses=(STORE_ADDRESS,),
            ),
        ),
        gateway_classes=(GatewayClass("example", "example.com/gateway"),),
        gateways=(
            Gateway(
                "gateway",
                "public",
                "example",
                (Listener("http", 80, "HTTP", allowed_namespaces="All"),),
                (GATEWAY_ADDRESS,),
            ),
        ),
        http_routes=(
            route("news", "news.example.com", rule("api", RouteMatch("/api")), rule("web")),
        ),
        http_proxies=(
            HttpProxy("ingress", "example.com/ingress", "ingress", {"app": "ingress"}),
            HttpProxy("gateway", "example.com/gateway", "gateway", {"app": "gateway"}),
            HttpProxy(
                "cloud-lb",
                "gce",
                pool=(ip_network("203.0.113.64/26"),),
                ips=(ip_address("192.0.2.130"),),
            ),
        ),
    )
