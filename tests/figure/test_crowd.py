"""Many connections: each way gets what its share says, and none is lost by rounding."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from atlas.figure.crowd import shared


def test_what_is_left_over_goes_to_the_largest_remainders() -> None:
    third, sixth = Fraction(1, 3), Fraction(1, 6)
    assert shared([third, third, third], 100) == (34, 33, 33)
    assert shared([Fraction(1, 2), third, sixth], 100) == (50, 33, 17)
    assert shared([Fraction(1)], 1000) == (1000,)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.integers(1, 1000))
def test_none_is_lost_and_none_is_far_from_its_share(parts: list[int], connections: int) -> None:
    shares = [Fraction(part, sum(parts)) for part in parts]
    counts = shared(shares, connections)
    assert sum(counts) == connections
    for share, count in zip(shares, counts, strict=True):
        assert abs(count - share * connections) < 1
