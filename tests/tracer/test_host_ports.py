"""Host ports: who gets to the container by a port of its node, what it sees, and what loses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from atlas.model.cluster import Cluster, PodNetwork, ProxyMode
from atlas.model.network import Protocol
from atlas.text.near_misses import say_near_miss
from atlas.text.text import Lang
from atlas.tracer.near_miss import near_misses
from atlas.tracer.trace import Flow, Trace, Verdict
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.cases import cases

INPUT = Path(__file__).parents[1] / "data" / "partial" / "host-ports.yaml"


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return load([INPUT]).cluster


def with_mode(cluster: Cluster, mode: ProxyMode) -> Cluster:
    return replace(cluster, proxy=replace(cluster.proxy, mode=mode))


def told(found: Trace) -> tuple[str, str, str]:
    """Return who got the packet, the source that it sees, and the verdict."""
    (branch,) = found.branches
    packet = branch.hops[-1].before
    delivered = branch.verdict is Verdict.DELIVERED
    receiver = str(branch.destination.reference) if delivered else ""
    return receiver, str(packet.source) if delivered else "", branch.verdict.value


@cases(
    """
    source         to                  protocol  receiver    sees          verdict
    client/laptop  10.0.0.11:8081      TCP       pod/mapped  198.51.100.7  delivered
    client/laptop  10.0.0.12:8081      TCP       -           -             refused      # the Pod is not there
    client/laptop  10.0.0.11:8081      UDP       -           -             refused
    client/laptop  10.0.0.11:5353      UDP       pod/mapped  198.51.100.7  delivered
    node/node-a    10.0.0.11:8081      TCP       pod/mapped  10.0.0.11     delivered
    node/node-a    127.0.0.1:8081      TCP       pod/mapped  10.0.0.11     delivered    # masqueraded: nobody answers 127.0.0.1
    node/node-b    10.0.0.11:8081      TCP       pod/mapped  10.0.0.12     delivered
    pod/served     10.0.0.11:8081      TCP       pod/mapped  10.244.1.3    delivered    # routed: only the Pod itself loops back
    pod/mapped     10.0.0.11:8081      TCP       pod/mapped  10.0.0.11     delivered    # hairpin
    pod/far        10.0.0.11:8081      TCP       pod/mapped  10.0.0.12     delivered    # leaves the Pod network as its node
    client/laptop  10.0.0.11:9091      TCP       -           -             refused      # hostIP
    node/node-a    127.0.0.1:9091      TCP       pod/mapped  10.0.0.11     delivered
    node/node-b    127.0.0.1:9091      TCP       -           -             refused
    client/laptop  10.0.0.11:30080     TCP       pod/served  10.0.0.11     delivered    # the node port comes first
    client/laptop  10.0.0.11:30090     TCP       pod/mapped  198.51.100.7  delivered    # a refusal comes later than DNAT
    client/laptop  10.0.0.12:30090     TCP       -           -             refused
    """,
    source="containernetworking/plugins plugins/meta/portmap; seen in the kernel by `atlas agree`",
)
def test_who_gets_the_packet(
    cluster: Cluster, source: str, to: str, protocol: str, receiver: str, sees: str, verdict: str
) -> None:
    found = trace(cluster, Flow(source, to, protocol=Protocol(protocol)))
    assert told(found) == (
        receiver,
        sees,
        Verdict.REFUSED.value if verdict == "refused" else verdict,
    )


def test_on_a_bridge_all_pods_of_the_node_are_masqueraded(cluster: Cluster) -> None:
    bridged = replace(cluster, network=replace(cluster.network, pod_network=PodNetwork.BRIDGE))
    found = told(trace(bridged, Flow("pod/served", "10.0.0.11:8081")))
    assert found == ("pod/mapped", "10.244.1.1", "delivered")


@pytest.mark.parametrize(("port", "is_known"), [(8081, True), (30080, False), (30090, False)])
def test_in_nftables_mode_nobody_knows_whose_chain_is_first(
    cluster: Cluster, port: int, is_known: bool
) -> None:
    found = trace(
        with_mode(cluster, ProxyMode.NFTABLES), Flow("client/laptop", f"10.0.0.11:{port}")
    )
    assert found.verdicts == {Verdict.DELIVERED if is_known else Verdict.UNKNOWN}


@cases(
    """
    to                 near
    10.0.0.12:8081     A hostPort exists only on the node where its Pod runs: 8081 is not on node-b; it is with pod/mapped (node-a)
    10.0.0.11:9091     9091 on node-a is a hostPort of pod/mapped, but hostIP limits it to 127.0.0.1
    10.0.0.11:30080    30080 on node-a is a hostPort of pod/mapped as well, but kube-proxy's rules come first, so served gets the packet
    """,
    source="our own words",
)
def test_what_came_close(cluster: Cluster, to: str, near: str) -> None:
    found = near_misses(cluster, trace(cluster, Flow("client/laptop", to)))
    assert near in [say_near_miss(one, Lang.EN) for one in found]
    assert all("{" not in say_near_miss(one, lang) for one in found for lang in Lang)
