"""Drawings as they are seen: boxes and texts read back from the SVG, and what is wrong with where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from lxml import etree

from atlas.figure.geometry import Rect
from atlas.figure.measure import width

SVG = "{http://www.w3.org/2000/svg}"
SLACK = 1.5
LETTERS = 10.0
"""How far letters reach above the line they stand on."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Seen:
    """A box or the label of a frame: its class, its place, and its texts with theirs."""

    kind: str
    rect: Rect
    texts: tuple[tuple[str, Rect], ...]


def faults(svg: str) -> list[str]:
    """Return what overlaps, and what leaves its box or the paper."""
    root = etree.fromstring(svg.encode())
    paper = Rect(0, 0, *map(float, root.get("viewBox", "").split()[2:]))
    shown = list(boxes(root))
    found = [
        f"{text!r} leaves its {one.kind}"
        for one in shown
        for text, rect in one.texts
        if not _within(rect, one.rect)
    ]
    found += [f"{one.texts[:1]} leaves the paper" for one in shown if not _within(one.rect, paper)]
    solid = [one for one in shown if "frame" not in one.kind]
    found += [
        f"{one.texts[:1]} lies over {other.texts[:1]}"
        for one, other in combinations(solid, 2)
        if _overlap(one.rect, other.rect)
    ]
    frames = [one for one in shown if one.kind == "frame"]
    found += [
        f"frames overlap at {one.rect}"
        for one, other in combinations(frames, 2)
        if _overlap(one.rect, other.rect)
    ]
    return found + [
        f"{text!r} leaves the paper" for text, rect in loose_texts(root) if not _within(rect, paper)
    ]


def boxes(root: etree._Element) -> Iterator[Seen]:
    """Yield the boxes, frames and labels of a drawing."""
    for group in root.iter(f"{SVG}g"):
        kinds = group.get("class", "").split()
        path = group.find(f"{SVG}path")
        if not {"box", "frame"} & set(kinds) or path is None:
            continue
        left, top = _shift(group)
        numbers = [float(one) for one in _NUMBER.findall(path.get("d", ""))]
        xs, ys = numbers[::2], numbers[1::2]
        rect = Rect(left + min(xs), top + min(ys), max(xs) - min(xs), max(ys) - min(ys))
        kind = "frame" if "frame" in kinds else "box"
        yield Seen(kind, rect, tuple(_texts(group)))


def loose_texts(root: etree._Element) -> Iterator[tuple[str, Rect]]:
    """Yield the texts that stand in no box, with their places."""
    for group in root.iter(f"{SVG}g"):
        kinds = set(group.get("class", "").split())
        if kinds & {"frame-label", "title", "said", "remark"}:
            scale = 15 / 12 if "title" in kinds else 1.0
            for text, rect in _texts(group):
                yield text, Rect(rect.x, rect.y, rect.width * scale, rect.height)


def _texts(group: etree._Element) -> Iterator[tuple[str, Rect]]:
    left, top = _shift(group)
    for one in group.iterfind(f"{SVG}text"):
        text = " ".join((one.text or "").split())
        long = width(text, bold=one.get("font-weight") == "bold")
        x = left + float(one.get("x", 0)) - (long / 2 if one.get("text-anchor") == "middle" else 0)
        y = top + float(one.get("y", 0))
        yield text, Rect(x, y - LETTERS, long, LETTERS)


def _shift(element: etree._Element) -> tuple[float, float]:
    """Return how far an element is moved by what it stands in."""
    x = y = 0.0
    for one in element.iterancestors():
        for found in re.findall(r"translate\(([^)]*)\)", one.get("transform", "")):
            across, down = (float(number) for number in _NUMBER.findall(found))
            x, y = x + across, y + down
    return x, y


def _within(one: Rect, other: Rect) -> bool:
    return (
        one.x >= other.x - SLACK
        and one.y >= other.y - SLACK
        and one.right <= other.right + SLACK
        and one.bottom <= other.bottom + SLACK
    )


def _overlap(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.right - SLACK
        and other.x < one.right - SLACK
        and one.y < other.bottom - SLACK
        and other.y < one.bottom - SLACK
    )
