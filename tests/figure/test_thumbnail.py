"""A thumbnail shows what a scene shows, without words, and is light."""

from __future__ import annotations

import gzip

from lxml import etree

from atlas.figure.catalog import figure_names
from atlas.figure.compose import sheet_of
from atlas.figure.skeleton import Layout
from atlas.figure.svg import SVG
from atlas.figure.thumbnail import thumbnail
from support.composed import composed, each_of

HEAVIEST = 1200
"""Bytes on the way; a page may show all of them."""


@each_of([one for one in figure_names() if "-" in one])
def test_it_has_every_box_and_line_but_no_word(name: str) -> None:
    first = composed(name)[0]
    stage, place, _ = sheet_of(first, Layout.WIDE)
    boxes = [*stage.cards, *stage.sources, *stage.middles]
    boxes += [box for frame in stage.nodes for box in frame.boxes]
    markup = thumbnail(first)
    root = etree.fromstring(markup.replace("<svg", f'<svg xmlns="{SVG.strip("{}")}"', 1))
    kinds = [one.get("class", "").split()[0] for one in root.iter(f"{SVG}g")]
    assert kinds.count("frame") == len(place.frames)
    assert kinds.count("box") == len(boxes)
    assert kinds.count("leg") == sum(bool(leg.badge) for leg in stage.legs)
    assert not "".join(root.itertext()).strip()
    assert root.get("aria-hidden") == "true"
    assert len(gzip.compress(markup.encode())) <= HEAVIEST
