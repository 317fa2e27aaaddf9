"""What holds for every decision, whatever the cluster and the packet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from atlas.model.addresses import owns
from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Packet
from atlas.model.reason import Reason
from atlas.model.service import TrafficPolicy
from atlas.model.workload import Node
from atlas.proxy.addresses import takes_node_ports
from atlas.proxy.decide import decide
from atlas.proxy.decision import Decision, Outcome
from atlas.what_if.change import with_proxy_mode
from support.clusters import node_port, service
from support.strategies import NODES, OUTSIDE, clusters, packets
from support.thoroughness import examples

QUESTIONS = {
    "cluster": clusters(),
    "name": st.sampled_from(NODES),
    "packet": packets(),
}


@dataclass(frozen=True)
class Difference:
    """A way in which the two modes differ: what each does, and when."""

    why: str
    iptables: Callable[[Decision], bool]
    nftables: Callable[[Decision], bool]
    when: Callable[[Cluster, Node, Packet], bool] = lambda cluster, node, packet: True


def reason(*reasons: Reason) -> Callable[[Decision], bool]:
    return lambda found: found.reason in reasons


def anything(_: Decision) -> bool:
    return True


def _at_node(cluster: Cluster, node: Node, packet: Packet) -> bool:
    return owns(cluster, node, packet.destination)


def _only_iptables_takes(cluster: Cluster, node: Node, packet: Packet) -> bool:
    """Return whether the modes serve node ports at different addresses."""
    takes = [
        takes_node_ports(with_proxy_mode(cluster, mode), node, packet.destination)
        for mode in ProxyMode
    ]
    return takes == [True, False]


def _from_the_node_to_elsewhere(cluster: Cluster, node: Node, packet: Packet) -> bool:
    return owns(cluster, node, packet.source) and not owns(cluster, node, packet.destination)


def _at_localhost(cluster: Cluster, node: Node, packet: Packet) -> bool:
    return packet.destination.is_loopback


# All ways in which the modes are allowed to differ; a disagreement that none of these explains fails.
DIFFERENCES = (
    Difference(
        "nftables refuses ports that a live ClusterIP does not have",
        reason(Reason.NO_RULE),
        reason(Reason.UNUSED_PORT),
    ),
    Difference(
        "nftables drops packets to ClusterIPs that no Service has",
        reason(Reason.NO_RULE),
        reason(Reason.UNALLOCATED_CLUSTER_IP),
    ),
    Difference(
        "node ports: by default iptables takes every address of the node, nftables the primary one; and localhost",
        lambda found: (
            found.reason
            in (
                Reason.NODE_PORT,
                Reason.EXTERNAL_LOCAL,
                Reason.SHORTCUT_FROM_POD,
                Reason.SHORTCUT_FROM_NODE,
                Reason.NO_ENDPOINTS,
                Reason.NO_LOCAL_ENDPOINTS_EXTERNAL,
            )
        ),
        reason(Reason.NO_RULE),
        _only_iptables_takes,
    ),
    Difference(
        "node ports without endpoints: iptables refuses at any address of the node",
        reason(Reason.NO_ENDPOINTS, Reason.NO_LOCAL_ENDPOINTS_EXTERNAL),
        reason(Reason.NO_RULE),
        _at_node,
    ),
    Difference(
        "localhost: iptables opens and guards it, nftables only minds it with a gate",
        anything,
        reason(Reason.NO_RULE, Reason.LOCALHOST_NODE_PORT, Reason.LOCALHOST_UNSERVED),
        _at_localhost,
    ),
    Difference(
        "outside addresses without endpoints: in iptables mode the node's own packets leave for the real balancer",
        reason(Reason.NO_RULE),
        reason(Reason.NO_ENDPOINTS),
        _from_the_node_to_elsewhere,
    ),
    Difference(
        "source ranges: iptables has no firewall for a Service without endpoints",
        reason(Reason.NO_ENDPOINTS, Reason.NO_RULE),
        reason(Reason.SOURCE_RANGES),
    ),
    Difference(
        "health checks: only iptables has a rule of its own to let them in",
        reason(Reason.HEALTH_CHECK_PORT),
        reason(Reason.NO_RULE),
    ),
)


@examples(400)
@given(**QUESTIONS)
def test_the_modes_agree_except_where_they_are_known_to_differ(
    cluster: Cluster, name: str, packet: Packet
) -> None:
    node = cluster.node_by_name[name]
    iptables, nftables = (
        decide(with_proxy_mode(cluster, mode), node, packet) for mode in ProxyMode
    )
    if iptables != nftables:
        known = [
            one.why
            for one in DIFFERENCES
            if one.iptables(iptables) and one.nftables(nftables) and one.when(cluster, node, packet)
        ]
        assert known != [], f"{iptables.reason} but {nftables.reason}"


@given(**QUESTIONS)
def test_a_decision_is_whole(cluster: Cluster, name: str, packet: Packet) -> None:
    """Endpoints if and only if the outcome says so; chances sum to 1; no endpoint stands there twice."""
    found = decide(cluster, cluster.node_by_name[name], packet)
    assert (found.outcome is Outcome.ENDPOINTS) == bool(found.choices)
    if found.choices:
        assert sum((one.probability for one in found.choices), Fraction(0)) == 1
        assert len({str(one.target) for one in found.choices}) == len(found.choices)
        assert found.service is not None
        assert found.port is not None


@given(**QUESTIONS)
def test_an_unready_endpoint_is_never_chosen_beside_a_ready_one_or_instead_of_one(
    cluster: Cluster, name: str, packet: Packet
) -> None:
    found = decide(cluster, cluster.node_by_name[name], packet)
    chosen = [one.target.endpoint for one in found.choices]
    assert all(one.ready for one in chosen) or not any(one.ready for one in chosen)
    if chosen and not chosen[0].ready:
        assert all(one.serving and one.terminating for one in chosen)
        is_local = {one.node for one in chosen} == {name}
        rivals = (
            one
            for part in cluster.slices_by_service["default", "target"]
            for one in part.endpoints
            if not is_local or one.node == name
        )
        assert not any(one.ready for one in rivals)


@given(**{**QUESTIONS, "packet": packets(OUTSIDE)})
def test_policy_local_never_leaves_the_node_for_outside_clients(
    cluster: Cluster, name: str, packet: Packet
) -> None:
    found = decide(cluster, cluster.node_by_name[name], packet)
    if found.service is None or found.service.name != "target":
        return
    to_cluster_ip = packet.destination in found.service.cluster_ips
    policy = (
        found.service.internal_traffic_policy
        if to_cluster_ip
        else found.service.external_traffic_policy
    )
    if policy is TrafficPolicy.LOCAL:
        assert {one.target.endpoint.node for one in found.choices} <= {name}
        assert to_cluster_ip or not any(one.is_masqueraded for one in found.choices)


@given(**QUESTIONS)
def test_policy_cluster_always_masquerades_what_comes_by_an_outside_address(
    cluster: Cluster, name: str, packet: Packet
) -> None:
    found = decide(cluster, cluster.node_by_name[name], packet)
    if found.reason in (Reason.NODE_PORT, Reason.LOAD_BALANCER_IP, Reason.EXTERNAL_IP):
        assert all(one.is_masqueraded for one in found.choices)


@given(**QUESTIONS)
def test_a_client_that_picks_itself_is_masqueraded(
    cluster: Cluster, name: str, packet: Packet
) -> None:
    found = decide(cluster, cluster.node_by_name[name], packet)
    for one in found.choices:
        assert one.is_masqueraded or one.target.address != packet.source


@given(**QUESTIONS)
def test_another_service_changes_nothing(cluster: Cluster, name: str, packet: Packet) -> None:
    other = service("other", "10.96.0.222", ports=[node_port(30222)])
    more = replace(cluster, services=(*cluster.services, other))
    node = cluster.node_by_name[name]
    assert decide(more, node, packet) == decide(cluster, node, packet)


@given(**QUESTIONS, chance=st.randoms(use_true_random=False))
def test_the_order_of_objects_changes_nothing(
    cluster: Cluster, name: str, packet: Packet, chance: Random
) -> None:
    def shuffled(objects: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(objects, len(objects)))

    slices = tuple(
        replace(one, endpoints=shuffled(one.endpoints)) for one in cluster.endpoint_slices
    )
    other = replace(
        cluster,
        services=shuffled(cluster.services),
        nodes=shuffled(cluster.nodes),
        endpoint_slices=shuffled(slices),
    )
    node = cluster.node_by_name[name]
    assert decide(other, node, packet) == decide(cluster, node, packet)
