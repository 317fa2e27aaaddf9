"""Canvas: a stage, its skeleton and its wires become a `diagrams` Diagram, and that becomes DOT.

The only module that knows the diagrams library. All positions are written into the DOT, so a layout engine
only has to draw (Graphviz calls this mode nop2).
"""

# The diagrams library declares each extra attribute of a node or edge as a dict of attributes.
# pyright: reportArgumentType=false, reportUnusedExpression=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from diagrams import Cluster, Diagram, Edge, Node, setdiagram
from diagrams.generic.database import SQL
from diagrams.generic.network import Router
from diagrams.k8s.compute import Pod
from diagrams.k8s.group import Namespace
from diagrams.k8s.network import Endpoint, Ingress, NetworkPolicy, Service
from diagrams.oci.network import LoadBalancer
from diagrams.onprem.client import Client
from diagrams.onprem.dns import Coredns
from diagrams.onprem.network import Internet

from atlas.figure.fitting import label as fitting_label
from atlas.figure.geometry import Point, Rect
from atlas.figure.headers import LINE, NUMBER_WIDTH, Card, Step
from atlas.figure.pieces import (
    ActorPiece,
    BadgePiece,
    BoxPiece,
    FramePiece,
    LabelPiece,
    LinePiece,
    WirePiece,
)
from atlas.figure.route import Wire
from atlas.figure.skeleton import BADGE, LABEL_HEIGHT, Skeleton
from atlas.figure.stage import Box, Look, NodeFrame, Role, Stage
from atlas.figure.svg import HOP
from atlas.figure.wording import Marks, Wording
from atlas.text.text import Lang

