"""A network for servers under test: every address of a cluster stands at an address of this machine's loopback."""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address
from typing import Any

from atlas.model.reference import Reference

FIRST_FREE_PORT = 1024
OFFSET = 20000
"""Only root may listen at the ports below the first free one; they are moved up."""

Addressed = tuple[str, int]


class Loopback:
    """Gives each address one of 127/8, other ones in each process, so that tests can run side by side.

    Addresses of either family stand there, and each machine has a loopback of its own.
    """

    def __init__(self) -> None:
        number = os.getpid()
        self._net = f"127.{128 | number >> 8 & 127}.{number & 255}"
        self._there: dict[tuple[str, str], str] = {}
        self._back: dict[str, str] = {}
        self.opened: list[Reference] = []
        """The machines of all sockets, in order."""

    def open_socket(
        self, machine: Reference, family: socket.AddressFamily, kind: socket.SocketKind
    ) -> socket.socket:
        """Return a non-blocking socket that speaks the cluster's addresses."""
        self.opened.append(machine)
        made = MappedSocket(socket.AF_INET, kind)
        made.belong(self, machine, family)
        made.setblocking(False)
        return made

    def real(self, machine: Reference, named: Any) -> Addressed:
        address, port = named[:2]
        key = (str(machine) if ip_address(address).is_loopback else "", address)
        if key not in self._there:
            self._there[key] = f"{self._net}.{len(self._there) + 1}"
            self._back[self._there[key]] = address
        return self._there[key], port + OFFSET if 0 < port < FIRST_FREE_PORT else port

    def named(self, real: Addressed) -> Addressed:
        address, port = real
        low = OFFSET < port < OFFSET + FIRST_FREE_PORT
        return self._back.get(address, address), port - OFFSET if low else port


class MappedSocket(socket.socket):
    """A socket that says one address and uses another."""

    def belong(self, net: Loopback, machine: Reference, family: socket.AddressFamily) -> None:
        self.net, self.machine, self.said = net, machine, family

    @property
    def family(self) -> socket.AddressFamily:
        return self.said

    def setsockopt(self, level: int, *option: Any) -> None:  # type: ignore[override]
        """Set an option; those of IPv6 mean nothing to the socket behind it."""
        if level != socket.IPPROTO_IPV6:
            super().setsockopt(level, *option)

    def bind(self, address: Any, /) -> None:
        super().bind(self.net.real(self.machine, address))

    def connect(self, address: Any, /) -> None:
        super().connect(self.net.real(self.machine, address))

    def accept(self) -> tuple[socket.socket, Any]:
        number, there = self._accept()  # type: ignore[attr-defined]
        made = MappedSocket(socket.AF_INET, self.type, fileno=number)
        made.belong(self.net, self.machine, self.said)
        made.setblocking(False)
        return made, self.net.named(there)

    def getsockname(self) -> Any:
        return self.net.named(super().getsockname())

    def getpeername(self) -> Any:
        return self.net.named(super().getpeername())

    def recvfrom(self, size: int, flags: int = 0, /) -> tuple[bytes, Any]:
        data, there = super().recvfrom(size, flags)
        return data, self.net.named(there)

    def sendto(self, data: bytes, address: Any, /) -> int:  # type: ignore[override]
        return super().sendto(data, self.net.real(self.machine, address))
