"""Balancers of a lab that carry datagrams over sockets of their own, one for each client."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, cast

from atlas.model.cluster import Cluster
from atlas.model.network import Packet, Protocol
from atlas.model.reference import Reference
from atlas_lab.servers.balancer import own_packet
from atlas_lab.servers.connections import OpenSocket, family_number

_SECONDS_TO_FORGET = 10.0
_LONGEST = 65536


class PassOnDatagrams(asyncio.DatagramProtocol):
    """Carries datagrams of clients to a node port or a Pod, and the answers back."""

    def __init__(
        self,
        cluster: Callable[[], Cluster],
        open_socket: OpenSocket,
        balancer: Reference,
        chance: random.Random,
    ) -> None:
        self.cluster = cluster
        self.open_socket = open_socket
        self.balancer = balancer
        self.chance = chance
        self._onward: dict[Any, socket.socket] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        with contextlib.suppress(OSError):  # as on any network, a datagram may be lost
            end = self._onward.get(addr) or self._open(addr)
            if end is not None:
                end.send(data)

    def error_received(self, exc: Exception) -> None:
        """Nothing waits for the answer any more."""

    def connection_lost(self, exc: Exception | None) -> None:
        for client in [*self._onward]:
            self._forget(client)

    def _open(self, client: tuple[Any, ...]) -> socket.socket | None:
        """Return a socket for a client that is new, or None if there is nobody to connect to. Raises OSError."""
        at = cast("tuple[Any, ...]", self.transport.get_extra_info("sockname"))
        ends = (ip_address(client[0]), int(client[1]), ip_address(at[0]), int(at[1]))
        packet = Packet(*ends, Protocol.UDP)
        own = own_packet(self.cluster(), self.balancer, self.chance, packet)
        if own is None:
            return None
        end = self.open_socket(self.balancer, family_number(own.source), socket.SOCK_DGRAM)
        try:
            end.bind((str(own.source), 0))
            end.connect((str(own.destination), own.destination_port))
        except OSError:
            end.close()
            raise
        self._onward[client] = end
        loop = asyncio.get_running_loop()
        loop.add_reader(end, self._back, client)
        loop.call_later(_SECONDS_TO_FORGET, self._forget, client)
        return end

    def _back(self, client: tuple[Any, ...]) -> None:
        try:
            self.transport.sendto(self._onward[client].recv(_LONGEST), client)
        except BlockingIOError:
            return
        except OSError:
            self._forget(client)  # who comes again is sent to somebody else

    def _forget(self, client: tuple[Any, ...]) -> None:
        end = self._onward.pop(client, None)
        if end is not None:
            asyncio.get_running_loop().remove_reader(end)
            end.close()
