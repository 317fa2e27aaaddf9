"""decide against the rules that a real kube-proxy wrote for the same objects (tests/data/oracle/README.md).

Every packet from everywhere to every address of every Service is walked through the recorded rules of every node, in
both modes. The walker and `decide` share nothing but the objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import pytest

from atlas.model.cluster import Affinity, Cluster, ProxyMode
from atlas.model.network import Packet, Protocol
from atlas.model.reference import Reference
from atlas.model.release import RECORDED
from atlas.model.workload import Node
from atlas.proxy.decide import decide
from atlas.world.assumption import Wishes
from atlas.world.load import load
from support.walk import Iptables, Nftables, Rules, Walk

ORACLE = Path(__file__).parents[1] / "data" / "oracle"
WALKERS = {ProxyMode.IPTABLES: Iptables, ProxyMode.NFTABLES: Nftables}
SOURCES = (
    "10.244.1.11",  # an endpoint
    "10.244.2.11",  # an endpoint on another node
    "10.244.1.41",  # a terminating endpoint
    "10.244.3.100",  # a client Pod
    "10.0.0.11",
    "10.0.0.12",
    "10.0.0.13",
    "127.0.0.1",
    "203.0.113.5",  # inside the source ranges of web-lb-ranges
    "198.51.100.7",  # outside of them
    "198.51.100.22",  # the load balancer address of web-lb-ranges
)
UDP_SOURCES = ("10.244.1.11", "198.51.100.7")
STRAY = (
    ("10.96.7.7", 80),
    ("10.244.2.11", 8080),
    ("10.0.0.11", 22),
    ("192.0.2.1", 53),
    ("127.0.0.1", 22),
)
Outcomes = frozenset[tuple[str, str, bool]]


@cache
def oracle() -> Cluster:
    return load([ORACLE / "cluster.yaml"], wishes=Wishes(release=RECORDED)).cluster


def packets(cluster: Cluster) -> Iterator[Packet]:
    """Yield TCP from every kind of source and UDP from one of each side, to every destination."""
    for source in SOURCES:
        protocols = Protocol if source in UDP_SOURCES else (Protocol.TCP,)
        for address, port in sorted(destinations(cluster)):
            for protocol in protocols:
                yield Packet(ip_address(source), 40000, ip_address(address), port, protocol)


def destinations(cluster: Cluster) -> set[tuple[str, int]]:
    found = set(STRAY)
    own = [str(node.internal_ips[0]) for node in cluster.nodes] + ["127.0.0.1"]
    for service in cluster.services:
        addresses = (*service.cluster_ips, *service.load_balancer_ips, *service.external_ips)
        for port in service.ports:
            found |= {
                (str(ip), number) for ip in addresses for number in (port.port, port.port + 1)
            }
            if port.node_port:
                found |= {(ip, port.node_port) for ip in own}
        if service.health_check_node_port:
            found |= {(ip, service.health_check_node_port) for ip in own}
    return found


def decided(cluster: Cluster, node: Node, packet: Packet) -> Outcomes:
    found = decide(cluster, node, packet)
    if not found.choices:
        return frozenset({(found.outcome.value, "", False)})
    return frozenset(
        ("endpoints", str(choice.target), choice.is_masqueraded) for choice in found.choices
    )


@pytest.mark.parametrize("mode", ProxyMode)
@pytest.mark.parametrize("name", ["node-a", "node-b", "node-c"])
def test_decide_does_what_the_recorded_rules_do(mode: ProxyMode, name: str) -> None:
    cluster = oracle()
    cluster = replace(cluster, proxy=replace(cluster.proxy, mode=mode))
    node = cluster.node_by_name[name]
    rules = WALKERS[mode]((ORACLE / "rules" / mode.value / f"{name}.txt").read_text())
    own = frozenset(map(str, node.internal_ips))
    disagreements: list[str] = []
    count = 0
    for packet in packets(cluster):
        count += 1
        walk = Walk(
            str(packet.source),
            str(packet.destination),
            packet.destination_port,
            packet.protocol.value.lower(),
            own,
        )
        ours, theirs = decided(cluster, node, packet), rules.outcomes(walk)
        if ours != theirs:
            disagreements.append(f"{packet}: {sorted(ours)} but recorded {sorted(theirs)}")
    assert count > 1000
    assert disagreements == []


STICKY = Reference("service", "web-sticky", "default")
ENDPOINTS = ("10.244.1.11", "10.244.2.11", "10.244.2.12")
CLIENTS = ("10.244.1.100", "10.244.2.11", "10.0.0.11", "198.51.100.7")


class RecentIptables(Iptables):
    """Rules whose lists of the `recent` match hold clients: the name of a list is that of the endpoint's chain."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lists: dict[str, set[str]] = {}

    def _matches(self, words: list[str], walk: Walk) -> bool | None:
        if "--rcheck" in words:
            return walk.source in self.lists.get(words[words.index("--name") + 1], ())
        return super()._matches(words, walk)


def remembering(mode: ProxyMode, text: str, client: str, endpoints: tuple[str, ...]) -> Rules:
    """Return the recorded rules after the client was sent to the endpoints."""
    if mode is ProxyMode.IPTABLES:
        iptables = RecentIptables(text)
        found = re.findall(r"web-sticky:http.* --set --name (\S+) .*--to-destination (\S+):", text)
        iptables.lists = {name: {client} for name, endpoint in found if endpoint in endpoints}
        assert len(iptables.lists) == len(endpoints)
        return iptables
    nftables = Nftables(text)
    names = [
        one for one in nftables.elements if one.startswith("affinity-") and "web-sticky" in one
    ]
    for name in names:
        known = re.search(r"__(.*)/", name)
        if known is not None and known[1] in endpoints:
            nftables.elements[name] = {client: ""}
    assert len(names) == len(ENDPOINTS)
    return nftables


@pytest.mark.parametrize("mode", ProxyMode)
@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    "known", [(), *((one,) for one in ENDPOINTS), ENDPOINTS[1:], ENDPOINTS[::2], ENDPOINTS]
)
def test_remembered_clients_go_where_the_recorded_rules_send_them(
    mode: ProxyMode, client: str, known: tuple[str, ...]
) -> None:
    cluster = oracle()
    node = cluster.node_by_name["node-a"]
    memory = Affinity(
        "node-a", STICKY, "http", Protocol.TCP, ip_address(client), node.internal_ips[0], 8080
    )
    after = replace(
        cluster,
        proxy=replace(cluster.proxy, mode=mode),
        affinities=tuple(replace(memory, endpoint=ip_address(one)) for one in known),
    )
    rules = remembering(
        mode, (ORACLE / "rules" / mode.value / "node-a.txt").read_text(), client, known
    )
    service = cluster.service_by_reference[STICKY]
    own = frozenset(map(str, node.internal_ips))
    for source in CLIENTS:
        for address in service.cluster_ips:
            packet = Packet(ip_address(source), 40000, address, service.ports[0].port)
            walk = Walk(source, str(address), packet.destination_port, "tcp", own)
            assert decided(after, node, packet) == rules.outcomes(walk)
