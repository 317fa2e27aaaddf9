"""Parts: what drawings of many states have in common. A box or frame is drawn once for each way it ever looks.

A state's drawing is then a list of parts and a list of wires, so no engine lays out a state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from atlas.figure.canvas import draw_parts
from atlas.figure.geometry import Rect
from atlas.figure.route import Wire
from atlas.figure.skeleton import Skeleton
from atlas.figure.stage import Box, NodeFrame, Stage
from atlas.figure.svg import SVG, cleaned_group
from atlas.text.text import Lang

VERSION = "~"
"""Between the key of a part and the number of its version."""


class Parts:
    """The parts of a figure's drawings in one layout, numbered as they are first met."""

    def __init__(self, place: Skeleton, figure_id: str) -> None:
        self.place = place
        self.figure_id = figure_id
        self._boxes: dict[tuple[Box, Rect], int] = {}
        self._frames: dict[NodeFrame, int] = {}

    def cast(self, stage: Stage, place: Skeleton) -> tuple[int, ...]:
        """Return the numbers of the parts of a stage, from the lowest to the uppermost."""
        frames = [self._number_frame(frame) for frame in stage.nodes]
        boxes = [self._number_box(box, place.boxes[box.key]) for box in _boxes(stage)]
        return (*frames, *boxes)

    def dot(self, lang: Lang) -> str:
        """Return the DOT source of all parts."""
        boxes = {f"{box.key}{VERSION}{number}": rect for (box, rect), number in self._boxes.items()}
        frames = {
            f"{frame.key}{VERSION}{number}": self.place.frames[frame.key]
            for frame, number in self._frames.items()
        }
        return draw_parts(
            replace(self.place, boxes=boxes, frames=frames),
            [replace(box, key=f"{box.key}{VERSION}{n}") for (box, _), n in self._boxes.items()],
            [replace(frame, key=f"{frame.key}{VERSION}{n}") for frame, n in self._frames.items()],
            self.figure_id,
            lang,
        )

    def markup(self, raw: str, icons: str) -> list[str]:
        """Return the markup of each part by its number, out of the engine's drawing of all of them."""
        found: dict[int, list[str]] = {}
        for group in etree.fromstring(raw.encode()).iter(f"{SVG}g"):
            name, mark, version = group.get("id", "").partition(VERSION)
            if mark:
                number = int(version.removesuffix("-label"))
                label = "-label" if version.endswith("-label") else ""
                group.set("id", f"{name}{label}")
                found.setdefault(number, []).append(cleaned_group(group, icons))
        return ["".join(found[number]) for number in range(len(found))]

    def _number_box(self, box: Box, rect: Rect) -> int:
        return self._boxes.setdefault((box, rect), self._count)

    def _number_frame(self, frame: NodeFrame) -> int:
        """The boxes within a frame are parts of their own."""
        nothing = Box("", frame.kernel.look, "", ())
        bare = replace(frame, kernel=nothing, kube_proxy=nothing, pods=())
        return self._frames.setdefault(bare, self._count)

    @property
    def _count(self) -> int:
        return len(self._boxes) + len(self._frames)


def _boxes(stage: Stage) -> Iterator[Box]:
    yield from (*stage.cards, *stage.sources, *stage.middles)
    for frame in stage.nodes:
        yield from (frame.kernel, frame.kube_proxy, *frame.pods)


def wire_text(wire: Wire, place: Skeleton) -> tuple[str, str, str]:
    """Return a wire as its role, its number and the coordinates of its corners and then of its number.

    Counted upwards from the lower end, as in the engine's drawings.
    """
    points = [*wire.points, wire.badge] if wire.leg.badge else wire.points
    numbers = [number for one in points for number in (one.x, one.y - place.height)]
    return (
        wire.leg.role.value,
        wire.leg.badge,
        " ".join(f"{one:.1f}".removesuffix(".0") for one in numbers),
    )
