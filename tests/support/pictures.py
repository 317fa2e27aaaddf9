"""Pictures: drawings as pixels, compared with those that a person has approved. Knows Pillow.

The renderer and the fonts come with the project, so that the pixels are the same on every machine; what a browser makes of
a drawing depends on its version and is measured instead of compared (see geometry.py).
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image, ImageChops, ImageOps

from atlas.figure.palette import FONTS
from support.golden import ACCEPT
from support.manifests import PROJECT

FOLDER = Path(__file__).parents[1] / "golden" / "pictures"
DIFFERENCES = PROJECT / ".cache" / "pictures"
COLOURS = 256
"""An approved picture has so many: a third of the bytes, and no difference that one could see."""
NOTICEABLE = 24
"""A channel of a pixel that differs by less, of 255, is what fewer colours and other processors do to an edge."""
_DARK = re.compile(r"@media \(prefers-color-scheme: dark\) \{(.*?)\}\s*</style>", re.DOTALL)


def rendered(drawing: str, scheme: str) -> Image.Image:
    """Return a stand-alone drawing as pixels, in the light or the dark scheme."""
    wanted = r"\1</style>" if scheme == "dark" else "</style>"
    chosen, count = _DARK.subn(wanted, drawing)
    assert count == 1, "a stand-alone drawing has both schemes"
    fonts = [str(font) for font in sorted(FONTS.glob("*.ttf"))]
    made = resvg_py.svg_to_bytes(svg_string=chosen, font_files=fonts)
    return _opened(bytes(made))


def proofs(figure: str) -> dict[str, str]:
    """Return the proof of each picture of a figure, as it was when the pictures were approved."""
    file = _proofs_file(figure)
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def keep_proofs(figure: str, found: dict[str, str]) -> None:
    """Keep what `proof` says of a figure's pictures, which have just been approved."""
    text = json.dumps(found, indent=0, sort_keys=True)
    _proofs_file(figure).write_text(f"{text}\n", encoding="utf-8")


def proof(name: str, drawing: str) -> str:
    """Return a digest of all that a picture comes from and of the approved one: as long as it is the same, so are they.

    An old proof does no harm: it only lets the drawing be rendered and looked at.
    """
    approved = FOLDER / f"{name}.png"
    digest = hashlib.sha256(_renderer())
    digest.update(drawing.encode())
    digest.update(approved.read_bytes() if approved.is_file() else b"")
    return digest.hexdigest()


@functools.cache
def _renderer() -> bytes:
    fonts = b"".join(font.read_bytes() for font in sorted(FONTS.glob("*.ttf")))
    return version("resvg-py").encode() + hashlib.sha256(fonts).digest()


def _proofs_file(figure: str) -> Path:
    return FOLDER / f"{figure}.json"


def compare(name: str, now: Image.Image) -> str:
    """Return what differs from the approved picture, "" if nothing does; with ATLAS_ACCEPT=1 it becomes the approved one.

    Where something differs, the approved picture, the new one and the difference are written side by side.
    """
    approved_file = FOLDER / f"{name}.png"
    if os.environ.get(ACCEPT):
        _approve(approved_file, now)
    if not approved_file.is_file():
        return f"{name}: nobody has approved a picture of it"
    approved = _opened(approved_file.read_bytes())
    if approved.size != now.size:
        return f"{name}: {now.size} instead of {approved.size} pixels, see {_side_by_side(name, approved, now)}"
    changed = ImageChops.difference(approved, now).convert("L").point(_is_noticeable)
    count = changed.histogram()[255]
    if not count:
        return ""
    return f"{name}: {count} pixels differ, see {_side_by_side(name, approved, now)}"


def _is_noticeable(level: int) -> int:
    return 255 if level >= NOTICEABLE else 0


def _opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content)).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture).convert("RGB")


def _approve(file: Path, now: Image.Image) -> None:
    """Keep the approved file as it is where nothing has changed that one could notice."""
    if file.is_file():
        before = _opened(file.read_bytes())
        if before.size == now.size:
            difference = ImageChops.difference(before, now).convert("L").point(_is_noticeable)
            if not difference.histogram()[255]:
                return
    file.parent.mkdir(parents=True, exist_ok=True)
    reduced = now.quantize(COLOURS, Image.Quantize.FASTOCTREE, kmeans=1, dither=Image.Dither.NONE)
    reduced.save(file, optimize=True)


def _side_by_side(name: str, approved: Image.Image, now: Image.Image) -> str:
    """Write approved, new and difference into one picture, and return its path."""
    size = (max(approved.width, now.width), max(approved.height, now.height))
    both = [ImageOps.pad(one, size, color="white", centering=(0, 0)) for one in (approved, now)]
    changed = ImageChops.difference(*both).convert("L").point(_is_noticeable)
    pale = ImageOps.colorize(both[1].convert("L"), "#999999", "white")
    pale.paste("#d00000", mask=changed)
    sheet = Image.new("RGB", (3 * size[0], size[1]), "white")
    for place, one in enumerate((*both, pale)):
        sheet.paste(one, (place * size[0], 0))
    DIFFERENCES.mkdir(parents=True, exist_ok=True)
    file = DIFFERENCES / f"{name}.png"
    sheet.save(file)
    return str(file.relative_to(PROJECT))
