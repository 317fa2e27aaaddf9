"""What a Pod of a lab answers: who it is, and whom it saw."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, cast

from atlas.model.reference import Reference
from atlas.proxy.health import HealthAnswer
from atlas_lab.servers.http_messages import BadRequest, answer, read_head

Addressed = tuple[str, int]


def told(place: Reference, saw: Addressed, at: Addressed, **more: object) -> bytes:
    """Return the answer as JSON."""
    return json.dumps({"place": str(place), "saw": [*saw[:2]], "at": [*at[:2]], **more}).encode()


async def answer_connection(
    place: Reference, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, status: int = 200
) -> None:
    """Answer one TCP connection, which carries a request."""
    try:
        head = await read_head(reader)
    except BadRequest as error:
        writer.write(answer(error.status))
        return
    if head is None:
        return
    saw, at = addresses_of(writer)
    path, host = head.target, head.header("host")
    body = told(place, saw, at, host=host, path=path, headers=dict(head.headers))
    writer.write(answer(status, body, (("Content-Type", "application/json"),)))


async def answer_health(
    place: Reference,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    answered: Callable[[str], HealthAnswer],
) -> None:
    """Answer a health check as kube-proxy does, and say besides who it is and whom it saw."""
    try:
        head = await read_head(reader)
    except BadRequest as error:
        writer.write(answer(error.status))
        return
    if head is None:
        return
    saw, at = addresses_of(writer)
    found = answered(head.target.partition("?")[0])
    body = told(place, saw, at, **found.body)
    writer.write(answer(found.status, body, (("Content-Type", "application/json"),)))


def addresses_of(writer: asyncio.StreamWriter) -> tuple[Addressed, Addressed]:
    """Return address and port of the other end, and of this one."""
    saw = cast("tuple[Any, ...]", writer.get_extra_info("peername"))
    at = cast("tuple[Any, ...]", writer.get_extra_info("sockname"))
    return (str(saw[0]), int(saw[1])), (str(at[0]), int(at[1]))


class AnswerDatagrams(asyncio.DatagramProtocol):
    """Answers every datagram with what a TCP connection gets as its body."""

    def __init__(self, place: Reference) -> None:
        self.place = place

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        at = cast("tuple[Any, ...]", self.transport.get_extra_info("sockname"))
        self.transport.sendto(told(self.place, (str(addr[0]), int(addr[1])), at[:2]), addr)

    def error_received(self, exc: Exception) -> None:
        """Nothing waits for the answer any more."""
