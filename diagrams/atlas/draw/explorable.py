"""An explorable file: one flow with the controls of the site, in both languages and schemes, in a page that fetches nothing."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from html import escape
from itertools import islice, pairwise

from atlas.draw.bundle import bundled
from atlas.draw.controls import Offer, Room, controls_of
from atlas.draw.flow import flow_scene
from atlas.draw.sheet import font_face
from atlas.figure.compose import ComposedScene, compose
from atlas.figure.figure import Figure
from atlas.figure.package_assets import assets
from atlas.figure.palette import STYLESHEETS, palettes
from atlas.model.cluster import Cluster
from atlas.site.figure_html import WORDS, rendered, scene_content
from atlas.site.markup import templates
from atlas.site.state_files import state_contents
from atlas.site.states import line
from atlas.text import draw_words
from atlas.text.text import Lang, Text
from atlas.tracer.trace import Action, Flow, PlaceKind, Trace
from atlas.tracer.tracer import trace

NAME = "flow"
MOST_NODES = 6
ROOM = Room(nodes=14, ways=8)
"""The nodes that are drawn one by one, and the ways of a state: of more, those over different nodes first."""
MOST_PICKED = 40
"""A balancer that gives a connection more ways than this is asked to pick one node."""
_RULE = re.compile(r' data-rule="[^"]*"')
_SENDS = re.compile(r'(<button[^>]*data-do="(?:send|predict)")')


@dataclass(frozen=True, slots=True)
class Explorable:
    """A flow as it can be explored, and what the size of the cluster has left out of it."""

    figure: Figure
    scene: ComposedScene
    offer: Offer
    picked: str
    """The node that stands for all that a balancer may pick; "" if none does."""


def explorable(cluster: Cluster, flow: Flow, lang: Lang, said: dict[Lang, str]) -> str:
    """Return the page; it begins in that language, `said` stands below. Raises FlowError."""
    made = explored_flow(cluster, flow)
    figure, composed = made.figure, made.scene
    limits = {one: limits_of(made, cluster, one) for one in Lang}
    said = {one: " ".join(filter(None, (limits[one], said[one]))) for one in Lang}
    raw = rendered([composed])
    if composed.explored is None:
        states: dict[Lang, str] = {}
    else:
        contents = state_contents(NAME, figure, composed)
        states = {one: _data(contents[one]) for one in Lang}
    bodies = {one: _body(figure, composed, raw, one, said[one]) for one in Lang}
    return _page(figure, lang, bodies, states)


def explored_flow(cluster: Cluster, flow: Flow) -> Explorable:
    """Return a flow with its states, no more than a page can hold: the size of a cluster costs nothing. Raises FlowError."""
    answer = trace(cluster, flow)
    shorter = _with_one_node(cluster, flow, answer)
    picked = shorter.node if shorter is not flow else ""
    if picked:
        flow, answer = shorter, trace(cluster, shorter)
    scene = flow_scene(cluster, flow)
    offer = controls_of(cluster, flow, answer, scene.shows, ROOM, picks_node=bool(picked))
    few = len(cluster.nodes) <= MOST_NODES
    nodes = None if few or offer.controls else scene.nodes
    scene = replace(
        scene,
        controls=offer.controls,
        nodes=nodes,
        most_nodes=ROOM.nodes,
        most_ways=ROOM.ways,
    )
    figure = Figure(scene.caption, (scene,))
    (composed,) = compose(NAME, figure, cluster)
    return Explorable(figure, composed, offer, picked)


def _with_one_node(cluster: Cluster, flow: Flow, answer: Trace) -> Flow:
    """Return the flow through one node, where a balancer may pick any of so many that nobody could look at all ways."""
    some = list(islice(answer.branches, MOST_PICKED + 1))
    if flow.node or len(some) <= MOST_PICKED:
        return flow
    picks = (
        after.place
        for hop, after in pairwise(some[0].hops)
        if hop.action is Action.BALANCE and after.place.kind is PlaceKind.NODE
    )
    picked = next(picks, None)
    return flow if picked is None else replace(flow, node=picked.name)


def limits_of(made: Explorable, cluster: Cluster, lang: Lang) -> str:
    """Return what the page leaves out for want of room; "" if it shows everything."""
    explored, count = made.scene.explored, len(cluster.nodes)
    told: list[str] = []
    if made.picked:
        entry = next((one for one in made.offer.controls if one.key == "entry"), None)
        offered = len(entry.options) if entry else 1
        told.append(draw_words.PICKED_NODE.fill(lang, offered=offered, count=count))
    if explored is not None and explored.scene.is_cut:
        drawn, whole = len(explored.scene.nodes or ()), len(explored.taking_part)
        words = draw_words.DRAWN_NODES if drawn < whole else draw_words.DRAWN_WAYS
        told.append(words.fill(lang, drawn=drawn, count=whole, ways=ROOM.ways))
    if made.offer.left_out:
        names = ", ".join(line(one.label, lang) for one in made.offer.left_out)
        told.append(draw_words.LEFT_OUT_CONTROLS.fill(lang, controls=names))
    return " ".join(told)


def _body(figure: Figure, composed: ComposedScene, raw: dict, lang: Lang, said: str) -> str:
    content = scene_content(1, composed, raw, lang)
    page = (
        templates()
        .get_template("explorable.html")
        .render(
            name=NAME,
            files="",
            title=figure.title.in_language(lang),
            scene=content,
            said=said,
            other_lang=next(one for one in Lang if one is not lang),
            other_language=OTHER_LANGUAGE.in_language(lang),
            scheme=SCHEME.in_language(lang),
            words={key: text.in_language(lang) for key, text in WORDS.items()},
        )
    )
    if composed.explored is not None and composed.explored.scene.is_cut:
        page = _SENDS.sub(r"\1 hidden", page)  # where connections end is more than what is drawn
    return _RULE.sub("", page)


def _data(content: dict) -> str:
    """Return the states as a block of data that cannot end its element."""
    content["rows"] = [[_RULE.sub("", str(one)) for one in row] for row in content["rows"]]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


# The page around it

OTHER_LANGUAGE = Text(ko="English", en="한국어")
SCHEME = Text(ko="밝게/어둡게", en="Light/dark")
_BASE = """
html{font-size:125%}body{max-width:61rem;margin:0 auto;padding:.8rem;background:var(--atlas-paper);color:var(--atlas-ink);
font:.7rem/1.6 "Atlas Sans",Pretendard,"Noto Sans KR",sans-serif;--md-default-bg-color:var(--atlas-paper);
--atlas-code-font:ui-monospace,monospace}:lang(ko) body,body:lang(ko){word-break:keep-all;overflow-wrap:anywhere}
h1{font-size:1rem;line-height:1.4;overflow-wrap:anywhere}nav{display:flex;gap:.6rem;justify-content:flex-end;font-size:.64rem}
code{font-size:.9em}.atlas-spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
nav a{color:var(--atlas-link)}footer{margin-top:1rem;font-size:.64rem;color:var(--atlas-muted)}[hidden]{display:none!important}
"""
_BOOT = """(() => {
const root = document.documentElement;
const asked = new URLSearchParams(location.search).get("lang");
const lang = asked ?? (navigator.language.startsWith("ko") ? "ko" : "en");
const other = document.getElementById(`body-${lang}`);
if (other && lang !== root.lang) {
  root.lang = lang;
  document.querySelector("main").replaceChildren(other.content.cloneNode(true));
}
document.title = document.querySelector("h1").textContent;
const states = document.getElementById(`states-${root.lang}`);
if (states) states.id = "NAME-states";
document.querySelector("[data-scheme-button]").addEventListener("click", () => {
  const dark = root.dataset.scheme ? root.dataset.scheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.scheme = dark ? "light" : "dark";
});
})();
""".replace("NAME", NAME)


def _page(figure: Figure, lang: Lang, bodies: dict[Lang, str], states: dict[Lang, str]) -> str:
    style, script = _style(), f"{_BOOT}{bundled(assets() / 'javascripts', 'explore.js')}"
    others = "".join(f'<template id="body-{one}">{body}</template>' for one, body in bodies.items())
    data = "".join(
        f'<script type="application/json" id="states-{one}">{text}</script>'
        for one, text in states.items()
    )
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(figure.title.in_language(lang))}</title>\n<style>{style}</style>\n</head>\n"
        f'<body class="md-typeset">\n<main>{bodies[lang]}</main>\n{others}\n{data}\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            *("img-src data:", "font-src data:", "base-uri 'none'", "form-action 'none'"),
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _style() -> str:
    light, dark = ("".join(f"{key}:{value};" for key, value in one.items()) for one in palettes())
    schemes = (
        f":root{{{light}}}@media (prefers-color-scheme: dark){{:root:not([data-scheme=light]){{{dark}}}}}"
        f":root[data-scheme=dark]{{{dark}}}"
    )
    sheets = [
        (STYLESHEETS / f"{one}.css").read_text(encoding="utf-8") for one in ("drawing", "figure")
    ]
    fonts = "".join(font_face(f"atlas-sans-latin-{weight}", weight) for weight in (400, 600))
    return f"{fonts}{schemes}{_BASE}{''.join(sheets)}"
