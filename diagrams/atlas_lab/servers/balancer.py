"""Load balancers of a lab: they ask the nodes how they are, and send connections to those that are well."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, Packet, Protocol, family_of
from atlas.model.outside import LoadBalancer
from atlas.model.reference import Reference
from atlas.model.service import Service, ServicePort
from atlas.model.workload import Node
from atlas.proxy.health import health_check_of
from atlas.tracer.balancer import (
    balance,
    ends_connections,
    goes_to_pods,
    live_targets,
    may_take_traffic,
    nodes_in_rotation,
    reaches,
)
from atlas.tracer.journey import start
from atlas.tracer.network import (
    NOWHERE,
    UNNAMED_BALANCER,
    balancer_for,
    balancer_of,
    has_name_only,
)
from atlas.tracer.trace import Place, PlaceKind
from atlas_lab.servers.answers import addresses_of
from atlas_lab.servers.connections import (
    OpenSocket,
    connect,
    copy_both_ways,
    reset,
)
from atlas_lab.servers.proxy_protocol import proxy_header

Served = tuple[Address, int, Protocol]
"""What a balancer has a forwarding rule for."""
Rotation = Mapping[Served, tuple["Onward", ...]]
ChooseNodes = Callable[[Reference, Rotation], None]
"""Has a balancer's kernel forward packets for each address and port to one of the nodes."""

SECONDS_BETWEEN_CHECKS = 0.3
_SECONDS_TO_ANSWER = 0.25
_WELL = b" 200 "
_SOMEBODY = Place(PlaceKind.CLIENT, "somebody")


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a balancer's kernel sends packets: a node, which gets them as they are, or an address and port that they
    are rewritten to. `not_from` are sources that must not come there: it would get what it has sent itself.
    """

    address: Address
    port: int = 0
    not_from: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class ServedPort:
    """A Service port at one of a balancer's addresses."""

    balancer: Reference
    address: Address
    service: Service
    port: ServicePort
    ends_here: bool
    """Whether the balancer ends connections and opens its own."""


def served_ports(cluster: Cluster) -> Iterable[ServedPort]:
    """Yield everything that balancers outside serve; addresses of machines are no balancer's.

    A balancer that reports a name instead of addresses takes connections at its own ones.
    """
    for ip, services in cluster.services_by_load_balancer_ip.items():
        if ip in cluster.node_by_ip or ip in cluster.client_by_ip or ip in cluster.pod_by_ip:
            continue
        balancer = balancer_of(cluster, ip)
        name = balancer.name if balancer is not None else UNNAMED_BALANCER
        for service in services:
            ends_here = ends_connections(balancer, service, ip)
            for port in service.ports:
                reference = Reference("loadbalancer", name)
                yield ServedPort(reference, ip, service, port, ends_here)
    for service in filter(has_name_only, cluster.services):
        balancer = balancer_for(cluster, service)
        if balancer is not None:
            for ip in balancer.ips:
                for port in service.ports:
                    ends_here = ends_connections(balancer, service, ip)
                    yield ServedPort(balancer.reference, ip, service, port, ends_here)


