"""DNS servers of a lab: they answer what the model says about the cluster of this moment."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from typing import Any, cast

from atlas.model.cluster import Cluster
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.tracer.dns.answer import RecordType
from atlas.tracer.dns.resolve import look_up
from atlas_lab.servers.answers import addresses_of, told
from atlas_lab.servers.dns_messages import BadMessage, read_question, reply, shortened
from atlas_lab.servers.http_messages import answer

_LENGTH = struct.Struct("!H")
_HTTP = b"GE"
"""How a request begins. As a length it would be more than a question ever has."""
_SECONDS_TO_ASK = 5.0
_ALIASES = (RecordType.CNAME,)
_NO_SUCH_NAME = (
    Reason.DNS_UNKNOWN,
    Reason.DNS_CLUSTER_NAME_OUTSIDE,
    Reason.DNS_NOT_IN_INPUT,
    Reason.DNS_HOST_WITHOUT_ADDRESS,
)


def answer_question(cluster: Cluster, question: bytes, *, inside: bool) -> bytes | None:
    """Return the reply of the cluster's DNS (`inside`) or of one outside; None for what is no question."""
    try:
        name, kind = read_question(question)
    except BadMessage:
        return None
    if not name:
        return reply(question, (), exists=True)  # the root has no addresses
    found = look_up(cluster, name, inside)
    fitting = [one for one in found.records if one.type == kind or one.type in _ALIASES]
    exists = bool(found.records) or found.reason not in _NO_SUCH_NAME
    return reply(question, fitting, exists=exists)


class AnswerQuestions(asyncio.DatagramProtocol):
    """A DNS server for datagrams. What is no question is answered like a Pod's: by who it is, and whom it saw."""

    def __init__(self, place: Reference, cluster: Callable[[], Cluster], *, inside: bool) -> None:
        self.place = place
        self.cluster = cluster
        self.inside = inside

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        said = answer_question(self.cluster(), data, inside=self.inside)
        if said is None:
            at = cast("tuple[Any, ...]", self.transport.get_extra_info("sockname"))
            self.transport.sendto(told(self.place, (str(addr[0]), int(addr[1])), at[:2]), addr)
        else:
            self.transport.sendto(shortened(data, said), addr)

    def error_received(self, exc: Exception) -> None:
        """Nothing waits for the answer any more."""


async def answer_questions(
    place: Reference,
    cluster: Cluster,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    inside: bool,
) -> None:
    """Answer the questions of one TCP connection, each behind its length; or an HTTP request, like a Pod's server."""
    while True:
        try:
            async with asyncio.timeout(_SECONDS_TO_ASK):
                start = await reader.readexactly(_LENGTH.size)
                if start == _HTTP:
                    await reader.readuntil(b"\r\n\r\n")
                    kind = (("Content-Type", "application/json"),)
                    writer.write(answer(200, told(place, *addresses_of(writer)), kind))
                    return
                (length,) = _LENGTH.unpack(start)
                question = await reader.readexactly(length)
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return
        said = answer_question(cluster, question, inside=inside)
        if said is None:
            return
        writer.write(_LENGTH.pack(len(said)) + said)
