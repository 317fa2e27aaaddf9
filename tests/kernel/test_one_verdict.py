"""What `atlas lab probe` prints of real connections is the verdict that `atlas trace` prints, case by case."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.model.cluster import Cluster
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.world.load import load
from atlas_lab.agreement.chance import connections_for
from atlas_lab.agreement.flows import chosen, flows_of
from atlas_lab.agreement.generate import generated_cluster
from atlas_lab.agreement.sticky import is_sticky
from atlas_lab.bring_up import bring_up
from support.one_verdict import ends_at_proxy, probed, traced

DATA = Path(__file__).parents[1] / "data"
CASES = {
    "listening": lambda: load([DATA / "partial" / "listening.yaml"]).cluster,
    "undeclared": lambda: load([DATA / "trials" / "18-undeclared-target-port.yaml"]).cluster,
    "headless": lambda: load([DATA / "trials" / "22-headless-target-port.yaml"]).cluster,
    "generated": lambda: generated_cluster(3),
}
FLOWS = 40


@pytest.mark.parametrize("name", CASES)
def test_probe_and_trace_say_one_thing(name: str) -> None:
    cluster: Cluster = CASES[name]()
    asked = [one for one in chosen(flows_of(cluster), FLOWS, 0) if is_told(cluster, one)]
    assert asked
    with bring_up(cluster) as lab:
        for flow in asked:
            shares = [one.probability for one in trace(cluster, flow).branches]
            assert probed(lab, flow, connections_for(shares)) == traced(cluster, flow), flow


def is_told(cluster: Cluster, flow: Flow) -> bool:
    return not (ends_at_proxy(cluster, flow) or is_sticky(cluster, flow))
