"""A sheet: a drawing with its title, its outcome and what was assumed written around it, as a file of its own."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from atlas.figure.measure import SIZE, width
from atlas.figure.palette import FONTS, both_schemes_style, fixed_style
from atlas.figure.pictures import png
from atlas.figure.svg import Description, Plate, stand_alone
from atlas.text.printable import printable

LINE_HEIGHT = 17.0
TITLE_SIZE = 15
LEAST_WIDTH = 560.0
EDGE = 8.0
TITLES = (
    f".atlas-svg .title text{{font-size:{TITLE_SIZE}px;font-weight:600}}"
    ".atlas-svg .remark text{fill:var(--atlas-muted)}"
)
_SPACES = re.compile(r"(?<= )")
_BAD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file may hold, not even escaped."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is written around a drawing: above it the title and sentences, below it more sentences."""

    title: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def sheet(plate: Plate, remarks: Remarks) -> Plate:
    """Return a drawing with remarks around it, on paper that is wide enough for both."""
    whole = max(plate.width, LEAST_WIDTH) + 2 * EDGE
    title = list(_written((remarks.title,), whole, "title", TITLE_SIZE / SIZE, bold=True))
    above = [*title, *_written(remarks.above, whole, "said")]
    below = list(_written(remarks.below, whole, "remark"))
    top = EDGE + LINE_HEIGHT * len(above) + (EDGE if above else 0)
    lower = top + plate.height + EDGE
    height = lower + LINE_HEIGHT * len(below) + EDGE
    lines = [_line(one, EDGE + LINE_HEIGHT * at) for at, one in enumerate(above, 1)]
    lines += [_line(one, lower + LINE_HEIGHT * at) for at, one in enumerate(below, 1)]
    paper = f'<g class="paper"><polygon points="0,0 {whole:g},0 {whole:g},{height:g} 0,{height:g}"/></g>'
    left = EDGE + max(0.0, (LEAST_WIDTH - plate.width) / 2)
    body = f'<g transform="translate({left:g} {top:g})">{plate.body}</g>'
    return replace(plate, width=whole, height=height, body=f"{paper}{body}{''.join(lines)}")


def svg_file(plate: Plate, name: str, description: Description) -> str:
    """Return a drawing as a file that follows the reader's colour scheme, with fonts inside."""
    return _stand_alone(plate, name, description, f"{_fonts()}{both_schemes_style(TITLES)}")


def png_file(plate: Plate, name: str, description: Description) -> bytes:
    """Return a drawing as a picture in the light scheme."""
    svg = _stand_alone(plate, name, description, fixed_style(TITLES))
    return png(svg, sorted(FONTS.glob("*.ttf")))


def _stand_alone(plate: Plate, name: str, description: Description, style: str) -> str:
    told = Description(_clean(description.title), _clean(description.text))
    return stand_alone(plate, name, told, style)


def font_face(name: str, weight: int) -> str:
    """Return a font of the site as a rule of a style sheet, with the file inside."""
    content = b64encode((FONTS / f"{name}.woff2").read_bytes()).decode()
    return (
        f'@font-face{{font-family:"Atlas Sans";font-weight:{weight};'
        f'src:url("data:font/woff2;base64,{content}") format("woff2");unicode-range:U+0-2FFF}}'
    )


def _fonts() -> str:
    return "".join(font_face(f"atlas-sans-latin-{weight}", weight) for weight in (400, 600))


def _written(
    sentences: Sequence[str], whole: float, kind: str, scale: float = 1.0, bold: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield sentences in lines that have room on the paper, with the kind of text that they are."""
    room = (whole - 2 * EDGE) / scale
    for sentence in filter(None, map(_clean, sentences)):
        line = ""
        for word in _pieces(sentence, room, bold):
            if line and width(line + word.rstrip(), bold=bold) > room:
                yield kind, line
                line = ""
            line += word
        yield kind, line


def _pieces(sentence: str, room: float, bold: bool) -> Iterator[str]:
    """Yield the words of a sentence, the longest in pieces that have room."""
    for word in _SPACES.split(sentence):
        rest = word
        while width(rest.rstrip(), bold=bold) > room:
            end = 1
            while width(rest[: end + 1], bold=bold) <= room:
                end += 1
            yield rest[:end]
            rest = rest[end:]
        if rest:
            yield rest


def _line(line: tuple[str, str], y: float) -> str:
    kind, text = line
    written = html.escape(text.rstrip(), quote=False)
    return f'<g class="{kind}"><text x="{EDGE:g}" y="{y:g}">{written}</text></g>'


def _clean(text: str) -> str:
    return _BAD.sub("?", printable(text)).replace("`", "")
