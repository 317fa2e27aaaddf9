"""How much of what could be seen in a browser a run looks at: all of it at night, otherwise a part.

Every run sees every page and every figure, but by day not in every setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import TypeVar

from support.thoroughness import profile

Item = TypeVar("Item")

COMPLETE = profile() == "nightly"


def in_turn(options: Sequence[Item], turn: int) -> Sequence[Item]:
    """Return all options in a complete run, otherwise one: that whose turn it is."""
    return options if COMPLETE else (options[turn % len(options)],)


def sample(count: int, few: int) -> list[int]:
    """Return all numbers below a count in a complete run, otherwise a few, spread so that their digits differ.

    Steps of about 0.618 of the whole, without a common divisor, come near every number in every base early on.
    """
    if COMPLETE or count <= few:
        return list(range(count))
    step = next(one for one in range(round(0.618 * count), count) if gcd(one, count) == 1)
    return sorted(number * step % count for number in range(few))
