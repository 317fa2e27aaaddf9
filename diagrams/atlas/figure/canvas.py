"""Canvas: a stage, its skeleton and its wires become a `diagrams` Diagram, and that becomes DOT.

The only module that knows the diagrams library. All positions are written into the DOT, so a layout engine
only has to draw (Graphviz calls this mode nop2).
"""

# The diagrams library declares each extra attribute of a node or edge as a dict of attributes.
# pyright: reportArgumentType=false, reportUnusedExpression=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from diagrams import Cluster, Diagram, Edge, Node, setdiagram
from diagrams.generic.database import SQL
from diagrams.generic.network import Router
from diagrams.k8s.compute import Pod
from diagrams.k8s.group import Namespace
from diagrams.k8s.network import Endpoint, Ingress, Service
from diagrams.onprem.client import Client

from atlas.figure.geometry import Point, Rect
from atlas.figure.route import Wire
from atlas.figure.skeleton import BADGE, LABEL_HEIGHT, Skeleton
from atlas.figure.stage import Box, Leg, Line, Look, NodeFrame, Role, Stage
from atlas.text.text import Lang, Text

ICONS: Mapping[str, type[Node]] = {
    "client": Client,
    "database": SQL,
    "balancer": Router,
    "gateway": Namespace,
    "pod": Pod,
    "service": Service,
    "endpointslice": Endpoint,
    "ingress": Ingress,
}
FONT_SIZE = 13
"""A little more than the style sheet's 12, so that lines of text stand apart."""
TEXT_FONT = "Arial"
"""Only for the engine's estimates: pages show figures in the site's own font."""
ICON_SIZE = 24
ICON_CELL = 27
ICON_GAP = 4
CORNER = 7.0
ARROW = 8.0
POINTS_PER_INCH = 72


class _Drawing(Diagram):
    """A Diagram that only collects DOT: the stock one would write files and call `dot` on exit."""

    def __exit__(self, exc_type: object, exc_value: object, traceback: object) -> None:
        setdiagram(None)


def draw(stage: Stage, place: Skeleton, wires: Sequence[Wire], figure_id: str, lang: Lang) -> str:
    """Return the DOT source of a stage in one language, every element with a stable id and class."""
    with _sheet(place, figure_id) as drawing:
        painter = _Painter(place, figure_id, lang)
        painter.paper()
        nodes = painter.boxes(stage)
        for wire in wires:
            painter.wire(wire, nodes)
        for wire in {
            (wire.leg.badge, wire.badge): wire for wire in wires if wire.leg.badge
        }.values():
            painter.badge(wire)
        return str(drawing.dot.source)


def draw_parts(
    place: Skeleton, boxes: Sequence[Box], frames: Sequence[NodeFrame], figure_id: str, lang: Lang
) -> str:
    """Return the DOT source of a sheet of parts: versions of boxes and node frames, over one another.

    An engine draws them all at once, and each is taken from its drawing by its id.
    """
    with _sheet(place, figure_id) as drawing:
        painter = _Painter(place, figure_id, lang)
        painter.paper()
        for frame in frames:
            painter.frame(frame)
        for box in boxes:
            painter.box(box)
        return str(drawing.dot.source)


def _sheet(place: Skeleton, figure_id: str) -> _Drawing:
    attributes = {
        "bb": f"0,0,{place.width:g},{place.height:g}",
        "bgcolor": "transparent",
        "outputorder": "edgesfirst",
        "splines": "true",
        "pad": "0",
        "margin": "0",
        "fontname": TEXT_FONT,
    }
    return _Drawing(
        figure_id,
        show=False,
        graph_attr={**attributes, "label": ""},
        node_attr={
            "fontname": TEXT_FONT,
            "fontsize": str(FONT_SIZE),
            "fixedsize": "shape",
            "labelloc": "c",
        },
    )


