"""Ingress controllers and Gateway implementations that nobody has described: found among the Pods, else assumed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_network

from atlas.controlplane.http import CLASS_ANNOTATION
from atlas.manifests.objects import Objects, WrittenPod, WrittenService
from atlas.model.http import GatewayClass, Ingress, IngressClass
from atlas.model.network import Address, Protocol
from atlas.model.outside import HttpProxy
from atlas.model.service import LoadBalancerIngress, Service, ServicePort, ServiceType
from atlas.model.workload import ContainerPort, Pod, matches
from atlas.world.assumption import Assumption, Topic
from atlas.world.free_addresses import FreeAddresses

_PORTS = (80, 443)
_HTTPS = 443
_CONTROLLERS_OUTSIDE = re.compile(
    r"alb|gce|ingress\.k8s\.aws|ingress-gce|application-gateway|networking\.gke\.io"
)
"""Of these the load balancers of a provider read the requests, and no Pods."""
_PODS_OF = {
    "nginx": ("ingress-nginx", "nginx-ingress"),
    "traefik": ("traefik",),
    "haproxy": ("haproxy-ingress", "haproxy-kubernetes-ingress", "kubernetes-ingress"),
    "contour": ("envoy",),
    "istio": ("istio-ingressgateway", "istio-ingress"),
    "kong": ("kong-proxy", "kong"),
    "emissary": ("emissary-ingress", "ambassador"),
}
"""What names and labels of the Pods hold, by what the class or its controller is called."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A controller that has objects to serve: its name, the class that led to it, ports and addresses of the objects."""

    controller: str
    class_name: str
    ports: tuple[int, ...]
    addresses: tuple[Address, ...]


def assume_http_proxies(objects: Objects, free: FreeAddresses) -> Iterator[Assumption]:
    """Add a proxy for each controller that has objects to serve and none to do it."""
    _add_classes(objects)
    known = {one.controller for one in objects.http_proxies}
    pools = {family: free.balancers(family) for family in free.families}
    for wanted in _merged((*_of_ingresses(objects), *_of_gateways(objects))):
        if wanted.controller in known:
            continue
        service = _service_of(objects, wanted)
        name = _slug(wanted.class_name)
        facts = (("class", wanted.class_name),)
        if service is not None:
            proxy = HttpProxy(name, wanted.controller, service.namespace, service.selector)
            facts = (*facts, ("service", str(service.reference)))
            yield Assumption(Topic.HTTP_PROXY_FOUND, facts)
        else:
            picked = (next(pool, None) for pool in pools.values())
            proxy = _made_up(objects, wanted, name, tuple(ip for ip in picked if ip is not None))
            yield Assumption(Topic.HTTP_PROXY, (*facts, ("proxy", name)))
        objects.http_proxies.append(proxy)


def _add_classes(objects: Objects) -> None:
    """Where the manifests have no class at all, those that Ingresses and Gateways name exist elsewhere."""
    if not objects.ingress_classes:
        names = sorted({class_of(one) for one in objects.ingresses} - {""})
        objects.ingress_classes += [IngressClass(name, _controller_of(name)) for name in names]
    if not objects.gateway_classes:
        names = sorted({one.class_name for one in objects.gateways} - {""})
        objects.gateway_classes += [GatewayClass(name, name) for name in names]


def _controller_of(class_name: str) -> str:
    """Return the controller that a class of that name has nearly everywhere, else the name."""
    return "k8s.io/ingress-nginx" if class_name == "nginx" else class_name


def _of_ingresses(objects: Objects) -> Iterator[_Wanted]:
    """Yield who is to serve the Ingresses. A class that the manifests lack, while they have others, has nobody."""
    controllers = {one.name: one.controller for one in objects.ingress_classes}
    default = next((one.name for one in objects.ingress_classes if one.is_default), "")
    for one in objects.ingresses:
        name = class_of(one) or default
        if name in controllers:
            yield _Wanted(controllers[name], name, _PORTS, one.addresses)


