"""sticky: flows of Services with session affinity, one connection after the other, with what nodes remember in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from atlas.model.cluster import Affinity, Cluster
from atlas.tracer.affinity import remember
from atlas.tracer.trace import Branch, Flow
from atlas.tracer.tracer import trace
from atlas_lab.agreement.compare import Disagreement, compare
from atlas_lab.agreement.ending import fits, seen
from atlas_lab.agreement.expectation import ending_of, expectation
from atlas_lab.observation import Observation

CONNECTIONS = 5
"""Of each flow: one that is remembered, and more than chance would send to the same place."""


class Observes(Protocol):
    """What makes one connection: a lab."""

    def observe(self, flow: Flow, timeout: float = 1.0) -> Observation: ...


def is_sticky(cluster: Cluster, flow: Flow) -> bool:
    """Return whether a connection of the flow leaves something in the memory of a node."""
    empty = replace(cluster, affinities=())
    return any(remember(empty, branch).affinities for branch in trace(empty, flow).branches)


class Memory:
    """The cluster with what its nodes remember, as far as the connections made so far tell."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = replace(cluster, affinities=())

    def check(self, lab: Observes, flow: Flow) -> tuple[int, Disagreement | None]:
        """Make connections of the flow; return how many were made, and the first disagreement.

        Stops where it cannot be told from outside which node has remembered what.
        """
        for made in range(CONNECTIONS):
            answer = trace(self.cluster, flow)
            if not self._is_telling(flow, answer.branches):
                return made, None
            observation = lab.observe(flow)
            found = compare(expectation(answer, self.cluster), (observation,))
            if found is not None:
                return made + 1, found
            self._learn(flow, answer.branches, observation)
        return CONNECTIONS, None

    def connect(
        self, lab: Observes, flow: Flow, timeout: float = 1.0
    ) -> tuple[Observation, Disagreement | None]:
        """Make one connection; return what it saw and what that refutes. What it leaves is remembered."""
        answer = trace(self.cluster, flow)
        observation = lab.observe(flow, timeout)
        found = compare(expectation(answer, self.cluster), (observation,))
        self._learn(flow, answer.branches, observation)
        return observation, found

    def follow(self, cluster: Cluster) -> None:
        """Go on with a cluster that has changed; what nodes remember stays."""
        self.cluster = replace(cluster, affinities=self.cluster.affinities)

    def _is_telling(self, flow: Flow, branches: Sequence[Branch]) -> bool:
        """Return whether the end of a connection always tells what is remembered of it."""
        left: dict[object, tuple[Affinity, ...]] = {}
        for branch in branches:
            ending = ending_of(flow, branch, self.cluster).without_port
            after = remember(self.cluster, branch).affinities
            if left.setdefault(ending, after) != after:
                return False
        return True

    def _learn(self, flow: Flow, branches: Sequence[Branch], observation: Observation) -> None:
        for branch in branches:
            if fits(ending_of(flow, branch, self.cluster), seen(observation)):
                self.cluster = remember(self.cluster, branch)
                return
