"""The ranges and settings of the cluster: as the manifests say, else found from the addresses in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_network

from atlas.manifests.objects import Objects
from atlas.model.cluster import DetectLocal, NetworkConfiguration, ProxyConfiguration
from atlas.model.network import Address, Family, Range, contains, family_of, touches
from atlas.model.service import Service
from atlas.model.service_rules import REQUIRE_DUAL_STACK

DEFAULT_SERVICE_CIDR = "kubernetes"
"""The ServiceCIDR object that the API server makes; its first range decides the cluster's first family."""
SERVICE_RANGE_OF_IPV6 = ip_network("fd00:10:96::/112")
"""Such as kubeadm and kind take; there is no default."""
_USUAL_LENGTHS = {Family.IPV4: (16, 18, 20, 22, 24, 26), Family.IPV6: (108, 112, 116, 120)}
"""How long the prefixes of Service ranges are, the usual one first. The API server takes none shorter than /108."""
_POD_LENGTHS = {Family.IPV4: (16, 20, 24), Family.IPV6: (48, 56, 64)}
_SHORTEST_IPV4 = 12
"""A range of kubeadm's default size; addresses that are further apart are of several ranges."""


def complete_network(objects: Objects) -> NetworkConfiguration:
    """Return the network's configuration.

    `kubectl get` of a real cluster often has no ServiceCIDR; then the ranges are the default if it holds all
    ClusterIPs in use, else others that do.
    """
    network = objects.network or NetworkConfiguration()
    if objects.service_cidrs:
        names = sorted(objects.service_cidrs, key=lambda name: (name != DEFAULT_SERVICE_CIDR, name))
        cidrs = tuple(one for name in names for one in objects.service_cidrs[name])
        return replace(network, service_cidrs=cidrs)
    services = [one.service for one in objects.services]
    ranges = tuple(_service_ranges(services, network.service_cidrs, objects))
    return replace(network, service_cidrs=ranges, service_cidrs_are_stated=False)


def complete_proxy(objects: Objects) -> ProxyConfiguration:
    """Return kube-proxy's configuration. Without one it knows packets of Pods by the range that holds the nodes' own.

    Without any range it has nothing to know them by.
    """
    if objects.proxy is not None:
        return objects.proxy
    ranges = [one for node in objects.nodes for one in node.pod_ranges]
    cidrs = tuple(_pod_ranges(ranges, ProxyConfiguration().cluster_cidrs))
    detect = DetectLocal.CLUSTER_CIDR if cidrs else DetectLocal.NONE
    return ProxyConfiguration(cluster_cidrs=cidrs, detect_local=detect)


# Services


def _service_ranges(
    services: list[Service], default: tuple[Range, ...], objects: Objects
) -> Iterator[Range]:
    """Yield the ranges, those of the cluster's first family first."""
    used = [ip for service in services for ip in service.cluster_ips]
    for family in _families(services):
        of_family = [ip for ip in used if family_of(ip) is family]
        defaults = [one for one in (*default, SERVICE_RANGE_OF_IPV6) if family_of(one) is family]
        if all(contains(defaults, ip) for ip in of_family):
            yield from defaults[:1]
        else:
            yield from _ranges_around(of_family, _others(objects))


def _families(services: list[Service]) -> list[Family]:
    """Return the families that Services have or ask for; that of most first addresses comes first."""
    first = [family_of(one.cluster_ips[0]) for one in services if one.cluster_ips]
    asked = {family_of(ip) for one in services for ip in one.cluster_ips}
    for one in services:
        asked |= {*one.ip_families}
        asked |= {*Family} if one.ip_family_policy == REQUIRE_DUAL_STACK else set()
    if not first or Family.IPV4 in first:
        asked.add(Family.IPV4)
    return sorted(asked, key=lambda one: (-first.count(one), one is Family.IPV6))


