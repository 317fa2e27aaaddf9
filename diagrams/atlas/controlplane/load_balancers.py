"""The controllers of outside load balancers: they hand out addresses and report them in `status`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from atlas.controlplane.allocate import Addresses
from atlas.controlplane.metallb import MetalLB
from atlas.controlplane.service_notes import ServiceNotes
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.network import Address, Family, Protocol, contains, family_of
from atlas.model.outside import Forwarding, LoadBalancer
from atlas.model.service import IPMode, LoadBalancerIngress, Service, ServiceType


class Balancers:
    """All load balancers, and which port of which address they have given to whom."""

    def __init__(self, notes: ServiceNotes, taken: set[Address], metallb: MetalLB) -> None:
        self._metallb = metallb
        self._notes = notes
        self._balancers = sorted(notes.objects.load_balancers, key=lambda one: one.name)
        self._pools = {one.name: Addresses(one.pool, taken) for one in self._balancers}
        self._used: dict[tuple[Address, int, Protocol], Service] = {}

    def balance(self, service: Service, wanted: Address | None) -> Service:
        """Return the Service with its balancer's addresses; without any if no balancer serves it ("pending")."""
        if service.type is not ServiceType.LOAD_BALANCER or service.load_balancer_ingress:
            return service
        if self._metallb.serves(service) and _serving(service, self._balancers) is None:
            given = self._metallb.addresses(service, wanted)
            ingress = tuple(LoadBalancerIngress(ip, filled_in=True) for ip in given)
            return replace(service, load_balancer_ingress=ingress)
        balancer = self._balancer_of(service)
        if balancer is None:
            return service
        if wanted is None:
            addresses = self._from_pool(balancer, service)
        else:
            addresses = [wanted] if self._allowed(balancer, service, wanted) else []
        for ip in addresses:
            for port in service.ports:
                self._used[ip, port.port, port.protocol] = service
        mode = _mode(balancer)
        ingress = tuple(LoadBalancerIngress(ip, ip_mode=mode, filled_in=True) for ip in addresses)
        return replace(service, load_balancer_ingress=ingress)

    def _balancer_of(self, service: Service) -> LoadBalancer | None:
        found = _serving(service, self._balancers)
        if found is not None:
            return found
        if self._balancers:
            keys = ("spec", "loadBalancerClass" if service.load_balancer_class else "type")
            names = [name or '""' for one in self._balancers for name in one.classes]
            kind, expected = ProblemKind.NOT_FOUND, Expected.SERVED_CLASS
            self._notes.warn(service, keys, kind, expected, classes=", ".join(names))
        return None

    def _from_pool(self, balancer: LoadBalancer, service: Service) -> list[Address]:
        """Return one address of each family that the Service and the pool have."""
        pool = self._pools[balancer.name]
        possible = {family_of(one) for one in balancer.pool}
        families = [one for one in service.ip_families if one in possible]
        picked = [pool.pick(4 if one is Family.IPV4 else 6) for one in families]
        found = [ip for ip in picked if ip is not None]
        if not found or len(found) < len(families):
            kind, expected = ProblemKind.TOO_MANY, Expected.ROOM_IN_RANGE
            self._notes.warn(service, ("spec", "type"), kind, expected, ranges=_pool_of(balancer))
        return found

    def _allowed(self, balancer: LoadBalancer, service: Service, wanted: Address) -> bool:
        """A balancer gives only addresses of its own, and each port of one to a single Service."""
        keys = ("spec", "loadBalancerIP")
        if not contains(balancer.pool, wanted):
            kind, expected = ProblemKind.INVALID, Expected.WITHIN_RANGE
            self._notes.warn(service, keys, kind, expected, ranges=_pool_of(balancer))
            return False
        for port in service.ports:
            other = self._used.get((wanted, port.port, port.protocol))
            if other is not None:
                kind, expected = ProblemKind.DUPLICATE, Expected.FREE_ADDRESS
                self._notes.warn(service, keys, kind, expected, other=str(other.reference))
                return False
        return True


def report_again(service: Service, balancers: Iterable[LoadBalancer]) -> Service:
    """Return the Service with its status as the controller of its balancer now reports it; what was written stays."""
    balancer = _serving(service, balancers)
    if balancer is None:
        return service
    ingress = tuple(
        replace(one, ip_mode=_mode(balancer)) if one.filled_in else one
        for one in service.load_balancer_ingress
    )
    return replace(service, load_balancer_ingress=ingress)


def _serving(service: Service, balancers: Iterable[LoadBalancer]) -> LoadBalancer | None:
    """Return the first balancer that serves the Service's class; they are sorted by name."""
    return next((one for one in balancers if service.load_balancer_class in one.classes), None)


def _mode(balancer: LoadBalancer) -> IPMode:
    """The controller tells kube-proxy which addresses are not for the nodes to handle (KEP-1860)."""
    return IPMode.VIP if balancer.forwarding is Forwarding.PASSTHROUGH else IPMode.PROXY


def _pool_of(balancer: LoadBalancer) -> str:
    return ", ".join(map(str, balancer.pool))


def outside_addresses(objects: Objects) -> set[Address]:
    """Return the outside addresses that are already in use or were chosen by hand."""
    services = (one.service for one in objects.services)
    wanted = (one.load_balancer_ip for one in objects.services)
    return {
        *(ip for service in services for ip in service.load_balancer_ips),
        *(ip for ip in wanted if ip is not None),
        *(ip for one in (*objects.ingresses, *objects.gateways) for ip in one.addresses),
        *(ip for one in (*objects.load_balancers, *objects.http_proxies) for ip in one.ips),
        *(ip for client in objects.clients for ip in client.ips),
    }
