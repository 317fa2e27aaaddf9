"""Skeleton: where every box stands. Computed from the stage's boxes alone, so a thing keeps its place in
every state, and all figures of the site share one grid: outside, balancer, node kernels, Pods.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from atlas.figure.fitting import label_needed, needed
from atlas.figure.geometry import Channel, Rect
from atlas.figure.stage import Box, Look, NodeFrame, Stage


class Layout(StrEnum):
    """The two arrangements of a figure: outside boxes left of the nodes, or above them."""

    WIDE = "wide"
    NARROW = "narrow"


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes of one layout, in points. At these sizes a point is a CSS pixel, so text stays readable."""

    margin: float
    outside: float
    outside_channel: float
    main_channel: float
    frame_left: float
    kernel: float
    inner_channel: float
    pod: float
    frame_right: float


WIDE = Measures(4, 112, 32, 76, 22, 112, 70, 140, 6)
NARROW = Measures(3, 122, 38, 34, 21, 112, 44, 137, 6)
LINE_HEIGHT = 16.0
POD_HEIGHT = 48.0
OUTSIDE_HEIGHT = 66.0
"""Room for five lines at one side of a balancer."""
KERNEL_HEIGHT = 82.0
KUBE_PROXY_HEIGHT = 24.0
PROXY_GAP = 16.0
"""Between a kernel and the kube-proxy below it, whose arrow needs room."""
BESIDE_GAP = 8.0
"""Between a Pod and the kube-proxy below it."""
LABEL_HEIGHT = 24.0
GAP = 10.0
POD_GAP = 6.0
BADGE = 17.0
CORRIDOR = 40.0
"""Free height in which lines cross from one channel to the next."""
BESIDE_MIDDLE = 34.0
"""How much of the first source stands beside the last balancer: the rest is below it, level with the lines that pass it."""
BELOW_MIDDLE = 12.0
"""The first line that passes below a balancer is so far from it."""
STRIP = 42.0
"""Free height at the foot of a node in which the packet's header stands, an old one above a new one."""
FOOT = 6.0
CARD_SPARE = 19.0
"""A card is as wide as two boxes outside with their channel, less so much on each half."""
SPARE = 4.0
WIDEST_FRAME = 460.0
"""A frame does not become wider for the sake of its label."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Where everything stands.

    `boxes` and `frames` by key; `main` is the channel left of the node frames, `inner` between kernels and
    Pods, `outer` between sources and middles (wide only). `corridor` is the y of a free strip in which
    lines cross between channels.
    """

    width: float
    height: float
    layout: Layout
    boxes: Mapping[str, Rect]
    frames: Mapping[str, Rect]
    main: Channel
    inner: Channel
    outer: Channel
    corridor: float


def skeleton(stage: Stage, layout: Layout) -> Skeleton:
    """Return the places of all boxes of a stage in that layout."""
    return _wide(stage) if layout is Layout.WIDE else _narrow(stage)


def least_widths(stage: Stage) -> tuple[float, float, float, float]:
    """Return what a stage needs: widths of what is outside, of kernels, of Pods and of frames."""
    shown = [one for one in stage.nodes if not one.folded]
    outside = max(map(needed, (*stage.sources, *stage.middles)), default=0)
    kernel = max((needed(one.kernel) for one in shown), default=0)
    pod = max((needed(box) for one in shown for box in one.pods), default=0)
    frame = max(map(label_needed, stage.nodes), default=0)
    card = max(map(needed, stage.cards), default=0)
    return (max(outside, card / 2 - CARD_SPARE), kernel, pod, frame)


def _widened(stage: Stage) -> Measures:
    """Return the measures of a wide drawing: as usual, or as wide as its texts need them."""
    found = map(max, zip(stage.widths, least_widths(stage), strict=True))
    outside, kernel, pod, frame = found
    m = WIDE
    kernel = _as_wide(m.kernel, kernel)
    others = m.frame_left + kernel + m.inner_channel + m.frame_right
    pod = _as_wide(_as_wide(m.pod, pod), min(frame, WIDEST_FRAME) - others)
    return replace(m, outside=_as_wide(m.outside, outside), kernel=kernel, pod=pod)


