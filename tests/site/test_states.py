"""The files of states hold what the model says: every state of every figure, decoded as the page does it, is asked anew."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import prod
from typing import Any

import pytest

from atlas.figure import control
from atlas.figure.catalog import figure, figure_names, manifests_of
from atlas.figure.compose import ComposedScene, compose
from atlas.figure.description import describe
from atlas.figure.figure import Figure, Scene
from atlas.figure.skeleton import Layout
from atlas.figure.states import explore
from atlas.figure.what_if import apply_all, remembered
from atlas.model.cluster import Cluster
from atlas.site.figure_html import figure_html, rendered
from atlas.site.state_files import state_files, states_name
from atlas.site.states import caption
from atlas.text import interface
from atlas.text.packets import address_and_port
from atlas.text.say import say
from atlas.text.text import Lang, Text
from atlas.tracer.trace import Branch, Flow, PlaceKind, Verdict
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.pages import PROJECT

EXPLORABLE = [
    name for name in figure_names() if any(scene.controls for scene in figure(name).scenes)
]
each_figure = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in EXPLORABLE]
)
"""All tests of a figure share a worker, which then makes the states of the figure once."""
WANTED = {
    "clusterip",
    "nodeport",
    "loadbalancer",
    "traffic-policies",
    "source-ip",
    "session-affinity",
    "termination",
    "topology",
    "dns",
    "ingress",
    "gateway-api",
    "why-services",
}
FEWEST_STATES = 1000
HEAVIEST_RUNTIME = 30_000
HEAVIEST = 40_000
"""Bytes on the way, packed, for a figure with all its states."""


@cache
def cluster() -> Cluster:
    return load([manifests_of()]).cluster


@cache
def composed(name: str) -> tuple[Figure, ComposedScene]:
    drawn = figure(name)
    scenes = compose(name, drawn, cluster())
    return drawn, next(scene for scene in scenes if scene.explored)


@cache
def files(name: str) -> dict[str, bytes]:
    return state_files(name, *composed(name))


def content(name: str, lang: Lang) -> dict[str, Any]:
    return json.loads(files(name)[f"states/{states_name(name, lang)}"])


class Page:
    """Decodes a file of states as the script in the page does."""

    def __init__(self, held: dict[str, Any]) -> None:
        self.held = held

    def picks(self, index: int) -> list[dict[str, Any]]:
        return [self._pick(number) for number in self.held["states"][index]]

    def _pick(self, number: int) -> dict[str, Any]:
        numerator, denominator, ends, way, outcomes, rows, cast, net = self.held["picks"][number]
        return {
            "probability": Fraction(numerator, denominator),
            "ends": self._strings(ends),
            "way": self.held["strings"][way],
            "outcomes": [(mark, self.held["strings"][one], good) for mark, one, good in outcomes],
            "rows": [self._row(self.held["rows"][one]) for one in rows],
            "cast": self.held["casts"][cast],
            "net": self.held["nets"][net],
        }

    def _row(self, row: list[Any]) -> tuple[Any, ...]:
        badge, role, *texts, sentences = row
        return (badge, role, *self._strings(texts), tuple(self._strings(sentences)))

    def _strings(self, numbers: list[int]) -> list[str]:
        return [self.held["strings"][one] for one in numbers]


def fresh_branches(scene: Scene, chosen: tuple[int, ...]) -> list[list[Branch]]:
    """Return what the tracer says about each flow of a state, by no code of figures but the declaration."""
    state = scene.with_options(chosen)
    changed = apply_all(cluster(), state.what_ifs)
    return [
        list(trace(changed, remembered(cluster(), changed, flow)).branches) for flow in state.flows
    ]


def hops_told(branch: Branch, lang: Lang) -> Counter[tuple[str, str]]:
    """Return the sentence and the place of each hop after the first place, there and back."""
    told: Counter[tuple[str, str]] = Counter()
    for way in (branch.hops, branch.reply):
        first = next((hop.place for hop in way), None)
        left = False
        for hop in way:
            left = left or hop.place != first
            if left and hop.place.kind is not PlaceKind.NOWHERE:
                told[hop.place.name, say(hop.reason, lang, **dict(hop.facts))] += 1
    return told


def test_enough_figures_and_states() -> None:
    assert set(EXPLORABLE) >= WANTED
    scenes = [scene for name in EXPLORABLE for scene in figure(name).scenes if scene.controls]
    assert sum(map(states_promised, scenes)) >= FEWEST_STATES


def states_promised(scene: Scene) -> int:
    """Return how many states the controls of a scene have between them."""
    return prod(len(control.options) for control in scene.controls)


@pytest.mark.parametrize("lang", Lang)
@each_figure
def test_every_state_is_what_the_model_says(name: str, lang: Lang) -> None:
    _, scene = composed(name)
    assert scene.explored is not None
    page = Page(content(name, lang))
    assert len(page.held["states"]) == len(scene.explored.states) == states_promised(scene.scene)
    for index, state in enumerate(scene.explored.states):
        told = page.picks(index)
        asked = fresh_branches(scene.scene, state.chosen)
        if len(asked) == 1:
            (branches,) = asked
            assert Counter(map(seen, told)) == Counter(expected(one, lang) for one in branches)
            assert sum(one["probability"] for one in told) == 1
            for one in told:
                assert_packets_told(one, branches)
        else:
            (one,) = told
            assert [verdict for _, verdict, _ in one["outcomes"]] == [
                say(way.branch.verdict, lang) for way in state.stages[0].ways
            ]
            for way, branches in zip(state.stages[0].ways, asked, strict=True):
                assert way.branch in branches


def seen(pick: dict[str, Any]) -> tuple[Any, ...]:
    """Return what a page says about one way: probability, verdict, whether good, and each sentence with its place."""
    ((_, verdict, good),) = pick["outcomes"]
    told = Counter((row[3], sentence) for row in pick["rows"] for sentence in row[-1])
    return pick["probability"], verdict, good, frozenset(told.items())


def expected(branch: Branch, lang: Lang) -> tuple[Any, ...]:
    told = hops_told(branch, lang)
    if is_within_one_place(branch):
        told = Counter(
            (hop.place.name, say(hop.reason, lang, **dict(hop.facts)))
            for way in (branch.hops, branch.reply)
            if len(way) == 2
            for hop in way[1:]
        )
    good = int(branch.verdict is Verdict.DELIVERED)
    return branch.probability, say(branch.verdict, lang), good, frozenset(told.items())


def is_within_one_place(branch: Branch) -> bool:
    return len({hop.place for hop in branch.hops}) == 1


def assert_packets_told(pick: dict[str, Any], branches: list[Branch]) -> None:
    """Check that each row's packet is on a wire of some branch that a connection can take."""
    packets = {
        (
            address_and_port(hop.before.source, hop.before.source_port),
            address_and_port(hop.before.destination, hop.before.destination_port),
        )
        for branch in branches
        for hop in (*branch.hops, *branch.reply)
    }
    assert {(row[4], row[5]) for row in pick["rows"]} <= packets


