"""A lab without a kernel: it does what the model says, and lies where a test wants it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.tracer.affinity import remember
from atlas.tracer.trace import Branch, Flow
from atlas.tracer.tracer import trace
from atlas_lab.agreement.expectation import ending_of
from atlas_lab.observation import Observation, Outcome

Lie = Callable[[Observation], Observation]


class FakeLab:
    """Does what the model says, with chance for the shares. `lie` changes every observation, `pick` the choice."""

    def __init__(self, cluster: Cluster, lie: Lie | None = None, pick: int | None = None) -> None:
        self.cluster = replace(cluster, affinities=())
        self.lie = lie
        self.pick = pick
        self.chance = Random(1)
        self.changes = 0

    def observe_all(
        self, flows: Sequence[Flow], connections: int = 1, timeout: float = 1.0
    ) -> list[tuple[Observation, ...]]:
        return [tuple(self.observe(flow) for _ in range(connections)) for flow in flows]

    def observe(self, flow: Flow, timeout: float = 1.0) -> Observation:
        answer = trace(self.cluster, flow)
        branch = self._chosen(answer.branches)
        self.cluster = remember(self.cluster, branch)
        lookups = tuple((one.question, one.addresses) for one in answer.lookups)
        made = replace(self._observation(flow, branch), lookups=lookups)
        return made if self.lie is None else self.lie(made)

    def change(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.changes += 1

    def _chosen(self, branches: Sequence[Branch]) -> Branch:
        if self.pick is not None:
            return branches[min(self.pick, len(branches) - 1)]
        shares = [float(one.probability) for one in branches]
        return self.chance.choices(branches, shares)[0]

    def _observation(self, flow: Flow, branch: Branch) -> Observation:
        ending = ending_of(flow, branch, self.cluster)
        if ending.outcome is not Outcome.ANSWERED:
            return Observation(ending.outcome, refused_by=ending.refused_by)
        if flow.protocol is Protocol.ICMP:
            return Observation(ending.outcome)
        own = self.chance.randrange(32768, 61000)
        kernels = self.chance.randrange(1024, 65536)
        return Observation(
            ending.outcome,
            ending.answered_by,
            ending.source_seen,
            own if ending.port_kept else kernels,
            own,
            ending.arrived_at,
            ending.arrived_port,
            ending.status or 200,
        )


@contextmanager
def held(lab: FakeLab, cluster: Cluster | None = None) -> Iterator[FakeLab]:
    """Hold the lab as `bring_up` would, of that cluster if one is given."""
    if cluster is not None:
        lab.cluster = replace(cluster, affinities=())
    yield lab
