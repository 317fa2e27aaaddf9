"""The model against the kernel: every kind of lie is found, and honest chance never is.

No kernel is asked here. The stand-in (support.fake_lab) is made from the traces that it is compared with, so agreement
says nothing about the model. What is proved is the comparison: it sees each lie, and never calls an honest answer one.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from ipaddress import ip_address
from random import Random

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.model.reference import Reference
from atlas.text.text import Lang
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace
from atlas.what_if.change import with_session_affinity
from atlas.world.load import load
from atlas_lab.agreement.chance import (
    NEVER,
    coincidences_are_possible,
    connections_for,
    counts_are_possible,
)
from atlas_lab.agreement.compare import Kind, compare
from atlas_lab.agreement.ending import Ending, fits, seen
from atlas_lab.agreement.evidence import Circumstances, evidence
from atlas_lab.agreement.expectation import expectation
from atlas_lab.agreement.flows import is_observable
from atlas_lab.agreement.generate import generated_cluster
from atlas_lab.agreement.report import report
from atlas_lab.agreement.run import Portion, agree, portion, portions
from atlas_lab.agreement.scenarios import Scenario, scenarios
from atlas_lab.observation import Observation, Outcome
from support import schemas
from support.cases import cases
from support.fake_lab import FakeLab, Lie, held
from support.manifests import CLUSTER
from support.thoroughness import by_day

SERVICE = Flow("pod/client", "service/web")
THROUGH_NODE = Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT, "node-c")
REFUSED = Flow("node/node-a", "node/node-b:30999")
LOST = Flow("pod/client", "10.244.2.200:80")
AROUND = Circumstances("2026-01-01T00:00:00+00:00", "6.1.0", {"nft": "v1"}, 0, 1.0)


@pytest.fixture(scope="module")
def site() -> Cluster:
    return load([CLUSTER]).cluster


def observed(cluster: Cluster, flow: Flow, connections: int, **lies: object) -> object:
    lab = FakeLab(cluster, **lies)  # type: ignore[arg-type]
    said = expectation(trace(cluster, flow), cluster)
    return compare(said, lab.observe_all([flow], connections)[0])


def _other_pod(one: Observation) -> Observation:
    return replace(one, answered_by="pod/api-1")


def _other_source(one: Observation) -> Observation:
    return replace(one, source_seen=ip_address("10.0.0.99"))


def _other_port(one: Observation) -> Observation:
    return replace(one, arrived_port=81)


def _port_kept(one: Observation) -> Observation:
    return replace(one, source_port_seen=one.source_port)


def _port_rewritten(one: Observation) -> Observation:
    return replace(one, source_port_seen=one.source_port + 1)


def _timed_out(one: Observation) -> Observation:
    return Observation(Outcome.TIMED_OUT, lookups=one.lookups)


def _refused(one: Observation) -> Observation:
    return Observation(Outcome.REFUSED, lookups=one.lookups)


def _refused_by_another(one: Observation) -> Observation:
    return replace(one, refused_by=ip_address("192.0.2.1"))


def _answered(one: Observation) -> Observation:
    return Observation(Outcome.ANSWERED, "pod/web-1", lookups=one.lookups)


def _server_error(one: Observation) -> Observation:
    return replace(one, status=503)


def _other_address(one: Observation) -> Observation:
    return replace(one, lookups=((one.lookups[0][0], (ip_address("10.96.0.99"),)),))


@pytest.mark.parametrize(
    ("flow", "lie", "kind"),
    [
        (SERVICE, _other_pod, Kind.ENDING),
        (SERVICE, _other_source, Kind.ENDING),
        (SERVICE, _other_port, Kind.ENDING),
        (SERVICE, _timed_out, Kind.ENDING),
        (SERVICE, _refused, Kind.ENDING),
        (SERVICE, _port_rewritten, Kind.SOURCE_PORT),
        (THROUGH_NODE, _port_kept, Kind.SOURCE_PORT),
        (REFUSED, _timed_out, Kind.ENDING),
        (REFUSED, _answered, Kind.ENDING),
        (REFUSED, _refused_by_another, Kind.ENDING),
        (LOST, _refused, Kind.ENDING),
        (Flow("pod/client", "web:80"), _other_address, Kind.LOOKUP),
        (Flow("pod/client", "nobody:80"), _timed_out, Kind.ENDING),
        (Flow("client/laptop", "http://shop.example.com/"), _server_error, Kind.ENDING),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_each_kind_of_lie_is_found(site: Cluster, flow: Flow, lie: Lie, kind: Kind) -> None:
    assert observed(site, flow, 8) is None
    found = observed(site, flow, 8, lie=lie)
    assert found is not None
    assert found.kind is kind  # type: ignore[attr-defined]


def test_an_endpoint_that_is_never_chosen_is_noticed(site: Cluster) -> None:
    said = expectation(trace(site, SERVICE), site)
    needed = connections_for([one.share for one in said.possibilities])
    assert observed(site, SERVICE, needed) is None
    found = observed(site, SERVICE, needed, pick=0)
    assert found is not None
    assert found.kind is Kind.SHARES  # type: ignore[attr-defined]


def test_a_proxy_ends_connections_whose_backend_refuses_and_drops_datagrams() -> None:
    """A generated cluster whose balancer is a proxy for a Service without endpoints, with TCP and UDP."""
    cluster = generated_cluster(4032)
    ends = [
        [one.ending for one in expectation(trace(cluster, flow), cluster).possibilities]
        for key, protocol in (("web", Protocol.TCP), ("query", Protocol.UDP))
        for flow in (
            Flow("pod/pod-7", f"service/service-8:{key}", Entry.LOAD_BALANCER, "", protocol),
        )
    ]
    vip = cluster.service_by_reference[Reference("service", "service-8", "default")]
    refused = Ending(Outcome.REFUSED, refused_by=vip.load_balancer_ips[0])
    assert ends == [[refused], [Ending(Outcome.TIMED_OUT)]]


@cases(
    """
    counts       possible
    20 22 18     yes
    30 18 12     yes
    60 0 0       no     # as if there were one endpoint
    0 30 30      no     # as if there were two
    4 4 0        yes    # too few to tell
    """,
    source="binomial distribution; https://www.itl.nist.gov/div898/handbook/eda/section3/eda366i.htm",
)
def test_counts_of_three_equal_endpoints(counts: str, possible: str) -> None:
    third = [Fraction(1, 3)] * 3
    numbers = [int(one) for one in counts.split()]
    assert counts_are_possible(numbers, third) == (possible == "yes")


@pytest.mark.parametrize("endpoints", [2, 3, 4, 6, 9])
def test_honest_chance_is_never_called_a_lie(endpoints: int) -> None:
    """Among 20,000 honest runs none comes near the threshold; the exact bound is NEVER for each."""
    chance, shares = Random(endpoints), [Fraction(1, endpoints)] * endpoints
    for _ in range(4000):
        picks = [chance.randrange(endpoints) for _ in range(24)]
        assert counts_are_possible([picks.count(one) for one in range(endpoints)], shares)


@pytest.mark.parametrize("endpoints", [2, 3, 6, 9])
def test_the_number_of_connections_makes_a_missing_endpoint_impossible(endpoints: int) -> None:
    shares = [Fraction(1, endpoints)] * endpoints
    number = connections_for(shares)
    assert (1 - 1 / endpoints) ** number < NEVER or number == 160
    missing = [number // (endpoints - 1)] * (endpoints - 1)
    missing[0] += number - sum(missing)
    assert counts_are_possible([*missing, 0], shares) == (number == 160 and endpoints == 9)


def test_a_port_may_be_the_same_by_coincidence_but_not_again_and_again() -> None:
    assert coincidences_are_possible(1, 8, 1 / 8192)
    assert not coincidences_are_possible(3, 8, 1 / 8192)


def test_an_empty_field_of_the_model_fits_everything(site: Cluster) -> None:
    lab = FakeLab(site)
    found = seen(lab.observe(THROUGH_NODE))
    said = expectation(trace(site, THROUGH_NODE), site).possibilities
    assert any(fits(one.ending, found) for one in said)
    assert not any(fits(one.ending, replace(found, answered_by="")) for one in said)


# Runs


def _portion(cluster: Cluster, *flows: Flow, fresh: bool = False) -> Portion:
    scenario = Scenario.of(cluster, "test.one", ("cluster/",), fresh=fresh)
    return Portion(scenario, tuple(enumerate(flows)))


def _run(cluster: Cluster, asked: Portion, **lies: object) -> list[object]:
    lab = FakeLab(cluster, **lies)  # type: ignore[arg-type]
    return list(agree([asked], lambda _: held(lab)))


def test_an_honest_kernel_agrees_in_every_setting_and_state(site: Cluster) -> None:
    """The comparison understands every outcome, in both modes. Hundreds of flows, asked at night, add rare outcomes."""
    wanted = by_day(100, at_night=800)
    asked = portions([scenarios("site", site)], wanted, seed=3)
    lab = FakeLab(site)
    results = list(agree(asked, lambda cluster: held(lab, cluster)))
    told = evidence(results, AROUND)
    schemas.check("agreement", told)
    assert told["found"] == []
    assert told["flows"] >= 0.85 * wanted
    assert {one["proxyMode"] for one in told["scenarios"]} == {"iptables", "nftables"}
    rare = {"unreachable", "not permitted"}
    assert set(told["outcomes"]) - rare == {one.value for one in Outcome} - rare


def test_a_lie_is_reported_with_both_sides_and_how_to_ask_again(site: Cluster) -> None:
    results = _run(site, _portion(site, THROUGH_NODE), lie=_port_kept)
    told = evidence(results, AROUND)  # type: ignore[arg-type]
    schemas.check("agreement", told)
    assert told["disagreements"] == 1
    assert told["found"][0]["repeat"] == [
        "atlas trace cluster/ --from client/laptop --to service/web-nodeport"
        " --entry NodePort --node node-c",
        "atlas agree --only test.one/0",
    ]
    text = report(results, AROUND, Lang.EN)  # type: ignore[arg-type]
    assert "source port rewritten" in text
    assert "source port kept" in text
    assert text.endswith("disagreements: 1\n")


def test_what_disagrees_once_is_asked_again(site: Cluster) -> None:
    """A busy machine may be late; that is not the kernel's opinion."""
    left = [1]

    def late_once(one: Observation) -> Observation:
        return _timed_out(one) if left and left.pop() else one

    (result,) = _run(site, _portion(site, SERVICE), lie=late_once)
    (checked,) = result.checked  # type: ignore[attr-defined]
    assert checked.disagreement is None
    assert checked.asked_again


