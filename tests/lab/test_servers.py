"""Servers of a lab, over real connections: who answers where, and what follows a change of the cluster."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference
from atlas.model.service import Endpoint, EndpointPort, LoadBalancerIngress, TrafficPolicy
from atlas.what_if.change import (
    kube_proxy_stopped,
    node_being_deleted,
    pod_not_ready,
    pod_terminating,
    with_external_policy,
    with_forwarding,
)
from atlas.world.load import load
from atlas_lab.servers.answers import AnswerDatagrams
from atlas_lab.servers.dns_messages import ask, read_addresses
from support.cases import cases
from support.manifests import CLUSTER
from support.running_servers import (
    LAPTOP,
    LAPTOP_ADDRESS,
    OUTSIDE_DNS_ADDRESS,
    Answered,
    Running,
    with_servers,
)

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""asyncio drops, unclosed, a connection that arrives while its server is being closed."""

WEB = Reference("service", "web", "default")
EDGE = Reference("loadbalancer", "edge")


@pytest.fixture(scope="module")
def site() -> Cluster:
    return load([str(CLUSTER)]).cluster


def pod_address(cluster: Cluster, name: str, namespace: str = "default") -> str:
    return str(cluster.pod_by_reference[Reference("pod", name, namespace)].ips[0])


def first_pod(cluster: Cluster, app: str) -> Any:
    return next(one for one in cluster.pods if one.labels.get("app") == app)


# Pods


def test_a_pod_says_who_it_is_whom_it_saw_and_what_was_asked(site):
    async def work(running):
        address = pod_address(site, "web-1")
        answer = await running.get(address, 8080, "Host: shop", "X-Trace: 7", path="/cart?n=1")
        assert answer.status == 200
        told = answer.told
        assert (told["place"], told["saw"][0]) == ("pod/web-1", LAPTOP_ADDRESS)
        assert told["at"] == [address, 8080]
        assert (told["host"], told["path"]) == ("shop", "/cart?n=1")
        assert told["headers"]["X-Trace"] == "7"

    with_servers(site, work)


@pytest.mark.parametrize("change", [pod_not_ready, pod_terminating])
def test_a_pod_that_is_no_endpoint_any_more_still_answers(site, change):
    changed = change(site, Reference("pod", "web-1", "default"))

    async def work(running):
        answer = await running.get(pod_address(site, "web-1"), 8080)
        assert answer.told["place"] == "pod/web-1"

    with_servers(changed, work)


@cases(
    r"""
    text                                     status
    GET / HTTP/1.1\r\n\r\n                   200
    GET /\r\n\r\n                            400     # HTTP/0.9
    \x00\xff\x80\r\n\r\n                     400
    GET / HTTP/1.1\r\nno colon\r\n\r\n       400
    GET / HTTP/1.1\r\n folded: x\r\n\r\n     400
    GET / HTTP/1.1\r\nHost: [::\r\n\r\n      400
    GET / HTTP/1.1\r\nHost: a:b\r\n\r\n      400
    GET //[ HTTP/1.1\r\n\r\n                 400
    GET / HTTP/1.1\r\nHost: a                0       # the client ends before the request does
    -                                        0
    """,
    source="RFC 9112, 2.2, 3 and 5; RFC 9110, 7.2",
)
def test_a_client_may_send_anything(site, text, status):
    async def work(running):
        program, proxy = (pod_address(site, "web-1"), 8080), http_proxy(site)
        for there in (program, proxy):
            found = Answered(await running.ask(*there, unescaped(text), end=True)).status
            # The proxy knows no rule for a request without a host, but lets it in.
            assert found == (404 if there == proxy and status == "200" else int(status))

    with_servers(site, work)


def http_proxy(cluster: Cluster) -> tuple[str, int]:
    pod = first_pod(cluster, "ingress-controller")
    return str(pod.ips[0]), pod.ports[0].number


def unescaped(text: str) -> bytes:
    return text.encode().decode("unicode_escape").encode("latin-1")


def test_a_client_hears_that_its_headers_are_too_long(site):
    async def work(running):
        text = b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n"
        assert Answered(await running.ask(pod_address(site, "web-1"), 8080, text)).status == 431

    with_servers(site, work)


def test_a_server_ends_with_connections_that_say_nothing(site):
    async def work(running):
        made = running.net.open_socket(LAPTOP, socket.AF_INET, socket.SOCK_STREAM)
        there = (pod_address(site, "web-1"), 8080)
        await asyncio.get_running_loop().sock_connect(made, there)
        await asyncio.sleep(0)
        made.close()

    with_servers(site, work)


def test_two_listeners_at_one_address_are_named_in_the_error(site):
    async def run():
        running = Running()
        taken = running.net.open_socket(LAPTOP, socket.AF_INET, socket.SOCK_STREAM)
        with taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what a test before left
            taken.bind((pod_address(site, "web-1"), 8080))
            taken.listen()
            try:
                with pytest.raises(OSError, match=r"pod/web-1 cannot listen at .* port 8080"):
                    await running.servers.start(site)
            finally:
                await running.servers.close()

    asyncio.run(run())


