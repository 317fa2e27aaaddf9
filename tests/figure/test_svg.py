"""Drawings carry text safely, keep addresses whole, and name themselves for assistive technology."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from atlas.figure.canvas import ICONS, draw
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.icons import PICTURED, SHAPES
from atlas.figure.palette import both_schemes_style, fixed_style
from atlas.figure.route import route
from atlas.figure.skeleton import Layout, skeleton
from atlas.figure.stage import Box, Look, NodeFrame, Stage
from atlas.figure.svg import SVG, Description, Plate, groups, inline, measured, plate, stand_alone
from atlas.text.text import Lang

HOSTILE = '<script>alert("x")</script> & "quotes" \\n'
ADDRESS = "203.0.113.164"
DESCRIPTION = Description("Title", "Text & <more>")


def drawing_with(name: str, address: str) -> str:
    """Return the inline drawing of one node whose Pod has this name and address."""
    return inline(drawn(name, address), "probe", DESCRIPTION)


def drawn(name: str, address: str) -> Plate:
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
    sheet = draw(stage, place, route(stage, place), (), "probe")
    (raw,) = lay_out([sheet.in_language(Lang.EN)], default_engine())
    return plate(raw)


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


def test_an_icon_is_a_line_in_the_middle_of_its_place_and_no_picture() -> None:
    root = etree.fromstring(drawing_with("web-1", ADDRESS))
    (icon,) = (one for one in root.iter(f"{SVG}path") if one.get("class") == "icon")
    assert icon.get("d") == SHAPES["pod"]
    assert root.findall(f".//{SVG}image") == []


@pytest.mark.parametrize("name", ICONS)
def test_every_kind_of_icon_has_a_shape_of_its_own(name: str) -> None:
    file = Path(str(ICONS[name]._icon))
    assert PICTURED[file.stem] == name


def test_every_colour_of_a_downloaded_drawing_is_known() -> None:
    for style in (fixed_style(), both_schemes_style()):
        assert "var(" not in style
        assert "fill:" in style


def test_the_paper_of_a_downloaded_drawing_lies_below_everything() -> None:
    made = drawn("web-1", ADDRESS)
    root = etree.fromstring(stand_alone(made, "probe", DESCRIPTION, fixed_style()))
    painted = [element.get("class", "") for element in root.iterfind(f"{SVG}g/{SVG}g")]
    assert painted[0] == "node paper"
    assert "cluster frame" in painted


def test_a_file_says_how_wide_its_texts_are_but_a_page_does_not() -> None:
    """Where the font of the site is missing, another one would let names run into addresses."""
    made = measured(drawn("web-1", ADDRESS))
    file = etree.fromstring(stand_alone(made, "probe", DESCRIPTION, fixed_style()))
    widths = {one.text: one.get("textLength") for one in file.iter(f"{SVG}text")}
    assert 65 < float(widths[ADDRESS] or 0) < 85
    assert "textLength" not in drawing_with("web-1", ADDRESS)


def test_parts_are_steps_from_point_to_point() -> None:
    """Straight pieces become lines, corners equal text, and an arrow is one shape that is moved."""
    raw = (
        '<svg xmlns="http://www.w3.org/2000/svg"><g><g id="a=0" class="edge leg request hop-2">'
        '<path d="M10.04,-20C10.04,-20 30,-20 30,-20 37,-20 37,-20 37,-27"/>'
        '<polygon points="36,-30 38,-38 40,-30 36,-30"/></g></g></svg>'
    )
    ((name, markup),) = groups(raw)
    assert name == "a=0"
    assert markup == (
        '<g class="edge leg request" data-hop="2"><path d="M10,-20h20c7,0 7,0 7,-7"/>'
        '<polygon points="-2,8 0,0 2,8" transform="translate(38,-38)"/></g>'
    )
