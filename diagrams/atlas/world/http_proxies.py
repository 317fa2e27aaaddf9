"""Ingress controllers and Gateway implementations that the input does not describe: found among the Pods, else assumed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_network

from atlas.controlplane.data_planes import gateways_by_controller, with_gateways
from atlas.controlplane.http import CLASS_ANNOTATION
from atlas.manifests.objects import Objects, WrittenPod, WrittenService
from atlas.model.http import GatewayClass, Ingress, IngressClass, Listener
from atlas.model.network import Address, Family, Protocol
from atlas.model.outside import EVERY_GATEWAY, HttpProxy, path_of
from atlas.model.reference import Reference
from atlas.model.service import LoadBalancerIngress, Service, ServicePort, ServiceType
from atlas.model.workload import ContainerPort, Pod, matches
from atlas.world.assumption import Assumption, Topic
from atlas.world.free_addresses import FreeAddresses

_PORTS = ((80, Protocol.TCP), (443, Protocol.TCP))
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
_SHARING = re.compile(r"traefik|kong|haproxy")
"""Implementations that put all Gateways of a class into one data plane."""
_NO_GATEWAY = Reference("gateway", "")
"""For Ingresses: one proxy serves all of a class."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A controller that has objects to serve: its name, the class that led to it, ports and addresses of the objects."""

    controller: str
    class_name: str
    ports: tuple[tuple[int, Protocol], ...]
    addresses: tuple[Address, ...]
    gateway: Reference = _NO_GATEWAY


@dataclass(frozen=True, slots=True)
class _Pools:
    """Where addresses for what stands before the cluster are taken from, by family."""

    pools: Mapping[Family, Iterator[Address]]

    def pick(self) -> tuple[Address, ...]:
        """Return one more address of each family."""
        picked = (next(pool, None) for pool in self.pools.values())
        return tuple(ip for ip in picked if ip is not None)


def assume_http_proxies(objects: Objects, free: FreeAddresses) -> Iterator[Assumption]:
    """Add a proxy for each controller that has objects to serve and none to do it; for Gateways, one for each of them."""
    _add_classes(objects)
    known = {one.controller for one in objects.http_proxies}
    pools = _Pools({family: free.balancers(family) for family in free.families})
    of_gateways = [one for one in _of_gateways(objects) if _is_outside(one)]
    for wanted in _merged((*_of_ingresses(objects), *of_gateways)):
        if wanted.controller not in known:
            yield _assume(objects, wanted, _slug(wanted.class_name), pools)
    services = [one.service for one in objects.services]
    objects.http_proxies[:] = with_gateways(objects, services)
    yield from _assume_data_planes(objects, pools)


def _assume_data_planes(objects: Objects, pools: _Pools) -> Iterator[Assumption]:
    """Add a data plane for each Gateway that has none; what they report as one address they share."""
    wanted_by_all = list(_of_gateways(objects))
    times = Counter(one.class_name for one in wanted_by_all)
    for wanted in wanted_by_all:
        if any(_serves(one, wanted) for one in objects.http_proxies):
            continue
        alone = times[wanted.class_name] == 1
        name = _slug(wanted.class_name if alone else f"{wanted.class_name}-{wanted.gateway.name}")
        if any(one.name == name for one in objects.http_proxies):
            name = _slug(f"{name}-{wanted.gateway.namespace}")
        yield _assume(objects, wanted, name, pools)


def _serves(proxy: HttpProxy, wanted: _Wanted) -> bool:
    same = proxy.controller == wanted.controller
    return same and (not proxy.in_cluster or proxy.serves(wanted.gateway))


def _assume(objects: Objects, wanted: _Wanted, name: str, pools: _Pools) -> Assumption:
    """Add the proxy that is wanted: the Pods that probably are it, else such as nobody has written."""
    service = _service_of(objects, wanted)
    proxy = None
    if service is not None:
        proxy = _found(objects, wanted, name, service)
    if proxy is not None and service is not None:
        found = (("class", wanted.class_name), ("service", str(service.reference)))
        made = Assumption(Topic.HTTP_PROXY_FOUND, found)
    elif wanted.gateway.name and not _is_outside(wanted):
        proxy = _made_up(objects, wanted, name, pools)
        facts = (("class", wanted.class_name), ("proxy", name), ("gateway", str(wanted.gateway)))
        made = Assumption(Topic.DATA_PLANE, facts)
    else:
        proxy = _made_up(objects, wanted, name, pools)
        made = Assumption(Topic.HTTP_PROXY, (("class", wanted.class_name), ("proxy", name)))
    objects.http_proxies.append(proxy)
    return made


