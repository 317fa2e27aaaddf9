"""SVG: the engine's raw drawing becomes an inline figure or a file of its own. Knows lxml.

Colours and line styles come from the style sheet by class, so one drawing serves the light and the dark
scheme. A drawing is parsed and cleaned once, for its page and its file. Names, addresses and labels
pass through lxml, which escapes them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from atlas.figure.icons import GRID, shape
from atlas.figure.measure import is_known, width

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
PAGE_SCALE = 1.2
"""How much larger than drawn a figure may become on a page; the style sheet shrinks it where room is short."""
SHORTEST = 3
"""Numbers are shorter and stand in circles, which have room."""
ICON = "icon"
"""Begins the class of an icon."""
PNG_SCALE = 2
"""How many pixels of a PNG file stand for one of the drawing."""
HOP = "hop-"
"""Begins the class that names the hop of a line or its number; pages have it as an attribute of its own."""
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
_TEXT = re.compile(r"<text([^>]*)>([^<]+)<")
_NAMESPACE = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_NUMBER = re.compile(r"-?\d+\.\d+")
_GEOMETRY = ("d", "points", "x", "y", "cx", "cy", "rx", "ry", "width", "height", "transform")


@dataclass(frozen=True, slots=True)
class Description:
    """What assistive technology reads instead of the picture."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Plate:
    """What an engine has drawn, cleaned: width and height in points, the elements as text, and the files of the pictures that its icons stand for."""

    width: float
    height: float
    body: str
    icons: tuple[str, ...]


def plate(raw: str) -> Plate:
    """Return an engine's raw drawing without what the style sheet decides."""
    root = etree.fromstring(raw.encode())
    icons = _cleaned(root)
    _paper_below(root)
    graph = root.find(f"{SVG}g")
    assert graph is not None  # Graphviz draws everything in one group
    graph.attrib.pop("id", None)
    width, height = map(float, root.get("viewBox", "").split()[2:])
    return Plate(width, height, _markup(graph), icons)


def inline(drawn: Plate, figure_id: str, description: Description) -> str:
    """Return the drawing for a page."""
    return _whole(drawn, figure_id, description, PAGE_SCALE)


def stand_alone(drawn: Plate, figure_id: str, description: Description, style: str) -> str:
    """Return the drawing as a file that needs nothing else."""
    sheet = f"<style>{html.escape(style, quote=False)}</style>"
    return _whole(drawn, figure_id, description, 1, sheet)


def measured(drawn: Plate) -> Plate:
    """Return a drawing whose texts say how wide they are: where the site's font is missing, none runs into its neighbour."""

    def with_width(found: re.Match[str]) -> str:
        attributes, text = found.groups()
        shown = " ".join(html.unescape(text).split())
        if len(shown) < SHORTEST or not is_known(shown):
            return found[0]
        long = width(shown, bold='font-weight="bold"' in attributes)
        return f'<text{attributes} textLength="{long:.1f}" lengthAdjust="spacingAndGlyphs">{text}<'

    return replace(drawn, body=_TEXT.sub(with_width, drawn.body))


def _whole(
    drawn: Plate,
    figure_id: str,
    description: Description,
    scale: float,
    first: str = "",
) -> str:
    title, text = (html.escape(one, quote=False) for one in (description.title, description.text))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" '
        f'width="{drawn.width * scale:g}" height="{drawn.height * scale:g}" '
        f'viewBox="0 0 {drawn.width:g} {drawn.height:g}" class="atlas-svg" role="img" '
        f'aria-labelledby="{figure_id}--title {figure_id}--text">{first}'
        f'<title id="{figure_id}--title">{title}</title><desc id="{figure_id}--text">{text}</desc>'
        f"{drawn.body}</svg>"
    )


