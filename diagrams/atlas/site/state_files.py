"""Files of a figure's other states: one with all of them for the page's script, and drawings that need no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from atlas.figure.compose import ComposedScene, Drawing, Drawn, drawings_of, file_name, render
from atlas.figure.description import describe
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.figure import Figure
from atlas.figure.files import files_of
from atlas.figure.headers import steps
from atlas.figure.parts import finished
from atlas.figure.skeleton import Layout
from atlas.figure.states import State, key_of, telling
from atlas.site.states import StateFile, caption, encoded
from atlas.text.text import Lang, Text


def states_name(name: str, lang: Lang) -> str:
    """Return the name of the file with all states of a figure."""
    return f"{name}.states.{lang}.json"


def state_files(name: str, figure: Figure, scene: ComposedScene) -> dict[str, bytes]:
    """Return the files of a scene's other states, by their path in the figure's folder."""
    made: dict[str, bytes] = {
        f"states/{states_name(name, lang)}": encoded(content)
        for lang, content in state_contents(name, figure, scene).items()
    }
    for drawing, plate in render(list(_telling(figure, scene))):
        made[f"states/{drawing.file_name}.svg"] = files_of(drawing, plate, ["svg"])["svg"]
    return made


def state_contents(name: str, figure: Figure, scene: ComposedScene) -> dict[Lang, dict[str, Any]]:
    """Return all states of a scene, by language, as its page's script reads them."""
    file = StateFile(name, scene)
    sheets, wires = file.parts.actor_sheets(), file.parts.wire_sheets()
    dots = [sheet.in_language(lang) for lang in Lang for sheet in sheets]
    drawn = [finished(raw) for raw in lay_out([*wires, *dots], default_engine())]
    made: dict[Lang, dict[str, Any]] = {}
    for number, lang in enumerate(Lang, 1):
        actors = drawn[number * len(sheets) : (number + 1) * len(sheets)]
        title = figure.title.in_language(lang)
        made[lang] = file.content(title, lang, actors, drawn[: len(sheets)])
    return made


def telling_files(name: str, scene: ComposedScene, lang: Lang) -> list[tuple[State, str]]:
    """Return the most telling other states, each with the name of its drawing."""
    explored = scene.explored
    assert explored is not None
    return [
        (
            state,
            file_name(name, scene.number, lang, Layout.WIDE, key_of(explored, state)),
        )
        for state in telling(explored)
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
            explored.place,
            steps(staged.ways),
            key_of(explored, state),
        )
        descriptions = {lang: describe(figure, shown, staged, lang) for lang in Lang}
        yield from drawings_of(drawn, descriptions, [Layout.WIDE])
