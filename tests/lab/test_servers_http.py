"""HTTP proxies of a lab, over real connections: whom a request reaches, and what the proxy says itself."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from dataclasses import replace

import pytest

from atlas.model.backend import Backend, Cors, ResponseHeaders
from atlas.model.cluster import Cluster
from atlas.model.http import RouteMatch, RouteRule
from atlas.model.reference import Reference
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from support.cases import cases
from support.http_clusters import STORE_ADDRESS, http_cluster, route
from support.running_servers import Answered, Running, with_servers

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""asyncio drops, unclosed, a connection that arrives while its server is being closed."""

CONTROLLER = ("10.244.3.41", 8080)
GATEWAY = ("10.244.2.41", 8080)
GATEWAY_POD = Reference("pod", "gateway-1", "gateway")
STORE = (str(STORE_ADDRESS), 80)
PROXIES = {"controller": CONTROLLER, "gateway": GATEWAY, "store": STORE}


@pytest.fixture(scope="module")
def shops() -> Cluster:
    return http_cluster()


def asked(cluster: Cluster, there: tuple[str, int], host: str, path: str, *more: str) -> Answered:
    """Return what a client gets that asks one proxy."""
    found: list[Answered] = []

    async def work(running: Running) -> None:
        found.append(await running.get(*there, f"Host: {host}", *more, path=path))

    with_servers(cluster, work)
    return found[0]


@cases(
    """
    proxy       host                 path      status  answered  location
    controller  shop.example.com     /         200     web       -
    controller  SHOP.example.com     /api/x    200     api       -  # hosts are compared without case
    controller  nobody.example.com   /         404     -         -
    controller  bare.example.com     /         200     web       -
    gateway     news.example.com     /         200     web       -
    gateway     news.example.com:80  /api      200     api       -  # the port is not part of the host
    gateway     changed.example.com  /v1/x     200     web       -
    gateway     moved.example.com    /301      301     -         https://moved.example.com/301
    gateway     moved.example.com    /308      308     -         https://moved.example.com/308
    gateway     broken.example.com   /empty    500     -         -
    gateway     broken.example.com   /missing  500     -         -
    gateway     broken.example.com   /foreign  500     -         -
    gateway     -                    /         404     -         -
    store       store.example.com    /         200     web       -  # straight to Pods
    store       nobody.example.com   /         404     -         -
    """,
    source="networking/v1 Ingress; gateway.networking.k8s.io/v1 HTTPRoute; kubernetes/ingress-gce",
)
def test_a_request_goes_where_the_rules_send_it(
    shops, proxy, host, path, status, answered, location
):
    answer = asked(shops, PROXIES[proxy], host, path)
    assert answer.status == int(status)
    assert answer.told.get("place", "").removeprefix("pod/").rpartition("-")[0] == answered
    assert answer.headers.get("Location", "") == location


def test_the_backend_sees_the_proxy_and_the_request_as_filters_leave_it(shops):
    told = asked(shops, GATEWAY, "changed.example.com", "/v1/x?a=b%20c&d", "X-Mine: 1").told
    assert told["saw"][0] == GATEWAY[0]
    assert (told["host"], told["path"]) == ("inside.example.com:80", "/v2/x?a=b%20c&d")
    assert (told["headers"]["X-Color"], told["headers"]["X-Mine"]) == ("blue", "1")


def test_a_body_is_left_out_and_not_promised(shops):
    told = asked(shops, GATEWAY, "news.example.com", "/", "Content-Length: 5").told
    assert "Content-Length" not in told["headers"]


def test_a_balancer_outside_connects_from_its_own_address(shops):
    assert asked(shops, STORE, "store.example.com", "/").told["saw"][0] == "192.0.2.130"


def test_without_ready_backends_the_proxy_says_that_nobody_is_there(shops):
    nobody = tuple(
        replace(one, endpoints=tuple(replace(e, ready=False) for e in one.endpoints))
        for one in shops.endpoint_slices
    )
    answer = asked(replace(shops, endpoint_slices=nobody), CONTROLLER, "shop.example.com", "/")
    assert answer.status == 503


