"""Parts: what drawings of many states have in common. A box, frame or line is drawn once for each way it ever looks.

A state's drawing is then a list of parts, so no engine lays out a state, and no page computes a line: it puts finished
parts over one another.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from atlas.figure.canvas import PART, Sheet, draw_actors, draw_wires
from atlas.figure.geometry import Rect
from atlas.figure.numbered import Numbered
from atlas.figure.pieces import (
    ActorPiece,
    BadgePiece,
    BoxPiece,
    FramePiece,
    LabelPiece,
    LinePiece,
    WirePiece,
)
from atlas.figure.route import Wire, route
from atlas.figure.skeleton import Layout
from atlas.figure.stage import Box, NodeFrame, Stage
from atlas.figure.states import Explored, standing
from atlas.figure.svg import groups

LAYOUTS = tuple(Layout)
Numbers = tuple[int, ...]
Wires = tuple[tuple[LinePiece, ...], tuple[BadgePiece, ...]]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is on stage, as numbers of actors, the same in both layouts. Frames lie below all lines, boxes above them."""

    frames: Numbers
    boxes: Numbers


@dataclass(frozen=True, slots=True)
class Net:
    """What runs between them in one layout, as numbers of wires: lines, and the badges that lie above everything."""

    lines: Numbers
    badges: Numbers


class Parts:
    """The parts of a figure's drawings, numbered as they are first met."""

    def __init__(self, explored: Explored, figure_id: str, stages: Iterable[Stage]) -> None:
        self._explored = explored
        self._figure_id = figure_id
        self._places = [explored.skeletons[layout] for layout in LAYOUTS]
        self._actors: Numbered[ActorPiece] = Numbered()
        self._wires: list[Numbered[WirePiece]] = [Numbered() for _ in LAYOUTS]
        self._routed: dict[Hashable, tuple[Wires, ...]] = {}
        for stage in stages:
            self._route(stage)
        for index, numbered in enumerate(self._wires):
            pieces = {one for all_ in self._routed.values() for one in chain(*all_[index])}
            numbered.numbers(sorted(pieces, key=repr))  # what is alike packs better side by side

    def cast(self, stage: Stage) -> Cast:
        """Return the frames and boxes of a completed stage."""
        numbers = self._actors.numbers
        places = [self._explored.place(stage, layout) for layout in LAYOUTS]
        frames = [(_bare(frame), self._frame_places(frame)) for frame in stage.nodes]
        labels = (LabelPiece(*one) for one in frames)
        boxes = (
            BoxPiece(box, tuple(place.boxes[box.key] for place in places)) for box in _boxes(stage)
        )
        return Cast(numbers(FramePiece(*one) for one in frames), numbers(chain(labels, boxes)))

    def nets(self, stage: Stage) -> tuple[Net, ...]:
        """Return the lines of a completed stage in each layout.

        They depend on where its Pods stand, but not on how they look.
        """
        both = zip(self._wires, self._route(stage), strict=True)
        return tuple(
            Net(wires.numbers(lines), wires.numbers(badges)) for wires, (lines, badges) in both
        )

    def actor_sheets(self) -> list[Sheet]:
        """Return all boxes and frames on one sheet for each layout, over one another."""
        actors = self._actors.all()
        return [
            draw_actors(actors, index, place, f"{self._figure_id}-{place.layout}")
            for index, place in enumerate(self._places)
        ]

    def wire_sheets(self) -> list[str]:
        """Return the DOT source of all lines and badges of each layout, likewise."""
        return [
            draw_wires(wires.all(), place, f"{self._figure_id}-{place.layout}")
            for place, wires in zip(self._places, self._wires, strict=True)
        ]

    def _route(self, stage: Stage) -> tuple[Wires, ...]:
        """Return the lines and badges of a stage in each layout."""
        key = (stage.legs, standing(stage))
        if key not in self._routed:
            places = (self._explored.place(stage, layout) for layout in LAYOUTS)
            self._routed[key] = tuple(_wires(route(stage, place)) for place in places)
        return self._routed[key]

    def _frame_places(self, frame: NodeFrame) -> tuple[Rect, ...]:
        return tuple(place.frames[frame.key] for place in self._places)


def finished(raw: str) -> list[str]:
    """Return the finished parts by number, out of an engine's drawing of a sheet."""
    found: dict[int, str] = {}
    for name, element in groups(raw):
        key, part, number = name.rpartition(PART)
        if part:
            own = "" if key.endswith("--") else f' id="{key}"'  # lines have no key
            found[int(number)] = f"<g{own}{element.removeprefix('<g')}"
    return [found[number] for number in range(len(found))]


def _bare(frame: NodeFrame) -> NodeFrame:
    """Return a frame without what stands in it: the boxes are parts of their own."""
    nothing = Box("", frame.kernel.look, "", ())
    return replace(frame, kernel=nothing, kube_proxy=nothing, pods=())


def _wires(wires: Sequence[Wire]) -> Wires:
    badges = {one.badge: one for one in wires if one.leg.badge}
    return (
        tuple(LinePiece(one.leg.role, one.leg.badge, one.points) for one in wires),
        tuple(BadgePiece(one.leg.role, one.leg.badge, one.badge) for one in badges.values()),
    )


def _boxes(stage: Stage) -> Iterator[Box]:
    yield from (*stage.cards, *stage.sources, *stage.middles)
    for frame in stage.nodes:
        yield from (frame.kernel, frame.kube_proxy, *frame.pods)
