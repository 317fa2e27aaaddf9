"""releases: randomly generated clusters of a release, without what addresses do not tell, and packets to ask about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address

from atlas.model.cluster import Cluster, DetectLocal, ProxyMode
from atlas.model.network import Packet, Protocol
from atlas.model.release import NEWEST, OLDEST, Release
from atlas.proxy.decide import decide
from support.strategies import INSIDE, OUTSIDE
from support.walk import Walk

BY_RANGE = (DetectLocal.CLUSTER_CIDR, DetectLocal.NODE_CIDR, DetectLocal.NONE)
DESTINATIONS = (
    *(("10.96.0.99", 80), ("10.96.0.99", 81), ("10.96.0.250", 80), ("203.0.113.30", 80)),
    *(("192.0.2.77", 80), ("10.0.0.11", 30099), ("127.0.0.1", 30099), ("10.0.0.11", 30083)),
    *(("10.0.0.11", 32099), ("10.0.0.12", 30099), ("127.0.0.1", 22), ("10.244.1.200", 8080)),
)
Outcomes = frozenset[tuple[str, str, bool]]


RELEASES = (OLDEST, Release(32), Release(33, 5), Release(33, 6), NEWEST)
"""On both sides of every change."""


def as_of(release: Release, cluster: Cluster, mode: ProxyMode) -> Cluster:
    """Return the cluster in that release and mode. What no address tells is told elsewhere: detection by interface, and
    the process for localhost.
    """
    detect = cluster.proxy.detect_local
    return replace(
        cluster,
        release=release,
        proxy=replace(
            cluster.proxy,
            mode=mode,
            detect_local=detect if detect in BY_RANGE else DetectLocal.NODE_CIDR,
            nftables_localhost_node_ports=False,
        ),
    )


def decided(cluster: Cluster, packet: Packet) -> Outcomes:
    """Return what the first node decides, in the words of the walker."""
    found = decide(cluster, cluster.nodes[0], packet)
    if not found.choices:
        return frozenset({(found.outcome.value, "", False)})
    return frozenset(("endpoints", str(one.target), one.is_masqueraded) for one in found.choices)


def asked(cluster: Cluster) -> Iterator[tuple[Packet, Walk]]:
    """Yield packets that the first node sees, each also as the walker takes it."""
    own = frozenset(str(one) for one in cluster.nodes[0].internal_ips)
    for source in (*INSIDE, *OUTSIDE):
        for destination, port in DESTINATIONS:
            for protocol in (Protocol.TCP, Protocol.UDP):
                packet = Packet(ip_address(source), 40000, ip_address(destination), port, protocol)
                yield packet, Walk(source, destination, port, protocol.value.lower(), own)
