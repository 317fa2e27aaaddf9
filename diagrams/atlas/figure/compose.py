"""Composing: a figure and a cluster become drawings, one per scene, language and layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from atlas.figure.canvas import Sheet, draw
from atlas.figure.description import describe
from atlas.figure.endpoints import stage_endpoints
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.figure import Figure, Scene
from atlas.figure.headers import Finder, Step, steps
from atlas.figure.route import Wire, route
from atlas.figure.seen import seen
from atlas.figure.skeleton import Layout, Skeleton, skeleton
from atlas.figure.stage import Stage, fold, fold_idle_nodes
from atlas.figure.staging import Staged, stage_flows
from atlas.figure.states import Explored, explore
from atlas.figure.svg import Description, Plate, plate
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
    sheet: Sheet
    state: str = ""
    """The state that it shows, "" for the first one."""

    @property
    def dot(self) -> str:
        """The DOT source in the drawing's language."""
        return self.sheet.in_language(self.lang)

    @property
    def id(self) -> str:
        """Unique among the drawings of a page, and the same in every build."""
        return f"{self.figure}-{self.scene}-{self.layout}"

    @property
    def file_name(self) -> str:
        return file_name(self.figure, self.scene, self.lang, self.layout, self.state)


def file_name(figure: str, scene: int, lang: Lang, layout: Layout, state: str = "") -> str:
    """Return the name of a drawing's files, without suffix."""
    return f"{figure}-{scene}-{f'{state}-' if state else ''}{lang}-{layout}"


def stage_scene(cluster: Cluster, scene: Scene) -> Staged:
    """Return what a scene shows in this cluster."""
    return stage_flows(cluster, scene) if scene.flows else stage_endpoints(cluster, scene)


@dataclass(frozen=True, slots=True)
class ComposedScene:
    """A scene with what it shows and its drawings in all languages and layouts asked for.

    `explored` has its other states, if the reader may change something.
    """

    number: int
    scene: Scene
    staged: Staged
    drawings: tuple[Drawing, ...]
    explored: Explored | None = None


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
    explored = explore(cluster, scene) if scene.controls else None
    staged = explored.states[explored.first].stages[0] if explored else stage_scene(cluster, scene)
    shown = _shown(staged, explored)
    descriptions = {lang: describe(figure, scene, staged, lang) for lang in langs}
    drawn = Drawn(name, number, *shown, steps(staged.ways), opens=explored is not None)
    drawings = drawings_of(drawn, descriptions, layouts)
    return ComposedScene(number, scene, staged, drawings, explored)


def sheet_of(scene: ComposedScene, layout: Layout) -> tuple[Stage, Skeleton, tuple[Wire, ...]]:
    """Return what is drawn of a scene in a layout, with where its boxes stand and its lines run."""
    whole, place_of = _shown(scene.staged, scene.explored)
    stage = seen(whole, layout)
    place = place_of(stage, layout)
    return stage, place, route(stage, place)


def _shown(
    staged: Staged, explored: Explored | None
) -> tuple[Stage, Callable[[Stage, Layout], Skeleton]]:
    if explored is None:
        return fold_idle_nodes(staged.stage), skeleton
    return explored.stage(staged), explored.place


def as_drawn(drawn: Drawn, layout: Layout) -> Stage:
    """Return what of a stage is drawn in a layout: where room is short, what takes no part is folded if it can be opened."""
    is_folded = layout is Layout.NARROW and drawn.opens
    return seen(fold(drawn.stage) if is_folded else drawn.stage, layout)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn: a stage, where its boxes stand in a layout, and the hops. `state` names a state other than the first."""

    name: str
    scene: int
    stage: Stage
    place: Callable[[Stage, Layout], Skeleton]
    steps: tuple[Step, ...] = ()
    state: str = ""
    opens: bool = False
    """Whether a reader can open on the page what is folded."""


def drawings_of(
    drawn: Drawn, descriptions: Mapping[Lang, Description], layouts: Sequence[Layout]
) -> tuple[Drawing, ...]:
    """Return the drawings of a stage in all languages that it is described in."""
    made: list[Drawing] = []
    for layout in layouts:
        stage = as_drawn(drawn, layout)
        place = drawn.place(stage, layout)
        wires = route(stage, place)
        cards = Finder(place, wires).at_rest(drawn.steps)
        sheet = draw(stage, place, wires, cards, f"{drawn.name}-{drawn.scene}-{layout}")
        made += [
            Drawing(drawn.name, drawn.scene, lang, layout, description, sheet, drawn.state)
            for lang, description in descriptions.items()
        ]
    return tuple(made)


def render(drawings: Sequence[Drawing], engine: str | None = None) -> list[tuple[Drawing, Plate]]:
    """Return each drawing as the layout engine has drawn it."""
    raw = lay_out([drawing.dot for drawing in drawings], engine or default_engine())
    return list(zip(drawings, map(plate, raw), strict=True))
