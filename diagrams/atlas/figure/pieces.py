"""Pieces: what drawings are put together from. Each holds all that decides how it looks, in one layout."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.figure.geometry import Point, Rect
from atlas.figure.stage import Box, NodeFrame, Role


@dataclass(frozen=True, slots=True)
class FramePiece:
    """The frame of a node, without what stands in it."""

    frame: NodeFrame
    place: Rect


@dataclass(frozen=True, slots=True)
class LabelPiece:
    """The line of text at the top of a node's frame."""

    frame: NodeFrame
    place: Rect


@dataclass(frozen=True, slots=True)
class BoxPiece:
    """A box."""

    box: Box
    place: Rect


@dataclass(frozen=True, slots=True)
class LinePiece:
    """A line with its arrow."""

    role: Role
    badge: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class BadgePiece:
    """The number at a line."""

    role: Role
    badge: str
    spot: Point


ActorPiece = FramePiece | LabelPiece | BoxPiece
WirePiece = LinePiece | BadgePiece
