"""The states of a figure as one JSON file per language: everything that a page needs to switch between them, finished.

Each string, row and part is written once and named by its number. The page computes nothing about packets, draws
nothing and makes no sentence: it looks up what the model found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import escape

from atlas.figure.compose import ComposedScene
from atlas.figure.control import Control, Option
from atlas.figure.description import outcome, sentences, step
from atlas.figure.figure import Scene
from atlas.figure.headers import steps
from atlas.figure.numbered import Examples, Numbered
from atlas.figure.parts import LAYOUTS, Cast, Headers, Net, Numbers, Parts
from atlas.figure.stage import Line
from atlas.figure.staging import Staged, Way
from atlas.figure.states import Explored, State
from atlas.site.markup import with_code
from atlas.site.things import things
from atlas.site.ways import (
    TableRow,
    end_key,
    ends,
    option_text,
    outcomes_html,
    row_html,
    table_rows,
    verdicts,
    whole_text,
)
from atlas.text import interface
from atlas.text.text import Lang

REFERENCE = "\ue000"
"""Before the number of a string that stands in another one, up to a semicolon: many hops do the same."""
SCRIPT_WORDS = (
    *("play", "pause", "at", "question", "right", "wrong", "unknown", "impossible"),
    *("request", "reply", "failed", "rule", "change_thing", "next_question"),
    *(
        "changed",
        "change",
        "no_change",
        "ends",
        "hop_count",
        "first_difference",
        "spread",
        "expected",
    ),
)
"""What the page's script says of itself; buttons and labels stand in the page."""


@dataclass(frozen=True, slots=True)
class _Pick:
    """One way through one state: its probability, and the numbers of what is said and drawn of it."""

    share: Fraction
    said: int
    rows: Numbers
    cast: int
    net: int
    headers: int


class StateFile:
    """Collects the states of one scene; all but the words is shared by both languages."""

    def __init__(self, name: str, scene: ComposedScene) -> None:
        assert scene.explored is not None
        self.scene = scene
        self.explored: Explored = scene.explored
        stages = {
            id(one): self.explored.stage(one)
            for state in self.explored.states
            for one in state.stages
        }
        self._stages = stages
        self.parts = Parts(self.explored, f"{name}-{scene.number}", stages.values())
        self.casts: Numbered[tuple[Cast, ...]] = Numbered()
        self.nets: Numbered[tuple[Net, ...]] = Numbered()
        self.headers: Numbered[tuple[Headers, ...]] = Numbered()
        self.rows: Examples[TableRow] = Examples()
        self.said: Examples[tuple[Way, ...]] = Examples()
        self.picks: Numbered[_Pick] = Numbered()
        self.states = [
            self.picks.numbers(map(self._pick, state.stages)) for state in self.explored.states
        ]

    def content(
        self, title: str, lang: Lang, actors: Sequence[list[str]], wires: Sequence[list[str]]
    ) -> dict[str, Any]:
        """Return what the file holds in one language; actors and wires are finished, for each layout."""
        strings, done = Numbered[str](), Numbered[str]()
        return {
            "title": f"{title}.",
            "first": self.explored.first,
            "controls": controls(self.scene.scene, lang),
            "things": things(self.scene.scene, _node_names(self.explored)),
            "words": _words(lang),
            "states": self.states,
            "captions": [self._caption(state, lang) for state in self.explored.states],
            "picks": [
                (
                    *(one.share.numerator, one.share.denominator, one.said, one.rows),
                    *(one.cast, one.net, one.headers),
                )
                for one in self.picks.all()
            ],
            "said": [_said(ways, lang, strings) for ways in self.said.all()],
            "rows": [_row(one, lang, done) for one in self.rows.all()],
            "done": done.all(),
            "strings": strings.all(),
            "casts": [[(o.frames, o.boxes, o.height) for o in each] for each in self.casts.all()],
            "nets": [[(one.lines, one.badges) for one in each] for each in self.nets.all()],
            "headers": [
                [[one.hops, [(at, *place) for at, place in one.at_rest]] for one in each]
                for each in self.headers.all()
            ],
            "heights": dict(zip(LAYOUTS, self.parts.heights(), strict=True)),
            "actors": dict(zip(LAYOUTS, actors, strict=True)),
            "wires": dict(zip(LAYOUTS, wires, strict=True)),
        }

    def _pick(self, staged: Staged) -> _Pick:
        stage, ways = self._stages[id(staged)], staged.ways
        rows = tuple(
            self.rows.number(one.key, one) for one in table_rows(ways, staged.cluster.proxy.mode)
        )
        told = (len(rows), tuple((way.mark, len(way.trace.branches), *_end(way)) for way in ways))
        return _Pick(
            ways[0].branch.probability,
            self.said.number(told, ways),
            rows,
            self.casts.number(self.parts.casts(stage)),
            self.nets.number(self.parts.nets(stage)),
            self.headers.number(self.parts.headers(stage, steps(ways))),
        )

    def _caption(self, state: State, lang: Lang) -> str:
        scene = self.scene.scene
        changed = caption(scene, state.chosen, lang)
        return f"{changed}." if changed else scene.caption.in_language(lang)


