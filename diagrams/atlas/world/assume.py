"""Assuming: what the objects do not say, and every question needs, is filled in here and nowhere else, and noted.

Objects → Objects that are whole enough for the control plane, and the list of what was assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from atlas.controlplane.network import complete_network, complete_proxy, range_of_pods
from atlas.manifests.objects import Objects, WrittenPod, WrittenService
from atlas.model.cluster import (
    KUBE_DNS,
    DetectLocal,
    NetworkConfiguration,
    ProxyConfiguration,
    ServiceMesh,
)
from atlas.model.http import ParentKind
from atlas.model.network import Address, Protocol, Range, contain_all
from atlas.model.outside import Client, LoadBalancer, Targets
from atlas.model.reference import Reference
from atlas.model.service import IPMode, Service, ServicePort
from atlas.model.workload import ContainerPort, DnsPolicy, Pod
from atlas.world.assumption import Assumption, Topic, Wishes
from atlas.world.aws import nlb_of
from atlas.world.free_addresses import FreeAddresses, free_addresses
from atlas.world.http_proxies import assume_http_proxies
from atlas.world.nodes import assume_nodes

OUTSIDE = "outside"
_DNS_PORT = 53
_DNS_LABELS = {"k8s-app": "kube-dns"}
_DNS_NAMES = ("kube-dns", "coredns")
_MOST_DNS_PODS = 2
_TENTH = 10
"""Clusters give their DNS the tenth address of the Service range (kubeadm, kubernetes/dns docs/specification.md)."""


def assume(objects: Objects, wishes: Wishes) -> tuple[list[Assumption], frozenset[Reference]]:
    """Fill in what the objects lack. Return what has been assumed, and the objects that came of it."""
    before = _references(objects)
    free = free_addresses(objects)
    found = [*assume_nodes(objects, free, wishes), *_assume_pod_range(objects)]
    found += [*_assume_network(objects), *_assume_mesh(objects)]
    found += [*_assume_client(objects, free), *_assume_balancers(objects, free)]
    found += [*assume_http_proxies(objects, free), *_assume_dns(objects, wishes)]
    return found, frozenset(_references(objects) - before)


def _references(objects: Objects) -> set[Reference]:
    """Return who there is, of the kinds that can be assumed."""
    return {
        *(one.reference for one in (*objects.nodes, *objects.clients, *objects.http_proxies)),
        *(one.pod.reference for one in objects.pods),
        *(one.service.reference for one in objects.services),
    }


# Ranges


def _assume_pod_range(objects: Objects) -> Iterator[Assumption]:
    """Find the range that kube-proxy knows packets of Pods by: podCIDRs, else the addresses of the Pods themselves."""
    if objects.proxy is not None:
        return
    used = [ip for one in objects.pods if not one.pod.host_network for ip in one.pod.ips]
    ranges = [one for node in objects.nodes for one in node.pod_ranges]
    if contain_all(ranges, used):
        objects.proxy = complete_proxy(objects)
    else:
        found = range_of_pods(objects)
        detect = DetectLocal.CLUSTER_CIDR if found else DetectLocal.NONE
        objects.proxy = ProxyConfiguration(cluster_cidrs=found, detect_local=detect)
    if objects.proxy.cluster_cidrs:
        cidrs = ", ".join(map(str, objects.proxy.cluster_cidrs))
        yield Assumption(Topic.POD_RANGE, (("ranges", cidrs),))
    elif objects.nodes:
        yield Assumption(Topic.NO_POD_RANGE)


def _assume_network(objects: Objects) -> Iterator[Assumption]:
    network = complete_network(objects)
    if objects.services and not objects.service_cidrs:
        ranges = ", ".join(map(str, network.service_cidrs))
        yield Assumption(Topic.SERVICE_RANGE, (("ranges", ranges),))
    if objects.network is None:
        yield Assumption(Topic.EGRESS)


# Around the cluster


def _assume_mesh(objects: Objects) -> Iterator[Assumption]:
    """Take it that somebody applies routes on Services, unless the manifests say whether there is a mesh."""
    network = objects.network or NetworkConfiguration()
    on_services = [
        one
        for one in (*objects.http_routes, *objects.grpc_routes)
        if any(parent.kind is ParentKind.SERVICE for parent in one.parents)
    ]
    if on_services and network.service_mesh is ServiceMesh.UNSAID:
        first = min(str(one.reference) for one in on_services)
        yield Assumption(Topic.MESH, (("route", first),))


def _assume_client(objects: Objects, free: FreeAddresses) -> Iterator[Assumption]:
    if objects.clients:
        return
    picked = (next(free.clients(family), None) for family in free.families)
    ips = tuple(ip for ip in picked if ip is not None)
    objects.clients.append(Client(OUTSIDE, ips))
    yield Assumption(Topic.CLIENT, (("client", OUTSIDE), ("addresses", ", ".join(map(str, ips)))))


def _assume_balancers(objects: Objects, free: FreeAddresses) -> Iterator[Assumption]:
    """Give a balancer of which only the name is known an address: the provider answers for its name."""
    described = {name for one in objects.load_balancers if one.ips for name in one.classes}
    pools = {family: free.balancers(family) for family in free.families}
    names: list[str] = []
    found: list[Assumption] = []
    done: list[WrittenService] = []
    for written in objects.services:
        service = written.service
        only_name = bool(service.load_balancer_names) and not service.load_balancer_ips
        ip = None
        if only_name and service.load_balancer_class not in described:
            ip = next(iter(pools.values()), iter(())).__next__()
        if ip is not None:
            nlb = nlb_of(service, ip)
            if nlb is None:
                names += service.load_balancer_names
            else:
                objects.load_balancers.append(nlb)
                found.append(_said_of(nlb, service))
            written = replace(written, service=_with_address(service, ip))
        done.append(written)
    objects.services = done
    if names:
        yield Assumption(Topic.BALANCER, (("names", ", ".join(dict.fromkeys(names))),))
    yield from found


def _said_of(nlb: LoadBalancer, service: Service) -> Assumption:
    to_pods, kept = nlb.targets is Targets.PODS, nlb.rewrites
    topics = {
        (False, True): Topic.NLB_INSTANCE_KEPT,
        (False, False): Topic.NLB_INSTANCE_HIDDEN,
        (True, True): Topic.NLB_IP_KEPT,
        (True, False): Topic.NLB_IP_HIDDEN,
    }
    return Assumption(topics[to_pods, kept], (("name", service.load_balancer_names[0]),))


def _with_address(service: Service, ip: Address) -> Service:
    first, *others = service.load_balancer_ingress
    first = replace(first, ip=ip, ip_mode=IPMode.PROXY)
    return replace(service, load_balancer_ingress=(first, *others))


# DNS


def _assume_dns(objects: Objects, wishes: Wishes) -> Iterator[Assumption]:
    """Take it that somebody answers for the cluster's names, if a Pod could ask; who that is, only a lab has to know."""
    if _has_dns(objects) or not objects.nodes or not (objects.pods or objects.workloads):
        return
    if wishes.dns:
        _add_dns(objects)
    yield Assumption(Topic.DNS, (("service", str(KUBE_DNS)),))


