"""Figure files: stand-alone SVG, PNG and DOT of a figure, written whole or not at all."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from atlas.figure.catalog import manifests_of
from atlas.figure.compose import Drawing, compose, render
from atlas.figure.engine import EngineError
from atlas.figure.figure import Figure
from atlas.figure.palette import FONTS, both_schemes_style, fixed_style
from atlas.figure.skeleton import Layout
from atlas.figure.svg import Plate, icon_name, measured, stand_alone
from atlas.figure.writing import write_whole
from atlas.manifests.problem import ManifestError
from atlas.text.problems import format_problems
from atlas.text.text import Lang
from atlas.world.load import load

EXIT_USAGE, EXIT_MANIFEST, EXIT_ENVIRONMENT = 2, 3, 5
_ICON = re.compile(r'SRC="([^"]+)"')


class FigureFailed(Exception):
    """A figure could not be drawn; the message says why, `exit_code` whose fault it is."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def write_figure(name: str, figure: Figure, options: argparse.Namespace) -> list[Path]:
    """Write the figure's files into `options.out` and return their paths.

    Raises FigureFailed if a manifest is bad, a scene cannot be staged or the engine refuses; then no file
    was touched.
    """
    langs = [Lang(lang) for lang in options.lang or list(Lang)]
    layouts = [Layout(layout) for layout in options.layout or list(Layout)]
    formats = options.format or ["svg"]
    try:
        cluster = load(options.manifests or [manifests_of(figure.cluster)]).cluster
        scenes = compose(name, figure, cluster, langs, layouts)
        made = render([drawing for scene in scenes for drawing in scene.drawings])
    except ManifestError as error:
        raise FigureFailed(format_problems(error.problems, Lang.EN), EXIT_MANIFEST) from error
    except ValueError as error:
        raise FigureFailed(str(error), EXIT_USAGE) from error
    except (EngineError, OSError) as error:
        raise FigureFailed(str(error), EXIT_ENVIRONMENT) from error
    contents: dict[Path, bytes] = {}
    for drawing, drawn in made:
        for suffix, content in files_of(drawing, drawn, formats).items():
            contents[options.out / f"{drawing.file_name}.{suffix}"] = content
    write_whole(contents)
    return list(contents)


def files_of(drawing: Drawing, drawn: Plate, formats: Iterable[str]) -> Mapping[str, bytes]:
    """Return the content of each wanted file of a drawing by its suffix (svg, png, dot)."""
    made: dict[str, bytes] = {}
    for suffix in formats:
        match suffix:
            case "svg":
                made[suffix] = _file(drawing, drawn, both_schemes_style()).encode()
            case "png":
                from atlas.figure.pictures import png  # late: only PNG files need the renderer

                made[suffix] = png(
                    _file(drawing, drawn, fixed_style()), sorted(FONTS.glob("*.ttf"))
                )
            case _:
                made[suffix] = drawing.dot.encode()
    return made


def portable_dot(drawing: Drawing) -> str:
    """Return the DOT source of a drawing with its icons in the folder `icons` beside it, not where they are here."""
    return _ICON.sub(lambda found: f'SRC="icons/{icon_name(found[1])}"', drawing.dot)


def _file(drawing: Drawing, drawn: Plate, style: str) -> str:
    return stand_alone(measured(drawn), drawing.id, drawing.description, style)
