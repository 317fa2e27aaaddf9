"""MetalLB's controller: it gives LoadBalancer Services addresses of its pools.

Follows metallb internal/allocator: an annotation names addresses or a pool; else pools that assign by themselves are
asked in order of priority, and each hands out its first free address. Sharing of addresses is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from atlas.manifests.names import parse_address
from atlas.manifests.objects import AddressPool, Objects
from atlas.model.network import Address, Range, contains, family_of
from atlas.model.outside import LoadBalancer
from atlas.model.service import Service
from atlas.model.workload import NAMESPACE_LABEL

NAME = "metallb"
_PREFIXES = ("metallb.io", "metallb.universe.tf")
_BUGGY = (0, 255)
_MOST_TRIED = 70_000


class MetalLB:
    """Hands out addresses. `taken` are those that somebody has already, and grows."""

    def __init__(self, objects: Objects, taken: set[Address]) -> None:
        self._pools = sorted(objects.address_pools, key=lambda one: (one.priority, one.name))
        self._namespaces = objects.namespaces
        self._taken = taken

    def serves(self, service: Service) -> bool:
        """Return whether it looks after the Service: it leaves those alone that ask for somebody else's class."""
        wanted = service.load_balancer_class
        return bool(self._pools) and (not wanted or NAME in wanted.lower())

    def addresses(self, service: Service, wanted: Address | None) -> list[Address]:
        """Return one address of each family of the Service; those that it asks for, if a pool has them."""
        asked = _asked_for(service) or ([wanted] if wanted is not None else [])
        if asked:
            ranges = [one for pool in self._pools for one in pool.ranges]
            given = [ip for ip in asked if contains(ranges, ip)]
            self._taken.update(given)
            return given if len(given) == len(asked) else []
        for pool in self._for(service):
            found = [
                self._pick(pool, 4 if one.value == "IPv4" else 6) for one in service.ip_families
            ]
            given = [ip for ip in found if ip is not None]
            if given and len(given) == len(found):
                self._taken.update(given)
                return given
        return []

    def _for(self, service: Service) -> Iterator[AddressPool]:
        named = _annotation(service, "address-pool")
        for pool in self._pools:
            if named:
                if pool.name == named:
                    yield pool
            elif pool.auto_assign and self._allows(pool, service):
                yield pool

    def _allows(self, pool: AddressPool, service: Service) -> bool:
        labels = {NAMESPACE_LABEL: service.namespace, **self._namespaces.get(service.namespace, {})}
        by_namespace = pool.namespaces or pool.namespace_selectors
        if by_namespace and not (
            service.namespace in pool.namespaces
            or any(one.accepts(labels) for one in pool.namespace_selectors)
        ):
            return False
        selectors = pool.service_selectors
        return not selectors or any(one.accepts(service.labels) for one in selectors)

    def _pick(self, pool: AddressPool, version: int) -> Address | None:
        for one in pool.ranges:
            if one.version == version:
                for ip in _hosts(one):
                    buggy = pool.avoids_buggy and version == 4 and int(ip) % 256 in _BUGGY
                    if ip not in self._taken and not buggy:
                        return ip
        return None


def _hosts(one: Range) -> Iterator[Address]:
    """Yield all addresses of a range: to MetalLB the first and the last are like the others."""
    for number in range(min(one.num_addresses, _MOST_TRIED)):
        yield one.network_address + number


def _annotation(service: Service, name: str) -> str:
    annotations: Mapping[str, str] = service.annotations
    return next((annotations[key] for key in _keys(name) if key in annotations), "")


def _keys(name: str) -> Iterator[str]:
    return (f"{prefix}/{name}" for prefix in _PREFIXES)


def _asked_for(service: Service) -> list[Address]:
    texts = _annotation(service, "loadBalancerIPs").split(",")
    found = [parse_address(text.strip()) for text in texts if text.strip()]
    families = {family_of(ip) for ip in found if ip is not None}
    return [ip for ip in found if ip is not None] if len(families) == len(found) else []


def metallb_balancer(objects: Objects) -> list[LoadBalancer]:
    """Return what stands for MetalLB among the load balancers: packets to its addresses come to the nodes as they are."""
    ranges = tuple(one for pool in objects.address_pools for one in pool.ranges)
    if not ranges or any(one.name == NAME for one in objects.load_balancers):
        return []
    return [LoadBalancer(NAME, ranges, classes=())]