# DNS


def dns_pod(cluster: Cluster) -> str:
    return next(str(one.ips[0]) for one in cluster.pods if "dns" in one.name)


@cases(
    """
    name                           addresses
    web.default.svc.cluster.local  10.96.12.7
    WEB.Default.svc.cluster.local  10.96.12.7   # names are compared without case
    db.example.com                 192.0.2.50   # handed on
    nobody.example.com             -
    """,
    source="kubernetes/dns docs/specification.md 2.3; RFC 1035",
)
def test_the_cluster_answers_names_by_udp_and_tcp(site, name, addresses):
    wanted = tuple(map(ip_address, addresses.split()))

    async def work(running):
        question = ask(name, "A", 7)
        said = await running.datagram(dns_pod(site), 53, question)
        assert read_addresses(said) == wanted
        both = (len(question).to_bytes(2, "big") + question) * 2
        two = await running.ask(dns_pod(site), 53, both, end=True)
        length = int.from_bytes(two[:2], "big")
        assert two[2 : 2 + length] == two[4 + length :] == said

    known = site.service_by_reference[WEB].cluster_ips[0]
    if "10.96.12.7" in addresses:
        wanted = (known,)
    with_servers(site, work)


def test_the_dns_outside_knows_nothing_of_the_cluster(site):
    async def work(running):
        async def answers(name: str) -> tuple[object, ...]:
            said = await running.datagram(OUTSIDE_DNS_ADDRESS, 53, ask(name, "A", 7))
            return read_addresses(said)

        assert await answers("db.example.com") == (ip_address("192.0.2.50"),)
        assert await answers("web.default.svc.cluster.local") == ()

    with_servers(site, work)


def test_dns_follows_the_cluster(site):
    async def work(running):
        question = ask("web.default.svc.cluster.local", "A", 7)
        assert read_addresses(await running.datagram(dns_pod(site), 53, question))
        gone = tuple(one for one in site.services if one.reference != WEB)
        await running.servers.update(replaced(site, services=gone))
        assert not read_addresses(await running.datagram(dns_pod(site), 53, question))

    with_servers(site, work)


def replaced(cluster: Cluster, **fields: Any) -> Cluster:
    return replace(cluster, **fields)


# Health and balancers


@cases(
    """
    change         answer
    -              200
    being deleted  503
    proxy stopped  refused
    """,
    source="kubernetes/kubernetes pkg/proxy/healthcheck/proxy_health.go; KEP-3836",
)
def test_a_node_answers_health_checks(site, change, answer):
    made = {"": site, "being deleted": node_being_deleted(site, "node-b")}
    cluster = made.get(change) or kube_proxy_stopped(site, "node-b")

    async def work(running):
        await running.servers.update(cluster)
        try:
            got = str((await running.get("10.0.0.12", 10256, path="/healthz")).status)
        except ConnectionRefusedError:
            got = "refused"
        assert got == answer

    with_servers(site, work)


def rotation(running: Running, cluster: Cluster) -> list[str]:
    """The nodes that the balancer's kernel sends connections for the Service web to."""
    service = next(one for one in cluster.services if one.load_balancer_ips)
    key = (service.load_balancer_ips[0], service.ports[0].port, service.ports[0].protocol)
    return sorted(cluster.node_by_ip[one.address].name for one in running.chosen[EDGE][key])


def balanced(cluster: Cluster) -> Any:
    return next(one for one in cluster.services if one.load_balancer_ips)


def test_a_balancer_sends_to_the_nodes_that_are_well(site):
    async def work(running):
        everybody = sorted(site.node_by_name)
        assert rotation(running, site) == everybody
        await running.servers.update(node_being_deleted(site, "node-b"))
        assert rotation(running, site) == [one for one in everybody if one != "node-b"]
        await running.servers.update(kube_proxy_stopped(site, "node-a"))
        assert rotation(running, site) == [one for one in everybody if one != "node-a"]
        await running.servers.update(site)
        assert rotation(running, site) == everybody

    with_servers(site, work)


def test_with_policy_local_only_nodes_with_ready_endpoints_are_well(site):
    name = balanced(site).reference
    changed = with_external_policy(site, name, TrafficPolicy.LOCAL)
    local = replaced(
        changed,
        services=tuple(
            replace(one, health_check_node_port=32000) if one.reference == name else one
            for one in changed.services
        ),
    )
    endpoints = [
        endpoint
        for one in local.slices_by_service[name.namespace, name.name]
        for endpoint in one.endpoints
    ]
    first = endpoints[0]
    gone = first.target
    assert gone is not None
    assert len({one.node for one in endpoints}) > 1

    async def work(running):
        assert rotation(running, local) == sorted({one.node for one in endpoints})
        await running.servers.update(pod_not_ready(local, gone))
        others = {one.node for one in endpoints if one.target != first.target}
        assert rotation(running, local) == sorted(others)

    with_servers(local, work)


