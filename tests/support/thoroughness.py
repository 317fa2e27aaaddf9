"""How many random cases a run draws: a part of them while somebody waits, all of them at night.

ATLAS_PROFILE names the profile. Without it a run in CI takes `ci`, which draws the same cases in every run, so that
nobody's change fails by another's luck; elsewhere it takes `laptop`, which draws others each time. `nightly` is what
`scripts/test.py --all` sets.
"""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TypeVar

from hypothesis import settings

PARTS = {"laptop": Fraction(1, 4), "ci": Fraction(1, 3), "nightly": Fraction(1)}
Cases = TypeVar("Cases")
USUAL = 100
"""As many cases as Hypothesis draws where a test does not say how many."""


def profile() -> str:
    """Return the name of the profile of this run."""
    return os.environ.get("ATLAS_PROFILE") or ("ci" if os.environ.get("CI") else "laptop")


def part_of(most: int) -> int:
    """Return how many of `most` cases this run makes, at least one. Raises KeyError if there is no such profile."""
    return max(1, round(most * PARTS[profile()]))


def by_day(few: Cases, at_night: Cases) -> Cases:
    """Return `few`, or the other value at night: for what a few cases prove nearly as well as many."""
    return at_night if profile() == "nightly" else few


def examples(most: int) -> settings:
    """Return the settings of a property that draws `most` cases at night."""
    return settings(max_examples=part_of(most))


def load_profile() -> None:
    """Let Hypothesis draw as this run's profile says, without a time limit per case: machines differ."""
    settings.register_profile(
        profile(), max_examples=part_of(USUAL), deadline=None, derandomize=profile() == "ci"
    )
    settings.load_profile(profile())