def class_of(ingress: Ingress) -> str:
    """Return the class that the Ingress names, or ""; the old annotation wins."""
    return ingress.annotations.get(CLASS_ANNOTATION, "") or ingress.class_name


def _of_gateways(objects: Objects) -> Iterator[_Wanted]:
    controllers = {one.name: one.controller for one in objects.gateway_classes}
    for one in objects.gateways:
        controller = controllers.get(one.class_name, "")
        if controller:
            ports = tuple(listener.port for listener in one.listeners)
            yield _Wanted(controller, one.class_name, ports, one.addresses)


def _merged(wanted: Iterable[_Wanted]) -> Iterable[_Wanted]:
    found: dict[str, _Wanted] = {}
    for one in wanted:
        other = found.setdefault(one.controller, one)
        ports = tuple(dict.fromkeys((*other.ports, *one.ports)))
        addresses = tuple(dict.fromkeys((*other.addresses, *one.addresses)))
        found[one.controller] = replace(other, ports=ports, addresses=addresses)
    return found.values()


# Found among what is written


def _service_of(objects: Objects, wanted: _Wanted) -> Service | None:
    """Return the Service before the controller's Pods: by the address that it has reported, else by its name."""
    services = [one.service for one in objects.services if one.service.selector]
    for one in services:
        if set(one.load_balancer_ips) & set(wanted.addresses):
            return one
    words = next(
        (
            names
            for key, names in _PODS_OF.items()
            if key in f"{wanted.controller} {wanted.class_name}".lower()
        ),
        (),
    )
    named = (one for one in services if _is_entrance(one) and _is_called(one, words))
    return next((one for one in named if _has_pods(objects, one)), None)


def _is_entrance(service: Service) -> bool:
    return any(port.port in _PORTS for port in service.ports)


def _is_called(service: Service, words: Iterable[str]) -> bool:
    told = {service.name, service.namespace, *service.selector.values()}
    return any(word in one for word in words for one in told) and "metrics" not in service.name


def _has_pods(objects: Objects, service: Service) -> bool:
    labels: Iterable[tuple[str, Mapping[str, str]]] = (
        *((one.pod.namespace, one.pod.labels) for one in objects.pods),
        *((one.namespace, one.labels) for one in objects.workloads),
    )
    return any(
        namespace == service.namespace and matches(service.selector, one)
        for namespace, one in labels
    )


# Made up


def _made_up(
    objects: Objects, wanted: _Wanted, name: str, addresses: tuple[Address, ...]
) -> HttpProxy:
    """Return a proxy that nobody has written: a balancer outside, else a Pod on each node behind a Service of its own."""
    if _CONTROLLERS_OUTSIDE.search(f"{wanted.controller} {wanted.class_name}"):
        pool = tuple(ip_network((ip, 28 if ip.version == 4 else 124), False) for ip in addresses)
        return HttpProxy(name, wanted.controller, pool=pool, ips=addresses)
    namespace, labels = f"{name}-system", {"app": name}
    numbers = dict.fromkeys((*_PORTS, *wanted.ports))
    ports = tuple(
        ServicePort(one, one, "https" if one == _HTTPS else f"http-{one}") for one in numbers
    )
    service = Service(
        namespace,
        name,
        ServiceType.LOAD_BALANCER,
        ports=ports,
        selector=labels,
        labels=labels,
        ip_families=(),
        load_balancer_ingress=tuple(map(LoadBalancerIngress, addresses)),
    )
    objects.services.append(WrittenService(service))
    on_pod_network = all(one.pod_ranges for one in objects.nodes)
    for number, node in enumerate(sorted(objects.nodes, key=lambda one: one.name)[:2], 1):
        pod = Pod(
            namespace,
            f"{name}-{number}",
            node.name,
            (),
            labels=labels,
            ports=tuple(ContainerPort(one.port, one.name, Protocol.TCP) for one in ports),
            host_network=not on_pod_network,
        )
        objects.pods.append(WrittenPod(pod))
    return HttpProxy(name, wanted.controller, namespace, labels)


def _slug(text: str) -> str:
    """Return a name that an object may have."""
    made = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-")
    return made or "proxy"
