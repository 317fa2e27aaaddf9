"""Composing: a figure and a cluster become drawings, one per scene, language and layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from atlas.figure.canvas import draw
from atlas.figure.description import describe
from atlas.figure.endpoints import stage_endpoints
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.figure import Figure, Scene
from atlas.figure.route import route
from atlas.figure.skeleton import Layout, skeleton
from atlas.figure.staging import Staged, stage_flows
from atlas.figure.svg import Description
from atlas.model.cluster import Cluster
from atlas.text.text import Lang


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture as DOT: scene `scene` (from 1) of a figure, in one language and layout."""

    figure: str
    scene: int
    lang: Lang
    layout: Layout
    description: Description
    dot: str

    @property
    def id(self) -> str:
        """Unique among the drawings of a page, and the same in every build."""
        return f"{self.figure}-{self.scene}-{self.layout}"

    @property
    def file_name(self) -> str:
        return f"{self.figure}-{self.scene}-{self.lang}-{self.layout}"


def stage_scene(cluster: Cluster, scene: Scene) -> Staged:
    """Return what a scene shows in this cluster."""
    return stage_flows(cluster, scene) if scene.flows else stage_endpoints(cluster, scene)


@dataclass(frozen=True, slots=True)
class ComposedScene:
    """A scene with what it shows and its drawings in all languages and layouts asked for."""

    scene: Scene
    staged: Staged
    drawings: tuple[Drawing, ...]


def compose(
    name: str,
    figure: Figure,
    cluster: Cluster,
    langs: Sequence[Lang] = tuple(Lang),
    layouts: Sequence[Layout] = tuple(Layout),
) -> tuple[ComposedScene, ...]:
    """Return the scenes of a figure with their drawings as DOT."""
    return tuple(
        _compose_scene(name, number, figure, cluster, langs, layouts)
        for number in range(1, len(figure.scenes) + 1)
    )


def _compose_scene(
    name: str,
    number: int,
    figure: Figure,
    cluster: Cluster,
    langs: Sequence[Lang],
    layouts: Sequence[Layout],
) -> ComposedScene:
    """Places and ways are computed once for each layout; they serve all languages."""
    scene = figure.scenes[number - 1]
    staged = stage_scene(cluster, scene)
    descriptions = {lang: describe(figure, scene, staged, lang) for lang in langs}
    drawings: list[Drawing] = []
    for layout in layouts:
        place = skeleton(staged.stage, layout)
        wires = route(staged.stage, place)
        for lang in langs:
            dot = draw(staged.stage, place, wires, f"{name}-{number}-{layout}", lang)
            drawings.append(Drawing(name, number, lang, layout, descriptions[lang], dot))
    return ComposedScene(scene, staged, tuple(drawings))


def render(drawings: Sequence[Drawing], engine: str | None = None) -> list[tuple[Drawing, str]]:
    """Return each drawing with the raw SVG that the layout engine made of it."""
    raw = lay_out([drawing.dot for drawing in drawings], engine or default_engine())
    return list(zip(drawings, raw, strict=True))
