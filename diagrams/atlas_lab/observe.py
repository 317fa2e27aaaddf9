"""Observer: makes real connections in a lab, and tells what they saw."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import random
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from itertools import cycle, islice
from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, Protocol, family_of
from atlas.model.reference import Reference
from atlas.tracer.aim import Aim, aim_of
from atlas.tracer.dns.resolver import resolver_of
from atlas.tracer.senders import Sender, sender_of
from atlas.tracer.trace import Entry, Flow, Place, PlaceKind
from atlas_lab.errors import LabError
from atlas_lab.files import name_servers
from atlas_lab.observation import Observation, Outcome
from atlas_lab.plan import Plan
from atlas_lab.servers.dns_messages import ask, read_addresses
from atlas_lab.world import World

_FAMILY = {Family.IPV4: socket.AF_INET, Family.IPV6: socket.AF_INET6}
_RECEIVE_ERRORS = {
    socket.AF_INET: (socket.IPPROTO_IP, 11),
    socket.AF_INET6: (socket.IPPROTO_IPV6, 25),
}
"""IP_RECVERR and IPV6_RECVERR of linux/in.h and in6.h, which Python does not name."""
_ERROR_QUEUE = 0x2000
_MARK = 36
"""SO_MARK of asm-generic/socket.h."""
_EXTENDED_ERROR = struct.Struct("IBBBBII")
_FROM_ICMP = (2, 3)
_SCTP = 132
_ECHO_REQUEST = {
    socket.AF_INET: bytes([8, 0, 0, 0, 0, 0, 0, 1]),
    socket.AF_INET6: bytes([128, 0, 0, 0, 0, 0, 0, 1]),
}
"""Type and code, then room for what the kernel fills in (checksum, identifier), and a sequence number."""
_PORTS = range(32768, 61000)
"""What Linux takes source ports from (net.ipv4.ip_local_port_range)."""
_TRIES = 1000
_NO_ROUTE = (errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL)


class SourcePorts:
    """Hands out source ports in turn, to all machines together, so that none comes again soon.

    A kernel picks them at random, and might pick one of which the nodes still remember a connection. They would send the
    new one where that one went, or rewrite its port. A node remembers its own connections and those that it masquerades
    as the same: two machines must not have the same port either.
    """

    def __init__(self) -> None:
        self._turn = cycle(_PORTS)

    def give(self, end: socket.socket) -> None:
        """Bind the socket to the next port that is free. Raises OSError if hardly any is."""
        for port in islice(self._turn, _TRIES):
            try:
                end.bind(("", port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return
        raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


@dataclass(frozen=True, slots=True)
class Observer:
    """Makes connections of flows in the world that was built for the cluster. `timeout` is in seconds."""

    world: World
    cluster: Cluster
    plan: Plan
    timeout: float
    chance: random.Random
    ports: SourcePorts

    async def observe(self, flow: Flow) -> Observation:
        """Return what one connection of the flow saw. Raises FlowError for a flow the cluster has no answer for."""
        sender = sender_of(self.cluster, flow.source)
        aim = aim_of(self.cluster, flow, sender)
        lookups = [await self._look_up(sender.place, one.question) for one in aim.lookups]
        addresses = _of_one_family(lookups[-1][1], aim) if lookups else aim.addresses
        if not addresses:
            return Observation(Outcome.NAME_NOT_FOUND, lookups=tuple(lookups))
        seen = await self._connect(flow, sender, aim, self.chance.choice(addresses))
        return replace(seen, lookups=tuple(lookups))

    async def _connect(self, flow: Flow, sender: Sender, aim: Aim, address: Address) -> Observation:
        protocol = aim.protocol
        kind, number = _kind_of_socket(protocol, family_of(address))
        machine = machine_of(self.cluster, sender.place)
        try:
            end = self.world.socket(machine, _FAMILY[family_of(address)], kind, number)
        except OSError as error:
            raise LabError(f"this kernel has no {protocol}: {error.strerror}") from error
        with end:
            self._prepare(end, flow, aim)
            self.ports.give(end)
            try:
                return await asyncio.wait_for(
                    self._exchange(end, flow, aim, (str(address), aim.port)), self.timeout
                )
            except TimeoutError:
                return Observation(Outcome.TIMED_OUT)
            except PermissionError:  # a rule of the machine itself has stopped the datagram
                return Observation(Outcome.NOT_PERMITTED)
            except ConnectionError:
                return Observation(Outcome.REFUSED, refused_by=_refuser(end) or address)
            except OSError as error:
                if error.errno in _NO_ROUTE:
                    return Observation(Outcome.UNREACHABLE, refused_by=_refuser(end))
                raise

    def _prepare(self, end: socket.socket, flow: Flow, aim: Aim) -> None:
        """Ask for errors at once, and for the node that the flow names where its address does not say."""
        end.setsockopt(*_RECEIVE_ERRORS[end.family], 1)
        number = self._number(flow.node)
        if not number:
            return
        if aim.via is not None:
            end.setsockopt(socket.SOL_SOCKET, _MARK, number)
        elif flow.entry is not Entry.NODE_PORT:
            self._choose_class(end, number << 2)

    @staticmethod
    def _choose_class(end: socket.socket, value: int) -> None:
        if end.family is socket.AF_INET:
            end.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, value)
        else:
            end.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, value)

    def _number(self, node: str) -> int:
        """Return the node's number in the plan's order, from 1; 0 if the flow names none."""
        names = [one.reference.name for one in self.plan.machines if one.reference.kind == "node"]
        return names.index(node) + 1 if node in names else 0

    async def _exchange(
        self, end: socket.socket, flow: Flow, aim: Aim, there: tuple[str, int]
    ) -> Observation:
        loop = asyncio.get_running_loop()
        if aim.protocol is Protocol.ICMP:
            end.connect(there)  # at once; asyncio has no name for this kind of socket
            await loop.sock_sendall(end, _ECHO_REQUEST[end.family])
            await loop.sock_recv(
                end, 65536
            )  # the kernel hands out nothing but replies to this request
            return Observation(Outcome.ANSWERED)
        await loop.sock_connect(end, there)
        port = int(end.getsockname()[1])
        if aim.protocol is Protocol.UDP:
            await loop.sock_sendall(end, b"?")
            return _answered(await loop.sock_recv(end, 65536), port, 200)
        await loop.sock_sendall(end, _request(aim, there))
        answer = b""
        while part := await loop.sock_recv(end, 65536):
            answer += part
        if not answer:
            raise ConnectionResetError
        head, _, body = answer.partition(b"\r\n\r\n")
        return _answered(body, port, int(head.split(b" ", 2)[1]))

    async def _look_up(self, place: Place, question: str) -> tuple[str, tuple[Address, ...]]:
        """Return the question and its addresses, asked for as a program at the place would."""
        resolver = resolver_of(self.cluster, place)
        servers = tuple(name_servers(self.cluster, self.plan, resolver))
        machine = machine_of(self.cluster, place)
        for name in resolver.candidates(question):
            for server in servers:
                found = [await self._ask(machine, server, name, kind) for kind in ("A", "AAAA")]
                if any(one is not None for one in found):
                    addresses = tuple(ip for one in found for ip in one or ())
                    if addresses:
                        return question, addresses
                    break  # it has answered: there is no such name here
        return question, ()

    async def _ask(
        self, machine: Reference, server: Address, name: str, kind: str
    ) -> tuple[Address, ...] | None:
        """Return what a server answers, or None if it does not."""
        loop = asyncio.get_running_loop()
        with self.world.socket(machine, _FAMILY[family_of(server)], socket.SOCK_DGRAM) as end:
            try:
                await loop.sock_connect(end, (str(server), 53))
                await loop.sock_sendall(end, ask(name, kind, self.chance.randrange(65536)))
                answer = await asyncio.wait_for(loop.sock_recv(end, 65536), self.timeout)
            except OSError:  # a timeout is one, too
                return None
        return read_addresses(answer)


def _kind_of_socket(protocol: Protocol, family: Family) -> tuple[socket.SocketKind, int]:
    """Return type and protocol of the socket; for an echo request one that chooses its identifier (icmp(7))."""
    match protocol:
        case Protocol.UDP:
            return socket.SOCK_DGRAM, 0
        case Protocol.ICMP if family is Family.IPV4:
            return socket.SOCK_DGRAM, socket.IPPROTO_ICMP
        case Protocol.ICMP:
            return socket.SOCK_DGRAM, socket.IPPROTO_ICMPV6
        case Protocol.SCTP:
            return socket.SOCK_STREAM, _SCTP
        case Protocol.TCP:
            return socket.SOCK_STREAM, 0


def asked_port(cluster: Cluster, flow: Flow) -> tuple[tuple[int, Protocol], ...]:
    """Return the port that the flow's packets are sent to, if they are sent at all. Raises FlowError."""
    aim = aim_of(cluster, flow, sender_of(cluster, flow.source))
    return ((aim.port, aim.protocol),) if aim.addresses and aim.port else ()