ICONS: Mapping[str, type[Node]] = {
    "client": Client,
    "database": SQL,
    "balancer": LoadBalancer,
    "gateway": Namespace,
    "pod": Pod,
    "service": Service,
    "endpointslice": Endpoint,
    "ingress": Ingress,
    "dns": Coredns,
    "router": Router,
    "policy": NetworkPolicy,
    "cloud": Internet,
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
PART = "~"
"""In the id of a part: between the key of a box or frame, "" for a line, and the part's number."""


class _Drawing(Diagram):
    """A Diagram that only collects DOT: the stock one would write files and call `dot` on exit."""

    def __exit__(self, exc_type: object, exc_value: object, traceback: object) -> None:
        setdiagram(None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """DOT source in which marks stand for words, so that one drawing serves all languages."""

    dot: str
    wording: Wording

    def in_language(self, lang: Lang) -> str:
        """Return the DOT source with the words of that language."""
        return self.wording.put_into(self.dot, lang)


def draw(
    stage: Stage, place: Skeleton, wires: Sequence[Wire], cards: Sequence[Card], figure_id: str
) -> Sheet:
    """Return the drawing of a stage with headers of its packets, every element with a stable id and class."""
    with _paper(place, figure_id) as drawing:
        painter = _Painter(place, figure_id)
        painter.paper()
        nodes = painter.boxes(stage)
        for wire in wires:
            leg, name = wire.leg, f"leg-{_name(wire)}"
            painter.line(leg.role, leg.badge, wire.points, (nodes[leg.start], nodes[leg.end]), name)
        for wire in {(one.leg.badge, one.badge): one for one in wires if one.leg.badge}.values():
            painter.badge(wire.leg.role, wire.leg.badge, wire.badge, f"badge-{_name(wire)}")
        for card in cards:
            painter.header(card)
        return Sheet(str(drawing.dot.source), painter.marks.wording())


def draw_actors(actors: Sequence[ActorPiece], place: Skeleton, figure_id: str) -> Sheet:
    """Return a sheet of boxes and frames over one another, each with its number in its id: an engine draws them at once."""
    with _paper(place, figure_id) as drawing:
        painter = _Painter(place, figure_id)
        painter.paper()
        for number, piece in enumerate(actors):
            rect, name = piece.place, f"{PART}{number}"
            match piece:
                case FramePiece(frame):
                    with painter.frame(frame, rect, f"{frame.key}{name}"):
                        painter.nothing(name)
                case LabelPiece(frame):
                    painter.label(frame, rect, f"{frame.key}-label{name}")
                case BoxPiece(box):
                    painter.box(box, rect, f"{box.key}{name}")
        return Sheet(str(drawing.dot.source), painter.marks.wording())


def draw_board(
    frames: Sequence[FramePiece],
    boxes: Sequence[BoxPiece],
    lines: Sequence[LinePiece],
    place: Skeleton,
    figure_id: str,
) -> Sheet:
    """Return the drawing of frames, boxes and lines that stand where they are told to."""
    with _paper(place, figure_id) as drawing:
        painter = _Painter(place, figure_id)
        paper = painter.paper()
        for piece in frames:
            with painter.frame(piece.frame, piece.place, piece.frame.key):
                painter.nothing(f"{piece.frame.key}-nothing")
            painter.label(piece.frame, piece.place, f"{piece.frame.key}-label")
        for number, line in enumerate(lines):
            painter.line(line.role, "", line.points, (paper, paper), f"line-{number}")
        for piece in boxes:
            painter.box(piece.box, piece.place, piece.box.key)
        return Sheet(str(drawing.dot.source), painter.marks.wording())


def draw_wires(wires: Sequence[WirePiece], place: Skeleton, figure_id: str) -> str:
    """Return the DOT source of a sheet of lines and badges, likewise. They are the same in every language."""
    with _paper(place, figure_id) as drawing:
        painter = _Painter(place, figure_id)
        paper = painter.paper()
        for number, piece in enumerate(wires):
            name = f"{PART}{number}"
            match piece:
                case LinePiece(role, badge, points):
                    painter.line(role, badge, points, (paper, paper), name)
                case BadgePiece(role, badge, spot):
                    painter.badge(role, badge, spot, name)
        return str(drawing.dot.source)


def header_lines(step: Step, stacked: bool) -> list[str]:
    """Return the lines of what is shown of a step."""
    joint = "\n→ " if stacked else " → "
    return [
        line for one in step.headers for line in f"{one.source}{joint}{one.destination}".split("\n")
    ]


def _name(wire: Wire) -> str:
    leg = wire.leg
    return f"{leg.role.value}-{leg.badge}-{leg.start}-{leg.end}"


def _paper(place: Skeleton, figure_id: str) -> _Drawing:
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

    def __init__(self, place: Skeleton, figure_id: str) -> None:
        self.place = place
        self.figure_id = figure_id
        self.marks = Marks()

    def paper(self) -> Node:
        """Draw the whole sheet, so that the engine does not cut off what is empty."""
        sheet = Rect(0, 0, self.place.width, self.place.height)
        return Node(
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
        rects = self.place.boxes
        for box in (*stage.cards, *stage.sources, *stage.middles):
            drawn[box.key] = self.box(box, rects[box.key], box.key)
        for frame in stage.nodes:
            rect = self.place.frames[frame.key]
            with self.frame(frame, rect, frame.key):
                self.label(frame, rect, f"{frame.key}-label")
                if frame.folded:
                    nothing = f"{frame.key}-nothing"
                    self.nothing(nothing, id=self._id(nothing))
                for box in frame.boxes:
                    drawn[box.key] = self.box(box, rects[box.key], box.key)
        return drawn

    def line(
        self, role: Role, badge: str, points: Sequence[Point], ends: tuple[Node, Node], name: str
    ) -> None:
        """Draw a line with its arrow."""
        edge = Edge(
            pos=self._spline(points),
            id=self._id(name),
            **{"class": f"leg {role.value}{_hop(badge)}"},
            style="solid" if role is Role.REQUEST else "dashed",
            arrowsize="0.8",
        )
        ends[0] >> edge >> ends[1]

    def badge(self, role: Role, badge: str, spot: Point, name: str) -> None:
        """Draw the number of a line. Lines that leave together under one number share it."""
        half = BADGE / 2
        Node(
            badge,
            nodeid=name,
            id=self._id(name),
            **{"class": f"badge {role.value}{_hop(badge)}"},
            **self._fixed(Rect(spot.x - half, spot.y - half, BADGE, BADGE)),
            shape="circle",
            style="filled",
            fontsize="11",
        )

    def header(self, card: Card) -> None:
        """Draw the header of a packet."""
        step, rect = card.step, card.spot.rect
        lines = header_lines(step, card.spot.stacked)
        text = "".join(f'{escape(line)}<BR ALIGN="LEFT"/>' for line in lines)
        number = NUMBER_WIDTH * (len(step.number) + 1)
        Node(
            f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
            f'WIDTH="{rect.width - 6:g}" HEIGHT="{rect.height - 2:g}"><TR><TD FIXEDSIZE="TRUE" WIDTH="{number:g}" '
            f'HEIGHT="{LINE:g}"><B>{escape(step.number)}</B></TD><TD ALIGN="LEFT" BALIGN="LEFT" '
            f'WIDTH="{rect.width - number - 6:g}" HEIGHT="{rect.height - 2:g}">{text}</TD></TR></TABLE>>',
            nodeid=f"header-{step.number}",
            id=self._id(f"header-{step.number}"),
            **{"class": f"header {step.role.value}"},
            **self._fixed(rect),
            shape="box",
            style="rounded,filled",
            fontsize="12",
        )

    def frame(self, frame: NodeFrame, rect: Rect, name: str) -> Cluster:
        """Return the frame of a node, which is drawn when it is left."""
        state = " down" * frame.down + " folded" * frame.folded + " assumed" * frame.assumed
        state += f" ground-{frame.ground}" * (frame.ground > 0)
        return Cluster(
            name,
            graph_attr={
                "label": "",
                "bb": self._bounds(rect),
                "id": self._id(name),
                "class": f"frame{state}",
                "style": "rounded,dashed" if frame.down else "rounded",
            },
        )

    def label(self, frame: NodeFrame, rect: Rect, name: str) -> None:
        """Draw the line of text at the top of a node's frame."""
        inner = Rect(rect.x + 8, rect.y + 3, rect.width - 16, LABEL_HEIGHT - 4)
        first, *others = map(self.marks.of, fitting_label(frame, inner.width))
        text = f"<B>{first}</B>  {' · '.join(others)}"
        Node(
            f'<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" WIDTH="{inner.width:g}" '
            f'HEIGHT="{inner.height:g}"><TR><TD ALIGN="LEFT" HEIGHT="{inner.height:g}">{text}</TD></TR></TABLE>>',
            nodeid=name,
            id=self._id(name),
            **{"class": "frame-label" + " down" * frame.down + " folded" * frame.folded},
            **self._fixed(inner),
            shape="plain",
        )

    def nothing(self, name: str, **more: str) -> None:
        """Put something without size into a frame: engines do not draw an empty one."""
        middle = Rect(self.place.width / 2, self.place.height / 2, 0, 0)
        Node("", nodeid=name, shape="none", **self._fixed(middle), **more)

    def box(self, box: Box, rect: Rect, name: str) -> Node:
        """Draw a box."""
        flags = ["dimmed"] * box.dimmed + ["marked"] * box.marked
        flags += ["assumed"] * box.assumed + ["added"] * box.added
        icon = ICONS.get(box.icon, Node)
        return icon(
            self._label(box, rect),
            nodeid=name,
            id=self._id(name),
            **{"class": " ".join(("box", box.look.value, *flags))},
            **self._fixed(rect),
            shape="box",
            style="rounded,filled",
            image="",
        )

    def _label(self, box: Box, rect: Rect) -> str:
        """Return an HTML-like label: icon left, lines of text beside it, the first one bold."""
        lines = [self.marks.of(line) for line in box.lines]
        if box.look is not Look.EMPTY:
            lines[: box.heads] = [f"<B>{line}</B>" for line in lines[: box.heads]]
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


def _hop(badge: str) -> str:
    """Return the class that names the hop of a line or of its number."""
    return f" {HOP}{badge}" if badge else ""


def _icon_file(icon: type[Node]) -> str:
    return str(icon._load_icon(icon))  # pyright: ignore[reportPrivateUsage]


def _length(start: Point, end: Point) -> float:
    return abs(start.x - end.x) + abs(start.y - end.y)


def _towards(start: Point, end: Point, distance: float) -> Point:
    """Return the point at that distance from start on the (horizontal or vertical) way to end."""
    total = _length(start, end) or 1.0
    share = min(1.0, distance / total)
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
