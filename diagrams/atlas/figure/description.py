"""The text alternative of a drawing, made from the same trace."""

from __future__ import annotations

from collections.abc import Sequence

from atlas.figure.figure import Figure, Scene
from atlas.figure.hops import Row, packet_text, rows
from atlas.figure.stage import Role
from atlas.figure.staging import Staged
from atlas.figure.svg import Description
from atlas.text import interface
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import Place


def describe(figure: Figure, scene: Scene, staged: Staged, lang: Lang) -> Description:
    """Return title and full text of a drawing in one language."""
    title = figure.title.in_language(lang)
    facts = {"title": title, "caption": scene.caption.in_language(lang)}
    if not staged.ways:
        steps = _control_steps(staged, lang)
        return Description(title, interface.STAGE_TEXT.fill(lang, steps=steps, **facts))
    steps = " ".join(_step(row, lang) for way in staged.ways for row in rows(way))
    verdicts = dict.fromkeys(say(way.branch.verdict, lang) for way in staged.ways)
    text = interface.FIGURE_TEXT.fill(lang, steps=steps, verdict=", ".join(verdicts), **facts)
    return Description(title, text)


def place_name(place: Place) -> str:
    """Return the short name of a place: names are unique within a figure."""
    return place.name


def sentences(row: Row, lang: Lang) -> Sequence[str]:
    """Return what is done where the packet of this row arrives, one sentence per hop."""
    return [say(hop.reason, lang, **dict(hop.facts)) for hop in row.done]


def _step(row: Row, lang: Lang) -> str:
    wire = interface.STEP.fill(
        lang,
        number=row.number,
        start=place_name(row.start),
        end=place_name(row.end),
        packet=packet_text(row.packet),
    )
    return " ".join((wire, *sentences(row, lang)))


def _control_steps(staged: Staged, lang: Lang) -> str:
    stage = staged.stage
    boxes = (*stage.sources, *stage.middles)
    names = {box.key: box for box in boxes}
    for node in stage.nodes:
        names |= {box.key: box for box in (node.kernel, node.kube_proxy)}
    steps: list[str] = []
    for leg in stage.legs:
        if leg.role is Role.CONTROL and leg.badge:
            step = interface.CONTROL_STEP.fill(lang, number=leg.badge, start=leg.start, end=leg.end)
            steps.append(step)
    for box in boxes:
        lines = (line if isinstance(line, str) else line.in_language(lang) for line in box.lines)
        steps.append("; ".join(lines) + ".")
    return " ".join(steps)
