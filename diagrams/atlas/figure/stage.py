"""Stage: what a scene shows, before anyone says where it stands or how it looks.

Boxes come from the cluster, lines from the trace: a figure draws what the tracer computed, nothing else.
Which boxes there are depends on the topology and the Services shown, never on the way a packet takes.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from enum import StrEnum

from atlas.text import interface
from atlas.text.text import Lang, Text

LONGEST_LINE = 44
"""Characters that have room in a line of a card that is as wide as a narrow sheet."""
LONGEST_NAMES = 22
"""Characters of the names of Pods that have room in the line that is left of a node."""
BETWEEN = " · "
SLOT = "@"
"""Between a Pod's key and its node's in the name of a place."""


class Look(StrEnum):
    """What kind of thing a box is; the style sheet decides how it looks."""

    CLIENT = "client"
    BALANCER = "balancer"
    KERNEL = "kernel"
    KUBE_PROXY = "kube-proxy"
    POD = "pod"
    CONFIG = "config"
    EMPTY = "empty"


class Role(StrEnum):
    """What a line means."""

    REQUEST = "request"
    REPLY = "reply"
    FAILED = "failed"
    CONTROL = "control"


Line = str | Text
"""A line of a box: a name or address, or words in two languages."""


@dataclass(frozen=True, slots=True)
class Box:
    """A thing: `key` is its stable id, `icon` names the picture, `lines` its text, first line its name."""

    key: str
    look: Look
    icon: str
    lines: tuple[Line, ...]
    dimmed: bool = False
    marked: bool = False
    assumed: bool = False
    """Whether it is not in the input, but taken to exist."""
    heads: int = 1
    """How many of the lines are the name, if that is too long for one."""
    added: bool = False
    """Whether it is what this state adds to the one that it builds on."""


@dataclass(frozen=True, slots=True)
class NodeFrame:
    """A node: its kernel, kube-proxy beside the path, and the Pods that matter here."""

    key: str
    lines: tuple[Line, ...]
    kernel: Box
    kube_proxy: Box
    pods: tuple[Box, ...]
    down: bool = False
    folded: bool = False
    """Whether only its first line is shown, because it takes no part."""
    left_out: int = 0
    """How many of its Pods are not shown, because they take no part."""
    assumed: bool = False
    ground: int = 0
    """Which tint its ground has: that of its zone."""

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes that are shown in it."""
        return () if self.folded else (self.kernel, self.kube_proxy, *self.pods)


@dataclass(frozen=True, slots=True)
class Leg:
    """One line from box to box; `badge` is its number, "" for lines that are not counted."""

    start: str
    end: str
    role: Role
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """All that one scene shows. `sources` stand left or on top, `middles` between them and the nodes."""

    cards: tuple[Box, ...]
    sources: tuple[Box, ...]
    middles: tuple[Box, ...]
    nodes: tuple[NodeFrame, ...]
    legs: tuple[Leg, ...]
    walked: bool = True
    """Whether a packet walks through it: then there is room for its header."""
    widths: tuple[float, float, float, float] = (0, 0, 0, 0)
    """The least widths of what is outside, of kernels, of Pods and of frames: the stage of another state may need them."""


def compact(stage: Stage) -> Stage:
    """Return a stage whose cards have fewer, longer lines: they are as wide as the sheet where room is short."""
    return replace(
        stage, cards=tuple(replace(one, lines=_joined(one.lines)) for one in stage.cards)
    )


def in_all_languages(line: Line) -> tuple[str, ...]:
    """Return what a line says, in every language."""
    return (line,) if isinstance(line, str) else tuple(map(line.in_language, Lang))


def _joined(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the lines with those after the first one side by side."""
    first, *others = lines
    made: list[Line] = []
    for line in others:
        together = _beside(made[-1], line) if made else line
        if made and max(map(len, in_all_languages(together))) <= LONGEST_LINE:
            made[-1] = together
        else:
            made.append(line)
    return (first, *made)


def _beside(one: Line, other: Line) -> Line:
    if isinstance(one, str) and isinstance(other, str):
        return f"{one}{BETWEEN}{other}"
    (ko, en), (other_ko, other_en) = _both(one), _both(other)
    return Text(ko=f"{ko}{BETWEEN}{other_ko}", en=f"{en}{BETWEEN}{other_en}")


def _both(line: Line) -> tuple[str, str]:
    if isinstance(line, str):
        return line, line
    return line.in_language(Lang.KO), line.in_language(Lang.EN)


def fold(stage: Stage) -> Stage:
    """Return a stage without what its packets do not touch: of such a node one line is left, of such Pods their number."""
    touched = {end for leg in stage.legs if leg.badge for end in (leg.start, leg.end)}
    if not (stage.walked and touched & {box.key for one in stage.nodes for box in one.boxes}):
        return stage
    nodes = tuple(_folded(one, touched) for one in stage.nodes)
    hidden = {box.key for one in stage.nodes for box in one.boxes}
    hidden -= {box.key for one in nodes for box in one.boxes}
    legs = tuple(leg for leg in stage.legs if not hidden & {leg.start, leg.end})
    return replace(stage, nodes=nodes, legs=legs)


def fold_idle_nodes(stage: Stage) -> Stage:
    """Return a stage in which one line is left of each node that its packets do not touch."""
    touched = {end for leg in stage.legs if leg.badge for end in (leg.start, leg.end)}
    idle = [one for one in stage.nodes if not touched & {box.key for box in one.boxes}]
    if not stage.walked or len(idle) == len(stage.nodes):
        return stage
    hidden = {box.key for one in idle for box in one.boxes}
    return replace(
        stage,
        nodes=tuple(_line_of(one, _names(one)) if one in idle else one for one in stage.nodes),
        legs=tuple(leg for leg in stage.legs if not hidden & {leg.start, leg.end}),
    )


def fold_like(stage: Stage, example: Stage) -> Stage:
    """Return a stage with the same nodes folded as in the example, and as few Pods; Pods in places of their own, too."""
    nodes = tuple(
        replace(one, folded=other.folded, pods=_like(one, other))
        for one, other in zip(stage.nodes, example.nodes, strict=True)
    )
    return replace(stage, nodes=nodes)


def _like(frame: NodeFrame, example: NodeFrame) -> tuple[Box, ...]:
    if not example.left_out:
        return frame.pods
    kept = {box.key for box in example.pods}
    return tuple(box for box in frame.pods if box.key.partition(SLOT)[0] in kept)


def _names(frame: NodeFrame) -> tuple[str, ...]:
    """Return the names of a node's Pods in one line, if they have room there."""
    names = ", ".join(
        str(box.lines[0]) for box in frame.pods if box.look is not Look.EMPTY and not box.dimmed
    )
    return (names,) if 0 < len(names) <= LONGEST_NAMES else ()


def _line_of(frame: NodeFrame, also: tuple[Line, ...] = ()) -> NodeFrame:
    name, *_ = frame.lines
    state = frame.lines[-1:] if frame.down else ()
    return replace(frame, lines=(name, *state, *also, interface.TAKES_NO_PART), folded=True)


def _folded(frame: NodeFrame, touched: Set[str]) -> NodeFrame:
    if not touched & {box.key for box in frame.boxes}:
        return _line_of(frame)
    pods = tuple(box for box in frame.pods if box.key in touched) or frame.pods[:1]
    left_out = len(frame.pods) - len(pods)
    if not left_out:
        return frame
    more = Text(**{lang.value: interface.MORE_PODS.fill(lang, count=left_out) for lang in Lang})
    return replace(frame, lines=(*frame.lines, more), pods=pods, left_out=left_out)
