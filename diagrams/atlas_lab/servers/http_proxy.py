"""HTTP proxies of a lab: the model decides what happens to a request, the connection to the backend is real."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Packet, family_of
from atlas.model.reference import Reference
from atlas.tracer.http.outcome import Answer
from atlas.tracer.http.proxy import outcomes_at, own_addresses
from atlas.tracer.http.request import Request, as_received
from atlas.tracer.http.upstream import UpstreamAddress, UpstreamFinder
from atlas.tracer.source_address import source_address
from atlas.tracer.trace import Place, Verdict
from atlas_lab.servers.answers import addresses_of
from atlas_lab.servers.connections import OpenSocket, connect
from atlas_lab.servers.http_messages import BadRequest, Head, answer, changed, read_head

T = TypeVar("T")
_SECONDS_TO_ANSWER = 0.6
_LONGEST_CHAIN, _MOST_VISITS = 4, 2
"""As in the model (tracer/http.py): what comes by more proxies, or to one once more, runs in circles."""
_OF_THE_CONNECTION = ("host", "connection", "via", "content-length", "transfer-encoding", "expect")
"""Headers that do not go on: they speak of one connection, or of a body, which a lab's proxy leaves out."""
_VERSION = "1.1"


@dataclass(frozen=True, slots=True)
class HttpProxying:
    """One proxy at one place of the cluster; its connections start on `machine`."""

    cluster: Cluster
    open_socket: OpenSocket
    place: Place
    machine: Reference
    chance: random.Random

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        try:
            head = await read_head(reader)
        except BadRequest as error:
            writer.write(answer(error.status))
            return
        if head is None:
            return
        visited = _visited(head)
        if len(visited) >= _LONGEST_CHAIN or visited.count(self.place.name) >= _MOST_VISITS:
            await reader.read()  # a circle: nobody will ever answer
            return
        saw, at = addresses_of(writer)
        packet = Packet(ip_address(saw[0]), saw[1], ip_address(at[0]), at[1])
        request = as_received(_request(head, at[1]))
        found = outcomes_at(self.cluster, self.place, packet, request)
        assert found is not None, "somebody answers every request, if only with 404"
        proxy, outcomes = found
        outcome = self._one_of(outcomes, [float(one.share) for one in outcomes])
        if isinstance(outcome, Answer):
            await self._answer_itself(outcome, reader, writer)
            return
        own = own_addresses(self.cluster, self.place, packet.destination)
        finder = UpstreamFinder(self.cluster, proxy, self.place, frozenset(map(family_of, own)))
        upstream = finder.upstream(outcome.backend, outcome.reason)
        if not upstream.stops:
            writer.write(answer(503))
            return
        stop = self._one_of(upstream.stops, [1.0] * len(upstream.stops))
        source = source_address(self.cluster, self.place, own, stop.address)
        text = _onward(
            replace(outcome.request, port=upstream.port),
            urlsplit(head.target).query,
            (*visited, self.place.name),
        )
        got = await self._passed_on(text, stop, source)
        writer.write(changed(got, outcome.extras.answer))

    def _one_of(self, these: Sequence[T], weights: Sequence[float]) -> T:
        return self.chance.choices(these, weights)[0]

    async def _answer_itself(
        self, said: Answer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if said.verdict.value.startswith("HTTP "):
            facts = {name: str(value) for name, value in said.facts}
            location = facts.get("location", "")
            headers = (("Location", location),) if location else ()
            headers = (*headers, *said.extras.answer.set)
            writer.write(answer(int(said.verdict.value.removeprefix("HTTP ")), headers=headers))
        elif said.verdict is Verdict.TIMED_OUT:
            await reader.read()  # until the client has had enough

    async def _passed_on(self, text: bytes, stop: UpstreamAddress, source: Address | None) -> bytes:
        """Return the backend's answer, or the proxy's own if there is none."""
        try:
            reader, writer = await connect(
                self.open_socket,
                self.machine,
                (stop.address, stop.port),
                source,
            )
        except TimeoutError:
            return answer(504)
        except OSError:
            return answer(502)
        try:
            writer.write(text)
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                return await reader.read(-1) or answer(502)
        except TimeoutError:
            return answer(504)
        except OSError:
            return answer(502)
        finally:
            writer.close()


def _visited(head: Head) -> tuple[str, ...]:
    """Return the proxies that the request has come through."""
    listed = (one.strip() for one in head.header("via").split(","))
    return tuple(one.removeprefix(f"{_VERSION} ") for one in listed if one)


def _request(head: Head, port: int) -> Request:
    """Return the request as the model reads it. Host and port are those of its Host header."""
    url = urlsplit(head.target)
    host = urlsplit(f"//{head.header('host')}")
    headers = tuple(one for one in head.headers if one[0].lower() not in _OF_THE_CONNECTION)
    # As it stands in the URL: proxies compare what was sent.
    query = tuple(
        (name, value)
        for name, _, value in (one.partition("=") for one in url.query.split("&") if one)
    )
    asked = host.port or port
    return Request("http", host.hostname or "", asked, url.path or "/", head.method, headers, query)


def _onward(request: Request, query: str, visited: tuple[str, ...]) -> bytes:
    """Return the request as the backend gets it, with the proxies that it has come through (RFC 9110, 7.6.3)."""
    target = request.path + (f"?{query}" if query else "")
    lines = [f"{request.method} {target} HTTP/1.1", f"Host: {request.host}:{request.port}"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    lines.append(f"Via: {', '.join(f'{_VERSION} {one}' for one in visited)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1", "replace")
