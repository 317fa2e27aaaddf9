"""chance: how improbable what was counted is. A disagreement must be so improbable that no honest kernel ever shows it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, exp, fsum, lgamma, log, log1p

NEVER = 1e-9
"""What is less probable than this does not happen by chance, in as many runs as anybody will make."""
MOST_CONNECTIONS = 160


def counts_are_possible(counts: Sequence[int], shares: Sequence[Fraction]) -> bool:
    """Return whether such counts are plausible, if every connection ends in one of these ways with its share.

    Each count alone is compared with its binomial distribution; the threshold is divided among all these tests, so that
    their number does not matter. A way that should be taken and never was is one of the cases.
    """
    total = sum(counts)
    limit = NEVER / (2 * len(counts))
    return all(
        _at_most(count, total, float(share)) >= limit
        and _at_least(count, total, float(share)) >= limit
        for count, share in zip(counts, shares, strict=True)
    )


def coincidences_are_possible(count: int, total: int, rate: float) -> bool:
    """Return whether something that happens to each of `total` connections at this rate can happen to `count` of them."""
    return _at_least(count, total, rate) >= NEVER


def connections_for(shares: Sequence[Fraction]) -> int:
    """Return how many connections it takes to notice that one of the ways is never taken; 1 for a single way."""
    if len(shares) == 1:
        return 1
    smallest = float(min(shares))
    needed = ceil(log(NEVER / (2 * len(shares))) / log1p(-smallest))
    return min(needed, MOST_CONNECTIONS)


def _at_most(count: int, total: int, share: float) -> float:
    return min(1.0, fsum(_exactly(number, total, share) for number in range(count + 1)))


def _at_least(count: int, total: int, share: float) -> float:
    return min(1.0, fsum(_exactly(number, total, share) for number in range(count, total + 1)))


def _exactly(count: int, total: int, share: float) -> float:
    """Return the probability of exactly `count` hits (binomial distribution)."""
    if share in (0.0, 1.0):
        return float(count == (total if share else 0))
    ways = lgamma(total + 1) - lgamma(count + 1) - lgamma(total - count + 1)
    return exp(ways + count * log(share) + (total - count) * log1p(-share))
