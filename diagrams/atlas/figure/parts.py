"""Parts: what drawings of many states have in common. A box, frame or line is drawn once for each way it ever looks.

A state's drawing is then a list of parts, so no engine lays out a state, and no page computes a line: it puts finished
parts over one another.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from atlas.figure.canvas import PART, Sheet, draw_actors, draw_wires
from atlas.figure.headers import Finder, Spot, Step, size
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
from atlas.figure.seen import seen
from atlas.figure.skeleton import Layout, Skeleton
from atlas.figure.stage import Box, NodeFrame, Stage, fold
from atlas.figure.states import Explored, standing
from atlas.figure.svg import groups

LAYOUTS = tuple(Layout)
VIEWS = (Layout.WIDE, Layout.NARROW, Layout.NARROW)
"""How a way is seen: wide, narrow with nodes that take no part folded, and narrow with all of them open."""
Numbers = tuple[int, ...]
Wires = tuple[tuple[LinePiece, ...], tuple[BadgePiece, ...]]
Place = tuple[float, ...]
"""A header in a view: left, top, width, height, and where its packet stands on the line."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is on stage in a view, as numbers of actors of its layout, and how high the sheet is.

    Frames lie below all lines, boxes above them.
    """

    frames: Numbers
    boxes: Numbers
    height: float


@dataclass(frozen=True, slots=True)
class Net:
    """What runs between them in a view, as numbers of wires of its layout: lines, and the badges that lie above everything."""

    lines: Numbers
    badges: Numbers


@dataclass(frozen=True, slots=True)
class Headers:
    """Where the headers of a way stand in a view: that of each hop, and the hops shown at rest with theirs."""

    hops: tuple[Place, ...]
    at_rest: tuple[tuple[int, Place], ...]


class Parts:
    """The parts of a figure's drawings, numbered as they are first met."""

    def __init__(self, explored: Explored, figure_id: str, stages: Iterable[Stage]) -> None:
        self._explored = explored
        self._figure_id = figure_id
        self._places = {layout: explored.skeletons[layout] for layout in LAYOUTS}
        self._actors: dict[Layout, Numbered[ActorPiece]] = {one: Numbered() for one in LAYOUTS}
        self._wires: dict[Layout, Numbered[WirePiece]] = {one: Numbered() for one in LAYOUTS}
        self._views: dict[int, tuple[Stage, tuple[Stage, ...]]] = {}
        self._routed: dict[Hashable, tuple[tuple[Wire, ...], Skeleton]] = {}
        self._found: dict[Hashable, Headers] = {}
        pieces: dict[Layout, set[WirePiece]] = {one: set() for one in LAYOUTS}
        for stage in stages:
            for layout, shown in zip(VIEWS, self._seen(stage), strict=True):
                wires, _ = self._route(shown, layout)
                pieces[layout].update(chain(*_pieces(wires)))
        for layout, numbered in self._wires.items():
            numbered.numbers(
                sorted(pieces[layout], key=repr)
            )  # what is alike packs better side by side

    def casts(self, stage: Stage) -> tuple[Cast, ...]:
        """Return the frames and boxes of a completed stage in each view."""
        return tuple(
            self._cast(shown, layout)
            for layout, shown in zip(VIEWS, self._seen(stage), strict=True)
        )

    def nets(self, stage: Stage) -> tuple[Net, ...]:
        """Return the lines of a completed stage in each view.

        They depend on where its Pods stand, but not on how they look.
        """
        return tuple(
            self._net(shown, layout) for layout, shown in zip(VIEWS, self._seen(stage), strict=True)
        )

    def headers(self, stage: Stage, shown: tuple[Step, ...]) -> tuple[Headers, ...]:
        """Return where the headers of a way through a completed stage stand in each view."""
        return tuple(
            self._headers(view, layout, shown)
            for layout, view in zip(VIEWS, self._seen(stage), strict=True)
        )

    def _seen(self, stage: Stage) -> tuple[Stage, ...]:
        """Return a stage in each view, made once: it is kept, so nothing else can have its id."""
        if id(stage) not in self._views:
            self._views[id(stage)] = (stage, views(stage))
        return self._views[id(stage)][1]

    def actor_sheets(self) -> list[Sheet]:
        """Return all boxes and frames on one sheet for each layout, over one another."""
        return [
            draw_actors(actors.all(), self._places[layout], f"{self._figure_id}-{layout}")
            for layout, actors in self._actors.items()
        ]

    def wire_sheets(self) -> list[str]:
        """Return the DOT source of all lines and badges of each layout, likewise."""
        return [
            draw_wires(wires.all(), self._places[layout], f"{self._figure_id}-{layout}")
            for layout, wires in self._wires.items()
        ]

    def heights(self) -> list[float]:
        """Return how high the sheets of each layout are: parts are drawn from their lower end."""
        return [place.height for place in self._places.values()]

    def _cast(self, stage: Stage, layout: Layout) -> Cast:
        numbers, place = self._actors[layout].numbers, self._explored.place(stage, layout)
        frames = [(_bare(frame), place.frames[frame.key]) for frame in stage.nodes]
        labels = (LabelPiece(*one) for one in frames)
        boxes = (BoxPiece(box, place.boxes[box.key]) for box in _boxes(stage))
        return Cast(
            numbers(FramePiece(*one) for one in frames), numbers(chain(labels, boxes)), place.height
        )

    def _net(self, stage: Stage, layout: Layout) -> Net:
        wires, _ = self._route(stage, layout)
        return Net(*map(self._wires[layout].numbers, _pieces(wires)))

    def _headers(self, stage: Stage, layout: Layout, shown: tuple[Step, ...]) -> Headers:
        key = (layout, stage.legs, standing(stage), tuple(map(_extent, shown)))
        if key not in self._found:
            wires, place = self._route(stage, layout)
            finder = Finder(place, wires)
            numbers = [one.number for one in shown]
            self._found[key] = Headers(
                tuple(map(_place, finder.spots(shown))),
                tuple(
                    (numbers.index(card.step.number), _place(card.spot))
                    for card in finder.at_rest(shown)
                ),
            )
        return self._found[key]

    def _route(self, stage: Stage, layout: Layout) -> tuple[tuple[Wire, ...], Skeleton]:
        """Return the lines and badges of a stage as it is drawn in a layout, and where its boxes stand."""
        key = (layout, stage.legs, standing(stage))
        if key not in self._routed:
            place = self._explored.place(stage, layout)
            self._routed[key] = (route(stage, place), place)
        return self._routed[key]


def views(stage: Stage) -> tuple[Stage, ...]:
    """Return a stage as each view shows it."""
    whole = seen(stage, Layout.NARROW)
    return seen(stage, Layout.WIDE), fold(whole), whole


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


def _extent(step: Step) -> Hashable:
    return step.number, step.role, size(step, stacked=False), size(step, stacked=True)


def _place(spot: Spot) -> Place:
    rect, packet = spot.rect, spot.packet
    return (rect.x, rect.y, rect.width, rect.height, packet.x, packet.y)


def _pieces(wires: Sequence[Wire]) -> Wires:
    badges = {one.badge: one for one in wires if one.leg.badge}
    return (
        tuple(LinePiece(one.leg.role, one.leg.badge, one.points) for one in wires),
        tuple(BadgePiece(one.leg.role, one.leg.badge, one.badge) for one in badges.values()),
    )


def _boxes(stage: Stage) -> Iterator[Box]:
    yield from (*stage.cards, *stage.sources, *stage.middles)
    for frame in stage.nodes:
        yield from frame.boxes
