"""One product, one verdict: what `atlas lab probe` prints and what `atlas trace` prints of the same connections.

Here the stand-in of a lab ends each connection as the model expects it, way by way. So a verdict that is rewritten before
it is compared shows: the two texts then differ. tests/kernel/test_one_verdict.py asks the kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from atlas.model.cluster import Cluster
from atlas.tracer.trace import Branch, Flow
from atlas.tracer.tracer import trace
from atlas.world.load import load
from atlas_lab.agreement.flows import chosen, flows_of
from atlas_lab.agreement.generate import generated_cluster
from atlas_lab.agreement.sticky import is_sticky
from atlas_lab.observation import Observation
from support.fake_lab import FakeLab
from support.manifests import CLUSTER
from support.one_verdict import ends_at_proxy, probed, traced
from support.thoroughness import part_of

DATA = Path(__file__).parents[1] / "data"
FILES = (
    CLUSTER,
    DATA / "partial" / "listening.yaml",
    DATA / "trials" / "18-undeclared-target-port.yaml",
    DATA / "trials" / "22-headless-target-port.yaml",
)


class EveryWay(FakeLab):
    """Makes one connection for each way that the model knows."""

    def observe_all(
        self, flows: Sequence[Flow], connections: int = 1, timeout: float = 1.0
    ) -> list[tuple[Observation, ...]]:
        return [tuple(self._along(flow, one) for one in self._ways(flow)) for flow in flows]

    def _ways(self, flow: Flow) -> Sequence[Branch]:
        return trace(self.cluster, flow).branches

    def _along(self, flow: Flow, branch: Branch) -> Observation:
        lookups = tuple((one.question, one.addresses) for one in trace(self.cluster, flow).lookups)
        return replace(self._observation(flow, branch), lookups=lookups)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_of_written_clusters(path: Path) -> None:
    check(load([path]).cluster)


@pytest.mark.parametrize("seed", range(part_of(16)))
def test_of_generated_clusters(seed: int) -> None:
    check(generated_cluster(seed))


def check(cluster: Cluster) -> None:
    flows = chosen(flows_of(cluster), 60, 0)
    assert flows
    for flow in flows:
        if ends_at_proxy(cluster, flow) or is_sticky(cluster, flow):
            continue  # who answers is for routes to say, or for the connections before
        told = probed(EveryWay(cluster), flow, connections=len(trace(cluster, flow).branches))
        assert told == traced(cluster, flow), flow
