"""Figure HTML: drawings, outcome, hop table, legend and downloads of a figure, as one piece of a page.

All text goes through Jinja's escaping; only drawings, which lxml has written, are taken as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from atlas.figure.compose import ComposedScene, Drawing, render
from atlas.figure.crowd import shared
from atlas.figure.skeleton import Layout
from atlas.figure.stage import Role, Stage
from atlas.figure.staging import Staged
from atlas.figure.states import Explored
from atlas.figure.svg import Plate, inline
from atlas.site.markup import templates
from atlas.site.placing import FILES
from atlas.site.state_files import states_name, telling_files
from atlas.site.states import caption, controls, ways_to_choose
from atlas.site.timeline import rows
from atlas.site.ways import ends, outcomes_html, row_html, table_rows, whole_text
from atlas.text import deletion_words, interface
from atlas.text.text import Lang

WORDS = {
    "hops": interface.HOPS,
    "number": interface.COLUMN_NUMBER,
    "way": interface.COLUMN_WAY,
    "packet": interface.COLUMN_PACKET,
    "action": interface.COLUMN_ACTION,
    "download": interface.DOWNLOAD,
    "licence": interface.LICENCE,
}
MANY = 100
LAYOUT_NAMES = {
    Layout.WIDE: interface.DOWNLOAD_WIDE,
    Layout.NARROW: interface.DOWNLOAD_NARROW,
}
LEGEND = (
    (Role.REQUEST, interface.LEGEND_REQUEST),
    (Role.REPLY, interface.LEGEND_REPLY),
    (Role.FAILED, interface.LEGEND_FAILED),
    (Role.CONTROL, interface.LEGEND_CONTROL),
)


def figure_html(
    name: str, scenes: Sequence[ComposedScene], raw: dict[Drawing, Plate], lang: Lang
) -> str:
    """Return the HTML of a figure in one language; FILES stands for the figures' address."""
    used = {leg.role for scene in scenes for stage in _stages(scene) for leg in stage.legs}
    return (
        templates()
        .get_template("figure.html")
        .render(
            name=name,
            files=FILES,
            scenes=[
                scene_content(number, scene, raw, lang) for number, scene in enumerate(scenes, 1)
            ],
            words=_words(lang),
            legend=[
                {"role": role.value, "text": text.in_language(lang)}
                for role, text in LEGEND
                if role in used
            ],
        )
    )


def _stages(scene: ComposedScene) -> Iterator[Stage]:
    """Yield the stage of a scene, and those of its other states."""
    yield scene.staged.stage
    for state in scene.explored.states if scene.explored else ():
        yield from (staged.stage for staged in state.stages)


def hop_table_html(scene: ComposedScene, lang: Lang) -> str:
    """Return only the hop table of a scene."""
    content = {"rows": _rows(scene, lang)}
    return templates().get_template("hops.html").render(scene=content, words=_words(lang))


def rendered(scenes: Sequence[ComposedScene]) -> dict[Drawing, Plate]:
    """Return all drawings of a figure as the engine has drawn them."""
    return dict(render([drawing for scene in scenes for drawing in scene.drawings]))


def _words(lang: Lang) -> dict[str, str]:
    return {key: text.in_language(lang) for key, text in WORDS.items()}


def scene_content(
    number: int, scene: ComposedScene, raw: dict[Drawing, Plate], lang: Lang
) -> dict[str, object]:
    """Return what templates show of a scene."""
    drawings = [
        {
            "layout": drawing.layout.value,
            "name": LAYOUT_NAMES[drawing.layout].in_language(lang),
            "file": drawing.file_name,
            "svg": Markup(inline(raw[drawing], drawing.id, drawing.description)),
        }
        for drawing in scene.drawings
        if drawing.lang is lang
    ]
    return {
        "number": number,
        "caption": scene.scene.caption.in_language(lang),
        "drawings": drawings,
        "outcomes": outcomes_html(scene.staged.ways, lang),
        "rows": _rows(scene, lang),
        "explore": _explore(scene, lang),
    }


def _explore(scene: ComposedScene, lang: Lang) -> dict[str, object] | None:
    """Return what the page needs before the file of states is there: the controls and their words."""
    if scene.explored is None:
        return None
    return {
        "controls": controls(scene.scene, lang),
        "timeline": _timeline(scene.explored, lang),
        "words": {key: text.in_language(lang) for key, text in interface.EXPLORE_WORDS.items()},
        "whole": whole_text(scene.staged.ways, lang),
        "ways": list(ways_to_choose(scene.explored, lang)),
        "compare": scene.scene.compare or scene.scene.controls[0].key,
        "legend": interface.EXPLORE.in_language(lang),
        "file": states_name(scene.drawings[0].figure, lang),
        "others": {
            "spread": _spread(scene.explored.states[scene.explored.first].stages, lang),
            "title": interface.EXPLORE_STATIC.in_language(lang),
            "links": [
                {"file": file, "name": caption(scene.scene, state.chosen, lang)}
                for state, file in telling_files(scene.drawings[0].figure, scene, lang)
            ],
        },
    }


def _timeline(explored: Explored, lang: Lang) -> dict[str, object] | None:
    """Return the time line of a scene, if its control is one."""
    timeline = explored.scene.controls[0].timeline
    if timeline is None:
        return None
    pod = timeline.pod.rpartition("/")[2]
    return {"title": deletion_words.TITLE.fill(lang, pod=pod), "rows": list(rows(explored, lang))}


def _spread(stages: Sequence[Staged], lang: Lang) -> str:
    """Return where a hundred connections of a state end, for readers who cannot send them; "" if there is only one way."""
    if len(stages) < 2:
        return ""
    counts = shared([one.ways[0].branch.probability for one in stages], MANY)
    due: Counter[str] = Counter()
    for staged, count in zip(stages, counts, strict=True):
        due[", ".join(ends(staged.ways, lang))] += count
    told = ", ".join(f"{end} {count}" for end, count in due.items())
    return interface.SPREAD.fill(lang, count=MANY, ends=told)


def _rows(scene: ComposedScene, lang: Lang) -> list[Markup]:
    mode = scene.staged.cluster.proxy.mode
    return [row_html(one, lang) for one in table_rows(scene.staged.ways, mode)]
