"""Drawings carry text safely, keep addresses whole, and name themselves for assistive technology."""

from __future__ import annotations

from lxml import etree

from atlas.figure.canvas import draw
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.palette import both_schemes_style, fixed_style
from atlas.figure.route import route
from atlas.figure.skeleton import Layout, skeleton
from atlas.figure.stage import Box, Look, NodeFrame, Stage
from atlas.figure.svg import SVG, Description, icon_name, icons_in, inline, stand_alone
from atlas.text.text import Lang

HOSTILE = '<script>alert("x")</script> & "quotes" \\n'
ADDRESS = "203.0.113.164"
DESCRIPTION = Description("Title", "Text & <more>")


def drawing_with(name: str, address: str) -> str:
    """Return the inline drawing of one node whose Pod has this name and address."""
    return inline(raw_drawing(name, address), "probe", DESCRIPTION, "icons")


def raw_drawing(name: str, address: str) -> str:
    """Return what the engine drew of that node."""
    frame = NodeFrame(
        key="node-a",
        lines=("node-a", name),
        kernel=Box("kernel-a", Look.KERNEL, "", (name,)),
        kube_proxy=Box("kube-proxy-a", Look.KUBE_PROXY, "", ("kube-proxy",)),
        pods=(Box("pod-1", Look.POD, "pod", (name, address)),),
    )
    stage = Stage((), (), (), (frame,), ())
    place = skeleton(stage, Layout.WIDE)
    dot = draw(stage, place, route(stage, place), "probe", Lang.EN)
    (raw,) = lay_out([dot], default_engine())
    return raw


def test_hostile_text_stays_text() -> None:
    root = etree.fromstring(drawing_with(HOSTILE, ADDRESS))
    assert root.findall(f".//{SVG}script") == []
    texts = ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    assert HOSTILE in texts


def test_addresses_are_not_rounded() -> None:
    assert f">{ADDRESS}<" in drawing_with("web-1", ADDRESS)


def test_a_drawing_has_title_and_text_alternative() -> None:
    root = etree.fromstring(drawing_with("web-1", ADDRESS))
    named = {element.get("id"): element.text for element in root if element.get("id")}
    ids = root.get("aria-labelledby", "").split()
    assert [named[one] for one in ids] == ["Title", "Text & <more>"]
    assert root.get("role") == "img"


def test_ids_are_unique_and_carry_the_figure() -> None:
    root = etree.fromstring(drawing_with("web-1", ADDRESS))
    ids = [one for element in root.iter() if (one := element.get("id"))]
    assert len(ids) == len(set(ids))
    assert all(one.startswith("probe--") for one in ids)


def test_no_path_of_the_machine_is_left() -> None:
    assert "site-packages" not in drawing_with("web-1", ADDRESS)


def test_every_colour_of_a_downloaded_drawing_is_known() -> None:
    for style in (fixed_style(), both_schemes_style()):
        assert "var(" not in style
        assert "fill:" in style


def test_the_paper_of_a_downloaded_drawing_lies_below_everything() -> None:
    raw = raw_drawing("web-1", ADDRESS)
    pictures = {icon_name(file): b"" for file in icons_in(raw)}
    root = etree.fromstring(stand_alone(raw, "probe", DESCRIPTION, fixed_style(), pictures))
    painted = [element.get("class", "") for element in root.iterfind(f"{SVG}g/{SVG}g")]
    assert painted[0] == "node paper"
    assert "cluster frame" in painted