def machine_of(cluster: Cluster, place: Place) -> Reference:
    """Return the machine whose network the place uses: for a host-network Pod that of its node."""
    if place.kind is PlaceKind.POD:
        pod = cluster.pod_by_reference[place.reference]
        if pod.host_network:
            return Reference("node", pod.node)
    return place.reference


def _of_one_family(found: Sequence[Address], aim: Aim) -> tuple[Address, ...]:
    """Return the addresses of the family that a client with this aim would take."""
    versions = {one.version for one in aim.addresses}
    return tuple(one for one in found if not versions or one.version in versions)


def _request(aim: Aim, there: tuple[str, int]) -> bytes:
    asked = aim.request
    if asked is None:
        host = f"[{there[0]}]" if ":" in there[0] else there[0]
        return f"GET / HTTP/1.1\r\nHost: {host}:{there[1]}\r\nConnection: close\r\n\r\n".encode()
    assert asked.scheme == "http", "limits.not_tried has seen to it"
    query = "&".join(f"{name}={value}" for name, value in asked.query)
    target = asked.path + (f"?{query}" if query else "")
    lines = [f"{asked.method} {target} HTTP/1.1", f"Host: {asked.host}:{asked.port}"]
    lines += [f"{name}: {value}" for name, value in asked.headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode()


def _answered(body: bytes, port: int, status: int) -> Observation:
    try:
        told: dict[str, Any] = json.loads(body)
    except ValueError:
        told = {}  # a proxy that answers in its own name
    saw, at = told.get("saw"), told.get("at")
    return Observation(
        Outcome.ANSWERED,
        answered_by=told.get("place", ""),
        source_seen=_plain(saw[0]) if saw else None,
        source_port_seen=saw[1] if saw else 0,
        source_port=port,
        arrived_at=_plain(at[0]) if at else None,
        arrived_port=at[1] if at else 0,
        status=status,
    )


def _plain(text: str) -> Address:
    return ip_address(text.partition("%")[0])


def _refuser(end: socket.socket) -> Address | None:
    """Return who sent the ICMP error that ended the connection, or None if it was none."""
    try:
        _, notes, _, _ = end.recvmsg(0, 1024, _ERROR_QUEUE)
    except OSError:
        return None
    for level, kind, data in notes:
        if (level, kind) == _RECEIVE_ERRORS[end.family] and len(data) >= _EXTENDED_ERROR.size:
            if _EXTENDED_ERROR.unpack_from(data)[1] not in _FROM_ICMP:
                return None
            address = data[_EXTENDED_ERROR.size :]
            if end.family is socket.AF_INET:
                return ip_address(address[4:8])
            return ip_address(address[8:24])
    return None