def _node_names(explored: Explored) -> tuple[str, ...]:
    staged = explored.states[explored.first].stages[0]
    return tuple(node.name for node in staged.cluster.nodes)


def _end(way: Way) -> tuple[object, ...]:
    places = tuple(dict.fromkeys(hop.place for hop in way.branch.hops))
    last = way.branch.hops[-1].place if way.branch.hops else None
    return way.branch.probability, way.branch.verdict, places, last


def _row(one: TableRow, lang: Lang, done: Numbered[str]) -> tuple[str, str]:
    """Return a hop as a row of the table and as what is heard of it; sentences in both are numbers of strings."""
    said = done.numbers(map(with_code, sentences(one.row, lang)))
    numbers = " ".join(f"{REFERENCE}{number};" for number in said)
    return row_html(one, lang, numbers), f"{escape(step(one.row, lang))} {numbers}"


def _said(ways: Sequence[Way], lang: Lang, strings: Numbered[str]) -> tuple[object, ...]:
    """Return numbers of strings: ends and their boxes, verdicts, name of the way, outcome, the way in one line, end of the description."""
    number = strings.number
    found = verdicts(ways, lang)
    return (
        strings.numbers(ends(ways, lang)),
        strings.numbers(map(end_key, ways)),
        strings.numbers(found),
        number(option_text(ways, lang)),
        number(outcomes_html(ways, lang)),
        number(whole_text(ways, lang)),
        number(outcome(found, lang)),
    )


def encoded(content: Mapping[str, Any]) -> bytes:
    """Return the content as a compact JSON file."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def controls(scene: Scene, lang: Lang) -> list[dict[str, Any]]:
    """Return the controls of a scene with their words, as the page and the file have them."""
    return [
        {
            "key": control.key,
            "label": line(control.label, lang),
            "initial": control.initial,
            "options": [[option.key, line(option.label, lang)] for option in control.options],
        }
        for control in scene.controls
    ]


def line(text: Line, lang: Lang) -> str:
    """Return a line in one language."""
    return text if isinstance(text, str) else text.in_language(lang)


def caption(scene: Scene, chosen: Sequence[int], lang: Lang) -> str:
    """Return what stands over a state: what the reader has changed."""
    return " · ".join(
        _choice(control, control.options[index], lang)
        for control, index in zip(scene.controls, chosen, strict=True)
        if index != control.initial
    )


def _choice(control: Control, option: Option, lang: Lang) -> str:
    if option.told is not None:
        return option.told.in_language(lang)
    return interface.CHOICE.fill(
        lang, name=line(control.label, lang), value=line(option.label, lang)
    )


def ways_to_choose(explored: Explored, lang: Lang) -> Iterator[str]:
    """Yield the names of the ways that a connection may take in the initial state."""
    for staged in explored.states[explored.first].stages:
        yield option_text(staged.ways, lang)


def _words(lang: Lang) -> dict[str, str]:
    words = {key: interface.EXPLORE_WORDS[key] for key in SCRIPT_WORDS}
    return {
        key: text.in_language(lang) for key, text in {**words, "outcome": interface.OUTCOME}.items()
    }
