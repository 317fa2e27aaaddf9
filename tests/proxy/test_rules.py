"""decide against rules written for randomly generated clusters (tests/support/rules.py), walked through by the same walker
that walks through recorded ones.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

from hypothesis import given

from atlas.model.cluster import Cluster, DetectLocal, ProxyMode
from atlas.model.network import Packet, Protocol
from atlas.model.workload import Node
from atlas.proxy.decide import decide
from support.rules_iptables import iptables_rules
from support.rules_nftables import nftables_rules
from support.strategies import INSIDE, OUTSIDE, clusters
from support.thoroughness import examples
from support.walk import Iptables, Nftables, Rules, Walk

BY_RANGE = (DetectLocal.CLUSTER_CIDR, DetectLocal.NODE_CIDR, DetectLocal.NONE)
DESTINATIONS = (
    ("10.96.0.99", 80),
    ("10.96.0.99", 81),
    ("10.96.0.250", 80),
    ("203.0.113.30", 80),
    ("192.0.2.77", 80),
    ("10.0.0.11", 30099),
    ("127.0.0.1", 30099),
    ("10.0.0.11", 30083),
    ("127.0.0.1", 30083),
    ("10.0.0.11", 32099),
    ("10.0.0.12", 30099),
    ("127.0.0.1", 22),
    ("10.244.1.200", 8080),
)

Outcomes = frozenset[tuple[str, str, bool]]


def written(cluster: Cluster, node: Node) -> Rules:
    if cluster.proxy.mode is ProxyMode.IPTABLES:
        return Iptables(iptables_rules(cluster, node))
    return Nftables(nftables_rules(cluster, node))


def decided(cluster: Cluster, node: Node, packet: Packet) -> Outcomes:
    found = decide(cluster, node, packet)
    if not found.choices:
        return frozenset({(found.outcome.value, "", False)})
    return frozenset(("endpoints", str(one.target), one.is_masqueraded) for one in found.choices)


@examples(150)
@given(cluster=clusters())
def test_decide_does_what_written_rules_do(cluster: Cluster) -> None:
    detect = cluster.proxy.detect_local
    proxy = replace(
        cluster.proxy,
        # What no rule does is told in test_flows: detection by interface, and the process for localhost.
        detect_local=detect if detect in BY_RANGE else DetectLocal.NODE_CIDR,
        nftables_localhost_node_ports=False,
    )
    cluster = replace(cluster, proxy=proxy)
    node = cluster.nodes[0]
    rules = written(cluster, node)
    own = frozenset(str(one) for one in node.internal_ips)
    for source in (*INSIDE, *OUTSIDE):
        for destination, port in DESTINATIONS:
            for protocol in (Protocol.TCP, Protocol.UDP):
                packet = Packet(ip_address(source), 40000, ip_address(destination), port, protocol)
                walk = Walk(source, destination, port, protocol.value.lower(), own)
                assert decided(cluster, node, packet) == rules.outcomes(walk), str(packet)
