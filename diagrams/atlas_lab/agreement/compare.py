"""compare: what the model says against what the kernel did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from atlas_lab.agreement.chance import coincidences_are_possible, counts_are_possible
from atlas_lab.agreement.ending import Ending, fits, seen
from atlas_lab.agreement.expectation import Expectation, Possibility
from atlas_lab.observation import Observation

_SAME_BY_CHANCE = 1 / 8192
"""How often a port that the kernel picks at random is the one that the sender had; a generous bound of 1 in 28,232."""
_TAKEN_BY_CHANCE = 1 / 32
"""How often a port cannot be kept, because another connection of the run still has it; a generous bound."""


class Kind(StrEnum):
    """What model and kernel do not agree on."""

    ENDING = "ending"
    """A connection ended in a way that the model rules out."""
    SOURCE_PORT = "source port"
    SHARES = "shares"
    """Every way is possible, but not that it is taken so often."""
    LOOKUP = "lookup"
    """Another name was asked for, or other addresses came back."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that the model says and the kernel does not do. `counted` is how often each ending was seen."""

    kind: Kind
    said: Expectation
    counted: tuple[tuple[Ending, int], ...]
    lookups: tuple[tuple[str, frozenset[object]], ...] = ()
    """What was looked up, where that is what differs."""


def compare(said: Expectation, observations: Sequence[Observation]) -> Disagreement | None:
    """Return what the observations of a flow's connections refute, or None if they are as the model says.

    Raises ValueError without observations.
    """
    if not observations:
        raise ValueError("nothing was observed")
    if said.is_open:
        return None
    found = [seen(one) for one in observations]
    counted = tuple(Counter(found).most_common())
    for one in observations:
        asked = tuple((name, frozenset(addresses)) for name, addresses in one.lookups)
        if asked != said.lookups:
            return Disagreement(Kind.LOOKUP, said, counted, asked)
    matched = [_match(said, one) for one in found]
    if None in matched:
        return Disagreement(Kind.ENDING, said, counted)
    if not _ports_are_possible(said, found):
        return Disagreement(Kind.SOURCE_PORT, said, counted)
    counts = Counter(matched)
    shares = [one.share for one in said.possibilities]
    if not counts_are_possible([counts[one] for one in said.possibilities], shares):
        return Disagreement(Kind.SHARES, said, counted)
    return None


def _match(said: Expectation, found: Ending) -> Possibility | None:
    return next((one for one in said.possibilities if fits(one.ending, found)), None)


def _ports_are_possible(said: Expectation, found: Sequence[Ending]) -> bool:
    """Return whether what became of source ports can be as the model says, give or take a coincidence.

    Each way is looked at alone, and all that should keep (or lose) the port together: either may have too few.
    """
    kept: dict[bool, list[bool]] = {True: [], False: []}
    for possibility in said.possibilities:
        wanted = possibility.ending.port_kept
        if wanted is None:
            continue
        ports = [one.port_kept for one in found if _match(said, one) == possibility]
        known = [one for one in ports if one is not None]
        kept[wanted] += known
        if not _are_coincidences(known, wanted):
            return False
    return all(_are_coincidences(known, wanted) for wanted, known in kept.items())


def _are_coincidences(kept: Sequence[bool], wanted: bool) -> bool:
    """Return whether chance explains those that are not as wanted."""
    odd = sum(one is not wanted for one in kept)
    return coincidences_are_possible(
        odd, len(kept), _TAKEN_BY_CHANCE if wanted else _SAME_BY_CHANCE
    )
