"""The part of the control plane that hands out a Service's addresses and ports: API server and load balancer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from atlas.manifests.allocate import Addresses, ClusterIPs, Numbers, node_ports
from atlas.manifests.decode_services import needs_health_check_port
from atlas.manifests.objects import Objects, WrittenService
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
        families += tuple(one for one in _second_families(service, configured) if one not in families)
    if not service.headless:
        missing = [one for one in families if one not in configured]
        if policy == REQUIRE_DUAL_STACK and len(families) < len(Family):
            missing = [one for one in Family if one not in families]
        for family in missing:
            facts = (("family", family.value), ("ranges", ", ".join(map(str, network.service_cidrs))))
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
    ranges = f"{first}-{last}" if "nodePort" in keys[-1:] else ", ".join(map(str, network.service_cidrs))
    facts = (("ranges", ranges),)
    return _problem(objects, service, keys, ProblemKind.INVALID, Expected.ROOM_IN_RANGE, facts)


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
    if _uses_node_ports(service):
        ports = [_give_node_port(service, port, free) for port in _shared(service.ports)]
        found = tuple(_shared(port for port in ports if port is not None))
        if len(found) < len(service.ports):
            return None
        service = replace(service, ports=found)
    if needs_health_check_port(service) and not service.health_check_node_port:
        number = free.pick(f"{service.namespace}/{service.name}/healthCheckNodePort")
        if number is None:
            return None
        service = replace(service, health_check_node_port=number)
    return service


def _uses_node_ports(service: Service) -> bool:
    if service.type is ServiceType.LOAD_BALANCER:
        return service.allocate_load_balancer_node_ports
    return service.type is ServiceType.NODE_PORT


def _give_node_port(service: Service, port: ServicePort, free: Numbers) -> ServicePort | None:
    if port.node_port:
        return port
    number = free.pick(f"{service.namespace}/{service.name}:{port.port}")
    return None if number is None else replace(port, node_port=number)
