"""A picture: a drawing of any cluster as DOT, with what is written around it and what is heard instead of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from atlas.draw.flow import flow_scene, followed
from atlas.draw.sheet import Remarks, png_file, sheet, svg_file
from atlas.figure.compose import Drawn, drawings_of
from atlas.figure.description import describe
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.figure import Figure
from atlas.figure.headers import steps
from atlas.figure.skeleton import Layout, skeleton
from atlas.figure.stage import fold
from atlas.figure.staging import stage_flows
from atlas.figure.svg import Description, plate
from atlas.model.cluster import Cluster
from atlas.text import draw_words, interface
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import Flow, Trace, Verdict

NAME = "atlas"
"""Begins the ids of elements."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in one language."""

    dot: str
    description: Description
    remarks: Remarks


def content_of(picture: Picture, suffix: str) -> bytes:
    """Return the file of a picture: svg, png or dot. Raises EngineError."""
    if suffix == "dot":
        return picture.dot.encode()
    (raw,) = lay_out([picture.dot], default_engine())
    finished = sheet(plate(raw), picture.remarks)
    if suffix == "png":
        return png_file(finished, NAME, picture.description)
    return svg_file(finished, NAME, picture.description).encode()


def flow_picture(cluster: Cluster, flow: Flow, lang: Lang, said: Sequence[str] = ()) -> Picture:
    """Return the picture of the way that a flow takes; `said` stands below it. Raises FlowError."""
    scene = flow_scene(cluster, flow)
    staged = stage_flows(cluster, scene)
    drawn = Drawn(NAME, 1, fold(staged.stage), skeleton, steps(staged.ways))
    figure = Figure(scene.caption, (scene,))
    told = describe(figure, scene, staged, lang)
    described = replace(told, text=told.text.removeprefix(f"{told.title}. "))
    (drawing,) = drawings_of(drawn, {lang: described}, [Layout.WIDE])
    (way,) = staged.ways
    remarks = Remarks(scene.caption.in_language(lang), outcome(way.trace, lang), tuple(said))
    return Picture(drawing.dot, described, remarks)


def outcome(answer: Trace, lang: Lang) -> tuple[str, ...]:
    """Return how a flow ends, why, if it fails, and how many other ways there are."""
    branch = followed(answer)
    verdict = say(branch.verdict, lang)
    count = len(answer.branches)
    others = interface.OTHER_WAYS.fill(lang, count=count, share=branch.probability)
    told = [draw_words.OUTCOME.fill(lang, verdict=verdict)]
    if branch.verdict is not Verdict.DELIVERED and (why := _why(answer, lang)):
        told = [draw_words.OUTCOME_AND_WHY.fill(lang, verdict=verdict, why=why)]
    return (*told, *((others,) if count > 1 else ()))


def _why(answer: Trace, lang: Lang) -> str:
    branch = followed(answer)
    if branch.hops:
        last = branch.hops[-1]
        return say(last.reason, lang, **dict(last.facts))
    return say(answer.lookups[-1].reason, lang) if answer.lookups else ""
