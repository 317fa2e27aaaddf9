"""The states of a figure as one JSON file per language: everything that a page needs to switch between them.

Each string, row, part and wire is written once and named by its number. The page computes nothing about packets:
it looks up what the model found.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from atlas.figure.compose import ComposedScene
from atlas.figure.description import place_name, sentences
from atlas.figure.figure import Scene
from atlas.figure.hops import Row, rows
from atlas.figure.parts import Parts, wire_text
from atlas.figure.route import route
from atlas.figure.skeleton import Layout
from atlas.figure.stage import Line
from atlas.figure.staging import Staged, Way
from atlas.figure.states import Explored
from atlas.site.placing import FILES
from atlas.text import interface
from atlas.text.packets import address_and_port, packet_text
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import PlaceKind, Verdict

LAYOUTS = tuple(Layout)
TEMPLATES = {
    "outcome": interface.OUTCOME,
    "others": interface.OTHER_WAYS,
    "text": interface.FIGURE_TEXT,
    "step": interface.STEP,
    "choice": interface.CHOICE,
}
Key = TypeVar("Key", bound=Hashable)


class Numbered(Generic[Key]):
    """Things by number, each once, in the order in which they first come."""

    def __init__(self) -> None:
        self._numbers: dict[Key, int] = {}

    def number(self, thing: Key) -> int:
        """Return the number of a thing, a new one if it is new."""
        return self._numbers.setdefault(thing, len(self._numbers))

    def all(self) -> list[Key]:
        """Return the things in the order of their numbers."""
        return list(self._numbers)


class StateFile:
    """Collects the states of one scene; drawings are shared by both languages."""

    def __init__(self, name: str, scene: ComposedScene) -> None:
        assert scene.explored is not None
        self.scene = scene
        self.explored: Explored = scene.explored
        self.parts = {
            layout: Parts(
                self.explored.skeletons[layout],
                f"{name}-{scene.number}-{layout}",
            )
            for layout in LAYOUTS
        }
        self.casts: Numbered[tuple[int, ...]] = Numbered()
        self.wires = {layout: Numbered[tuple[str, str, str]]() for layout in LAYOUTS}
        self.nets: Numbered[tuple[tuple[int, ...], ...]] = Numbered()
        self.drawn = [
            [self._drawn(staged) for staged in state.stages] for state in self.explored.states
        ]

    def dots(self, lang: Lang) -> list[str]:
        """Return the DOT sources of the parts, one for each layout."""
        return [self.parts[layout].dot(lang) for layout in LAYOUTS]

    def content(self, title: str, lang: Lang, raws: Sequence[str]) -> dict[str, Any]:
        """Return what the file holds in one language, from the engine's drawings of the parts."""
        words = _Words(lang)
        states = [
            [
                words.pick(staged, *drawn)
                for staged, drawn in zip(state.stages, drawings, strict=True)
            ]
            for state, drawings in zip(self.explored.states, self.drawn, strict=True)
        ]
        return {
            "title": title,
            "caption": self.scene.scene.caption.in_language(lang),
            "first": self.explored.first,
            "controls": controls(self.scene.scene, lang),
            "words": _words(lang),
            "states": states,
            "picks": words.picks.all(),
            "rows": words.rows.all(),
            "strings": words.strings.all(),
            "casts": self.casts.all(),
            "nets": self.nets.all(),
            "parts": {
                layout: self.parts[layout].markup(raw, f"{FILES}/icons")
                for layout, raw in zip(LAYOUTS, raws, strict=True)
            },
            "wires": {layout: self.wires[layout].all() for layout in LAYOUTS},
        }

    def _drawn(self, staged: Staged) -> tuple[int, int]:
        """Return the numbers of a stage's boxes and of its wires."""
        stage = self.explored.stage(staged)
        casts: list[tuple[int, ...]] = []
        nets: list[tuple[int, ...]] = []
        for layout in LAYOUTS:
            place = self.explored.place(stage, layout)
            casts.append(self.parts[layout].cast(stage, place))
            wires = self.wires[layout]
            nets.append(tuple(wires.number(wire_text(one, place)) for one in route(stage, place)))
        assert len(set(casts)) == 1  # both layouts meet the same parts in the same order
        return self.casts.number(casts[0]), self.nets.number(tuple(nets))


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
        interface.CHOICE.fill(
            lang,
            name=line(control.label, lang),
            value=line(control.options[index].label, lang),
        )
        for control, index in zip(scene.controls, chosen, strict=True)
        if index != control.initial
    )


def ways(explored: Explored, lang: Lang) -> list[str]:
    """Return the names of the ways that a connection may take in the initial state."""
    return [
        interface.EXPLORE_WORDS["way_option"].fill(
            lang, end=_name(staged, lang), share=staged.ways[0].branch.probability
        )
        for staged in explored.states[explored.first].stages
    ]


def _name(staged: Staged, lang: Lang) -> str:
    """Return the places of a way, or how it ended where it began."""
    return _passed(staged.ways[0]) or say(staged.ways[0].branch.verdict, lang)


class _Words:
    """Collects the strings, rows and picks of all states in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.strings: Numbered[str] = Numbered()
        self.rows: Numbered[tuple[Any, ...]] = Numbered()
        self.picks: Numbered[tuple[Any, ...]] = Numbered()

    def pick(self, staged: Staged, cast: int, net: int) -> int:
        """Return the number of one way through one state."""
        branch = staged.ways[0].branch
        return self.picks.number(
            (
                branch.probability.numerator,
                branch.probability.denominator,
                tuple(self.strings.number(one) for one in self._ends(staged.ways)),
                self.strings.number(_name(staged, self.lang)),
                tuple(
                    (way.mark, self.strings.number(say(way.branch.verdict, self.lang)), _good(way))
                    for way in staged.ways
                ),
                tuple(self._row(row) for way in staged.ways for row in rows(way)),
                cast,
                net,
            )
        )

    def _row(self, row: Row) -> int:
        packet, number = row.packet, self.strings.number
        return self.rows.number(
            (
                row.number,
                row.role.value,
                number(place_name(row.start)),
                number(place_name(row.end)),
                number(address_and_port(packet.source, packet.source_port)),
                number(address_and_port(packet.destination, packet.destination_port)),
                number(packet_text(packet)),
                tuple(number(one) for one in sentences(row, self.lang)),
            )
        )

    def _ends(self, ways: Iterable[Way]) -> Iterator[str]:
        """Yield where each way ends, and with what verdict if that is no success."""
        for way in ways:
            verdict = say(way.branch.verdict, self.lang)
            names = [
                place_name(hop.place)
                for hop in way.branch.hops
                if hop.place.kind is not PlaceKind.NOWHERE
            ]
            if _good(way):
                yield names[-1]
            else:
                yield f"{names[-1]}: {verdict}" if names else verdict


def _good(way: Way) -> int:
    return int(way.branch.verdict is Verdict.DELIVERED)


def _passed(way: Way) -> str:
    """Return the places after the first one that a way goes through."""
    places = [hop.place for hop in way.branch.hops if hop.place.kind is not PlaceKind.NOWHERE]
    names = dict.fromkeys(map(place_name, places))
    return " → ".join(list(names)[1:] or names)


def _words(lang: Lang) -> dict[str, str]:
    words = {**interface.EXPLORE_WORDS, **TEMPLATES}
    return {key: text.in_language(lang) for key, text in words.items()}