def groups(raw: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the cleaned markup of each group of a raw drawing."""
    root = etree.fromstring(raw.encode())
    _cleaned(root)
    for path in root.iter(f"{SVG}path"):
        if not path.get("class", "").startswith(ICON):
            path.set("d", _relative(path.get("d", "")))
    for arrow in root.iterfind(f".//{SVG}path/../{SVG}polygon"):
        _move(arrow)
    for group in root.iterfind(f"{SVG}g/{SVG}g"):
        yield group.attrib.pop("id", ""), _markup(group).replace("\n", "")


def icon_name(file: str) -> str:
    """Return the name under which a picture is shared, from the file that the diagrams library ships."""
    return Path(file).name


def _cleaned(root: etree._Element) -> tuple[str, ...]:
    """Clean a drawing, and return the files of the pictures for which it now has icons, each once."""
    icons: set[str] = set()
    for element in list(root.iter()):
        if element.tag is etree.Comment or element.tag == f"{SVG}title":
            _remove(element)
            continue
        _clean(element)
        if element.tag == f"{SVG}image":
            file = element.get(XLINK_HREF, "")
            icons.add(file)
            _draw_icon(element, Path(file).stem)
    return tuple(sorted(icons))


def _draw_icon(picture: etree._Element, name: str) -> None:
    """Make a picture the icon that stands for it, in the middle of its place."""
    x, y, width, height = (
        float(picture.attrib.pop(one).removesuffix("px")) for one in ("x", "y", "width", "height")
    )
    picture.attrib.clear()
    picture.tag = f"{SVG}path"
    left, top = x + (width - GRID) / 2, y + (height - GRID) / 2
    picture.set("class", ICON)
    picture.set("transform", f"translate({round(left)},{round(top)})")
    picture.set("d", shape(name))


def _paper_below(root: etree._Element) -> None:
    """Put the paper under everything: the engine draws lines before boxes, and coloured paper would hide them."""
    for paper in root.findall(f"{SVG}g/{SVG}g[@class='node paper']"):
        graph = paper.getparent()
        if graph is not None:
            graph.insert(0, paper)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _markup(element: etree._Element) -> str:
    """Return an element as text, without the namespaces that the root declares."""
    head, end, rest = etree.tostring(element, encoding="unicode", with_tail=False).partition(">")
    return f"{_NAMESPACE.sub('', head)}{end}{rest}"


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
    if element.get("text-anchor") == "start":
        element.attrib.pop("text-anchor")  # what SVG assumes anyway
    classes, hop, number = element.get("class", "").partition(f" {HOP}")
    if hop:
        element.set("class", classes)
        element.set("data-hop", number)
    element.tail = " " if element.tag == f"{SVG}text" else None


def _relative(path: str) -> str:
    """Return a path as steps from point to point, straight ones as lines: equal corners are then equal text.

    The engine knows nothing but curves. Steps are whole tenths, so that no errors add up.
    """
    start, _, curves = path.removeprefix("M").partition("C")
    here = _tenths(start)
    made = [f"M{start}"]
    points = map(_tenths, curves.replace("C", " ").split())
    for controls in zip(*[points] * 3, strict=True):
        first, second, end = ((x - here[0], y - here[1]) for x, y in controls)
        if first == (0, 0) and second == end:
            made.append(_straight(end))
        else:
            made.append(f"c{_step(first)} {_step(second)} {_step(end)}")
        here = controls[2]
    return "".join(made)


def _straight(step: tuple[int, int]) -> str:
    match step:
        case 0, 0:
            return ""
        case across, 0:
            return f"h{across / 10:g}"
        case 0, down:
            return f"v{down / 10:g}"
        case _:
            return f"l{_step(step)}"


def _move(arrow: etree._Element) -> None:
    """Move an arrow's tip to the origin and back again, for the same reason."""
    points = [_tenths(point) for point in arrow.get("points", "").split()][:-1]
    x, y = points[1]
    arrow.set("points", " ".join(_step((one[0] - x, one[1] - y)) for one in points))
    arrow.set("transform", f"translate({_step((x, y))})")


def _tenths(point: str) -> tuple[int, int]:
    x, y = (round(float(number) * 10) for number in point.split(","))
    return x, y


def _step(step: tuple[int, int]) -> str:
    return ",".join(f"{number / 10:g}" for number in step)


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match.group()):.1f}".removesuffix(".0")
