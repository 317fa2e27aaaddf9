"""The questions of `atlas agree`: which flows, which states of a cluster, which randomly generated clusters."""

from __future__ import annotations

import pytest

from atlas.model.cluster import Cluster, PodNetwork, ProxyMode
from atlas.model.release import NEWEST, OLDEST
from atlas.model.service import SessionAffinity, TrafficPolicy
from atlas.tracer.trace import Action, Entry
from atlas.tracer.tracer import trace
from atlas.what_if.change import with_release
from atlas.world.load import load
from atlas_lab.agreement.classes import class_flows, class_scenarios
from atlas_lab.agreement.expectation import expectation
from atlas_lab.agreement.flows import chosen, flows_of, in_words
from atlas_lab.agreement.generate import generated_cluster, generated_manifests
from atlas_lab.agreement.run import portions
from atlas_lab.agreement.scenarios import scenarios
from atlas_lab.observation import Outcome
from atlas_lab.plan import obstacles
from support.manifests import CLUSTER, OTHER_CLUSTERS
from support.thoroughness import by_day

SEEDS = range(60)


@pytest.fixture(scope="module")
def site() -> Cluster:
    return load([CLUSTER]).cluster


def test_flows_meet_every_service_from_everywhere(site: Cluster) -> None:
    flows = flows_of(site)
    assert len(set(flows)) == len(flows)
    for service in site.services:
        own = [one for one in flows if one.to.startswith(f"{service.reference}:")]
        assert {one.source.partition("/")[0] for one in own} == {"pod", "node", "client"} or (
            not service.ports
        ), service.name
    assert {one.entry for one in flows} == set(Entry) - {Entry.EXTERNAL_IP}
    doors = {one.node for one in flows if one.entry is Entry.NODE_PORT}
    assert doors == {"node-a", "node-b", "node-c"}


def test_flows_end_in_all_ways_and_pass_all_that_changes_packets(site: Cluster) -> None:
    traces = [trace(site, one) for one in flows_of(site)]
    outcomes = {
        each.ending.outcome for one in traces for each in expectation(one, site).possibilities
    }
    # No UDP Service of the site is refused by the rules of the sender's own node; other clusters hold that outcome.
    assert outcomes == set(Outcome) - {Outcome.UNREACHABLE, Outcome.NOT_PERMITTED}
    actions = {hop.action for one in traces for branch in one.branches for hop in branch.hops}
    assert actions >= {Action.DNAT, Action.MASQUERADE, Action.BALANCE, Action.MATCH_HTTP}


def test_an_endpoint_asks_its_own_service_and_may_get_itself(site: Cluster) -> None:
    hairpins = [
        one
        for one in flows_of(site)
        if one.source == "pod/web-1"
        and any(
            str(branch.destination) == "pod/web-1" and len(branch.hops) > 2
            for branch in trace(site, one).branches
            if branch.hops
        )
    ]
    assert hairpins


def test_a_few_flows_are_of_many_kinds_and_the_same_in_every_run(site: Cluster) -> None:
    every = flows_of(site)
    few = chosen(every, 40, seed=5)
    assert few == chosen(every, 40, seed=5)
    assert few != chosen(every, 40, seed=6)
    assert len({(one.source.partition("/")[0], one.entry) for one in few}) >= 8
    assert set(chosen(every, len(every), seed=1)) == set(every)


def test_a_flow_in_words_is_what_trace_takes(site: Cluster) -> None:
    from atlas.cli import trace as command
    from atlas.cli.main import parser

    for flow in chosen(flows_of(site), 60, seed=2):
        options = parser(["trace"]).parse_args(["trace", "cluster/", *in_words(flow)])
        assert command._flow(options) == flow


# States


@pytest.mark.parametrize("folder", [CLUSTER, *OTHER_CLUSTERS], ids=lambda one: one.name)
def test_every_state_comes_in_every_setting_under_a_name_of_its_own(folder) -> None:
    cluster = load([folder]).cluster
    found = scenarios("site", cluster)
    names = [one.name for one in found]
    assert len(set(names)) == len(names)
    settings = len(ProxyMode) * len(PodNetwork) * 2
    states = {one.name.rpartition(".")[2] for one in found}
    assert len(found) == settings * len(states)
    some = found[: settings + len(states) - 1]
    assert {one.name.rpartition(".")[2] for one in some} == states
    plain = {one.name for one in some if one.name.endswith(".as-written")}
    assert len(plain) == settings
    looked_at = found[:: by_day(7, at_night=1)]
    assert not [reason for one in looked_at for reason in obstacles(one.cluster)]


