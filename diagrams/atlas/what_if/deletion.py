"""Deletion: what is true at each moment while a Pod is deleted, computed from delays that somebody has stated.

Nobody knows these delays beforehand: controllers and nodes work side by side, and none waits for another. What follows
from them is computed: which nodes still send connections to the Pod, and for how long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from atlas.what_if.row import WhatIf
from atlas.what_if.rows import kube_proxy_stopped, pod_gone, pod_terminating


class Step(StrEnum):
    """What happens at a moment."""

    BEFORE = "before"
    DELETED = "deleted"
    SLICE = "slice"
    RULES = "rules"
    SIGNAL = "signal"
    KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds after the deletion: when the EndpointSlice says so, when each node's rules do, when the stop signal comes
    (later with a `preStop` hook), and when what still runs is killed.

    Raises ValueError where rules change before the EndpointSlice does, or something comes after the kill.
    """

    endpoint_slice: float
    rules: tuple[tuple[str, float], ...]
    signal: float
    grace: float

    def __post_init__(self) -> None:
        times = [time for _, time in self.rules]
        if min(times) < self.endpoint_slice or max(*times, self.signal) >= self.grace:
            raise ValueError(f"these delays cannot follow one another: {self}")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens: seconds after the deletion, what, on which node, and what is true from then on."""

    at: float
    step: Step
    node: str
    what_ifs: tuple[WhatIf, ...]

    @property
    def key(self) -> str:
        """Its name in addresses of pages: `rules-node-b`."""
        return f"{self.step}-{self.node}" if self.node else self.step.value


def deletion(pod: str, delays: Delays) -> tuple[Moment, ...]:
    """Return the moments of a Pod's deletion in order, the first one before it."""
    happening = [
        (0.0, Step.DELETED, ""),
        (delays.endpoint_slice, Step.SLICE, ""),
        *((time, Step.RULES, node) for node, time in delays.rules),
        (delays.signal, Step.SIGNAL, ""),
        (delays.grace, Step.KILLED, ""),
    ]
    happening.sort(key=lambda one: one[0])
    after = (
        Moment(at, step, node, tuple(_true_at(at, pod, delays))) for at, step, node in happening
    )
    return (Moment(0.0, Step.BEFORE, "", ()), *after)


def _true_at(at: float, pod: str, delays: Delays) -> Iterator[WhatIf]:
    """Yield what is true then: nodes that have not caught up keep the rules of the cluster before the deletion."""
    for node, time in delays.rules:
        if at < time:
            yield kube_proxy_stopped(f"node/{node}")
    yield pod_gone(pod) if at >= delays.grace else pod_terminating(pod)