class HealthChecks:
    """What a lab's balancers know of its nodes, from having asked them."""

    def __init__(self, open_socket: OpenSocket, choose_nodes: ChooseNodes) -> None:
        self._open_socket = open_socket
        self._choose_nodes = choose_nodes
        self._known: dict[Reference, Rotation] = {}
        self._one_at_a_time = asyncio.Lock()

    async def check(self, cluster: Callable[[], Cluster]) -> None:
        """Ask every node once, and change the balancers' rotations if something is new.

        What a check has begun with an older cluster is over before one with a newer cluster begins.
        """
        async with self._one_at_a_time:
            await self._check(cluster())

    async def _check(self, cluster: Cluster) -> None:
        served = [one for one in served_ports(cluster) if not one.ends_here]
        questions = {
            (one.balancer, node.name, family_of(one.address), health_check_of(one.service))
            for one in served
            for node in cluster.nodes
        }
        listed = list(questions)
        asked = (
            self._is_well(balancer, cluster.node_by_name[node].ip(family), check.port, check.path)
            for balancer, node, family, check in listed
        )
        well = dict(zip(listed, await asyncio.gather(*asked), strict=True))
        found: dict[Reference, dict[Served, tuple[Onward, ...]]] = {}
        for one in served:

            def takes(node: Node, one: ServedPort = one) -> bool:
                check = health_check_of(one.service)
                return well[one.balancer, node.name, family_of(one.address), check]

            key = one.address, one.port.port, one.port.protocol
            found.setdefault(one.balancer, {})[key] = tuple(_onwards(cluster, one, takes))
        for balancer in {*self._known, *found}:
            rotation = found.get(balancer, {})
            if self._known.get(balancer) != rotation:
                self._choose_nodes(balancer, rotation)
        self._known = {**found}

    async def go_on(self, cluster: Callable[[], Cluster]) -> None:
        """Check again and again, until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_CHECKS)
            await self.check(cluster)

    async def _is_well(
        self, balancer: Reference, address: Address | None, port: int, path: str
    ) -> bool:
        """Return what a node answers. Silence counts from the second time: a busy machine is slow, too."""
        if address is None:
            return False
        for _ in range(2):
            try:
                return await self._says_well(balancer, address, port, path)
            except TimeoutError:
                continue
        return False

    async def _says_well(self, balancer: Reference, address: Address, port: int, path: str) -> bool:
        """Raises TimeoutError."""
        try:
            reader, writer = await connect(
                self._open_socket, balancer, (address, port), seconds=_SECONDS_TO_ANSWER
            )
        except TimeoutError:
            raise
        except OSError:
            return False
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                writer.write(f"GET {path} HTTP/1.1\r\nHost: node\r\n\r\n".encode())
                return _WELL in await reader.readline()
        except TimeoutError:
            raise
        except (OSError, ValueError):
            return False
        finally:
            writer.close()


def _onwards(
    cluster: Cluster, one: ServedPort, is_well: Callable[[Node], bool]
) -> Iterable[Onward]:
    """Yield where packets for the served port may go."""
    balancer, family = _described(cluster, one.balancer), family_of(one.address)
    if balancer is None or not balancer.rewrites:
        for node in _in_rotation(cluster, one, is_well):
            ip = node.ip(family)
            if ip is not None:
                yield Onward(ip)
    elif goes_to_pods(balancer, one.port):
        for target, _ in live_targets(cluster, balancer, one.service, one.port, one.address):
            yield Onward(target.address, target.port, (target.address,))
    else:
        for node in _in_rotation(cluster, one, is_well):
            ip = node.ip(family)
            if ip is not None and reaches(balancer, node, one.service, one.address):
                yield Onward(ip, one.port.node_port, tuple(_sources_on(cluster, node, family)))


def _sources_on(cluster: Cluster, node: Node, family: Family) -> Iterable[Address]:
    """Yield the addresses that packets from the node and its Pods have."""
    pods = (ip for pod in cluster.pods if pod.node == node.name for ip in pod.ips)
    found = (*node.internal_ips, *node.external_ips, *pods)
    return (ip for ip in dict.fromkeys(found) if family_of(ip) is family)


def _in_rotation(
    cluster: Cluster, one: ServedPort, is_well: Callable[[Node], bool]
) -> Iterable[Node]:
    """Yield the nodes that take traffic: those that are well, and those whose failure is still to be noticed."""
    balancer = _described(cluster, one.balancer)
    unnoticed = balancer.unnoticed if balancer is not None else frozenset[str]()
    believed = nodes_in_rotation(cluster, balancer, one.service, one.port)
    for node in cluster.nodes:
        if node.name in unnoticed:
            if node in believed:
                yield node
        elif may_take_traffic(cluster, node) and is_well(node):
            yield node


def _described(cluster: Cluster, reference: Reference) -> LoadBalancer | None:
    return next((one for one in cluster.load_balancers if one.reference == reference), None)


def own_packet(
    cluster: Cluster, balancer: Reference, chance: random.Random, packet: Packet
) -> Packet | None:
    """Return the first packet of the connection that a balancer opens for a client's; None if it has no backend."""
    place = Place(PlaceKind.BALANCER, balancer.name)
    ways = [*balance(cluster, start(_SOMEBODY, packet), place)]
    journey, node = chance.choices(ways, [float(one.probability) for one, _ in ways])[0]
    return None if node is NOWHERE else journey.packet


async def pass_on(
    cluster: Cluster,
    open_socket: OpenSocket,
    balancer: Reference,
    chance: random.Random,
    client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    """Carry one connection of a client over one of the balancer's own, to a node port or a Pod.

    Where the balancer knows nobody to connect to, or nobody answers, the client waits in vain.
    """
    saw, at = addresses_of(client[1])
    packet = Packet(ip_address(saw[0]), saw[1], ip_address(at[0]), at[1])
    own = own_packet(cluster, balancer, chance, packet)
    if own is None:
        await client[0].read()
        return
    try:
        onward = await connect(
            open_socket, balancer, (own.destination, own.destination_port), own.source
        )
    except TimeoutError:
        await client[0].read()
    except OSError:
        reset(client[1])
    else:
        described = _described(cluster, balancer)
        if described is not None and described.proxy_protocol:
            onward[1].write(proxy_header(saw, at))
        try:
            await copy_both_ways(client, onward)
        finally:
            onward[1].close()
