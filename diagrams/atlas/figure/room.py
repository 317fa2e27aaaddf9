"""Room: where on a sheet a box of some size finds a free place. A sheet is bits, so that asking is quick."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from math import ceil, floor
from typing import NamedTuple

from atlas.figure.geometry import Rect

CELL = 2.0
"""Places are told apart by so much, in points."""
EDGE = 3
"""So many cells at the edge of a sheet stay free."""


class Corners(NamedTuple):
    """Where on a sheet the upper left corner of a box of some size may be: a bit for each column, row after row."""

    cells: bytes
    length: int
    """Of a row, in bytes."""

    def row(self, number: int) -> int:
        """Return the columns of that row as bits, none if the sheet has no such row."""
        if number < 0:
            return 0
        return int.from_bytes(
            self.cells[number * self.length : (number + 1) * self.length], "little"
        )


class Room:
    """A sheet on which some places are taken."""

    def __init__(self, width: float, height: float, taken: Iterable[Rect]) -> None:
        self._columns, self._rows = int(width / CELL), int(height / CELL)
        self._taken = self._painted([0] * self._rows, taken)
        self._free: dict[tuple[int, int], Corners] = {}

    def only(self, rect: Rect) -> Room:
        """Return the room that is left if only what lies within the rectangle may be used."""
        left, right = ceil(rect.x / CELL), floor(rect.right / CELL)
        first, last = ceil(rect.y / CELL), floor(rect.bottom / CELL)
        whole = _ones(self._columns)
        outside = whole & ~(_ones(right - left) << left)
        return self._with(
            row | (outside if first <= number < last else whole)
            for number, row in enumerate(self._taken)
        )

    def without(self, rects: Iterable[Rect]) -> Room:
        """Return the room that is left if these places are taken, too."""
        return self._with(self._painted(list(self._taken), rects))

    def _with(self, taken: Iterable[int]) -> Room:
        made = Room(0, 0, ())
        made._columns, made._rows, made._taken = self._columns, self._rows, list(taken)
        return made

    def is_free(self, x: float, y: float, width: float, height: float) -> bool:
        """Return whether a box of that size has room with its upper left corner there."""
        column, row = round(x / CELL), round(y / CELL)
        free = self.free(width, height)
        return column >= 0 and bool(free.row(row) >> column & 1)

    def free(self, width: float, height: float) -> Corners:
        """Return where the upper left corner of a box of that size has room."""
        size = ceil(width / CELL), ceil(height / CELL)
        if size not in self._free:
            self._free[size] = self._corners(*size)
        return self._free[size]

    def _corners(self, wide: int, high: int) -> Corners:
        """Return the free corners, found for all rows at once: one after the other they are one number.

        What moves from a row into its neighbour lands where no box fits any more.
        """
        count = self._columns - 2 * EDGE - wide + 1
        last = self._rows - EDGE - high
        length = ceil(self._columns / 8)
        if count <= 0 or last < EDGE:
            return Corners(b"", length)
        taken = _smeared(_smeared(self._cells, high, 8 * length), wide, 1)
        inside = (_ones(count) << EDGE).to_bytes(length, "little")
        fitting = int.from_bytes(bytes(length * EDGE) + inside * (last - EDGE + 1), "little")
        return Corners((fitting & ~taken).to_bytes(length * self._rows, "little"), length)

    @cached_property
    def _cells(self) -> int:
        """What is taken, as one number of whole bytes for each row."""
        length = ceil(self._columns / 8)
        rows = b"".join(row.to_bytes(length, "little") for row in self._taken)
        return int.from_bytes(rows, "little")

    def _painted(self, rows: list[int], rects: Iterable[Rect]) -> list[int]:
        whole = _ones(self._columns)
        for rect in rects:
            left, right = max(0, floor(rect.x / CELL)), max(0, ceil(rect.right / CELL))
            mask = _ones(right - left) << left & whole
            for row in range(
                max(0, floor(rect.y / CELL)), min(len(rows), ceil(rect.bottom / CELL))
            ):
                rows[row] |= mask
        return rows


def _ones(count: int) -> int:
    return (1 << max(0, count)) - 1


def _smeared(cells: int, count: int, pitch: int) -> int:
    """Return each cell together with the cells after it, so many in all, which lie `pitch` apart."""
    done = 1
    while done < count:
        step = min(done, count - done)
        cells |= cells >> step * pitch
        done += step
    return cells
