"""Cards: a Service, Ingress or route as what it is, configuration. They are drawn beside the path, never on it."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.figure.stage import Box, Line, Look
from atlas.model.cluster import Cluster
from atlas.model.http import HTTPRoute, Ingress
from atlas.model.reference import parse_reference
from atlas.model.service import IPMode, Service, ServiceType, SessionAffinity, TrafficPolicy
from atlas.text import interface
from atlas.text.packets import address_and_port
from atlas.tracer.dns.answer import DnsAnswer

MOST_RECORDS = 3


def card(cluster: Cluster, text: str) -> Box:
    """Return the card of the object that `text` refers to. Raises ValueError if there is none."""
    reference = parse_reference(text)
    key = f"card-{text.replace('/', '-')}"
    if (service := cluster.service_by_reference.get(reference)) is not None:
        lines = (f"Service {service.name}", *_service_lines(service))
        return Box(key, Look.CONFIG, "service", lines)
    for ingress in cluster.ingresses:
        if ingress.reference == reference:
            return Box(key, Look.CONFIG, "ingress", tuple(_ingress_lines(ingress)))
    for http_route in cluster.http_routes:
        if http_route.reference == reference:
            return Box(key, Look.CONFIG, "gateway", tuple(_route_lines(cluster, http_route)))
    raise ValueError(f"the cluster has no {text} to show")


def dns_card(answer: DnsAnswer) -> Box:
    """Return the card of what cluster DNS was asked, and of its answer."""
    records = (f"{one.type} {one.value}" for one in answer.records[:MOST_RECORDS])
    return Box(
        "card-dns", Look.CONFIG, "", (interface.CLUSTER_DNS, f"{answer.tried[-1]}?", *records)
    )


def _service_lines(service: Service) -> Iterator[Line]:
    """Yield type and addresses, the way in that the type adds first."""
    port = service.ports[0] if service.ports else None
    if service.type is ServiceType.EXTERNAL_NAME or port is None:
        yield f"ExternalName → {service.external_name}"
        return
    ips = service.cluster_ips
    inside = [f"ClusterIP {address_and_port(ip, port.port)}" for ip in ips] or [interface.HEADLESS]
    if service.type is ServiceType.CLUSTER_IP:
        yield from inside
    elif service.type is ServiceType.NODE_PORT:
        yield f"NodePort {port.node_port}"
        yield from inside
    else:
        balancer = [address_and_port(ip, port.port) for ip in service.load_balancer_ips]
        yield from (f"LoadBalancer {one}" for one in balancer or ["pending"])
        yield f"nodePort {port.node_port}"
        yield from inside
    yield f"targetPort {port.target_port}"
    yield from _choices(service)


def _choices(service: Service) -> Iterator[str]:
    """Yield the fields that change where packets go, as written in YAML; defaults are left out."""
    if any(one.ip_mode is not IPMode.VIP for one in service.load_balancer_ingress):
        yield f"ipMode: {IPMode.PROXY}"
    if service.external_traffic_policy is not TrafficPolicy.CLUSTER:
        yield f"externalTrafficPolicy: {service.external_traffic_policy}"
    if service.internal_traffic_policy is not TrafficPolicy.CLUSTER:
        yield f"internalTrafficPolicy: {service.internal_traffic_policy}"
    if service.session_affinity is not SessionAffinity.NONE:
        yield f"sessionAffinity: {service.session_affinity}"
    if len(service.ip_families) > 1:
        yield f"ipFamilyPolicy: {service.ip_family_policy}"
    if service.traffic_distribution:
        yield f"trafficDistribution: {service.traffic_distribution}"


def _ingress_lines(ingress: Ingress) -> Iterator[Line]:
    yield f"Ingress {ingress.name}"
    for rule in ingress.rules:
        yield f"{rule.host or '*'} ({', '.join(map(str, ingress.addresses)) or 'pending'})"
        for path in rule.paths:
            yield f"{path.path} → Service {path.backend.service}:{path.backend.port}"


def _route_lines(cluster: Cluster, http_route: HTTPRoute) -> Iterator[Line]:
    parent = http_route.parents[0]
    addresses = next(
        (
            gateway.addresses
            for gateway in cluster.gateways
            if (gateway.namespace, gateway.name) == (parent.namespace, parent.name)
        ),
        (),
    )
    yield f"HTTPRoute {http_route.name} @ Gateway {parent.name}"
    yield f"{', '.join(http_route.hostnames)} ({', '.join(map(str, addresses))})"
    for rule in http_route.rules:
        paths = ", ".join(match.path for match in rule.matches)
        backends = ", ".join(f"{one.service}:{one.port}" for one in rule.backends)
        yield f"{paths} → Service {backends}"