def test_session_affinity_is_followed_from_connection_to_connection(site: Cluster) -> None:
    sticky = with_session_affinity(site, Reference("service", "web", "default"))
    asked = _portion(sticky, SERVICE, fresh=True)
    assert not _run(sticky, asked)[0].disagreements  # type: ignore[attr-defined]


def test_a_kernel_that_forgets_its_clients_is_found(site: Cluster) -> None:
    sticky = with_session_affinity(site, Reference("service", "web", "default"))

    class Forgetful(FakeLab):
        def observe(self, flow: Flow, timeout: float = 1.0) -> Observation:
            self.cluster = replace(self.cluster, affinities=())
            return super().observe(flow)

    asked = _portion(sticky, SERVICE, Flow("node/node-b", "service/web"), fresh=True)
    (result,) = agree([asked], lambda cluster: held(Forgetful(cluster)))
    assert result.disagreements


def test_one_lab_serves_scenarios_that_differ_in_state_only(site: Cluster) -> None:
    lab, brought_up = FakeLab(site), []

    def bring_up(cluster: Cluster) -> object:
        brought_up.append(cluster)
        return held(lab, cluster)

    some = [one for one in scenarios("site", site) if not one.fresh][:6]
    asked = [portion(one, 4, 0) for one in some]
    assert len(list(agree(asked, bring_up))) == 6  # type: ignore[arg-type]
    assert len(brought_up) == 1
    assert lab.changes == 5


def test_a_cluster_that_no_lab_can_hold_is_left_out_with_the_reason(site: Cluster) -> None:
    empty = replace(site, nodes=())
    (result,) = _run(empty, Portion(Scenario.of(empty, "test.empty"), ()))
    assert "no Node" in result.left_out  # type: ignore[attr-defined]


def test_a_flow_to_tls_or_from_nobody_is_not_asked(site: Cluster) -> None:
    assert not is_observable(site, Flow("client/laptop", "https://shop.example.com/"))
    assert not is_observable(site, Flow("203.0.113.77", "10.0.0.11:30080"))
    assert is_observable(site, Flow("client/laptop", "10.96.0.10:53", protocol=Protocol.UDP))