def _add_dns(objects: Objects) -> None:
    """Add a DNS Service with a Pod on the first nodes."""
    ip = _address_of_dns(objects)
    ports = (
        ServicePort(_DNS_PORT, _DNS_PORT, "dns", Protocol.UDP),
        ServicePort(_DNS_PORT, _DNS_PORT, "dns-tcp", Protocol.TCP),
    )
    service = Service(
        KUBE_DNS.namespace,
        KUBE_DNS.name,
        ports=ports,
        selector=_DNS_LABELS,
        labels=_DNS_LABELS,
        cluster_ips=(ip,) if ip is not None else (),
        ip_families=(),
    )
    objects.services.append(WrittenService(service))
    names = {one.pod.reference for one in objects.pods}
    for number, node in enumerate(sorted(objects.nodes, key=lambda one: one.name), 1):
        reference = Reference("pod", f"coredns-{number}", KUBE_DNS.namespace)
        if number <= _MOST_DNS_PODS and reference not in names:
            objects.pods.append(WrittenPod(_dns_pod(reference, node.name)))


def _dns_pod(reference: Reference, node: str) -> Pod:
    """Return a Pod that needs no address of its own: it must not decide which range Pods have."""
    return Pod(
        reference.namespace,
        reference.name,
        node,
        (),
        labels=_DNS_LABELS,
        ports=tuple(
            ContainerPort(_DNS_PORT, name, protocol)
            for name, protocol in (("dns", Protocol.UDP), ("dns-tcp", Protocol.TCP))
        ),
        host_network=True,
        dns_policy=DnsPolicy.DEFAULT,
    )


def _has_dns(objects: Objects) -> bool:
    services = (one.service for one in objects.services)
    return any(
        one.namespace == KUBE_DNS.namespace
        and (one.labels.get("k8s-app") == "kube-dns" or one.name in _DNS_NAMES)
        and any(port.port == _DNS_PORT for port in one.ports)
        for one in services
    )


def _address_of_dns(objects: Objects) -> Address | None:
    """Return the tenth address of the Service range, unless somebody has it; then the control plane picks one."""
    first: Range = complete_network(objects).service_cidrs[0]
    taken = {ip for one in objects.services for ip in one.service.cluster_ips}
    if first.num_addresses <= _TENTH + 1:
        return None
    ip = first[_TENTH]
    return None if ip in taken else ip
