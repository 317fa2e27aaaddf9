"""A picture: a drawing of any cluster as DOT, with what is written around it and what is heard instead of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from atlas.draw.board import Board, placed
from atlas.draw.flow import flow_scene, followed
from atlas.draw.overview import overview
from atlas.draw.service import service_board
from atlas.draw.sheet import Remarks, png_file, sheet, svg_file
from atlas.figure.canvas import draw_board
from atlas.figure.compose import Drawn, drawings_of
from atlas.figure.description import describe
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.figure import Figure
from atlas.figure.headers import steps
from atlas.figure.skeleton import Layout, skeleton
from atlas.figure.stage import Line, fold
from atlas.figure.staging import stage_flows
from atlas.figure.svg import Description, plate
from atlas.model.cluster import Cluster
from atlas.model.service import Service
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


def overview_picture(
    cluster: Cluster, namespace: str, lang: Lang, said: Sequence[str] = ()
) -> Picture:
    """Return the picture of a namespace, or of all that have Services; `said` stands below it."""
    found = overview(cluster, namespace)
    title = draw_words.NAMESPACES.fill(lang, count=len(found.namespaces))
    if len(found.namespaces) == 1:
        title = draw_words.NAMESPACE.fill(lang, namespace=found.namespaces[0])
    counts = draw_words.COUNTS.fill(
        lang, services=found.services, pods=found.pods, nodes=found.nodes
    )
    return board_picture(found.board, title, (counts,), lang, said)


def service_picture(
    cluster: Cluster, service: Service, lang: Lang, said: Sequence[str] = ()
) -> Picture:
    """Return the picture of a Service as it behaves; `said` stands below it."""
    title = draw_words.SERVICE.fill(lang, service=str(service.reference))
    return board_picture(service_board(cluster, service), title, (), lang, said)


def board_picture(
    board: Board, title: str, above: Sequence[str], lang: Lang, said: Sequence[str]
) -> Picture:
    """Return the picture of a board."""
    made = placed(board)
    drawn = draw_board(made.frames, made.boxes, made.lines, made.place, NAME)
    told = [", ".join(_in(line, lang) for line in piece.box.lines) for piece in made.boxes]
    text = " ".join((title, *above, *(f"{one}." for one in told)))
    legend = draw_words.LEGEND.in_language(lang)
    remarks = Remarks(title, tuple(above), (legend, *said))
    return Picture(drawn.in_language(lang), Description(title, text), remarks)


def _in(line: Line, lang: Lang) -> str:
    return line if isinstance(line, str) else line.in_language(lang)
