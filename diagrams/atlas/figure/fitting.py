"""Fitting: text of any length finds room in boxes: they grow as far as a drawing allows, then lines are broken.

Names of Kubernetes have up to 63 characters, host names 253. Drawings whose names are short are not changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from atlas.figure.measure import width
from atlas.figure.stage import Box, Line, Look, NodeFrame, Stage, in_all_languages
from atlas.text.printable import printable

WITH_ICON, WITHOUT_ICON = 37.0, 8.0
"""What a box needs beside its text."""
MOST_LINES = 12
"""Of a box; what is more has an ellipsis."""
FRAME_INSET = 18.0
FACT_GAP = " · "
_BREAKS = "-./:,_ "
_RESERVED = re.compile("[\U000f0000-\U000ffffd\ufffe\uffff]")
"""Marks for words, and what no XML file may hold."""


@dataclass(frozen=True, slots=True)
class Caps:
    """The widths up to which boxes may grow, or the ones that they have."""

    outside: float
    kernel: float
    pod: float
    card: float


WIDE_CAPS = Caps(190, 200, 240, 400)
NARROW_CAPS = Caps(122, 112, 137, 350)


def needed(box: Box) -> float:
    """Return the width that a box needs for its text."""
    inset = WITH_ICON if box.icon else WITHOUT_ICON
    return inset + max(map(_width, _numbered(box)), default=0.0)


def label_needed(frame: NodeFrame) -> float:
    """Return the width that the label of a frame needs."""
    first, *others = frame.lines
    gaps = width("  ") + width(FACT_GAP) * max(0, len(others) - 1)
    return FRAME_INSET + _width((first, True)) + sum(_width((one, False)) for one in others) + gaps


def clean(line: Line) -> Line:
    """Return a line with nothing in it that commands what shows it, or that stands for words of a drawing."""
    if not isinstance(line, str):
        return line
    return _RESERVED.sub("\ufffd", printable(line))


def fitted(stage: Stage, caps: Caps) -> Stage:
    """Return a stage in which every line has room in a box that is no wider than its cap."""
    return replace(
        stage,
        cards=tuple(broken(one, caps.card) for one in stage.cards),
        sources=tuple(broken(one, _outside(one, caps)) for one in stage.sources),
        middles=tuple(broken(one, _outside(one, caps)) for one in stage.middles),
        nodes=tuple(
            replace(
                one,
                kernel=broken(one.kernel, caps.kernel),
                pods=tuple(broken(pod, caps.pod) for pod in one.pods),
            )
            for one in stage.nodes
        ),
    )


def _outside(box: Box, caps: Caps) -> float:
    return caps.pod if box.look is Look.CONFIG else caps.outside


def broken(box: Box, widest: float) -> Box:
    """Return a box whose lines are no wider than a box of that width has room for, with nothing in them that is no text."""
    box = replace(box, lines=tuple(map(clean, box.lines)))
    if needed(box) <= widest:
        return box
    room = widest - (WITH_ICON if box.icon else WITHOUT_ICON)
    lines: list[Line] = []
    for line, bold in _numbered(box):
        lines += _broken(line, room, bold) if isinstance(line, str) else [line]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], "…"]
    heads = next(at for at, line in enumerate(lines, 1) if _ends_first(line, box, lines[:at]))
    return replace(box, lines=tuple(lines), heads=heads)


def _ends_first(line: Line, box: Box, so_far: Sequence[Line]) -> bool:
    """Return whether the first line of a box ends with this piece of it."""
    first = box.lines[0]
    if not isinstance(first, str):
        return True
    return line == "…" or len("".join(map(str, so_far))) >= len(first)


def _numbered(box: Box) -> Iterator[tuple[Line, bool]]:
    """Yield the lines of a box, and whether they are bold."""
    for at, line in enumerate(box.lines):
        yield line, at < box.heads


def _width(line: tuple[Line, bool]) -> float:
    text, bold = line
    return max(width(one, bold=bold) for one in in_all_languages(text))


def _broken(text: str, room: float, bold: bool) -> list[str]:
    """Return a line in pieces that have room, each as long as possible; broken behind a sign, if there is one."""
    made: list[str] = []
    while width(text, bold=bold) > room:
        end = _longest(text, room, bold)
        sign = max((text.rfind(sign, 0, end) + 1 for sign in _BREAKS), default=0)
        end = sign if sign > end // 2 else end
        made.append(text[:end])
        text = text[end:]
    return [*made, text]


def _longest(text: str, room: float, bold: bool) -> int:
    """Return how many characters have room, at least one."""
    end = 1
    while end < len(text) and width(text[: end + 1], bold=bold) <= room:
        end += 1
    return end


def shortened(text: str, room: float, *, bold: bool = False) -> str:
    """Return a text that has room in one line: its middle is left out if need be, for both ends tell names apart."""
    if width(text, bold=bold) <= room:
        return text
    keep = len(text) - 1
    while keep > 1:
        head, tail = (keep + 1) // 2, keep // 2
        made = f"{text[:head]}…{text[len(text) - tail :]}"
        if width(made, bold=bold) <= room:
            return made
        keep -= 1
    return "…"


def label(frame: NodeFrame, room: float) -> tuple[Line, ...]:
    """Return the lines of a frame's label as far as they have room: the name first, then its state, then addresses."""
    lines = list(map(clean, frame.lines))
    while len(lines) > 1 and _joined_width(lines) > room:
        plain = [at for at, line in enumerate(lines) if at and isinstance(line, str)]
        if not plain:
            break
        del lines[plain[-1]]
    spare = room - (_joined_width(lines) - _width((lines[0], True)))
    if isinstance(lines[0], str):
        lines[0] = shortened(lines[0], max(spare, room / 3), bold=True)
    return tuple(lines)


def _joined_width(lines: Sequence[Line]) -> float:
    first, *others = lines
    gaps = width("  ") + width(FACT_GAP) * max(0, len(others) - 1) if others else 0.0
    return _width((first, True)) + sum(_width((one, False)) for one in others) + gaps