def test_states_change_what_they_say(site: Cluster) -> None:
    found = {one.name.rpartition(".")[2]: one.cluster for one in scenarios("site", site)}
    local = found["external-local"].service_by_reference
    assert {
        one.external_traffic_policy
        for one in local.values()
        if any(port.node_port for port in one.ports)
    } == {TrafficPolicy.LOCAL}
    checks = [one.health_check_node_port for one in local.values() if one.load_balancer_ips]
    assert all(checks)
    assert len(set(checks)) == len(checks)
    sticky = [one.name for one in found["affinity"].services if _is_sticky(one)]
    assert "web" in sticky
    assert "kube-dns" not in sticky
    assert not found["node-c-down"].node_by_name["node-c"].up


def _is_sticky(service) -> bool:
    return service.session_affinity is SessionAffinity.CLIENT_IP


def test_scenarios_with_words_are_what_trace_makes_of_them(site: Cluster) -> None:
    """Each command that repeats a disagreement asks the very same cluster."""
    from atlas.cli import arguments
    from atlas.cli.main import parser
    from atlas.cli.questions import changed

    said = [one for one in scenarios("site", site, words=(str(CLUSTER),)) if one.words]
    assert len({one.name.rpartition(".")[2] for one in said}) >= 9
    for one in said[:60]:
        words = ["trace", *(one.words or ()), "--from", "pod/client", "--to", "service/web"]
        options = parser(["trace"]).parse_args(words)
        assert changed(arguments.load(options), options) == one.cluster, one.name


def test_a_run_is_divided_among_clusters_and_scenarios(site: Cluster) -> None:
    groups = [scenarios("site", site), scenarios("other", load([OTHER_CLUSTERS[0]]).cluster)]
    asked = portions(groups, 400, seed=0)
    assert sum(len(one.flows) for one in asked) == 400
    assert {one.scenario.name.partition(".")[0] for one in asked} == {"site", "other"}
    assert {one.scenario.cluster.proxy.mode for one in asked} == set(ProxyMode)


# Chance


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_clusters_are_valid_and_can_be_brought_up(seed: int) -> None:
    cluster = generated_cluster(seed)
    assert generated_manifests(seed) == generated_manifests(seed)
    assert obstacles(cluster) == ()
    assert 2 <= len(cluster.nodes) <= 4
    assert 3 <= len(cluster.services) <= 9


def test_generated_clusters_have_all_that_is_odd() -> None:
    services = [one for seed in SEEDS for one in generated_cluster(seed).services]
    clusters = [generated_cluster(seed) for seed in SEEDS]
    assert any(one.headless for one in services)
    assert any(one.external_ips for one in services)
    assert any(one.load_balancer_source_ranges for one in services)
    assert any(not one.allocate_load_balancer_node_ports for one in services)
    assert any(len(one.cluster_ips) == 2 for one in services)
    assert any(one.health_check_node_port for one in services)
    assert any(pod.host_network for one in clusters for pod in one.pods)
    assert {one.proxy.mode for one in clusters} == set(ProxyMode)
    assert {one.network.pod_network for one in clusters} == set(PodNetwork)


@pytest.mark.parametrize("seed", [0, 7, 30, 45])
def test_flows_of_generated_clusters_have_expectations(seed: int) -> None:
    cluster = generated_cluster(seed)
    flows = flows_of(cluster)
    assert len(flows) > 100
    for flow in chosen(flows, 150, seed):
        said = expectation(trace(cluster, flow), cluster)
        assert sum(one.share for one in said.possibilities) == 1


def test_every_class_of_case_is_asked_in_both_modes() -> None:
    found = {
        (one.cluster.proxy.mode, one.cluster.release): one for one in class_scenarios(ProxyMode)
    }
    for mode in ProxyMode:
        asked = {(one.to, one.entry, one.source) for one in found[mode, NEWEST].flows}
        classes = {(one.to, one.entry, one.source) for one in class_flows()}
        # What leaves for a balancer outside that sends it back again is no question to a lab.
        assert len(classes - asked) <= 5, classes - asked


def test_the_oldest_release_ends_a_nodes_own_packets_as_the_newest_does_not() -> None:
    old = next(
        one for one in class_scenarios((ProxyMode.NFTABLES,)) if one.cluster.release == OLDEST
    )
    new = with_release(old.cluster, NEWEST)
    differing = [
        one for one in old.flows if trace(old.cluster, one).verdicts != trace(new, one).verdicts
    ]
    assert {(one.source, one.to) for one in differing} == {
        ("node/node-2", "service/one-node-local:80"),
        ("node/node-2", "service/terminating-local:80"),
    }
