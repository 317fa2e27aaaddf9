"""Layout engines: programs that turn DOT into raw SVG. All positions are in the DOT already (mode nop2).

The default comes from pip. Any Graphviz can be used instead: set ATLAS_DOT to its `dot`.
"""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

HARMLESS = (
    "no value for width of non-ASCII character",
    "no hard-coded metrics",
    "table size too small for content",
    "in label of node",
)
"""The pip engine estimates widths of Hangul; our boxes have fixed sizes."""


class EngineError(Exception):
    """The layout engine refused a figure or warned about it."""


def default_engine() -> str:
    """Return the path of the layout engine: $ATLAS_DOT, else the one that pip installed."""
    chosen = os.environ.get("ATLAS_DOT")
    if chosen:
        return chosen
    suffix = ".exe" if os.name == "nt" else ""
    return str(Path(sysconfig.get_path("scripts")) / f"graphviz-pure{suffix}")


def lay_out(sources: Sequence[str], engine: str) -> list[str]:
    """Return the raw SVG of each DOT source, in order; one process draws them all.

    Raises EngineError with the engine's own words if it fails or complains.
    """
    done = subprocess.run(
        [engine, "-Knop2", "-Tsvg"],
        input="\n".join(sources),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    complaints = [
        line
        for line in done.stderr.splitlines()
        if line.strip() and not any(known in line for known in HARMLESS)
    ]
    if done.returncode or complaints:
        raise EngineError("\n".join(complaints) or f"{engine} ended with {done.returncode}")
    drawings = [f"<svg{part}" for part in done.stdout.split("<svg")[1:]]
    if len(drawings) != len(sources):
        raise EngineError(f"{engine} drew {len(drawings)} of {len(sources)} figures")
    return [drawing[: drawing.rindex("</svg>") + len("</svg>")] for drawing in drawings]