def test_a_backend_that_refuses_or_says_nothing_is_the_proxys_trouble(shops):
    port = 30090

    async def work(running: Running) -> None:
        assert (await ask_store(running)).status == 502
        silent = await silent_nodes(running, shops, port)
        assert (await ask_store(running)).status == 504
        for one in silent:
            one.close()

    async def ask_store(running: Running) -> Answered:
        return await running.get(*STORE, "Host: store.example.com", path="/api")

    with_servers(shops, work)


async def silent_nodes(running: Running, cluster: Cluster, port: int) -> list[asyncio.Server]:
    """Let all nodes take connections and say nothing."""

    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    made: list[asyncio.Server] = []
    for one in cluster.nodes:
        end = running.net.open_socket(one.reference, socket.AF_INET, socket.SOCK_STREAM)
        end.bind((str(one.internal_ips[0]), port))
        made.append(await asyncio.start_server(nothing, sock=end))
    return made


def test_a_circle_of_proxies_ends(shops):
    """On loopback a route to the proxy's own Service leads straight to the proxy's Pod."""

    async def work(running: Running) -> None:
        before = running.net.opened.count(GATEWAY_POD)
        assert (await running.get(*GATEWAY, "Host: circle.example.com")).status == 504
        assert running.net.opened.count(GATEWAY_POD) - before == 2, "it is not asked a third time"

    with_servers(shops, work)


def test_proxies_share_requests_by_weight(shops):
    weights = (("web", 3), ("api", 1), ("missing", 0))
    backends = tuple(Backend("default", name, "80", weight) for name, weight in weights)
    shared = route("news", "news.example.com", RouteRule((RouteMatch("/"),), backends))
    cluster = replace(shops, http_routes=(shared,))
    counted: Counter[str] = Counter()

    async def work(running: Running) -> None:
        for _ in range(120):
            answer = await running.get(*GATEWAY, "Host: news.example.com")
            counted[answer.told["place"].removeprefix("pod/").rpartition("-")[0]] += 1

    with_servers(cluster, work)
    assert sum(counted.values()) == 120
    assert 75 <= counted["web"] <= 105, "three of four, within three standard deviations"


def test_routing_follows_the_cluster(shops):
    async def work(running: Running) -> None:
        async def status() -> int:
            return (await running.get(*GATEWAY, "Host: news.example.com")).status

        assert await status() == 200
        await running.servers.update(replace(shops, http_routes=()))
        assert await status() == 404

    with_servers(shops, work)


def test_a_proxy_makes_its_connections_on_its_own_machine(shops):
    async def work(running: Running) -> None:
        before = len(running.net.opened)
        await running.get(*GATEWAY, "Host: news.example.com")
        assert running.net.opened[before:].count(GATEWAY_POD) == 1

    with_servers(shops, work)


def test_headers_of_the_answer_are_as_the_filters_leave_them(shops):
    filters = (ResponseHeaders((("X-Color", "red"),), (("X-Seen", "yes"),), ("Content-Type",)),)
    rule_ = RouteRule((RouteMatch("/"),), (Backend("default", "web", "80"),), filters)
    cluster = replace(shops, http_routes=(route("news", "news.example.com", rule_),))
    answer = asked(cluster, GATEWAY, "news.example.com", "/")
    assert answer.status == 200
    assert (answer.headers["X-Color"], answer.headers["X-Seen"]) == ("red", "yes")
    assert "Content-Type" not in answer.headers


def test_a_preflight_request_is_answered_by_the_proxy(shops):
    cors = Cors(("https://*.example.org",), methods=("PUT",))
    rule_ = RouteRule((RouteMatch("/"),), (Backend("default", "web", "80"),), (cors,))
    cluster = replace(shops, http_routes=(route("news", "news.example.com", rule_),))
    found = trace(
        cluster,
        Flow(
            "client/laptop",
            "http://203.0.113.21/",
            headers=(
                ("Host", "news.example.com"),
                ("Origin", "https://a.example.org"),
                ("Access-Control-Request-Method", "PUT"),
            ),
            method="OPTIONS",
        ),
    )
    assert {one.value for one in found.verdicts} == {"HTTP 204"}
    assert ("Access-Control-Allow-Methods", "PUT") in found.branches[0].exchanges[0].answer.set
