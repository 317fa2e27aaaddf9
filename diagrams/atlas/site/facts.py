"""Facts: single values that pages print, looked up in the cluster. Nothing on a page is typed twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from atlas.controlplane.allocate import static_band
from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.reference import Reference, parse_reference
from atlas.model.service import EndpointSlice, Service
from atlas.model.workload import Pod
from atlas.text.packets import address_and_port
from atlas.tracer.dns.resolve import full_name

T = TypeVar("T")


class UnknownFact(LookupError):
    """The page asks for something that the cluster does not have."""


def fact(cluster: Cluster, reference: str, field: str) -> str:
    """Return one value as text. Raises UnknownFact, naming what there is."""
    if reference == "cluster":
        return _pick(CLUSTER_FACTS, field, reference)(cluster)
    wanted = parse_reference(reference)
    found = find(cluster, wanted)
    values = _pick(FACTS, wanted.kind, reference)
    value = _pick(values, field, reference)(cluster, found)
    if not value:
        raise UnknownFact(f"{reference} has no {field}")
    return value


def find(cluster: Cluster, reference: Reference) -> object:
    """Return the object of that reference (its port is ignored). Raises UnknownFact."""
    plain = reference.without_port()
    match plain.kind:
        case "service":
            found: object = cluster.service_by_reference.get(plain)
        case "pod":
            found = cluster.pod_by_reference.get(plain)
        case "node":
            found = cluster.node_by_name.get(plain.name)
        case "client":
            found = cluster.client_by_name.get(plain.name)
        case _:
            others = (
                *cluster.ingresses,
                *cluster.gateways,
                *cluster.http_routes,
                *cluster.http_proxies,
            )
            found = next((one for one in others if one.reference == plain), None)
    if found is None:
        raise UnknownFact(f"the cluster has no {reference}")
    return found


def ip_of(cluster: Cluster, reference: str) -> Address:
    """Return the address by which others see a Pod, node, client or Service. Raises UnknownFact."""
    found = find(cluster, parse_reference(reference))
    if isinstance(found, Service):
        address = found.cluster_ip()
        if address is None:
            raise UnknownFact(f"{reference} has no ClusterIP")
        return address
    for field in ("ips", "internal_ips", "addresses"):
        if addresses := getattr(found, field, ()):
            return addresses[0]
    raise UnknownFact(f"{reference} has no address")


def _bands(cluster: Cluster) -> tuple[str, str]:
    first, last = cluster.network.node_port_range
    lower = static_band(last - first + 1, 32, 128)
    return f"{first}–{first + lower - 1}", f"{first + lower}–{last}"


def _address_bands(cluster: Cluster) -> tuple[str, str]:
    """Network and broadcast address of the range belong to neither band."""
    one = cluster.network.service_cidrs[0]
    lower = static_band(one.num_addresses, 16, 256)
    return f"{one[1]}–{one[lower]}", f"{one[lower + 1]}–{one[-2]}"


def _pod_dns_name(cluster: Cluster, pod: Pod) -> str:
    if not pod.hostname or not pod.subdomain:
        return ""
    owner = Reference("service", pod.subdomain, pod.namespace)
    return f"{pod.hostname}.{full_name(cluster, owner)}"


def endpoints_of(cluster: Cluster, service: Service, ready_only: bool = True) -> list[str]:
    """Return `ip:port` of the Service's endpoints on its first port, in order."""
    return [
        text
        for one in cluster.slices_by_service.get((service.namespace, service.name), ())
        for text in endpoints_in(one, ready_only)
    ]


def endpoints_in(one: EndpointSlice, ready_only: bool = True) -> list[str]:
    """Return `ip:port` of a slice's endpoints on its first port, in order."""
    return [
        address_and_port(endpoint.addresses[0], one.ports[0].port)
        for endpoint in one.endpoints
        if endpoint.ready or not ready_only
    ]


def _first_port(service: Service, field: str) -> str:
    return str(getattr(service.ports[0], field) or "") if service.ports else ""


Lookup = Callable[[Cluster, Any], str]
"""Finds a value of one object; which kind of object is said by the table that it stands in."""

CLUSTER_FACTS: Mapping[str, Callable[[Cluster], str]] = {
    "serviceCIDR": lambda c: ", ".join(map(str, c.network.service_cidrs)),
    "podCIDR": lambda c: ", ".join(map(str, c.proxy.cluster_cidrs)),
    "nodePortRange": lambda c: "–".join(map(str, c.network.node_port_range)),
    "nodePortStaticBand": lambda c: _bands(c)[0],
    "nodePortDynamicBand": lambda c: _bands(c)[1],
    "clusterIPStaticBand": lambda c: _address_bands(c)[0],
    "clusterIPDynamicBand": lambda c: _address_bands(c)[1],
    "dnsDomain": lambda c: c.network.dns_domain,
    "proxyMode": lambda c: c.proxy.mode.value,
    "loadBalancerPool": lambda c: ", ".join(str(r) for lb in c.load_balancers for r in lb.pool),
}

FACTS: Mapping[str, Mapping[str, Lookup]] = {
    "service": {
        "clusterIP": lambda c, s: str(s.cluster_ip() or ""),
        "clusterIPs": lambda c, s: ", ".join(map(str, s.cluster_ips)),
        "port": lambda c, s: _first_port(s, "port"),
        "targetPort": lambda c, s: _first_port(s, "target_port"),
        "nodePort": lambda c, s: _first_port(s, "node_port"),
        "loadBalancerIP": lambda c, s: ", ".join(map(str, s.load_balancer_ips)),
        "externalName": lambda c, s: s.external_name,
        "type": lambda c, s: s.type.value,
        "endpoints": lambda c, s: ", ".join(endpoints_of(c, s)),
        "dnsName": lambda c, s: full_name(c, s.reference),
    },
    "pod": {
        "ip": lambda c, p: str(p.ips[0]),
        "ips": lambda c, p: ", ".join(map(str, p.ips)),
        "node": lambda c, p: p.node,
        "zone": lambda c, p: c.node_by_name[p.node].zone,
        "dnsName": _pod_dns_name,
    },
    "node": {
        "ip": lambda c, n: str(n.internal_ips[0]),
        "ips": lambda c, n: ", ".join(map(str, n.internal_ips)),
        "zone": lambda c, n: n.zone,
        "podCIDR": lambda c, n: ", ".join(map(str, n.pod_ranges)),
    },
    "client": {
        "ip": lambda c, k: str(k.ips[0]),
        "name": lambda c, k: ", ".join(k.names),
    },
    "ingress": {
        "address": lambda c, i: ", ".join(map(str, i.addresses)),
        "host": lambda c, i: i.rules[0].host,
    },
    "gateway": {"address": lambda c, g: ", ".join(map(str, g.addresses))},
    "httproute": {"host": lambda c, r: r.hostnames[0]},
}


def _pick(choices: Mapping[str, T], name: str, reference: str) -> T:
    if name not in choices:
        by_small_letters = {choice.casefold(): choice for choice in choices}
        near = get_close_matches(name.casefold(), by_small_letters, 1)
        there_is = f" There is {', '.join(choices)}."
        hint = f" Did you mean {by_small_letters[near[0]]}?" if near else there_is
        raise UnknownFact(f"{reference}: nothing is called {name!r}.{hint}")
    return choices[name]
