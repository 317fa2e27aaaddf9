"""The files of states hold what the model says: every state of every figure, decoded as the page does it, is asked anew."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Hashable, Iterator
from functools import cache
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

import pytest

from atlas.figure import control
from atlas.figure.catalog import figure, figure_names
from atlas.figure.compose import ComposedScene
from atlas.figure.description import describe
from atlas.figure.figure import Figure, Scene
from atlas.figure.headers import size, steps
from atlas.figure.parts import VIEWS, views
from atlas.figure.route import route
from atlas.figure.skeleton import Layout
from atlas.figure.states import Explored, State, explore
from atlas.figure.states import standing as places_of_pods
from atlas.model.cluster import Cluster
from atlas.site.state_files import state_files, states_name
from atlas.site.states import caption
from atlas.text import interface
from atlas.text.packets import address_and_port
from atlas.text.say import say
from atlas.text.text import Lang, Text
from atlas.tracer.trace import Branch, Flow, Hop, PlaceKind, Verdict
from atlas.tracer.tracer import trace
from atlas.what_if.history import remembered
from atlas.what_if.row import apply_all
from support.composed import cluster_of, composed, each_of
from support.extent import sample
from support.header_places import problems_of_headers
from support.pages import PROJECT
from support.state_file import ToldWay, description, told

EXPLORABLE = [
    name for name in figure_names() if any(scene.controls for scene in figure(name).scenes)
]
each_figure = each_of(EXPLORABLE)
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
    "service-types",
}
FEWEST_STATES = 1000
HEAVIEST_RUNTIME = 32_000
HEAVIEST_ADDITION = 4_500
HEAVIEST = 40_000
"""Bytes on the way, packed, for all states of a figure."""


@cache
def explorable(name: str) -> tuple[Figure, ComposedScene]:
    """Return a figure, and its scene that has states."""
    return figure(name), next(scene for scene in composed(name) if scene.explored)


@cache
def files(name: str) -> dict[str, bytes]:
    return state_files(name, *explorable(name))


def looked_at(explored: Explored, lang: Lang = Lang.EN) -> list[tuple[int, State]]:
    """Return a quarter of the states with their numbers, others for each language, and all at night."""
    count = len(explored.states)
    shift = 1 if lang is Lang.KO else 0
    numbers = sorted((one + shift) % count for one in sample(count, -(-count // 4)))
    return [(one, explored.states[one]) for one in numbers]


def content(name: str, lang: Lang) -> dict[str, Any]:
    return json.loads(files(name)[f"states/{states_name(name, lang)}"])


def fresh_branches(base: Cluster, scene: Scene, chosen: tuple[int, ...]) -> list[list[Branch]]:
    """Return what the tracer says about each flow of a state, by no code of figures but the declaration."""
    state = scene.with_options(chosen)
    changed = apply_all(base, state.what_ifs)
    return [list(trace(changed, remembered(base, changed, flow)).branches) for flow in state.flows]


def hops_told(branch: Branch, lang: Lang) -> Counter[tuple[str, str]]:
    """Return the sentence and the place of each hop after the first place, there and back."""
    found: Counter[tuple[str, str]] = Counter()
    for way in (branch.hops, branch.reply):
        first = next((hop.place for hop in way), None)
        left = False
        for hop in way:
            left = left or hop.place != first
            if left and hop.place.kind is not PlaceKind.NOWHERE:
                found[hop.place.name, sentence(hop, lang)] += 1
    return found


def sentence(hop: Hop, lang: Lang) -> str:
    return say(hop.reason, lang, **dict(hop.facts)).replace("`", "")


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
    _, scene = explorable(name)
    assert scene.explored is not None
    held = content(name, lang)
    assert len(held["states"]) == len(scene.explored.states) == states_promised(scene.scene)
    for index, state in looked_at(scene.explored, lang):
        ways = told(held, index)
        asked = fresh_branches(cluster_of(name), scene.scene, state.chosen)
        if len(asked) == 1:
            (branches,) = asked
            assert Counter(map(seen, ways)) == Counter(expected(one, lang) for one in branches)
            assert sum(one.share for one in ways) == 1
            for one in ways:
                assert_packets_told(one, branches)
        else:
            (one,) = ways
            assert [verdict for verdict, _ in one.outcomes] == [
                say(way.branch.verdict, lang) for way in state.stages[0].ways
            ]
            for way, branches in zip(state.stages[0].ways, asked, strict=True):
                assert way.branch in branches


def seen(way: ToldWay) -> tuple[Any, ...]:
    """Return what a page says about one way: probability, verdict, whether good, and each sentence with its place."""
    ((verdict, good),) = way.outcomes
    said = Counter((hop.end, sentence) for hop in way.hops for sentence in hop.sentences)
    return way.share, verdict, good, frozenset(said.items())


def expected(branch: Branch, lang: Lang) -> tuple[Any, ...]:
    found = hops_told(branch, lang)
    if is_within_one_place(branch):
        found = Counter(
            (hop.place.name, sentence(hop, lang))
            for way in (branch.hops, branch.reply)
            if len(way) == 2
            for hop in way[1:]
        )
    good = branch.verdict is Verdict.DELIVERED
    return branch.probability, say(branch.verdict, lang), good, frozenset(found.items())


def is_within_one_place(branch: Branch) -> bool:
    return len({hop.place for hop in branch.hops}) == 1


def assert_packets_told(way: ToldWay, branches: list[Branch]) -> None:
    """Check that each row's packet is on a wire of some branch that a connection can take."""
    packets = {
        (
            address_and_port(hop.before.source, hop.before.source_port),
            address_and_port(hop.before.destination, hop.before.destination_port),
        )
        for branch in branches
        for hop in (*branch.hops, *branch.reply)
    }
    assert {(hop.source, hop.destination) for hop in way.hops} <= packets
    become = {
        (
            address_and_port(hop.after.source, hop.after.source_port),
            address_and_port(hop.after.destination, hop.after.destination_port),
        )
        for branch in branches
        for hop in (*branch.hops, *branch.reply)
    }
    assert {hop.rewritten for hop in way.hops if hop.rewritten} <= become
    for hop, following in pairwise(way.hops):
        if hop.end == following.start and hop.rewritten is not None:
            known = {hop.rewritten, hop.rewritten[::-1]}  # a refusal turns it round
            assert (following.source, following.destination) in known