def _ranges_around(used: list[Address], others: list[Address | Range]) -> Iterator[Range]:
    """Yield ranges that hold the addresses, as wide as Service ranges are, yet without the addresses of others."""
    everything = _smallest(used)
    if family_of(everything) is Family.IPV4 and everything.prefixlen >= _SHORTEST_IPV4:
        yield _widened(everything, others)
        return
    left = sorted(used, key=int)
    while left:
        found = _widened(ip_network(left[0]), others)
        yield found
        left = [ip for ip in left if ip not in found]


def _widened(found: Range, others: list[Address | Range]) -> Range:
    """Return the widest usual range around a range that overlaps with none of the others; else the range itself."""
    for length in _USUAL_LENGTHS[family_of(found)]:
        if length < found.prefixlen:
            wide = found.supernet(new_prefix=length)
            if not any(touches(wide, one) for one in others):
                return wide
    return found if found.prefixlen < found.max_prefixlen else found.supernet(prefixlen_diff=4)


def _others(objects: Objects) -> list[Address | Range]:
    """Return the addresses that cannot be Services': those of nodes and Pods."""
    nodes = (ip for node in objects.nodes for ip in (*node.internal_ips, *node.external_ips))
    pods = (ip for one in objects.pods for ip in one.pod.ips)
    ranges = (one for node in objects.nodes for one in node.pod_ranges)
    return [*nodes, *pods, *ranges]


# Pods


def range_of_pods(objects: Objects) -> tuple[Range, ...]:
    """Return ranges that the addresses of the Pods suggest, one for each family.

    None if nodes have addresses among them: there Pods take theirs from the nodes' own network, as in clouds, and
    nothing but a Pod itself tells which address is a Pod's.
    """
    used = [ip for one in objects.pods if not one.pod.host_network for ip in one.pod.ips]
    used += [one.network_address for node in objects.nodes for one in node.pod_ranges]
    nodes = [ip for one in objects.nodes for ip in (*one.internal_ips, *one.external_ips)]
    services = complete_network(objects).service_cidrs
    others = [*nodes, *services]
    found: list[Range] = []
    for family in Family:
        of_family = [ip for ip in used if family_of(ip) is family]
        if of_family:
            one = _widened_for_pods(_smallest(of_family), others)
            if any(contains([one], ip) for ip in nodes):
                return ()
            found.append(one)
    return tuple(found)


def _widened_for_pods(found: Range, others: list[Address | Range]) -> Range:
    for length in _POD_LENGTHS[family_of(found)]:
        if length < found.prefixlen:
            wide = found.supernet(new_prefix=length)
            if not any(touches(wide, one) for one in others):
                return wide
            if length == _POD_LENGTHS[family_of(found)][0] and _holds_node(wide, others):
                return wide
    return found


def _holds_node(wide: Range, others: list[Address | Range]) -> bool:
    """Return whether a single address, which is a node's, lies in the range."""
    return any(isinstance(one, IPv4Address | IPv6Address) and touches(wide, one) for one in others)


def _pod_ranges(used: Iterable[Range], default: tuple[Range, ...]) -> Iterator[Range]:
    """Yield for each family in use the default if it holds all, else the smallest range that does."""
    listed = list(used)
    for family in Family:
        of_family = [one for one in listed if family_of(one) is family]
        defaults = [one for one in default if family_of(one) is family]
        if not of_family:
            continue
        if defaults and all(contains(defaults, one.network_address) for one in of_family):
            yield from defaults
        else:
            yield _smallest_around(of_family)


def _smallest(addresses: Iterable[Address]) -> Range:
    listed = list(addresses)
    return _around(min(listed, key=int), max(listed, key=int))


def _smallest_around(ranges: list[Range]) -> Range:
    """Return the smallest range that holds all of them."""
    first: Address = min(one.network_address for one in ranges)  # type: ignore[type-var]
    last: Address = max(one.broadcast_address for one in ranges)  # type: ignore[type-var]
    return _around(first, last)


def _around(first: Address, last: Address) -> Range:
    length = first.max_prefixlen - (int(first) ^ int(last)).bit_length()
    return ip_network((int(first), length) if first.version == 4 else (str(first), length), False)
