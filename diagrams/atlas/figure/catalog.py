"""The figures of the site: every script in `diagrams/` that has a FIGURE. No registry."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from atlas.figure.figure import Figure

SCRIPTS = Path(__file__).parents[2]
CLUSTER = SCRIPTS / "cluster"


class UnknownFigure(LookupError):
    """There is no figure script of that name."""


def figure_names() -> list[str]:
    """Return the names of all figures, sorted."""
    return sorted(path.stem.replace("_", "-") for path in SCRIPTS.glob("*.py"))


def figure(name: str) -> Figure:
    """Return the figure that the script of that name declares. Raises UnknownFigure."""
    path = script(name)
    if not path.is_file():
        raise UnknownFigure(f"no figure {name!r}; there are {', '.join(figure_names())}")
    spec = importlib.util.spec_from_file_location(f"figures.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UnknownFigure(f"{path.name} is not a Python script")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    declared = getattr(module, "FIGURE", None)
    if not isinstance(declared, Figure):
        raise UnknownFigure(f"{path.name} declares no FIGURE")
    return declared


def script(name: str) -> Path:
    """Return where the script of a figure is (or would be)."""
    return SCRIPTS / f"{name.replace('-', '_')}.py"
