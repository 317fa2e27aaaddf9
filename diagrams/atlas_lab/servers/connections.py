"""Connections that servers of a lab open themselves, each from the machine that it stands on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable

from atlas.model.network import Address
from atlas.model.reference import Reference

OpenSocket = Callable[[Reference, socket.AddressFamily, socket.SocketKind], socket.socket]
"""Returns a new, non-blocking socket of a machine."""

SECONDS_TO_CONNECT = 0.6
"""Shorter than a client waits for its answer, so that it hears of the failure."""
SECONDS_TO_LET_GO = 0.5
HEAR_ERRORS = {
    socket.AF_INET: (socket.IPPROTO_IP, 11),
    socket.AF_INET6: (socket.IPPROTO_IPV6, 25),
}
"""IP_RECVERR and IPV6_RECVERR of linux/in.h and in6.h, which Python does not name."""
_RESET = struct.pack("ii", 1, 0)


async def connect(
    open_socket: OpenSocket,
    machine: Reference,
    there: tuple[Address, int],
    source: Address | None = None,
    seconds: float = SECONDS_TO_CONNECT,
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Return a TCP connection of a machine. Raises OSError; TimeoutError, which is one, if nobody answers."""
    address, port = there
    family = family_number(address)
    end = open_socket(machine, family, socket.SOCK_STREAM)
    try:
        end.setsockopt(*HEAR_ERRORS[family], 1)  # a refusal by ICMP counts at once
        if source is not None:
            end.bind((str(source), 0))
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(end, (str(address), port))
        return await asyncio.open_connection(sock=end)
    except BaseException:
        end.close()
        raise


def family_number(address: Address) -> socket.AddressFamily:
    return socket.AF_INET if address.version == 4 else socket.AF_INET6


async def copy_both_ways(
    first: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    second: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    """Carry bytes between two connections until both have ended."""
    await asyncio.gather(_copy(first[0], second[1]), _copy(second[0], first[1]))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
        writer.write_eof()
    except OSError:
        reset(writer)  # the one end hears that the other one is gone


async def let_go(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End our side first and read what is left: a kernel that closes over unread bytes takes the answer back."""
    await writer.drain()
    writer.write_eof()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SECONDS_TO_LET_GO):
            while await reader.read(65536):
                pass


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection as a proxy does whose backend has refused: with RST."""
    end = writer.get_extra_info("socket")
    if end is not None:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
