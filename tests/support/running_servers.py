"""Servers of a lab on loopback, and a client that asks them."""

from __future__ import annotations

import asyncio
import json
import random
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.reference import Reference
from atlas_lab.servers.balancer import Rotation
from atlas_lab.servers.servers import Servers
from support.loopback import Loopback

LAPTOP = Reference("client", "laptop")
LAPTOP_ADDRESS = "198.51.100.7"
OUTSIDE_DNS_ADDRESS = "192.0.2.53"
PATIENCE = 600.0
"""Seconds until a test gives up waiting for an answer that always comes."""


class Running:
    """Servers that run on loopback, and a client."""

    def __init__(self, seed: int = 0) -> None:
        self.net = Loopback()
        self.chosen: dict[Reference, Rotation] = {}
        outside = (ip_address(OUTSIDE_DNS_ADDRESS),)
        self.servers = Servers(
            self.net.open_socket, self.chosen.__setitem__, outside, random.Random(seed)
        )

    async def ask(self, address: object, port: int, text: bytes, end: bool = False) -> bytes:
        """Return what a TCP server says to a text. Raises OSError."""
        made = self.net.open_socket(LAPTOP, socket.AF_INET, socket.SOCK_STREAM)
        made.bind((LAPTOP_ADDRESS, 0))
        try:
            await asyncio.get_running_loop().sock_connect(made, (str(address), port))
        except OSError:
            made.close()
            raise
        reader, writer = await asyncio.open_connection(sock=made)
        try:
            writer.write(text)
            if end:
                writer.write_eof()
            async with asyncio.timeout(PATIENCE):
                return await reader.read()
        finally:
            writer.close()

    async def get(self, address: object, port: int, *headers: str, path: str = "/") -> Answered:
        lines = [f"GET {path} HTTP/1.1", *headers, "", ""]
        return Answered(await self.ask(address, port, "\r\n".join(lines).encode()))

    async def datagram(
        self, address: object, port: int, data: bytes, seconds: float = PATIENCE
    ) -> bytes:
        with self.net.open_socket(LAPTOP, socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.bind((LAPTOP_ADDRESS, 0))
            loop = asyncio.get_running_loop()
            await loop.sock_connect(end, (str(address), port))
            await loop.sock_sendall(end, data)
            async with asyncio.timeout(seconds):
                return await loop.sock_recv(end, 65536)


class Answered:
    """An HTTP answer, taken apart."""

    def __init__(self, text: bytes) -> None:
        head, _, body = text.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        self.status = int(first.split()[1]) if first else 0
        self.headers = dict(line.split(": ", 1) for line in lines)
        self.told: dict[str, Any] = json.loads(body) if body else {}


def with_servers(cluster: Cluster, work: Callable[[Running], Awaitable[None]]) -> Running:
    """Run the servers of a cluster during some work; whatever a task does not catch fails the test."""
    missed: list[dict[str, Any]] = []

    async def run() -> Running:
        asyncio.get_running_loop().set_exception_handler(lambda _, what: missed.append(what))
        running = Running()
        await running.servers.start(cluster)
        try:
            await work(running)
        finally:
            await running.servers.close()
        return running

    running = asyncio.run(run())
    assert not missed
    return running
