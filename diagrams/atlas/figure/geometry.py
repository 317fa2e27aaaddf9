"""Plain geometry in points (1/72 inch); x grows to the right, y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


class Side(Enum):
    """The side of a box that a line attaches to."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Rect:
    """A box by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def center(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def edge(self, side: Side) -> float:
        """Return the x of that side."""
        return self.x if side is Side.LEFT else self.right


@dataclass(frozen=True, slots=True)
class Channel:
    """A vertical strip without boxes in which lines run up and down."""

    left: float
    right: float

    @property
    def width(self) -> float:
        return self.right - self.left
