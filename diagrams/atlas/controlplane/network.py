"""The ranges and settings of the cluster: as the manifests say, else guessed from the addresses in use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_network

from atlas.manifests.objects import Objects
from atlas.model.cluster import NetworkConfiguration, ProxyConfiguration
from atlas.model.network import Address, Family, Range, contains, family_of

DEFAULT_SERVICE_CIDR = "kubernetes"
"""The ServiceCIDR object that the API server makes; its first range decides the cluster's first family."""


def complete_network(objects: Objects) -> NetworkConfiguration:
    """Return the network's configuration.

    `kubectl get` of a real cluster often has no ServiceCIDR; then the ranges are the default if it holds all
    ClusterIPs in use, else the smallest that do.
    """
    network = objects.network or NetworkConfiguration()
    if objects.service_cidrs:
        names = sorted(objects.service_cidrs, key=lambda name: (name != DEFAULT_SERVICE_CIDR, name))
        cidrs = tuple(one for name in names for one in objects.service_cidrs[name])
        return replace(network, service_cidrs=cidrs)
    used = [ip_network(ip) for one in objects.services for ip in one.service.cluster_ips]
    return replace(network, service_cidrs=_ranges_for(used, network.service_cidrs))


def complete_proxy(objects: Objects) -> ProxyConfiguration:
    """Return kube-proxy's configuration; a missing one is guessed from the nodes' Pod ranges."""
    if objects.proxy is not None:
        return objects.proxy
    proxy = ProxyConfiguration()
    used = [one for node in objects.nodes for one in node.pod_ranges]
    return replace(proxy, cluster_cidrs=_ranges_for(used, proxy.cluster_cidrs))


def _ranges_for(used: Iterable[Range], default: tuple[Range, ...]) -> tuple[Range, ...]:
    """Return the default if it holds all of one family, else the smallest range that does, for each family."""
    found: list[Range] = []
    for family in Family:
        of_family = [one for one in used if family_of(one) is family]
        defaults = [one for one in default if family_of(one) is family]
        if all(contains(defaults, one.network_address) for one in of_family):
            found += defaults
        else:
            found.append(_smallest(of_family))
    return tuple(found)


def _smallest(ranges: list[Range]) -> Range:
    """Return the smallest range that holds all of them."""
    first: Address = min(one.network_address for one in ranges)  # type: ignore[type-var]
    last: Address = max(one.broadcast_address for one in ranges)  # type: ignore[type-var]
    length = first.max_prefixlen - (int(first) ^ int(last)).bit_length()
    return ip_network((int(first), length) if first.version == 4 else (str(first), length), False)