def _as_wide(usual: float, least: float) -> float:
    """Return the usual width, or a rounded one with some room to spare if that is not enough."""
    return usual if least <= usual else float(ceil(least / 2) * 2 + SPARE)


def _pod_height(pod: Box) -> float:
    return max(POD_HEIGHT, len(pod.lines) * LINE_HEIGHT)


def _kernel_height(node: NodeFrame) -> float:
    return max(KERNEL_HEIGHT, len(node.kernel.lines) * LINE_HEIGHT + 2)


def box_height(box: Box) -> float:
    """Return the height of an outside box or card: room for its lines, or for the lines that meet there."""
    least = POD_HEIGHT if box.look is Look.CONFIG else OUTSIDE_HEIGHT
    return max(least, len(box.lines) * LINE_HEIGHT + 14)


def _low_height(box: Box) -> float:
    """Return the least height of an outside box or card, where room is short."""
    least = {Look.CONFIG: 40.0, Look.CLIENT: 54.0}.get(box.look, OUTSIDE_HEIGHT)
    return max(least, len(box.lines) * LINE_HEIGHT + 6)


def _wide(stage: Stage) -> Skeleton:
    """Outside boxes left, node frames right, cards in the upper left corner: one grid for all figures."""
    m = _widened(stage)
    outer = Channel(m.margin + m.outside, m.margin + m.outside + m.outside_channel)
    left = outer.right + m.outside
    if not (stage.cards or stage.sources or stage.middles):
        left = m.margin
    main = Channel(left, left + m.main_channel)
    if stage.sources and not stage.middles:  # then all of the room before the nodes is the channel
        main = Channel(m.margin + m.outside, main.right)
    boxes: dict[str, Rect] = {}
    frames, inner, bottom = _node_stack(stage, m, main.right, m.margin, boxes)
    free = _stack_cards(stage, m.margin, main.right - m.main_channel - m.margin, boxes)
    lower = _column_height(stage.middles) - BESIDE_MIDDLE if stage.middles else 0.0
    tallest = max(_column_height(stage.middles), lower + _column_height(stage.sources))
    top = max((m.margin + bottom) / 2 - tallest / 2, free + CORRIDOR / 2)
    _column(stage.middles, outer.right, m.outside, top, boxes)
    _column(stage.sources, m.margin, m.outside, top + lower, boxes)
    if not stage.middles:
        outer = main
    lowest = max((boxes[one.key].bottom for one in stage.middles), default=top + tallest / 2)
    width = frames[stage.nodes[0].key].right + m.margin
    used = max(rect.bottom for rect in boxes.values())
    height = max(bottom, used, lowest + CORRIDOR if stage.middles else 0) + m.margin
    return Skeleton(
        width, height, Layout.WIDE, boxes, frames, main, inner, outer, lowest + BELOW_MIDDLE
    )


def _narrow(stage: Stage) -> Skeleton:
    m = NARROW
    main = Channel(m.margin, m.margin + m.main_channel)
    frame_width = m.frame_left + m.kernel + m.inner_channel + m.pod + m.frame_right
    width = main.right + frame_width + m.margin
    boxes: dict[str, Rect] = {}
    top = m.margin
    for one in stage.cards:
        boxes[one.key] = Rect(m.margin, top, width - 2 * m.margin, _low_height(one))
        top = boxes[one.key].bottom + GAP
    kernel_x = main.right + m.frame_left
    pod_x = kernel_x + m.kernel + m.inner_channel
    lowest = top
    for x, box_width, column in (
        (kernel_x - 10, m.kernel + 10, stage.sources),
        (pod_x, m.pod, stage.middles),
    ):
        y = top
        for one in column:
            boxes[one.key] = Rect(x, y, box_width, _low_height(one))
            y = boxes[one.key].bottom + GAP
        lowest = max(lowest, y - GAP)
    passage = CORRIDOR if stage.middles else GAP * bool(stage.sources)
    corridor = lowest + passage / 2
    start = lowest + passage
    frames, inner, bottom = _node_stack(stage, m, main.right, start, boxes)
    return Skeleton(
        width, bottom + m.margin, Layout.NARROW, boxes, frames, main, inner, inner, corridor
    )


