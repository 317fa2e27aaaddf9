"""Channel: whole messages over a socket, between a lab's own processes.

Messages are pickles: both ends are this very program, joined by a socket pair that no other process can open.
"""

from __future__ import annotations

import asyncio
import copyreg
import pickle
import socket
import struct
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from atlas.model.cluster import Cluster

_LENGTH = struct.Struct("!I")


def _read_only(items: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(items)


def _cluster(*values: object) -> Cluster:
    return Cluster(*values)  # pyright: ignore[reportArgumentType]  # the values of its fields, in order


# Read-only mappings know no way of their own to be sent, and a cluster's indexes are quicker made than sent.
copyreg.pickle(MappingProxyType, lambda one: (_read_only, (dict(one),)))
copyreg.pickle(Cluster, lambda one: (_cluster, tuple(getattr(one, f.name) for f in fields(one))))


def send(end: socket.socket, message: object) -> None:
    """Send one message. Raises OSError."""
    body = pickle.dumps(message)
    end.sendall(_LENGTH.pack(len(body)) + body)


def receive(end: socket.socket) -> Any:
    """Return the next message. Raises EOFError if the other end has gone, OSError."""
    (length,) = _LENGTH.unpack(_exactly(end, _LENGTH.size))
    return pickle.loads(_exactly(end, length))


async def send_from_loop(end: socket.socket, message: object) -> None:
    """Send one message from an event loop."""
    body = pickle.dumps(message)
    await asyncio.get_running_loop().sock_sendall(end, _LENGTH.pack(len(body)) + body)


async def receive_in_loop(end: socket.socket) -> Any:
    """Return the next message in an event loop. Raises EOFError if the other end has gone."""
    (length,) = _LENGTH.unpack(await _exactly_in_loop(end, _LENGTH.size))
    return pickle.loads(await _exactly_in_loop(end, length))


def _exactly(end: socket.socket, length: int) -> bytes:
    parts: list[bytes] = []
    while length:
        part = end.recv(min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


async def _exactly_in_loop(end: socket.socket, length: int) -> bytes:
    loop = asyncio.get_running_loop()
    parts: list[bytes] = []
    while length:
        part = await loop.sock_recv(end, min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