@each_figure
def test_both_languages_say_the_same(name: str) -> None:
    korean, english = (content(name, lang) for lang in (Lang.KO, Lang.EN))
    for key in ("states", "picks", "nets", "casts", "headers", "heights", "wires", "first"):
        assert korean[key] == english[key]
    assert len(korean["rows"]) == len(english["rows"])
    assert korean["words"].keys() == english["words"].keys()


@pytest.mark.parametrize("lang", Lang)
@each_figure
def test_text_alternative_can_be_made_from_the_file(name: str, lang: Lang) -> None:
    """The page joins sentences of the file; that gives what `describe` says of the same state."""
    drawn, scene = explorable(name)
    assert scene.explored is not None
    held = content(name, lang)
    for index, state in looked_at(scene.explored, lang):
        if not state.stages:
            continue
        said = held["captions"][index]
        shown = Scene(Text(ko=said, en=said), state.scene.flows)
        text = description(held, index, told(held, index)[0])
        assert text == describe(drawn, shown, state.stages[0], lang).text


@pytest.mark.parametrize("lang", Lang)
@each_figure
def test_captions_say_what_has_been_changed(name: str, lang: Lang) -> None:
    _, scene = explorable(name)
    assert scene.explored is not None
    held = content(name, lang)
    for index, state in enumerate(scene.explored.states):
        changed = caption(scene.scene, state.chosen, lang)
        own = scene.scene.caption.in_language(lang)
        assert held["captions"][index] == (f"{changed}." if changed else own)
        assert bool(changed) is (index != held["first"])


def test_only_what_a_type_adds_lights_up() -> None:
    """Each type of the figure of all types against the one that it builds on, as the tracer says."""
    _, scene = explorable("service-types")
    assert scene.explored is not None
    lit = {}
    for option, state in zip(scene.scene.controls[0].options, scene.explored.states, strict=True):
        stage = state.stages[0].stage
        boxes = [*stage.cards, *stage.sources, *stage.middles, *(one.kernel for one in stage.nodes)]
        lit[option.key] = {box.key for box in boxes if box.added}
        completed = scene.explored.stage(state.stages[0])
        assert {box.key for box in (*completed.sources, *completed.middles) if box.added} <= lit[
            option.key
        ]
    assert lit == {
        "cluster-ip": set(),
        "node-port": {"card-shown", "client-laptop"},
        "load-balancer": {"card-shown", "loadbalancer-edge"},
        "external-name": set(),
        "headless": set(),
    }


@each_figure
def test_boxes_keep_their_places(name: str) -> None:
    _, scene = explorable(name)
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


@each_figure
def test_headers_cover_nothing(name: str) -> None:
    """In all states, views and ways: no box, label or number lies under a header, and none sticks out."""
    _, scene = explorable(name)
    explored = scene.explored
    assert explored is not None
    known: set[Hashable] = set()
    for _, state in looked_at(explored):
        for staged in state.stages:
            shown = steps(staged.ways)
            for layout, stage in zip(VIEWS, views(explored.stage(staged)), strict=True):
                sizes = tuple(size(one, stacked=False) for one in shown)
                key = (layout, stage.legs, places_of_pods(stage), sizes)
                if key in known:
                    continue
                known.add(key)
                place = explored.place(stage, layout)
                assert problems_of_headers(place, route(stage, place), shown) == []


@pytest.mark.parametrize("lang", Lang)
@each_figure
def test_weight(name: str, lang: Lang) -> None:
    file = files(name)[f"states/{states_name(name, lang)}"]
    assert len(gzip.compress(file)) <= HEAVIEST


def test_weight_of_all_scripts_and_styles_of_figures() -> None:
    """Without the search and scripts of pages that need no figure; what is fetched when a reader asks for it is weighed apart."""
    assets = PROJECT / "docs/assets"
    others = ("terms.js", "glossary.js", "gallery.js", "decide.js", "missing.js")
    first = [
        *(one for one in (assets / "javascripts").glob("*.js") if one.name not in others),
        *imports(assets / "javascripts/explore.js"),
    ]
    later = {*(assets / "javascripts/figure").glob("*.js")} - {*first}
    styles = [one for one in (assets / "stylesheets").glob("*.css") if one.name != "pages.css"]
    assert len(first) >= 7
    assert len(later) >= 2
    assert len(styles) >= 4
    assert packed(*first, *styles) <= HEAVIEST_RUNTIME
    assert max(packed(one) for one in later) <= HEAVIEST_ADDITION


def imports(script: Path) -> set[Path]:
    """Return the modules that a script imports before it runs, and those that they import."""
    found = {
        (script.parent / name).resolve()
        for name in re.findall(r'from "(\.[^"]+)"', script.read_text(encoding="utf-8"))
    }
    return found.union(*map(imports, found))


def packed(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes())) for file in files)


@each_figure
def test_parts_need_no_style_of_their_own(name: str) -> None:
    """A strict Content-Security-Policy allows neither style attributes nor handlers."""
    held = content(name, Lang.EN)
    for markup in (*held["actors"]["wide"], *held["wires"]["wide"]):
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
        explore(cluster_of("clusterip"), scene)
