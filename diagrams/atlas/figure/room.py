"""Room: where on a sheet a box of some size finds a free place. A sheet is rows of bits, so that asking is quick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor

from atlas.figure.geometry import Rect

CELL = 2.0
"""Places are told apart by so much, in points."""
EDGE = 3
"""So many cells at the edge of a sheet stay free."""


class Room:
    """A sheet on which some places are taken."""

    def __init__(self, width: float, height: float, taken: Iterable[Rect]) -> None:
        self._columns, self._rows = int(width / CELL), int(height / CELL)
        self._taken = _painted([0] * self._rows, taken)
        self._blocked: dict[tuple[float, float], list[int]] = {}

    def only(self, rect: Rect) -> Room:
        """Return the room that is left if only what lies within the rectangle may be used."""
        left, right = ceil(rect.x / CELL), floor(rect.right / CELL)
        inside = ((1 << max(0, right - left)) - 1) << left
        first, last = ceil(rect.y / CELL), floor(rect.bottom / CELL)
        all_taken = (1 << self._columns) - 1
        made = Room(0, 0, ())
        made._columns, made._rows = self._columns, self._rows
        made._taken = [
            row | (all_taken & ~inside) if first <= number < last else all_taken
            for number, row in enumerate(self._taken)
        ]
        return made

    def without(self, rects: Iterable[Rect]) -> Room:
        """Return the room that is left if these places are taken, too."""
        made = Room(0, 0, ())
        made._columns, made._rows = self._columns, self._rows
        made._taken = _painted(list(self._taken), rects)
        return made

    def is_free(self, x: float, y: float, width: float, height: float) -> bool:
        """Return whether a box of that size has room with its upper left corner there."""
        column, row = round(x / CELL), round(y / CELL)
        blocked = self.blocked(width, height)
        return 0 <= row < len(blocked) and column >= 0 and not blocked[row] >> column & 1

    def blocked(self, width: float, height: float) -> list[int]:
        """Return for each row of cells the columns at which a box of that size has no room for its upper left corner.

        Empty if it has none anywhere.
        """
        size = ceil(width / CELL), ceil(height / CELL)
        if size not in self._blocked:
            self._blocked[size] = self._corners(*size)
        return self._blocked[size]

    def _corners(self, wide: int, high: int) -> list[int]:
        count = self._columns - 2 * EDGE - wide + 1
        last = self._rows - EDGE - high
        if count <= 0 or last < EDGE:
            return []
        inside, whole = ((1 << count) - 1) << EDGE, -1
        lower = _spread(self._taken, high)
        made = [
            _smeared(row, wide) | ~inside if EDGE <= number <= last else whole
            for number, row in enumerate(lower)
        ]
        return made if any(row != whole for row in made) else []


def _painted(rows: list[int], rects: Iterable[Rect]) -> list[int]:
    for rect in rects:
        left, right = max(0, floor(rect.x / CELL)), max(0, ceil(rect.right / CELL))
        mask = ((1 << (right - left)) - 1) << left
        for row in range(max(0, floor(rect.y / CELL)), min(len(rows), ceil(rect.bottom / CELL))):
            rows[row] |= mask
    return rows


def _spread(rows: Sequence[int], count: int) -> list[int]:
    """Return each row together with the rows after it, so many in all."""
    made, done = list(rows), 1
    while done < count:
        step = min(done, count - done)
        made = [one | other for one, other in zip(made, [*made[step:], *[0] * step], strict=True)]
        done += step
    return made


def _smeared(row: int, count: int) -> int:
    """Return the columns of a row from which so many columns are not all free."""
    done = 1
    while done < count:
        step = min(done, count - done)
        row |= row >> step
        done += step
    return row
