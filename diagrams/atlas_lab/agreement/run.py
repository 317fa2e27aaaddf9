"""run: flows of scenarios, traced by the model and sent through the kernel of a lab."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from typing import Protocol

from atlas.model.cluster import Cluster
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas_lab.agreement.chance import connections_for
from atlas_lab.agreement.compare import Disagreement, compare
from atlas_lab.agreement.expectation import Expectation, expectation
from atlas_lab.agreement.flows import chosen, flows_of, is_observable
from atlas_lab.agreement.scenarios import Scenario
from atlas_lab.agreement.sticky import Memory, Observes, is_sticky
from atlas_lab.observation import Observation, Outcome
from atlas_lab.plan import obstacles, plan

_FEW, _SOME, _MANY = 3, 8, 24
"""Connections of a flow that gets no answer, of one with one possible ending, and of one with several."""
_COUNTED = 6
"""How many flows of a scenario get so many connections that an endpoint which is never chosen would be noticed."""
_PATIENCE, _MORE_PATIENCE = 1.0, 30.0
"""Seconds until a connection has timed out; the second when a flow is asked again, which a slow machine must outlive."""


class Tries(Observes, Protocol):
    """What a run needs of a lab."""

    def observe_all(
        self, flows: Sequence[Flow], connections: int = 1, timeout: float = 1.0
    ) -> list[tuple[Observation, ...]]: ...
    def change(self, cluster: Cluster) -> None: ...


BringUp = Callable[[Cluster], AbstractContextManager[Tries]]


@dataclass(frozen=True, slots=True)
class Portion:
    """A scenario with the flows of it that are asked, each with its number in the scenario."""

    scenario: Scenario
    flows: tuple[tuple[int, Flow], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One flow that was tried. `asked_again` tells that a first disagreement did not show a second time."""

    number: int
    said: Expectation
    connections: int
    disagreement: Disagreement | None = None
    asked_again: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one scenario; `left_out` says why it could not be tried at all."""

    scenario: Scenario
    checked: tuple[Checked, ...] = ()
    left_out: str = ""

    @property
    def connections(self) -> int:
        return sum(one.connections for one in self.checked)

    @property
    def disagreements(self) -> tuple[Checked, ...]:
        return tuple(one for one in self.checked if one.disagreement is not None)


# What is asked


def portions(groups: Sequence[Sequence[Scenario]], flows: int, seed: int) -> tuple[Portion, ...]:
    """Return about so many flows, of scenarios of each group in turn; scenarios that name their flows keep them all.

    The answer is ordered so that neighbours can share a lab.
    """
    in_turn = [one for each in zip_longest(*groups) for one in each if one is not None]
    own = [_own(one) for one in in_turn if one.flows]
    # The classes of cases come on top: they are few, and have to be there whatever else is asked.
    left = max(0, flows - sum(len(one.flows) for one in own if one.scenario.figure))
    open_ones = [one for one in in_turn if not one.flows]
    wanted = open_ones[: _scenarios_for(left)]
    made = list(own)
    for number, scenario in enumerate(wanted):
        share = left * (number + 1) // len(wanted) - left * number // len(wanted)
        made.append(portion(scenario, share, seed + number))
    return tuple(sorted(made, key=_neighbourhood))


_LEAST, _USUAL = 28, 80
"""Flows of a scenario: enough to meet each Service from some side, and what costs little more time than that."""
_DIFFERENT = 60
"""So many scenarios come first; only then more flows of each."""


def _scenarios_for(flows: int) -> int:
    """Return among how many scenarios so many flows are divided."""
    if not flows:
        return 0
    return max(1, min(flows // _LEAST, _DIFFERENT), flows // _USUAL)


def portion(scenario: Scenario, count: int, seed: int) -> Portion:
    """Return at most `count` flows of the scenario, evenly from all kinds."""
    every = tuple(scenario.flows) or flows_of(scenario.cluster)
    number = {flow: index for index, flow in enumerate(every)}
    picked = chosen(every, count, seed)
    return Portion(scenario, tuple(sorted((number[flow], flow) for flow in picked)))


def _own(scenario: Scenario) -> Portion:
    flows = [
        (number, flow)
        for number, flow in enumerate(scenario.flows)
        if is_observable(scenario.cluster, flow)
    ]
    return Portion(scenario, tuple(flows))


def _neighbourhood(one: Portion) -> tuple[str, ...]:
    cluster = one.scenario.cluster
    group = one.scenario.name.partition(".")[0]
    return (
        group,
        cluster.proxy.mode,
        cluster.network.pod_network,
        str(cluster.network.egress_masquerade),
    )


# How it is tried


def agree(asked: Iterable[Portion], bring_up: BringUp) -> Iterator[Result]:
    """Yield what came of each scenario. Raises LabError if this machine cannot run a lab."""
    with ExitStack() as open_labs:
        lab: Tries | None = None
        before: Cluster | None = None
        for one in asked:
            cluster = one.scenario.cluster
            reasons = obstacles(cluster)
            if reasons:
                yield Result(one.scenario, left_out=reasons[0])
                continue
            is_fresh = before is None or _is_rebuilt(before, cluster) or one.scenario.fresh
            if lab is None or one.scenario.fresh:
                open_labs.close()
                lab = open_labs.enter_context(bring_up(cluster))
            elif cluster != before:
                lab.change(cluster)
            before = cluster
            yield Result(one.scenario, tuple(_check(lab, one, is_fresh)))


def _is_rebuilt(before: Cluster, after: Cluster) -> bool:
    """Return whether a lab that follows from one to the other is built anew, and so remembers nothing."""
    return before.proxy.mode is not after.proxy.mode or plan(before) != plan(after)


def _check(lab: Tries, one: Portion, is_fresh: bool) -> Iterator[Checked]:
    cluster = one.scenario.cluster
    sticky = [(number, flow) for number, flow in one.flows if is_sticky(cluster, flow)]
    memory = Memory(cluster)
    for number, flow in sticky if is_fresh else ():
        made, found = memory.check(lab, flow)
        if made:
            yield Checked(number, expectation(trace(memory.cluster, flow), cluster), made, found)
    steady = [each for each in one.flows if each not in sticky]
    yield from _check_side_by_side(lab, cluster, steady)


def _check_side_by_side(
    lab: Tries, cluster: Cluster, flows: Sequence[tuple[int, Flow]]
) -> Iterator[Checked]:
    groups: defaultdict[int, list[tuple[int, Expectation]]] = defaultdict(list)
    counted = 0
    for number, flow in flows:
        said = expectation(trace(cluster, flow), cluster)
        connections = _connections(said, exactly=counted < _COUNTED)
        counted += connections > _MANY
        groups[connections].append((number, said))
    for connections, group in sorted(groups.items()):
        observed = lab.observe_all([said.flow for _, said in group], connections, _PATIENCE)
        for (number, said), observations in zip(group, observed, strict=True):
            yield _judge(lab, number, said, observations)


def _judge(
    lab: Tries, number: int, said: Expectation, observations: Sequence[Observation]
) -> Checked:
    """Return what the observations mean. What disagrees is asked again, since a busy machine may be late."""
    first = compare(said, observations)
    if first is None:
        return Checked(number, said, len(observations))
    more = max(_SOME, len(observations))
    again = lab.observe_all([said.flow], more, _MORE_PATIENCE)[0]
    second = compare(said, again)
    return Checked(number, said, len(observations) + more, second, asked_again=second is None)


def _connections(said: Expectation, *, exactly: bool) -> int:
    first, *others = said.possibilities
    if others:
        needed = connections_for([one.share for one in said.possibilities])
        # A few sizes only, so that many flows go side by side.
        return -(-needed // 32) * 32 if exactly else min(_MANY, needed)
    answered = first.ending.outcome is Outcome.ANSWERED
    return _SOME if answered else _FEW