@each_figure
def test_both_languages_say_the_same(name: str) -> None:
    korean, english = (content(name, lang) for lang in (Lang.KO, Lang.EN))
    for key in ("nets", "casts", "wires", "first"):
        assert korean[key] == english[key]
    assert [len(one) for one in korean["states"]] == [len(one) for one in english["states"]]
    assert korean["words"].keys() == english["words"].keys()


@pytest.mark.parametrize("lang", Lang)
@each_figure
def test_text_alternative_can_be_made_from_the_file(name: str, lang: Lang) -> None:
    """The page fills the words in the file; that gives what `describe` says of the same state."""
    drawn, scene = composed(name)
    assert scene.explored is not None
    held = content(name, lang)
    page, words = Page(held), held["words"]
    for index, state in enumerate(scene.explored.states):
        is_first = index == held["first"]
        said = caption(scene.scene, state.chosen, lang) + "."
        over = held["caption"] if is_first else said
        told = page.picks(index)[0]
        steps = " ".join(step(row, words) for row in told["rows"])
        verdict = ", ".join(dict.fromkeys(verdict for _, verdict, _ in told["outcomes"]))
        text = words["text"].format(title=held["title"], caption=over, steps=steps, verdict=verdict)
        own = state.scene.caption if is_first else Text(ko=said, en=said)
        staged = state.stages[0]
        shown = Scene(own, state.scene.flows)
        assert text == describe(drawn, shown, staged, lang).text


def step(row: tuple[Any, ...], words: dict[str, str]) -> str:
    number, _, start, end, _, _, packet, sentences = row
    wire = words["step"].format(number=number, start=start, end=end, packet=packet)
    return " ".join((wire, *sentences)).replace("`", "")


@each_figure
def test_boxes_keep_their_places(name: str) -> None:
    _, scene = composed(name)
    explored = scene.explored
    assert explored is not None
    for layout in Layout:
        places: dict[tuple[str, str], Any] = {}
        for state in explored.states:
            for staged in state.stages:
                stage = explored.stage(staged)
                place = explored.place(stage, layout)
                for node, key in standing(stage):
                    assert places.setdefault((node, key), place.boxes[key]) == place.boxes[key]


def standing(stage: Any) -> Iterator[tuple[str, str]]:
    for box in (*stage.cards, *stage.sources, *stage.middles):
        yield "", box.key
    for frame in stage.nodes:
        for box in (frame.kernel, frame.kube_proxy, *frame.pods):
            yield frame.key, box.key


@pytest.mark.parametrize("lang", Lang)
@each_figure
def test_weight(name: str, lang: Lang) -> None:
    file = files(name)[f"states/{states_name(name, lang)}"]
    drawn, scene = composed(name)
    scenes = [scene] if len(drawn.scenes) == 1 else compose(name, drawn, cluster())
    page = figure_html(name, scenes, rendered(scenes), lang).encode()
    assert len(gzip.compress(file)) + len(gzip.compress(page)) <= HEAVIEST


def test_weight_of_all_scripts_and_styles_of_ours() -> None:
    files = [*(PROJECT / "docs/assets").rglob("*.js"), *(PROJECT / "docs/assets").rglob("*.css")]
    assert len(files) > 6
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= HEAVIEST_RUNTIME


@each_figure
def test_parts_need_no_style_of_their_own(name: str) -> None:
    """A strict Content-Security-Policy allows neither style attributes nor handlers."""
    for markup in content(name, Lang.EN)["parts"]["wide"]:
        assert " style=" not in markup
        assert "<script" not in markup
        assert " on" not in markup.replace(" only", "").replace(" on ", "")


@each_figure
def test_addresses_of_states_are_readable(name: str) -> None:
    for one in content(name, Lang.EN)["controls"]:
        keys = [one["key"], *(key for key, _ in one["options"])]
        assert not [key for key in keys if set(key) & set(" ,:&=#%")]
        assert one["key"] not in ("hop", "way")


def test_too_many_states_are_refused() -> None:
    every = ("ready", "not-ready", "terminating", "gone", "node-a", "node-c")
    scene = Scene(
        interface.HOPS,
        (Flow("pod/client", "service/web"),),
        controls=(
            *(control.pod(f"web-{number}", *every) for number in (1, 2, 3)),
            control.proxy_mode(),
        ),
    )
    with pytest.raises(ValueError, match="states are more than"):
        explore(cluster(), scene)
