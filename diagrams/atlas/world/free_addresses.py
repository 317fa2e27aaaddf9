"""Addresses for what is assumed: usual ones, and ones that the manifests do not use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_network

from atlas.controlplane.network import complete_network
from atlas.manifests.objects import Objects
from atlas.model.network import Address, Family, Range, family_of, touches

NODES = {
    Family.IPV4: ("10.0.0.0/24", "192.168.49.0/24", "172.18.0.0/24", "10.199.0.0/24"),
    Family.IPV6: ("fd00:10::/64", "fd00:11::/64"),
}
PODS = {
    Family.IPV4: ("10.244.0.0/16", "10.42.0.0/16", "192.168.0.0/16", "100.64.0.0/16"),
    Family.IPV6: ("fd00:10:244::/48", "fd00:10:42::/48"),
}
OUTSIDE = {
    Family.IPV4: ("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24"),
    Family.IPV6: ("2001:db8::/64", "2001:db8:1::/64"),
}
"""Ranges for documentation (RFC 5737, RFC 3849): no real machine has them."""
_FIRST_NODE = 11
_FIRST_CLIENT = 10
_FIRST_BALANCER = 200
_POD_RANGE = {Family.IPV4: 24, Family.IPV6: 64}


@dataclass(frozen=True, slots=True)
class FreeAddresses:
    """Picks ranges that hold no address in use. `families` are those that the cluster has."""

    used: frozenset[Address | Range]
    families: tuple[Family, ...]

    def nodes(self, family: Family) -> Iterator[Address]:
        """Yield addresses for nodes."""
        return self._hosts(NODES[family], _FIRST_NODE)

    def clients(self, family: Family) -> Iterator[Address]:
        """Yield addresses for machines outside."""
        return self._hosts(OUTSIDE[family], _FIRST_CLIENT)

    def balancers(self, family: Family) -> Iterator[Address]:
        """Yield addresses for balancers in front of the cluster."""
        return self._hosts(OUTSIDE[family], _FIRST_BALANCER)

    def pod_ranges(self, family: Family) -> Iterator[Range]:
        """Yield ranges for the Pods of one node each."""
        subnets = self._free(PODS[family]).subnets(new_prefix=_POD_RANGE[family])
        next(subnets)  # by custom that of the control plane
        return iter(subnets)

    def _hosts(self, candidates: Iterable[str], first: int) -> Iterator[Address]:
        found = self._free(candidates)
        number = first
        while number < found.num_addresses - 1:
            if found[number] not in self.used:
                yield found[number]
            number += 1

    def _free(self, candidates: Iterable[str]) -> Range:
        """Return the first candidate that overlaps with nothing in use, else the one that overlaps with least."""
        ranges = [ip_network(one) for one in candidates]
        return min(ranges, key=self._overlaps)

    def _overlaps(self, candidate: Range) -> int:
        return sum(touches(candidate, one) for one in self.used)


def free_addresses(objects: Objects) -> FreeAddresses:
    """Return what is free beside all addresses that the objects name."""
    service_ranges = complete_network(objects).service_cidrs
    cluster = objects.proxy.cluster_cidrs if objects.proxy is not None else ()
    used = frozenset((*service_ranges, *cluster, *_ranges(objects), *_addresses(objects)))
    families = {family_of(one) for one in service_ranges}
    return FreeAddresses(used, tuple(one for one in Family if one in families))


def _ranges(objects: Objects) -> Iterator[Range]:
    yield from (one for node in objects.nodes for one in node.pod_ranges)
    yield from (one for balancer in objects.load_balancers for one in balancer.pool)
    yield from (one for proxy in objects.http_proxies for one in proxy.pool)


def _addresses(objects: Objects) -> Iterator[Address]:
    for node in objects.nodes:
        yield from (*node.internal_ips, *node.external_ips)
    for pod in objects.pods:
        yield from (*pod.pod.ips, *pod.host_ips)
    for written in objects.services:
        service = written.service
        yield from (*service.external_ips, *service.load_balancer_ips)
    for one in objects.endpoint_slices:
        for endpoint in one.endpoints:
            yield from endpoint.addresses
    for client in objects.clients:
        yield from client.ips
    for http in (*objects.ingresses, *objects.gateways):
        yield from http.addresses
    for balancer in (*objects.load_balancers, *objects.http_proxies):
        yield from balancer.ips
