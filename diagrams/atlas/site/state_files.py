"""Files of a figure's other states: one with all of them for the page's script, and drawings that need no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from atlas.figure.compose import ComposedScene, Drawing, Drawn, drawings_of, render
from atlas.figure.description import describe
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.figure import Figure
from atlas.figure.files import files_of
from atlas.figure.skeleton import Layout
from atlas.figure.states import State, key_of, telling
from atlas.figure.svg import Description
from atlas.site.states import LAYOUTS, StateFile, caption, encoded
from atlas.text.text import Lang, Text


def states_name(name: str, lang: Lang) -> str:
    """Return the name of the file with all states of a figure."""
    return f"{name}.states.{lang}.json"


def state_files(name: str, figure: Figure, scene: ComposedScene) -> dict[str, bytes]:
    """Return the files of a scene's other states, by their path in the figure's folder."""
    file, langs = StateFile(name, scene), tuple(Lang)
    raws = lay_out([dot for lang in langs for dot in file.dots(lang)], default_engine())
    made: dict[str, bytes] = {}
    for number, lang in enumerate(langs):
        drawn = raws[number * len(LAYOUTS) : (number + 1) * len(LAYOUTS)]
        content = file.content(figure.title.in_language(lang), lang, drawn)
        made[f"states/{states_name(name, lang)}"] = encoded(content)
    for drawing, raw in render(list(_telling(figure, scene))):
        made[f"states/{drawing.file_name}.svg"] = files_of(drawing, raw, ["svg"])["svg"]
    return made


def telling_drawings(scene: ComposedScene, lang: Lang) -> list[tuple[State, Drawing]]:
    """Return the most telling other states with their drawings, without what is drawn."""
    assert scene.explored is not None
    name = scene.drawings[0].figure
    nothing = Description("", "")
    return [
        (
            state,
            Drawing(
                name, scene.number, lang, Layout.WIDE, nothing, "", key_of(scene.explored, state)
            ),
        )
        for state in telling(scene.explored)
    ]


def _telling(figure: Figure, scene: ComposedScene) -> Iterator[Drawing]:
    explored = scene.explored
    assert explored is not None
    for state in telling(explored):
        said = Text(**{lang.value: caption(scene.scene, state.chosen, lang) + "." for lang in Lang})
        shown = replace(state.scene, caption=said)
        staged = state.stages[0]
        stage = explored.stage(staged)
        drawn = Drawn(
            scene.drawings[0].figure,
            scene.number,
            stage,
            partial(explored.place, stage),
            key_of(explored, state),
        )
        descriptions = {lang: describe(figure, shown, staged, lang) for lang in Lang}
        yield from drawings_of(drawn, descriptions, [Layout.WIDE])
