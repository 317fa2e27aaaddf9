"""SVG: the engine's raw drawing becomes an inline figure or a file of its own. Knows lxml.

Colours and line styles come from the style sheet by class, so one drawing serves the light and the dark
scheme. Names, addresses and labels pass through lxml, which escapes them.
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
PAGE_SCALE = 1.2
"""How much larger than drawn a figure may become on a page; the style sheet shrinks it where room is short."""
_PRESENTATION = (
    "fill",
    "stroke",
    "stroke-dasharray",
    "stroke-width",
    "font-family",
    "font-size",
    "preserveAspectRatio",
    "{http://www.w3.org/XML/1998/namespace}space",
)
_IMAGE = re.compile(r'<image xlink:href="([^"]*)"')
_NAMESPACE = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_NUMBER = re.compile(r"-?\d+\.\d+")
_GEOMETRY = ("d", "points", "x", "y", "cx", "cy", "rx", "ry", "width", "height", "transform")


@dataclass(frozen=True, slots=True)
class Description:
    """What assistive technology reads instead of the picture."""

    title: str
    text: str


def inline(raw: str, figure_id: str, description: Description, icons: str) -> str:
    """Return the drawing for a page: `icons` is the address of the folder with the shared pictures."""
    root = _cleaned(raw, figure_id, description)
    for name in ("width", "height"):
        root.set(name, f"{float(root.get(name, '0')) * PAGE_SCALE:g}")
    for image in root.iter(f"{SVG}image"):
        image.set(XLINK_HREF, f"{icons}/{icon_name(image.get(XLINK_HREF, ''))}")
    return etree.tostring(root, encoding="unicode")


def stand_alone(
    raw: str, figure_id: str, description: Description, style: str, pictures: Mapping[str, bytes]
) -> str:
    """Return the drawing as a file that needs nothing else: style and pictures are inside."""
    root = _cleaned(raw, figure_id, description)
    sheet = etree.Element(f"{SVG}style")
    sheet.text = style
    root.insert(0, sheet)
    _paper_below(root)
    _share_pictures(root, figure_id, pictures)
    return etree.tostring(root, encoding="unicode")


def cleaned_group(group: etree._Element, icons: str) -> str:
    """Return a group of a raw drawing as it stands in a page, to be put into a drawing that is there already."""
    for element in list(group.iter()):
        if element.tag is etree.Comment or element.tag == f"{SVG}title":
            _remove(element)
            continue
        _clean(element)
        if element.tag == f"{SVG}image":
            element.set("href", f"{icons}/{icon_name(element.attrib.pop(XLINK_HREF, ''))}")
    markup = etree.tostring(group, encoding="unicode", with_tail=False)
    return _NAMESPACE.sub("", markup)


def icons_in(raw: str) -> list[str]:
    """Return the picture files that a raw drawing shows, each once."""
    return sorted({html.unescape(file) for file in _IMAGE.findall(raw)})


def icon_name(file: str) -> str:
    """Return the name under which a picture is shared, from the file that the diagrams library ships."""
    return Path(file).name


def _cleaned(raw: str, figure_id: str, description: Description) -> etree._Element:
    root = etree.fromstring(raw.encode())
    for element in list(root.iter()):
        if element.tag is etree.Comment or element.tag == f"{SVG}title":
            _remove(element)
        else:
            _clean(element)
    for name, size in zip(("width", "height"), root.get("viewBox", "").split()[2:], strict=True):
        root.set(name, f"{float(size):g}")  # a point of the drawing is a pixel of the page
    graph = root.find(f"{SVG}g")
    if graph is not None:
        graph.attrib.pop("id", None)
    root.set("class", "atlas-svg")
    root.set("role", "img")
    root.set("aria-labelledby", f"{figure_id}--title {figure_id}--text")
    for position, (tag, text) in enumerate(
        (("title", description.title), ("desc", description.text))
    ):
        element = etree.Element(
            f"{SVG}{tag}", id=f"{figure_id}--{'text' if tag == 'desc' else tag}"
        )
        element.text = text
        root.insert(position, element)
    etree.cleanup_namespaces(root)
    return root


def _paper_below(root: etree._Element) -> None:
    """Put the paper under everything: the engine draws lines before boxes, and coloured paper would hide them."""
    for paper in root.findall(f"{SVG}g/{SVG}g[@class='node paper']"):
        graph = paper.getparent()
        if graph is not None:
            graph.insert(0, paper)


def _share_pictures(root: etree._Element, figure_id: str, pictures: Mapping[str, bytes]) -> None:
    """Put each picture into the file once; every place that shows it then uses it."""
    shared = etree.Element(f"{SVG}defs")
    kept: set[str] = set()
    for image in list(root.iter(f"{SVG}image")):
        name = icon_name(image.get(XLINK_HREF, ""))
        key = f"{figure_id}--{Path(name).stem}"
        if name not in kept:
            kept.add(name)
            picture = etree.SubElement(shared, f"{SVG}image", id=key)
            picture.set("width", image.get("width", ""))
            picture.set("height", image.get("height", ""))
            content = b64encode(pictures[name]).decode()
            picture.set(XLINK_HREF, f"data:image/png;base64,{content}")
        image.tag = f"{SVG}use"
        for size in ("width", "height"):
            image.attrib.pop(size)
        image.set(XLINK_HREF, f"#{key}")
    if kept:
        root.insert(0, shared)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _clean(element: etree._Element) -> None:
    """Drop what the style sheet decides, round what is geometry, and end texts with a space.

    Only geometry is rounded: a number elsewhere may be part of an address.
    """
    for name in _PRESENTATION:
        element.attrib.pop(name, None)
    for name in _GEOMETRY:
        value = element.get(name)
        if value is not None:
            element.set(name, _NUMBER.sub(_rounded, value))
    if element.tag == f"{SVG}image":
        element.set("class", f"icon-{Path(element.get(XLINK_HREF, '')).stem}")
    element.tail = " " if element.tag == f"{SVG}text" else None


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match.group()):.1f}".removesuffix(".0")