def _found(objects: Objects, wanted: _Wanted, name: str, service: Service) -> HttpProxy | None:
    """Return the proxy of the Pods behind a Service, with the Gateways that they serve.

    Pods that serve one Gateway serve another one only if it reports an address of theirs, or if theirs is an
    implementation that puts all Gateways into one data plane.
    """
    gateway = wanted.gateway
    if not gateway.name:
        return HttpProxy(name, wanted.controller, service.namespace, service.selector)
    for number, one in enumerate(objects.http_proxies):
        if (one.namespace, one.selector) == (service.namespace, service.selector):
            if one.controller != wanted.controller or not _reports(objects, gateway, service):
                return None
            shared = replace(one, gateways=(*one.gateways, path_of(gateway)))
            del objects.http_proxies[number]
            return shared
    shares = _SHARING.search(f"{wanted.controller} {wanted.class_name}".lower()) is not None
    gateways = (EVERY_GATEWAY,) if shares else (path_of(gateway),)
    return HttpProxy(
        name, wanted.controller, service.namespace, service.selector, gateways=gateways
    )


def _reports(objects: Objects, gateway: Reference, service: Service) -> bool:
    addresses = next((one.addresses for one in objects.gateways if one.reference == gateway), ())
    return bool({*service.load_balancer_ips, *service.external_ips} & set(addresses))


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
    for controller, gateways in gateways_by_controller(objects).items():
        for one in gateways:
            added = (
                listener
                for other in objects.listener_sets
                if other.parent.reference == one.reference
                for listener in other.listeners
            )
            ports = tuple(
                (listener.port, _protocol(listener)) for listener in (*one.listeners, *added)
            )
            yield _Wanted(controller, one.class_name, ports, one.addresses, one.reference)


def _protocol(listener: Listener) -> Protocol:
    return Protocol.UDP if listener.protocol.upper() == "UDP" else Protocol.TCP


def _is_outside(wanted: _Wanted) -> bool:
    """Return whether load balancers of a provider read the requests."""
    name = f"{wanted.controller} {wanted.class_name}"
    return _CONTROLLERS_OUTSIDE.search(name) is not None


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
    return any((port.port, port.protocol) in _PORTS for port in service.ports)


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


def _made_up(objects: Objects, wanted: _Wanted, name: str, pools: _Pools) -> HttpProxy:
    """Return a proxy that nobody has written: a balancer outside, else a Pod on each node behind a Service of its own."""
    addresses = pools.pick()
    if _is_outside(wanted):
        pool = tuple(ip_network((ip, 28 if ip.version == 4 else 124), False) for ip in addresses)
        told = tuple(map(ip_network, wanted.addresses))
        return HttpProxy(name, wanted.controller, pool=(*pool, *told), ips=addresses)
    addresses = _own_addresses(objects, wanted) or addresses
    namespace, labels = f"{name}-system", {"app": name}
    numbers = dict.fromkeys((*_PORTS, *wanted.ports))
    ports = tuple(
        ServicePort(one, one, _port_name(one, protocol), protocol) for one, protocol in numbers
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
            ports=tuple(ContainerPort(one.port, one.name, one.protocol) for one in ports),
            host_network=not on_pod_network,
        )
        objects.pods.append(WrittenPod(pod))
    gateways = (path_of(wanted.gateway),) if wanted.gateway.name else ()
    return HttpProxy(name, wanted.controller, namespace, labels, gateways=gateways)


def _port_name(number: int, protocol: Protocol) -> str:
    if protocol is Protocol.UDP:
        return f"udp-{number}"
    return "https" if number == _HTTPS else f"http-{number}"


def _own_addresses(objects: Objects, wanted: _Wanted) -> tuple[Address, ...]:
    """Return the addresses that the Gateway reports, as far as they are nobody else's."""
    if not wanted.gateway.name:
        return ()
    taken = {
        *(ip for one in objects.nodes for ip in (*one.internal_ips, *one.external_ips)),
        *(ip for one in objects.clients for ip in one.ips),
        *(ip for one in objects.pods for ip in one.pod.ips),
    }
    for one in objects.services:
        service = one.service
        taken |= {*service.load_balancer_ips, *service.external_ips, *service.cluster_ips}
    return tuple(ip for ip in wanted.addresses if ip not in taken)


def _slug(text: str) -> str:
    """Return a name that an object may have."""
    made = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].strip("-")
    return made or "proxy"
