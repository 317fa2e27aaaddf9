"""Hop tables: the rows beside a figure, as data. Their numbers are the numbers in the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from atlas.figure.stage import Role
from atlas.figure.staging import Way
from atlas.model.network import Packet
from atlas.tracer.trace import Action, Hop, Place, PlaceKind


@dataclass(frozen=True, slots=True)
class Row:
    """One wire: the packet on it, and what is done where it arrives."""

    number: str
    role: Role
    start: Place
    end: Place
    packet: Packet
    done: tuple[Hop, ...]


def rows(way: Way) -> Iterator[Row]:
    """Yield the rows of a followed way: the request, then the reply."""
    there = list(_rows(way.branch.hops))
    ends = (Action.LOSE, Action.LEAVE)
    lost = bool(way.branch.hops) and way.branch.hops[-1].action in ends
    for number, (start, end, packet, done) in enumerate(there, 1):
        failed = lost and number == len(there)
        role = Role.FAILED if failed else Role.REQUEST
        yield Row(f"{way.mark}{number}", role, start, end, packet, done)
    if way.mark:
        return
    for number, (start, end, packet, done) in enumerate(_rows(way.branch.reply), len(there) + 1):
        yield Row(str(number), Role.REPLY, start, end, packet, done)


def _rows(hops: Sequence[Hop]) -> Iterator[tuple[Place, Place, Packet, tuple[Hop, ...]]]:
    """Group hops by place: each change of place is a wire."""
    groups: list[list[Hop]] = []
    for hop in hops:
        if hop.place.kind is PlaceKind.NOWHERE:
            continue
        moved = not groups or groups[-1][-1].place != hop.place
        if moved or (hop.action is Action.DELIVER and len(hops) == 2):
            groups.append([])
        groups[-1].append(hop)
    for before, after in pairwise(groups):
        yield before[-1].place, after[0].place, after[0].before, tuple(after)
