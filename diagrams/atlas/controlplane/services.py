"""The part of the API server that completes a Service: address families, ClusterIPs, node ports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from atlas.controlplane.allocate import ClusterIPs, Numbers, node_ports
from atlas.controlplane.service_notes import ServiceNotes
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.cluster import NetworkConfiguration
from atlas.model.network import Address, Family, contains, family_of
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.model.service_rules import (
    REQUIRE_DUAL_STACK,
    SINGLE_STACK,
    needs_health_check,
    needs_node_ports,
)


def complete_services(
    services: Sequence[Service], network: NetworkConfiguration, notes: ServiceNotes
) -> list[Service]:
    """Return the Services, in the given order, with families, ClusterIPs and node ports."""
    with_families = [_with_families(one, network, notes) for one in services]
    with_ips = _with_cluster_ips(with_families, network, notes)
    return _with_node_ports(with_ips, network, notes)


# Address families


def _with_families(service: Service, network: NetworkConfiguration, notes: ServiceNotes) -> Service:
    """Return the Service with `ipFamilies` and `ipFamilyPolicy` (pkg/registry/core/service/storage, alloc.go).

    One that says both families and addresses comes from an API server. It keeps its one family even if it prefers two:
    the cluster may have had no more when it was made (pkg/proxy/util/utils.go GetClusterIPByFamily takes it as it is).
    """
    if service.type is ServiceType.EXTERNAL_NAME:
        return replace(service, ip_families=(), ip_family_policy="")
    configured = tuple(dict.fromkeys(family_of(one) for one in network.service_cidrs))
    written = tuple(family_of(ip) for ip in service.cluster_ips) or service.ip_families
    policy = service.ip_family_policy or _default_policy(service, written)
    families = written or configured[:1]
    is_stored = len(service.cluster_ips) == len(service.ip_families) > 0
    if policy == REQUIRE_DUAL_STACK or (policy != SINGLE_STACK and not is_stored):
        others = tuple(Family) if service.headless and not service.selector else configured
        families = tuple(dict.fromkeys((*families, *others)))
    if not service.headless:
        wanted = Family if policy == REQUIRE_DUAL_STACK else families
        for family in wanted:
            if family not in configured:
                _note_missing_family(service, family, network, notes)
    return replace(service, ip_families=families, ip_family_policy=policy)


def _default_policy(service: Service, written: Sequence[Family]) -> str:
    """Two written families ask for both; so does a headless Service without selector, whose endpoints may be any."""
    both = len(written) > 1 or (service.headless and not service.selector and not written)
    return REQUIRE_DUAL_STACK if both else SINGLE_STACK


def _note_missing_family(
    service: Service, family: Family, network: NetworkConfiguration, notes: ServiceNotes
) -> None:
    keys = ("spec", "ipFamilyPolicy" if service.ip_family_policy else "ipFamilies")
    kind, expected, ranges = ProblemKind.INVALID, Expected.FAMILY_OF_CLUSTER, _ranges(network)
    notes.error(service, keys, kind, expected, family=family, ranges=ranges)


def _ranges(network: NetworkConfiguration) -> str:
    return ", ".join(map(str, network.service_cidrs))


# ClusterIPs


def _with_cluster_ips(
    services: Sequence[Service], network: NetworkConfiguration, notes: ServiceNotes
) -> list[Service]:
    """Return the Services with a ClusterIP for each of their families. Written ones are kept."""
    ranges = [ClusterIPs(one) for one in network.service_cidrs]
    for ip in (ip for service in services for ip in service.cluster_ips):
        for one in ranges:
            if contains([one.range], ip):
                one.take(ip)
    done: list[Service] = []
    for service in services:
        ips = list(service.cluster_ips)
        missing = () if service.headless else service.ip_families[len(ips) :]
        for family in missing:
            ip = _pick_cluster_ip(service, family, ranges)
            if ip is not None:
                ips.append(ip)
            elif any(family_of(one.range) is family for one in ranges):
                keys, kind = ("spec", "clusterIP"), ProblemKind.TOO_MANY
                notes.error(service, keys, kind, Expected.ROOM_IN_RANGE, ranges=_ranges(network))
        done.append(replace(service, cluster_ips=tuple(ips)))
    return done


def _pick_cluster_ip(
    service: Service, family: Family, ranges: Sequence[ClusterIPs]
) -> Address | None:
    picked = (
        one.pick(f"{service.namespace}/{service.name}")
        for one in ranges
        if family_of(one.range) is family
    )
    return next((ip for ip in picked if ip is not None), None)


# Node ports


def renumber(services: Sequence[Service], network: NetworkConfiguration) -> list[Service]:
    """Return the Services after a change with the node ports that they would have got had it been written like that.

    A health-check port is given up with the policy that needs it (pkg/registry/core/service/strategy.go
    dropTypeDependentFields). Raises ValueError if there are not enough numbers.
    """
    bare = [_without_numbers(one) for one in services]
    free = _free_node_ports(bare, network)
    return [_numbered(one, free) for one in bare]


def _without_numbers(service: Service) -> Service:
    """Return the Service with the numbers that were written, as far as they are allowed."""
    chosen = service.filled_in_ports
    health = service.health_check_node_port
    if not chosen and (not health or needs_health_check(service)):
        return service
    return replace(
        service,
        ports=tuple(
            replace(one, node_port=0) if one.node_port in chosen else one for one in service.ports
        ),
        health_check_node_port=(
            0 if health in chosen or not needs_health_check(service) else health
        ),
        filled_in_ports=frozenset(),
    )


def _numbered(service: Service, free: Numbers) -> Service:
    made = _give_node_ports(service, free)
    if made is None:
        raise ValueError(f"{service.reference}: no node port is free")
    return made


def _with_node_ports(
    services: Sequence[Service], network: NetworkConfiguration, notes: ServiceNotes
) -> list[Service]:
    """Return the Services with the node ports that their type asks for. Written ones are kept."""
    first, last = network.node_port_range
    free = _free_node_ports(services, network)
    done: list[Service] = []
    for service in services:
        made = _give_node_ports(service, free)
        if made is None:
            keys, kind = ("spec", "ports"), ProblemKind.TOO_MANY
            notes.error(service, keys, kind, Expected.ROOM_IN_RANGE, ranges=f"{first}-{last}")
        done.append(made or service)
    return done


def _free_node_ports(services: Iterable[Service], network: NetworkConfiguration) -> Numbers:
    """Return the allocator, without the numbers that were written."""
    free = node_ports(*network.node_port_range)
    for service in services:
        for number in (service.health_check_node_port, *(port.node_port for port in service.ports)):
            if number:
                free.take(number)
    return free


def _give_node_ports(service: Service, free: Numbers) -> Service | None:
    """Return the Service with its node ports, or None if there are not enough."""
    name = f"{service.namespace}/{service.name}"
    chosen: set[int] = set()
    ports = service.ports
    health = service.health_check_node_port
    if needs_node_ports(service):
        ports = ()
        for port in service.ports:
            number = port.node_port or _shared_number(port, (*ports, *service.ports))
            if not number:
                number = free.pick(f"{name}:{port.port}")
                if number is None:
                    return None
                chosen.add(number)
            ports = (*ports, replace(port, node_port=number))
    if needs_health_check(service) and not health:
        number = free.pick(f"{name}/healthCheckNodePort")
        if number is None:
            return None
        chosen.add(number)
        health = number
    return replace(
        service, ports=ports, health_check_node_port=health, filled_in_ports=frozenset(chosen)
    )


def _shared_number(port: ServicePort, others: Sequence[ServicePort]) -> int:
    """Return the node port that the same port has for another protocol, as DNS has for UDP and TCP; else 0."""
    for other in others:
        if other.node_port and other.port == port.port and other.protocol is not port.protocol:
            return other.node_port
    return 0
