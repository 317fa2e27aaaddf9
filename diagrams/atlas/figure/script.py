"""What a figure script does when it is run: draw its figure and say where the files are."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from atlas.figure.figure import Figure


def main(figure: Figure) -> None:
    """Draw the figure of the running script; exit with a clear message if that is not possible."""
    script = Path(sys.argv[0]).resolve()
    options = _options(figure)
    from atlas.figure.files import FigureFailed, write_figure  # late: `--help` needs no engine

    try:
        written = write_figure(script.stem.replace("_", "-"), figure, options)
    except FigureFailed as failure:
        print(f"{script.name}: {failure}", file=sys.stderr)
        raise SystemExit(failure.exit_code) from failure
    for path in written:
        print(path)


def _options(figure: Figure) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=figure.title.en)
    parser.add_argument(
        "--out", type=Path, default=Path("build/figures"), help="folder to write to"
    )
    parser.add_argument("--lang", choices=("ko", "en"), action="append", help="only this language")
    parser.add_argument(
        "--layout", choices=("wide", "narrow"), action="append", help="only this layout"
    )
    parser.add_argument(
        "--format",
        choices=("svg", "png", "dot"),
        action="append",
        help="file format; may be repeated (default: svg)",
    )
    parser.add_argument(
        "manifests", nargs="*", type=Path, help="manifests to use instead of the figure's own"
    )
    return parser.parse_args()
