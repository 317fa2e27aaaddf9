"""The part of the control plane that hands out a Service's addresses and ports: API server and load balancer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from atlas.manifests.allocate import Addresses, ClusterIPs, Numbers, node_ports
from atlas.manifests.decode_services import needs_health_check_port
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, Facts, Problem, ProblemKind, Severity
from atlas.manifests.source import Keys
from atlas.model.cluster import NetworkConfiguration
from atlas.model.network import Address, Family, Protocol, contains, family_of
from atlas.model.outside import Forwarding, LoadBalancer
from atlas.model.service import (
    IPMode,
    LoadBalancerIngress,
    Service,
    ServicePort,
    ServiceType,
)

SINGLE_STACK, PREFER_DUAL_STACK, REQUIRE_DUAL_STACK = (
    "SingleStack",
    "PreferDualStack",
    "RequireDualStack",
)


def complete_services(
    objects: Objects, network: NetworkConfiguration, taken: set[Address]
) -> tuple[list[Service], list[Problem]]:
    """Return all Services with their addresses and ports. `taken` are outside addresses in use; it grows."""
    problems: list[Problem] = []
    written = sorted(objects.services, key=lambda one: (one.service.namespace, one.service.name))
    services = [_with_families(one.service, network, objects, problems) for one in written]
    services = _with_cluster_ips(services, network, objects, problems)
    services = _with_node_ports(services, network, objects, problems)
    balancing = _Balancing(objects, taken, problems)
    wanted = {one.service.reference: one.load_balancer_ip for one in written}
    balanced = [balancing.balance(one, wanted[one.reference]) for one in services]
    return balanced, problems


def _problem(
    objects: Objects,
    service: Service,
    keys: Keys,
    kind: ProblemKind,
    expected: Expected,
    facts: Facts = (),
    severity: Severity = Severity.ERROR,
) -> Problem:
    document = objects.documents[service.reference]
    return document.problem_at(keys, kind, expected, facts, severity=severity)


# Address families


def _with_families(
    service: Service, network: NetworkConfiguration, objects: Objects, problems: list[Problem]
) -> Service:
    """Return the Service with `ipFamilies` and `ipFamilyPolicy` (pkg/registry/core/service/storage, alloc.go)."""
    if service.type is ServiceType.EXTERNAL_NAME:
        return replace(service, ip_families=(), ip_family_policy="")
    configured = tuple(dict.fromkeys(family_of(one) for one in network.service_cidrs))
    written = tuple(family_of(ip) for ip in service.cluster_ips) or service.ip_families
    families = written or configured[:1]
    policy = service.ip_family_policy or _default_policy(service, written)
    if policy != SINGLE_STACK:
        families += tuple(
            one for one in _second_families(service, configured) if one not in families
        )
    if not service.headless:
        missing = [one for one in families if one not in configured]
        if policy == REQUIRE_DUAL_STACK and len(families) < len(Family):
            missing = [one for one in Family if one not in families]
        for family in missing:
            facts = (
                ("family", family.value),
                ("ranges", ", ".join(map(str, network.service_cidrs))),
            )
            keys = ("spec", "ipFamilyPolicy" if service.ip_family_policy else "ipFamilies")
            problems.append(
                _problem(
                    objects, service, keys, ProblemKind.INVALID, Expected.FAMILY_OF_CLUSTER, facts
                )
            )
    return replace(service, ip_families=families, ip_family_policy=policy)


def _default_policy(service: Service, written: Sequence[Family]) -> str:
    """Two written families ask for both; so does a headless Service without selector, whose endpoints may be any."""
    both = len(written) > 1 or (service.headless and not service.selector and not written)
    return REQUIRE_DUAL_STACK if both else SINGLE_STACK


def _second_families(service: Service, configured: Sequence[Family]) -> Sequence[Family]:
    return tuple(Family) if service.headless and not service.selector else configured


# ClusterIPs


def _with_cluster_ips(
    services: Iterable[Service],
    network: NetworkConfiguration,
    objects: Objects,
    problems: list[Problem],
) -> list[Service]:
    """Return the Services with a ClusterIP for each of their families. Written ones are kept."""
    services = list(services)
    ranges = [ClusterIPs(one) for one in network.service_cidrs]
    for service in services:
        for ip in service.cluster_ips:
            for one in ranges:
                if contains([one.range], ip):
                    one.take(ip)
    done: list[Service] = []
    for service in services:
        if service.headless or service.type is ServiceType.EXTERNAL_NAME:
            done.append(service)
            continue
        ips = list(service.cluster_ips)
        for family in service.ip_families[len(ips) :]:
            ip = _pick_cluster_ip(service, family, ranges)
            if ip is not None:
                ips.append(ip)
            elif any(family_of(one.range) is family for one in ranges):
                problems.append(_no_room(objects, service, ("spec", "clusterIP"), network))
        done.append(replace(service, cluster_ips=tuple(ips)))
    return done


def _pick_cluster_ip(
    service: Service, family: Family, ranges: Iterable[ClusterIPs]
) -> Address | None:
    for one in ranges:
        if family_of(one.range) is family:
            ip = one.pick(f"{service.namespace}/{service.name}")
            if ip is not None:
                return ip
    return None


def _no_room(
    objects: Objects, service: Service, keys: Keys, network: NetworkConfiguration
) -> Problem:
    first, last = network.node_port_range
    ranges = (
        f"{first}-{last}" if "nodePort" in keys[-1:] else ", ".join(map(str, network.service_cidrs))
    )
    facts = (("ranges", ranges),)
    return _problem(objects, service, keys, ProblemKind.TOO_MANY, Expected.ROOM_IN_RANGE, facts)


# Node ports


def _with_node_ports(
    services: Sequence[Service],
    network: NetworkConfiguration,
    objects: Objects,
    problems: list[Problem],
) -> list[Service]:
    """Return the Services with the node ports that their type asks for. Written ones are kept."""
    free = node_ports(*network.node_port_range)
    for service in services:
        for number in (service.health_check_node_port, *(port.node_port for port in service.ports)):
            if number:
                free.take(number)
    done: list[Service] = []
    for service in services:
        made = _give_node_ports(service, free)
        if made is None:
            problems.append(_no_room(objects, service, ("spec", "ports", 0, "nodePort"), network))
            made = service
        done.append(made)
    return done


def _give_node_ports(service: Service, free: Numbers) -> Service | None:
    """Return the Service with its node ports, or None if there are not enough."""
    name = f"{service.namespace}/{service.name}"
    if _uses_node_ports(service):
        ports: list[ServicePort] = []
        for port in service.ports:
            number = port.node_port or _shared_number(port, (*ports, *service.ports))
            number = number or free.pick(f"{name}:{port.port}")
            if number is None:
                return None
            ports.append(replace(port, node_port=number))
        service = replace(service, ports=tuple(ports))
    if needs_health_check_port(service) and not service.health_check_node_port:
        number = free.pick(f"{name}/healthCheckNodePort")
        if number is None:
            return None
        service = replace(service, health_check_node_port=number)
    return service


def _shared_number(port: ServicePort, others: Sequence[ServicePort]) -> int:
    """Return the node port that the same port has for another protocol, as DNS has for UDP and TCP; else 0."""
    for other in others:
        if other.node_port and other.port == port.port and other.protocol is not port.protocol:
            return other.node_port
    return 0


def _uses_node_ports(service: Service) -> bool:
    if service.type is ServiceType.LOAD_BALANCER:
        return service.allocate_load_balancer_node_ports
    return service.type is ServiceType.NODE_PORT


# Load balancer


class _Balancing:
    """The controllers of the outside load balancers: they hand out addresses and report them in `status`."""

    def __init__(self, objects: Objects, taken: set[Address], problems: list[Problem]) -> None:
        self.objects = objects
        self.problems = problems
        self.taken = taken
        self.balancers = sorted(objects.load_balancers, key=lambda one: one.name)
        self.pools = {one.name: Addresses(one.pool, taken) for one in self.balancers}
        self.used: dict[tuple[Address, int, Protocol], Service] = {}
        """Services may share an address if their ports differ."""

    def balance(self, service: Service, wanted: Address | None) -> Service:
        """Return the Service with its balancer's addresses; without any if nobody serves it ("pending")."""
        if service.type is not ServiceType.LOAD_BALANCER or service.load_balancer_ingress:
            return service
        balancer = self._balancer_of(service)
        if balancer is None:
            return service
        addresses = [wanted] if wanted is not None else self._from_pool(balancer, service)
        if wanted is not None and not self._allowed(balancer, service, wanted):
            return service
        for ip in addresses:
            for port in service.ports:
                self.used[ip, port.port, port.protocol] = service
        mode = IPMode.PROXY if balancer.forwarding is Forwarding.PROXY else IPMode.VIP
        ingress = tuple(LoadBalancerIngress(ip, ip_mode=mode) for ip in addresses)
        return replace(service, load_balancer_ingress=ingress)

    def _balancer_of(self, service: Service) -> LoadBalancer | None:
        for one in self.balancers:
            if service.load_balancer_class in one.classes:
                return one
        if self.balancers:
            keys = ("spec", "loadBalancerClass" if service.load_balancer_class else "type")
            classes = [name or '""' for one in self.balancers for name in one.classes]
            facts = (("classes", ", ".join(classes)),)
            self._warn(service, keys, ProblemKind.NOT_FOUND, Expected.SERVED_CLASS, facts)
        return None

    def _from_pool(self, balancer: LoadBalancer, service: Service) -> list[Address]:
        pool = self.pools[balancer.name]
        families = [one for one in service.ip_families if _has_family(balancer, one)]
        picked = [pool.pick(4 if family is Family.IPV4 else 6) for family in families]
        if not families or None in picked:
            facts = (("ranges", ", ".join(map(str, balancer.pool))),)
            keys = ("spec", "type")
            self._warn(service, keys, ProblemKind.TOO_MANY, Expected.ROOM_IN_RANGE, facts)
        return [ip for ip in picked if ip is not None]

    def _allowed(self, balancer: LoadBalancer, service: Service, wanted: Address) -> bool:
        """A balancer gives only addresses of its own, and each port of one to a single Service."""
        keys = ("spec", "loadBalancerIP")
        if not contains(balancer.pool, wanted):
            facts = (("ranges", ", ".join(map(str, balancer.pool))),)
            self._warn(service, keys, ProblemKind.INVALID, Expected.WITHIN_RANGE, facts)
            return False
        for port in service.ports:
            other = self.used.get((wanted, port.port, port.protocol))
            if other is not None:
                facts = (("other", str(other.reference)),)
                self._warn(service, keys, ProblemKind.DUPLICATE, Expected.FREE_ADDRESS, facts)
                return False
        return True

    def _warn(
        self, service: Service, keys: Keys, kind: ProblemKind, expected: Expected, facts: Facts
    ) -> None:
        problem = _problem(self.objects, service, keys, kind, expected, facts, Severity.WARNING)
        self.problems.append(problem)


def _has_family(balancer: LoadBalancer, family: Family) -> bool:
    return any(family_of(one) is family for one in balancer.pool)


def outside_addresses(objects: Objects) -> set[Address]:
    """Return the addresses outside that are in use already, or that somebody has chosen."""
    services = (one.service for one in objects.services)
    wanted = (one.load_balancer_ip for one in objects.services)
    return {
        *(ip for service in services for ip in service.load_balancer_ips),
        *(ip for ip in wanted if ip is not None),
        *(ip for one in (*objects.ingresses, *objects.gateways) for ip in one.addresses),
        *(ip for one in (*objects.load_balancers, *objects.http_proxies) for ip in one.ips),
        *(ip for client in objects.clients for ip in client.ips),
    }