def _stack_cards(stage: Stage, left: float, width: float, boxes: dict[str, Rect]) -> float:
    """Place the cards one below the other from the top; return where free space begins."""
    y = left
    for one in stage.cards:
        boxes[one.key] = Rect(left, y, width, box_height(one))
        y = boxes[one.key].bottom + GAP
    return y


def _column_height(column: tuple[Box, ...]) -> float:
    return sum(box_height(one) for one in column) + CORRIDOR * max(0, len(column) - 1)


def _column(
    column: tuple[Box, ...], x: float, width: float, y: float, boxes: dict[str, Rect]
) -> None:
    """Stack boxes from that height downwards, with room for lines between them."""
    for one in column:
        boxes[one.key] = Rect(x, y, width, box_height(one))
        y += box_height(one) + CORRIDOR


def _node_stack(
    stage: Stage, m: Measures, left: float, top: float, boxes: dict[str, Rect]
) -> tuple[dict[str, Rect], Channel, float]:
    """Place the node frames one below the other; return them, the inner channel and the lower end."""
    kernel_x = left + m.frame_left
    inner = Channel(kernel_x + m.kernel, kernel_x + m.kernel + m.inner_channel)
    frame_width = m.frame_left + m.kernel + m.inner_channel + m.pod + m.frame_right
    frames: dict[str, Rect] = {}
    y = top
    for node in stage.nodes:
        if node.folded:
            frames[node.key] = Rect(left, y, frame_width, LABEL_HEIGHT + 2)
            y = frames[node.key].bottom + GAP
            continue
        content = y + LABEL_HEIGHT
        boxes[node.kernel.key] = Rect(kernel_x, content, m.kernel, _kernel_height(node))
        boxes.update(_pod_column(node, inner.right, content, m.pod))
        boxes[node.kube_proxy.key] = _kube_proxy(stage, node, boxes, m)
        height = LABEL_HEIGHT + _content_height(stage, node) + FOOT
        frames[node.key] = Rect(left, y, frame_width, height)
        y = frames[node.key].bottom + GAP
    return frames, inner, y - GAP


def _kube_proxy(stage: Stage, node: NodeFrame, boxes: Mapping[str, Rect], m: Measures) -> Rect:
    """Return where a node's kube-proxy stands: below its only Pod, off the path, else below the kernel."""
    kernel = boxes[node.kernel.key]
    if not beside_kernel(stage, node):
        return Rect(kernel.x, kernel.bottom + PROXY_GAP, m.kernel, KUBE_PROXY_HEIGHT)
    pod = boxes[node.pods[0].key]
    return Rect(pod.x, pod.bottom + BESIDE_GAP, pod.width, KUBE_PROXY_HEIGHT)


def beside_kernel(stage: Stage, node: NodeFrame) -> bool:
    """Return whether a node's kube-proxy stands beside its kernel, not below it."""
    return stage.walked and len(node.pods) == 1


def _pod_column(node: NodeFrame, x: float, top: float, width: float) -> Iterator[tuple[str, Rect]]:
    for pod in node.pods:
        height = _pod_height(pod)
        yield pod.key, Rect(x, top, width, height)
        top += height + POD_GAP


def _content_height(stage: Stage, node: NodeFrame) -> float:
    kernel = _kernel_height(node)
    if not beside_kernel(stage, node):
        kernel += PROXY_GAP + KUBE_PROXY_HEIGHT
    pods = sum(_pod_height(pod) + POD_GAP for pod in node.pods) - POD_GAP
    if beside_kernel(stage, node):
        pods += BESIDE_GAP + KUBE_PROXY_HEIGHT
    return max(kernel, pods) + STRIP * stage.walked