def test_a_balancer_that_ends_connections_copies_them_to_a_node_port(site):
    proxied = with_forwarding(site, "edge", Forwarding.PROXY)
    service = balanced(proxied)
    port = service.ports[0]

    async def work(running):
        nodes: list[asyncio.Server] = []
        saw: list[tuple[str, int]] = []

        async def node(reader, writer):
            saw.append(writer.get_extra_info("peername"))
            writer.write((await reader.read()).upper())
            writer.close()

        for one in proxied.nodes:
            end = running.net.open_socket(one.reference, socket.AF_INET, socket.SOCK_STREAM)
            end.bind((str(one.internal_ips[0]), port.node_port))
            nodes.append(await asyncio.start_server(node, sock=end))
        said = await running.ask(service.load_balancer_ips[0], port.port, b"half closed", end=True)
        assert said == b"HALF CLOSED"
        assert saw[0][0] != LAPTOP_ADDRESS, "the balancer opens a connection of its own"
        assert EDGE not in running.chosen or not running.chosen[EDGE]
        for one in nodes:
            one.close()

    with_servers(proxied, work)


def test_a_client_of_a_balancer_hears_that_a_node_has_refused(site):
    proxied = with_forwarding(site, "edge", Forwarding.PROXY)
    service = balanced(proxied)

    async def work(running):
        with pytest.raises(ConnectionResetError):
            await running.ask(service.load_balancer_ips[0], service.ports[0].port, b"?")

    with_servers(proxied, work)


def test_a_balancer_carries_datagrams_too(site):
    proxied = with_forwarding(site, "edge", Forwarding.PROXY)
    name = balanced(proxied).reference
    port = replace(balanced(proxied).ports[0], protocol=Protocol.UDP)
    spoken = replaced(
        proxied,
        services=tuple(
            replace(one, ports=(port,)) if one.reference == name else one
            for one in proxied.services
        ),
    )

    async def work(running):
        loop = asyncio.get_running_loop()
        nodes = []
        for one in spoken.nodes:
            end = running.net.open_socket(one.reference, socket.AF_INET, socket.SOCK_DGRAM)
            end.bind((str(one.internal_ips[0]), port.node_port))
            made = loop.create_datagram_endpoint(lambda: AnswerDatagrams(WEB), sock=end)
            nodes.append((await made)[0])
        address = balanced(spoken).load_balancer_ips[0]
        told = json.loads(await running.datagram(address, port.port, b"?"))
        assert told["at"][1] == port.node_port
        assert told["saw"][0] not in ("", LAPTOP_ADDRESS)
        for one in nodes:
            one.close()
        before = running.net.opened.count(EDGE)
        with pytest.raises(TimeoutError):
            await running.datagram(address, port.port, b"?", seconds=0.1)
        assert running.net.opened.count(EDGE) > before

    with_servers(spoken, work)


def test_a_balancer_with_a_name_only_answers_at_its_own_addresses(site):
    name = balanced(site).reference
    own = ip_address("203.0.113.99")
    named = replaced(
        site,
        services=tuple(
            replace(one, load_balancer_ingress=(LoadBalancerIngress(hostname="lb.example.net"),))
            if one.reference == name
            else one
            for one in site.services
        ),
        load_balancers=tuple(replace(one, ips=(own,)) for one in site.load_balancers),
    )

    async def work(running):
        with pytest.raises(ConnectionResetError):  # it has taken the connection; no node has
            await running.ask(own, balanced(site).ports[0].port, b"?")

    with_servers(named, work)


def test_a_process_of_a_node_answers_where_only_a_slice_names_it(site):
    first = site.endpoint_slices[0]
    node = site.nodes[0].internal_ips[0]
    apart = replace(
        first, name="api-server", endpoints=(Endpoint((node,)),), ports=(EndpointPort(6443),)
    )

    async def work(running):
        answer = await running.get(node, 6443)
        assert answer.told["place"] == "node/node-a"

    with_servers(replaced(site, endpoint_slices=(*site.endpoint_slices, apart)), work)


def test_a_pod_answers_datagrams(site):
    async def work(running):
        ports = replace(site.pods[0].ports[0], protocol=Protocol.UDP, number=7000)
        first = replace(site.pods[0], ports=(ports,))
        await running.servers.update(replaced(site, pods=(first, *site.pods[1:])))
        told = json.loads(await running.datagram(first.ips[0], 7000, b"?"))
        assert (told["place"], told["saw"][0]) == (str(first.reference), LAPTOP_ADDRESS)
        assert told["at"] == [str(first.ips[0]), 7000]

    with_servers(site, work)


def test_closing_ends_everything(site):
    async def work(running):
        await running.servers.close()
        with pytest.raises(ConnectionRefusedError):
            await running.get(pod_address(site, "web-1"), 8080)

    with_servers(site, work)
