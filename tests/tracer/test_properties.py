"""What holds for every cluster and every flow."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.service import TrafficPolicy
from atlas.proxy.decide import decide
from atlas.tracer.trace import Action, Flow, PlaceKind, Trace, Verdict
from atlas.tracer.tracer import trace
from support.clusters import endpoint, pod, service, slice_of
from support.strategies import clusters, flows
from support.thoroughness import examples

ENDS = {
    Verdict.DELIVERED: {Action.DELIVER},
    Verdict.REFUSED: {Action.REFUSE},
    Verdict.TIMED_OUT: {Action.LOSE, Action.DROP, Action.DELIVER},
    Verdict.UNKNOWN: {Action.LEAVE},
}
MANY = examples(50)


def by_target(found: Trace) -> dict[tuple[str, ...], Fraction]:
    """Return the probabilities of the ways, whatever their order."""
    return {
        tuple(f"{hop.place} {hop.action} {hop.after}" for hop in one.hops): one.probability
        for one in found.branches
    }


@MANY
@given(clusters(), flows())
def test_every_way_has_one_end_and_joins_seamlessly(cluster: Cluster, flow: Flow) -> None:
    found = trace(cluster, flow)
    assert sum(one.probability for one in found.branches) == 1
    for one in found.branches:
        assert one.hops[0].action is Action.SEND
        assert one.hops[-1].action in ENDS[one.verdict]
        assert all(a.after == b.before for a, b in pairwise(one.hops))
        assert len({tuple(other.hops) for other in found.branches}) == len(found.branches)


@MANY
@given(clusters(), flows())
def test_an_understood_reply_swaps_the_addresses_of_the_request(
    cluster: Cluster, flow: Flow
) -> None:
    for one in trace(cluster, flow).branches:
        if one.verdict is Verdict.DELIVERED:
            assert one.reply[0].place == one.destination
            assert one.reply[-1].place == one.hops[0].place
            assert one.reply[-1].after == one.hops[0].before.reply()


@MANY
@given(clusters(), flows())
def test_endpoints_that_are_not_ready_get_nothing_while_a_ready_one_exists(
    cluster: Cluster, flow: Flow
) -> None:
    endpoints = {
        one.addresses[0]: one
        for part in cluster.slices_by_service.get(("default", "target"), ())
        for one in part.endpoints
    }
    ready = {one.node for one in endpoints.values() if one.ready}
    for branch in trace(cluster, flow).branches:
        chosen = endpoints.get(branch.hops[-1].before.destination)
        if chosen is None or chosen.ready:
            continue
        assert chosen.serving
        assert chosen.terminating
        assert chosen.node not in ready, "policy Local only falls back where nothing ready is local"


@MANY
@given(clusters(), flows())
def test_policy_local_never_sends_outside_clients_to_another_node(
    cluster: Cluster, flow: Flow
) -> None:
    owner = cluster.services[-1]
    if owner.external_traffic_policy is not TrafficPolicy.LOCAL or not flow.source.startswith(
        "client"
    ):
        return
    if flow.entry.value not in ("NodePort", "LoadBalancer", "ExternalIP", "auto"):
        return
    for branch in trace(cluster, flow).branches:
        nodes = {hop.place.name for hop in branch.hops if hop.place.kind is PlaceKind.NODE}
        assert len(nodes) <= 1


@MANY
@given(clusters(), flows(), st.randoms(use_true_random=False))
def test_the_order_of_objects_changes_nothing(cluster: Cluster, flow: Flow, chance: Random) -> None:
    def shuffled(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(items, len(items)))

    mixed = replace(
        cluster,
        nodes=shuffled(cluster.nodes),  # type: ignore[arg-type]
        pods=shuffled(cluster.pods),  # type: ignore[arg-type]
        services=shuffled(cluster.services),  # type: ignore[arg-type]
        endpoint_slices=shuffled(cluster.endpoint_slices),  # type: ignore[arg-type]
    )
    assert by_target(trace(mixed, flow)) == by_target(trace(cluster, flow))


@MANY
@given(clusters(), flows())
def test_an_unrelated_service_changes_nothing(cluster: Cluster, flow: Flow) -> None:
    stranger = service("stranger", "10.96.0.200")
    more = replace(
        cluster,
        services=(*cluster.services, stranger),
        endpoint_slices=(
            *cluster.endpoint_slices,
            slice_of(stranger, [endpoint(pod("stranger-1", "node-c", "10.244.3.240"))]),
        ),
    )
    assert by_target(trace(more, flow)) == by_target(trace(cluster, flow))


@MANY
@given(clusters(), flows())
def test_the_modes_agree_except_where_they_are_known_to_differ(
    cluster: Cluster, flow: Flow
) -> None:
    """They differ on unused ports, and on outside addresses without endpoints, as the node's own packets see them."""
    owner = cluster.services[-1]
    outside = flow.entry.value in ("LoadBalancer", "ExternalIP")
    is_from_node = flow.source.startswith("node") or flow.source == "pod/agent-b"
    if flow.to.endswith(":81") or (outside and (is_from_node or owner.load_balancer_source_ranges)):
        return
    one, other = (
        by_target(trace(replace(cluster, proxy=replace(cluster.proxy, mode=mode)), flow))
        for mode in ProxyMode
    )
    assert one == other


@MANY
@given(clusters(), flows())
def test_a_decision_only_names_endpoints_of_the_service(cluster: Cluster, flow: Flow) -> None:
    known = {
        one.addresses[0]
        for part in cluster.slices_by_service.get(("default", "target"), ())
        for one in part.endpoints
    }
    packet = trace(cluster, flow).branches[0].hops[0].before
    for node in cluster.nodes:
        found = decide(cluster, node, packet)
        assert {choice.target.address for choice in found.choices} <= known
        assert not found.choices or sum(one.probability for one in found.choices) == 1
