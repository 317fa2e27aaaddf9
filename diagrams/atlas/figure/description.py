"""The text alternative of a drawing, made from the same trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from atlas.figure.figure import Figure, Scene
from atlas.figure.hops import Row, rows
from atlas.figure.stage import Box, Line, Role
from atlas.figure.staging import Staged
from atlas.figure.svg import Description
from atlas.text import interface
from atlas.text.packets import packet_text
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import Place


def describe(figure: Figure, scene: Scene, staged: Staged, lang: Lang) -> Description:
    """Return title and full text of a drawing in one language."""
    title = figure.title.in_language(lang)
    opening = (f"{title}.", scene.caption.in_language(lang))
    if not staged.ways:
        return Description(title, " ".join((*opening, _control_steps(staged, lang))))
    steps = (
        " ".join((step(row, lang), *sentences(row, lang))).replace("`", "")  # not to be spelled out
        for way in staged.ways
        for row in rows(way)
    )
    verdicts = dict.fromkeys(say(way.branch.verdict, lang) for way in staged.ways)
    return Description(title, " ".join((*opening, *steps, outcome(verdicts, lang))))


def outcome(verdicts: Iterable[str], lang: Lang) -> str:
    """Return the last sentence of a description."""
    return interface.FIGURE_OUTCOME.fill(lang, verdict=", ".join(verdicts))


def place_name(place: Place) -> str:
    """Return the short name of a place: names are unique within a figure."""
    return place.name


def sentences(row: Row, lang: Lang) -> Sequence[str]:
    """Return what is done where the packet of this row arrives, one sentence per hop."""
    return [say(hop.reason, lang, **dict(hop.facts)) for hop in row.done]


def step(row: Row, lang: Lang) -> str:
    """Return the first sentence about a hop: from where to where a packet goes, and which."""
    return interface.STEP.fill(
        lang,
        number=row.number,
        start=place_name(row.start),
        end=place_name(row.end),
        packet=packet_text(row.packet),
    )


def _control_steps(staged: Staged, lang: Lang) -> str:
    """Return who tells whom, then what the objects hold."""
    stage = staged.stage
    objects = (*stage.sources, *stage.middles)
    titles = [box.lines[0] for box in objects]
    names: dict[str, str] = {}
    for box in objects:
        is_alone = titles.count(box.lines[0]) == 1  # else the next line tells them apart
        names[box.key] = " ".join(_line(line, lang) for line in box.lines[: 1 if is_alone else 2])
    for node in stage.nodes:
        for box in (node.kernel, node.kube_proxy):
            names[box.key] = f"{_line(node.lines[0], lang)} {_line(box.lines[0], lang)}"
    steps = [
        interface.CONTROL_STEP.fill(
            lang, number=leg.badge, start=names[leg.start], end=names[leg.end]
        )
        for leg in stage.legs
        if leg.role is Role.CONTROL and leg.badge
    ]
    holds = [": ".join((_line(box.lines[0], lang), _rest(box, lang))) for box in objects]
    return " ".join((*steps, *holds))


def _rest(box: Box, lang: Lang) -> str:
    return ", ".join(_line(line, lang) for line in box.lines[1:]) + "."


def _line(line: Line, lang: Lang) -> str:
    return line if isinstance(line, str) else line.in_language(lang)
