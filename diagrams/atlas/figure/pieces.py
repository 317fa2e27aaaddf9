"""Pieces: what drawings are put together from. Each holds all that decides how it looks; actors do so in both layouts."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.figure.geometry import Point, Rect
from atlas.figure.stage import Box, NodeFrame, Role


@dataclass(frozen=True, slots=True)
class FramePiece:
    """The frame of a node, without what stands in it."""

    frame: NodeFrame
    places: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class LabelPiece:
    """The line of text at the top of a node's frame."""

    frame: NodeFrame
    places: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class BoxPiece:
    """A box."""

    box: Box
    places: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class LinePiece:
    """A line with its arrow, in one layout."""

    role: Role
    badge: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class BadgePiece:
    """The number at a line, in one layout."""

    role: Role
    badge: str
    spot: Point


ActorPiece = FramePiece | LabelPiece | BoxPiece
WirePiece = LinePiece | BadgePiece
