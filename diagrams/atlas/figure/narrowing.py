"""Narrowing: which nodes a scene with states draws one by one, where more take part than a page has room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from atlas.figure.figure import Scene
from atlas.figure.staging import Way, crossed
from atlas.model.cluster import Cluster
from atlas.tracer.trace import Branch


@dataclass(frozen=True, slots=True)
class Followed:
    """One choice of options: its cluster, and the ways of its flows before they are drawn; () where none can begin."""

    chosen: tuple[int, ...]
    cluster: Cluster
    ways: tuple[Way, ...]


def narrowed(scene: Scene, states: Sequence[Followed]) -> tuple[Scene, frozenset[str]]:
    """Return the scene with the nodes that are drawn, and all that take part.

    Of every state at least one way is drawn whole, of the initial one the way that is followed first; then come the
    nodes of further ways while there is room.
    """
    initial = tuple(control.initial for control in scene.controls)
    in_order = sorted(states, key=lambda one: one.chosen != initial)
    ways = [
        [crossed(state.cluster, branch) for branch in _branches(state.ways)] for state in in_order
    ]
    taking_part = frozenset[str]().union(*(nodes for each in ways for nodes in each))
    if len(taking_part) <= scene.most_nodes:
        is_cut = 0 < scene.most_ways < max(map(len, ways), default=0)
        return replace(scene, nodes=taking_part, is_cut=is_cut), taking_part
    drawn: set[str] = set()
    for each in ways:
        if each and not any(nodes <= drawn for nodes in each):
            drawn |= min(each, key=lambda nodes: len(nodes - drawn)) if drawn else each[0]
    for each in ways:
        for nodes in each:
            if len(drawn | nodes) <= scene.most_nodes:
                drawn |= nodes
    return replace(scene, nodes=frozenset(drawn), is_cut=True), taking_part


def _branches(ways: Iterable[Way]) -> list[Branch]:
    """Return all branches, the followed ones in front."""
    listed = list(ways)
    first = [way.branch for way in listed]
    known = set(map(id, first))
    return [*first, *(one for way in listed for one in way.trace.branches if id(one) not in known)]
