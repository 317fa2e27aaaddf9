"""Crowd: how many of many connections take each way, from the shares that the tracer has computed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def shared(shares: Sequence[Fraction], connections: int) -> tuple[int, ...]:
    """Return how many connections each way gets: what its share gives it, rounded so that the sum is right.

    What is left over goes to the largest remainders, of equal ones to the first. The page's script counts alike.
    """
    due = [share * connections for share in shares]
    counts = [floor(one) for one in due]
    by_rest = sorted(range(len(due)), key=lambda at: (counts[at] - due[at], at))
    for at in by_rest[: connections - sum(counts)]:
        counts[at] += 1
    return tuple(counts)