class _Painter:
    """Puts boxes and wires of one figure into the open diagram."""

    def __init__(self, place: Skeleton, figure_id: str, lang: Lang) -> None:
        self.place = place
        self.figure_id = figure_id
        self.lang = lang

    def paper(self) -> None:
        """Draw the whole sheet, so that the engine does not cut off what is empty."""
        sheet = Rect(0, 0, self.place.width, self.place.height)
        Node(
            "",
            nodeid="paper",
            id=self._id("paper"),
            **{"class": "paper"},
            **self._fixed(sheet),
            shape="box",
            style="filled",
        )

    def boxes(self, stage: Stage) -> Mapping[str, Node]:
        """Draw all boxes and node frames; return the drawn boxes by key."""
        drawn: dict[str, Node] = {}
        for box in (*stage.cards, *stage.sources, *stage.middles):
            drawn[box.key] = self.box(box)
        for frame in stage.nodes:
            with self._frame(frame):
                self._frame_label(frame)
                for box in (frame.kernel, frame.kube_proxy, *frame.pods):
                    drawn[box.key] = self.box(box)
        return drawn

    def wire(self, wire: Wire, drawn: Mapping[str, Node]) -> None:
        """Draw a wire with its arrow."""
        leg = wire.leg
        edge = Edge(
            pos=self._spline(wire.points),
            id=self._id(f"leg-{self._name(leg)}"),
            **{"class": f"leg {leg.role.value}"},
            style="solid" if leg.role is Role.REQUEST else "dashed",
            arrowsize="0.8",
        )
        drawn[leg.start] >> edge >> drawn[leg.end]

    def badge(self, wire: Wire) -> None:
        """Draw the number of a wire. Wires that leave together under one number share it."""
        half = BADGE / 2
        rect = Rect(wire.badge.x - half, wire.badge.y - half, BADGE, BADGE)
        name = f"badge-{self._name(wire.leg)}"
        Node(
            wire.leg.badge,
            nodeid=name,
            id=self._id(name),
            **{"class": f"badge {wire.leg.role.value}"},
            **self._fixed(rect),
            shape="circle",
            style="filled",
            fontsize="11",
        )

    @staticmethod
    def _name(leg: Leg) -> str:
        return f"{leg.role.value}-{leg.badge}-{leg.start}-{leg.end}"

    def frame(self, frame: NodeFrame) -> None:
        """Draw only the frame of a node and its label."""
        with self._frame(frame):
            self._frame_label(frame)

    def box(self, box: Box) -> Node:
        """Draw a box."""
        rect = self.place.boxes[box.key]
        flags = ["dimmed"] * box.dimmed + ["marked"] * box.marked
        icon = ICONS.get(box.icon, Node)
        return icon(
            self._label(box, rect),
            nodeid=box.key,
            id=self._id(box.key),
            **{"class": " ".join(("box", box.look.value, *flags))},
            **self._fixed(rect),
            shape="box",
            style="rounded,filled",
            image="",
        )

    def _label(self, box: Box, rect: Rect) -> str:
        """Return an HTML-like label: icon left, lines of text beside it, the first one bold."""
        lines = [escape(self._text(line)) for line in box.lines]
        if box.look is not Look.EMPTY:
            lines[0] = f"<B>{lines[0]}</B>"
        if box.icon not in ICONS:
            return f"<{'<BR/>'.join(lines)}>"
        text = "".join(f'{line}<BR ALIGN="LEFT"/>' for line in lines)
        return (
            f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
            f'WIDTH="{rect.width - 10:g}" HEIGHT="{rect.height - 4:g}"><TR>'
            f'<TD FIXEDSIZE="TRUE" WIDTH="{ICON_CELL}" HEIGHT="{ICON_SIZE}">'
            f'<IMG SRC="{escape(_icon_file(ICONS[box.icon]))}" SCALE="TRUE"/></TD>'
            f'<TD WIDTH="{ICON_GAP}"></TD><TD ALIGN="LEFT" BALIGN="LEFT" WIDTH="{rect.width - ICON_CELL - ICON_GAP - 10:g}" '
            f'HEIGHT="{rect.height - 4:g}">{text}</TD>'
            f"</TR></TABLE>>"
        )

    def _frame(self, frame: NodeFrame) -> Cluster:
        rect = self.place.frames[frame.key]
        state = " down" if frame.down else ""
        return Cluster(
            frame.key,
            graph_attr={
                "label": "",
                "bb": self._bounds(rect),
                "id": self._id(frame.key),
                "class": f"frame{state}",
                "style": "rounded,dashed" if frame.down else "rounded",
            },
        )

    def _frame_label(self, frame: NodeFrame) -> None:
        rect = self.place.frames[frame.key]
        label = Rect(rect.x + 8, rect.y + 3, rect.width - 16, LABEL_HEIGHT - 4)
        words = " · ".join(escape(self._text(line)) for line in frame.lines[1:])
        text = f"<B>{escape(self._text(frame.lines[0]))}</B>  {words}"
        Node(
            f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="{label.width:g}" '
            f'HEIGHT="{label.height:g}"><TR><TD ALIGN="LEFT" HEIGHT="{label.height:g}">{text}</TD></TR></TABLE>>',
            nodeid=f"{frame.key}-label",
            id=self._id(f"{frame.key}-label"),
            **{"class": "frame-label" + (" down" if frame.down else "")},
            **self._fixed(label),
            shape="plain",
        )

    def _spline(self, points: Sequence[Point]) -> str:
        """Return a Graphviz spline with rounded corners that ends in an arrow."""
        tip = points[-1]
        before = _towards(tip, points[-2], ARROW)
        controls = [points[0]]
        for previous, corner, following in zip(
            points, points[1:-1], [*points[2:-1], before], strict=False
        ):
            radius = min(CORNER, _length(previous, corner) / 2, _length(corner, following) / 2)
            enter, leave = _towards(corner, previous, radius), _towards(corner, following, radius)
            controls += [controls[-1], enter, enter, corner, corner, leave]
        controls += [controls[-1], before, before]
        body = " ".join(f"{one.x:.1f},{self._up(one.y):.1f}" for one in controls)
        return f"e,{tip.x:.1f},{self._up(tip.y):.1f} {body}"

    def _fixed(self, rect: Rect) -> dict[str, str]:
        """Return the attributes that give a node its place and size."""
        center = rect.center
        return {
            "pos": f"{center.x:.1f},{self._up(center.y):.1f}",
            "width": f"{rect.width / POINTS_PER_INCH:.4f}",
            "height": f"{rect.height / POINTS_PER_INCH:.4f}",
        }

    def _bounds(self, rect: Rect) -> str:
        return f"{rect.x:g},{self._up(rect.bottom):g},{rect.right:g},{self._up(rect.y):g}"

    def _up(self, y: float) -> float:
        """Graphviz counts y upwards."""
        return self.place.height - y

    def _id(self, name: str) -> str:
        return f"{self.figure_id}--{name}"

    def _text(self, line: Line) -> str:
        return line.in_language(self.lang) if isinstance(line, Text) else line


def _icon_file(icon: type[Node]) -> str:
    return str(icon._load_icon(icon))  # pyright: ignore[reportPrivateUsage]


def _length(start: Point, end: Point) -> float:
    return abs(start.x - end.x) + abs(start.y - end.y)


def _towards(start: Point, end: Point, distance: float) -> Point:
    """Return the point at that distance from start on the (horizontal or vertical) way to end."""
    total = _length(start, end) or 1.0
    share = min(1.0, distance / total)
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
