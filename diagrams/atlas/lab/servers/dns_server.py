"""DNS servers of a lab: they answer what the model says about the cluster of this moment."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import Any, cast

from atlas.lab.servers.dns_messages import BadMessage, read_question, reply
from atlas.model.cluster import Cluster
from atlas.model.reason import Reason
from atlas.tracer.resolve import look_up
from atlas.tracer.trace import RecordType

_LENGTH = struct.Struct("!H")
_SECONDS_TO_ASK = 5.0
_ALIASES = (RecordType.CNAME,)


def answer_question(cluster: Cluster, question: bytes, *, inside: bool) -> bytes | None:
    """Return the reply of the cluster's DNS (`inside`) or of one outside; None for what is no question."""
    try:
        name, kind = read_question(question)
    except BadMessage:
        return None
    found = look_up(cluster, name, inside)
    fitting = [one for one in found.records if one.type == kind or one.type in _ALIASES]
    exists = bool(found.records) or found.reason is not Reason.DNS_UNKNOWN
    return reply(question, fitting, exists=exists)


class AnswerQuestions(asyncio.DatagramProtocol):
    """A DNS server for datagrams."""

    def __init__(self, cluster: Callable[[], Cluster], *, inside: bool) -> None:
        self.cluster = cluster
        self.inside = inside

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        said = answer_question(self.cluster(), data, inside=self.inside)
        if said is not None:
            self.transport.sendto(said, addr)

    def error_received(self, exc: Exception) -> None:
        """Nobody waits for the answer any more."""


async def answer_questions(
    cluster: Cluster,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    inside: bool,
) -> None:
    """Answer the questions of one TCP connection, each behind its length."""
    while True:
        try:
            async with asyncio.timeout(_SECONDS_TO_ASK):
                (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
                question = await reader.readexactly(length)
        except (TimeoutError, asyncio.IncompleteReadError):
            return
        said = answer_question(cluster, question, inside=inside)
        if said is None:
            return
        writer.write(_LENGTH.pack(len(said)) + said)
