"""Whom `atlas agree` tries the what-ifs of a cluster on: few, but each kind of subject that matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from atlas.model.cluster import Cluster
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference
from atlas.model.service import Service, ServiceType
from atlas.model.workload import Pod
from atlas.what_if.row import Sample

Samples = Callable[[Cluster], Iterator[Sample]]


def first_node(what: str) -> Samples:
    """Return what tries it on the first node, if there are others."""
    return lambda cluster: _of_node(cluster, 0, what)


def last_node(what: str) -> Samples:
    """Return what tries it on the last node, if there are others."""
    return lambda cluster: _of_node(cluster, -1, what)


def _of_node(cluster: Cluster, which: int, what: str) -> Iterator[Sample]:
    if len(cluster.nodes) > 1:
        node = cluster.nodes[which]
        yield Sample(f"{node.name}-{what}", (str(node.reference),))


def one_pod(what: str) -> Samples:
    """Return what tries it on the first Pod that is an endpoint."""
    return lambda cluster: _of_pods(cluster, what, (1,))


def one_pod_and_all_like_it(what: str) -> Samples:
    """Return what tries it on the first Pod that is an endpoint, then on all Pods of its labels."""
    return lambda cluster: _of_pods(cluster, what, (1, None))


def _of_pods(cluster: Cluster, what: str, numbers: tuple[int | None, ...]) -> Iterator[Sample]:
    pods = endpoint_pods(cluster)
    like_it = [str(one.reference) for one in pods if one.labels == pods[0].labels]
    for number in numbers if pods else ():
        prefix = "all-like-" if number is None else ""
        yield Sample(f"{prefix}{pods[0].name}-{what}", tuple(like_it[:number]))


def other_ports(cluster: Cluster) -> Iterator[Sample]:
    """Yield the first Pod that is an endpoint with its port open at localhost only, in one family only, and not at all."""
    for pod in endpoint_pods(cluster)[:1]:
        for port in pod.ports[:1]:
            number = f"{port.number}/{port.protocol}"
            for name, value in (
                ("localhost", f"127.0.0.1:{number}"),
                ("one-family", f"IPv6:{number}"),
                ("nothing", "nothing"),
            ):
                yield Sample(f"{pod.name}-listens-{name}", (str(pod.reference),), value)


def services(
    name: str, value: str, wanted: Callable[[Cluster, Service], bool], *, fresh: bool = False
) -> Samples:
    """Return what tries that value on all Services that are wanted."""

    def samples(cluster: Cluster) -> Iterator[Sample]:
        found = tuple(str(one.reference) for one in cluster.services if wanted(cluster, one))
        if found:
            yield Sample(name, found, value, fresh)

    return samples


def other_forwarding(cluster: Cluster) -> Iterator[Sample]:
    """Yield, for each load balancer, the ways in which it does not forward now."""
    for one in cluster.load_balancers:
        for other in Forwarding:
            if other is not one.forwarding:
                yield Sample(f"{one.name}-{other.lower()}", (str(one.reference),), other)


def is_open(_: Cluster, service: Service) -> bool:
    """Return whether the Service has addresses for clients outside."""
    open_types = (ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER)
    return service.type in open_types or bool(service.external_ips)


def is_selected(_: Cluster, service: Service) -> bool:
    """Return whether the Service has a ClusterIP and selects Pods."""
    return bool(service.selector) and bool(service.cluster_ips)


def is_not_dns(cluster: Cluster, service: Service) -> bool:
    """Return whether the Service is another than that of DNS: with this one changed, nothing else could be asked."""
    return service.reference != cluster.network.dns_service


def is_addressed(cluster: Cluster, service: Service) -> bool:
    """Return whether the Service is another than that of DNS and has a ClusterIP."""
    return is_not_dns(cluster, service) and bool(service.cluster_ips)


def endpoint_pods(cluster: Cluster) -> tuple[Pod, ...]:
    """Return the Pods behind Services that are no part of DNS or of an HTTP proxy, those of the fullest Service first."""
    dns = cluster.network.dns_service
    counted: dict[Reference, int] = {}
    for part in cluster.endpoint_slices:
        if (part.namespace, part.service) != (dns.namespace, dns.name):
            for endpoint in part.endpoints:
                if endpoint.target in cluster.pod_by_reference and endpoint.target is not None:
                    counted[endpoint.target] = counted.get(endpoint.target, 0) + 1
    ordered = sorted(counted, key=lambda one: (-counted[one], one))
    return tuple(cluster.pod_by_reference[one] for one in ordered)
