"""A Pod's deletion, moment by moment: which nodes still send connections to it follows from the delays."""

from __future__ import annotations

from fractions import Fraction

import pytest

from atlas.model.cluster import Cluster
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.what_if.deletion import Delays, Step, deletion
from atlas.what_if.row import apply_all
from atlas.world.load import load
from support.manifests import CLUSTER

POD = "pod/web-2"
DELAYS = Delays(0.3, (("node-b", 0.8), ("node-a", 1.4), ("node-c", 2.5)), signal=5, grace=30)


def test_each_node_leaves_the_pod_alone_when_its_own_rules_change() -> None:
    cluster = load([CLUSTER]).cluster
    reached = []
    for moment in deletion(POD, DELAYS):
        now = apply_all(cluster, moment.what_ifs)
        shares = [share(now, node) for node in ("node-a", "node-b", "node-c")]
        reached.append((moment.at, moment.key, *map(str, shares)))
    assert reached == [
        (0, "before", "1/3", "1/3", "1/3"),
        (0, "deleted", "1/3", "1/3", "1/3"),
        (0.3, "slice", "1/3", "1/3", "1/3"),
        (0.8, "rules-node-b", "1/3", "0", "1/3"),
        (1.4, "rules-node-a", "0", "0", "1/3"),
        (2.5, "rules-node-c", "0", "0", "0"),
        (5, "signal", "0", "0", "0"),
        (30, "killed", "0", "0", "0"),
    ]


def test_a_signal_at_once_comes_before_the_rules() -> None:
    """Without a preStop hook the stop signal is there while every node still sends connections."""
    steps = [one.step for one in deletion(POD, Delays(0.3, DELAYS.rules, signal=0, grace=30))]
    assert steps.index(Step.SIGNAL) < steps.index(Step.SLICE)


def test_delays_that_cannot_follow_one_another_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        Delays(1, (("node-a", 0.5),), signal=0, grace=30)
    with pytest.raises(ValueError, match="cannot follow"):
        Delays(0.3, (("node-a", 0.5),), signal=30, grace=30)


def share(cluster: Cluster, node: str) -> Fraction:
    answer = trace(cluster, Flow(f"node/{node}", "service/web"))
    return sum(
        (one.probability for one in answer.branches if str(one.destination) == POD), Fraction(0)
    )
