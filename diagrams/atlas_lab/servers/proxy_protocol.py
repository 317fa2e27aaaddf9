"""The header of PROXY protocol, version 1: a line that says whose connection this is."""

from __future__ import annotations

import asyncio

from atlas_lab.servers.answers import Addressed

_LONGEST = 107
"""Bytes of a line, with its end (proxy-protocol.txt, 2.1)."""
_SECONDS_TO_SEND = 5.0


def proxy_header(client: Addressed, at: Addressed) -> bytes:
    """Return the line for a connection from the client to that address."""
    family = "TCP6" if ":" in client[0] else "TCP4"
    return f"PROXY {family} {client[0]} {at[0]} {client[1]} {at[1]}\r\n".encode()


async def takes_header(reader: asyncio.StreamReader) -> bool:
    """Return whether the connection begins with such a line, and take it away. Raises OSError."""
    try:
        async with asyncio.timeout(_SECONDS_TO_SEND):
            line = await reader.readuntil(b"\r\n")
    except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return False
    return len(line) <= _LONGEST and line.startswith(b"PROXY ")
