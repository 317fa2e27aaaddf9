"""Servers: everything that answers in a lab, following its cluster."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Protocol
from atlas.proxy.health import health_answer
from atlas.tracer.trace import Place, PlaceKind
from atlas_lab.servers.answers import AnswerDatagrams, answer_connection, answer_health
from atlas_lab.servers.balancer import ChooseNodes, HealthChecks, pass_on
from atlas_lab.servers.connections import OpenSocket, family_number, let_go
from atlas_lab.servers.datagram_balancer import PassOnDatagrams
from atlas_lab.servers.dns_server import AnswerQuestions, answer_questions
from atlas_lab.servers.http_messages import LONGEST_HEAD
from atlas_lab.servers.http_proxy import HttpProxying
from atlas_lab.servers.listeners import Answering, Asked, Listener, listeners
from atlas_lab.servers.proxy_protocol import takes_header

_KINDS = {Protocol.TCP: socket.SOCK_STREAM, Protocol.UDP: socket.SOCK_DGRAM}
_KEPT_OPEN = (Answering.BALANCER, Answering.CLUSTER_DNS, Answering.OUTSIDE_DNS)
"""Whoever answers these has ended the connection in its own way."""
Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Servers:
    """All servers of one lab. `skipped` are listeners for protocols that a lab does not serve."""

    def __init__(
        self,
        open_socket: OpenSocket,
        choose_nodes: ChooseNodes,
        outside_dns: Sequence[Address],
        chance: random.Random,
    ) -> None:
        self.skipped: list[Listener] = []
        self._open_socket = open_socket
        self._outside_dns = outside_dns
        self._chance = chance
        self._health = HealthChecks(open_socket, choose_nodes)
        self._open: dict[Listener, asyncio.Server | asyncio.DatagramTransport] = {}
        self._checking: asyncio.Task[None] | None = None
        self._busy: set[asyncio.Task[None]] = set()

    async def start(self, cluster: Cluster) -> None:
        """Open all ports, and look once how the nodes are. Raises OSError that names place and port."""
        await self.update(cluster)
        self._checking = asyncio.create_task(self._health.go_on(lambda: self._cluster))

    async def update(self, cluster: Cluster, asked: Iterable[Asked] = ()) -> None:
        """Follow the cluster: open and close what differs. Raises OSError that names place and port.

        `asked` are ports that somebody will ask for, where any port is assumed to be open.
        """
        self._cluster = cluster
        wanted = listeners(cluster, self._outside_dns, asked)
        self.skipped = [one for one in wanted if one.protocol not in _KINDS]
        for one in [listener for listener in self._open if listener not in wanted]:
            self._open.pop(one).close()
        for one in wanted:
            if one not in self._open and one.protocol in _KINDS:
                await self._listen(one)
        await self._health.check(lambda: self._cluster)

    async def close(self) -> None:
        """Close all ports and end all connections."""
        for one in self._open.values():
            one.close()
        self._open.clear()
        tasks = (*self._busy, *((self._checking,) if self._checking else ()))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, one: Listener) -> None:
        kind = _KINDS[one.protocol]
        end = self._open_socket(one.machine, family_number(one.address), kind)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            end.bind((str(one.address), one.port))
        except OSError as error:
            end.close()
            what = f"{one.place} cannot listen at {one.address} port {one.port}"
            raise OSError(error.errno, f"{what}: {error.strerror}") from error
        if kind is socket.SOCK_STREAM:
            made = await asyncio.start_server(
                self._served(one), sock=end, limit=LONGEST_HEAD, backlog=1024
            )
            self._open[one] = made
        else:
            transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: self._datagrams(one), sock=end
            )
            self._open[one] = transport

    def _datagrams(self, one: Listener) -> asyncio.DatagramProtocol:
        if one.answering in (Answering.CLUSTER_DNS, Answering.OUTSIDE_DNS):
            inside = one.answering is Answering.CLUSTER_DNS
            return AnswerQuestions(one.place.reference, lambda: self._cluster, inside=inside)
        if one.answering is Answering.BALANCER:
            return PassOnDatagrams(
                lambda: self._cluster, self._open_socket, one.machine, self._chance
            )
        return AnswerDatagrams(one.place.reference)

    def _served(self, one: Listener) -> Connected:
        """Return what is done with each connection of a listener. Whatever a client does ends with its connection."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._busy.add(task)
                task.add_done_callback(self._busy.discard)
            try:
                await self._answer(one, reader, writer)
                if one.answering not in _KEPT_OPEN:
                    await let_go(reader, writer)
            except (OSError, EOFError):
                pass
            except asyncio.CancelledError:
                writer.transport.abort()
            finally:
                writer.close()

        return serve

    async def _answer(
        self, one: Listener, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        cluster, place = self._cluster, one.place
        if _expects_header(cluster, place) and not await takes_header(reader):
            return
        match one.answering:
            case Answering.CLUSTER_DNS | Answering.OUTSIDE_DNS:
                inside = one.answering is Answering.CLUSTER_DNS
                await answer_questions(place.reference, cluster, reader, writer, inside=inside)
            case Answering.HEALTH:
                node = cluster.node_by_name[place.name]
                answered = partial(health_answer, cluster, node, one.port)
                await answer_health(place.reference, reader, writer, answered)
            case Answering.BALANCER:
                client = reader, writer
                await pass_on(cluster, self._open_socket, one.machine, self._chance, client)
            case Answering.HTTP_PROXY:
                proxying = HttpProxying(
                    cluster, self._open_socket, place, one.machine, self._chance
                )
                await proxying.answer(reader, writer)
            case Answering.PROGRAM:
                await answer_connection(place.reference, reader, writer)


def _expects_header(cluster: Cluster, place: Place) -> bool:
    if place.kind is not PlaceKind.POD:
        return False
    return cluster.pod_by_reference[place.reference].listening.expects_proxy_protocol
