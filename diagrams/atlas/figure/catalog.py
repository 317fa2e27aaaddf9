"""The figures of the site: every script in `diagrams/` that has a FIGURE. No registry."""

from __future__ import annotations

import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from atlas.figure.figure import Figure

SCRIPTS = Path(__file__).parents[2]
CLUSTER = SCRIPTS / "cluster"
"""The manifests of the site's cluster, which nearly all figures and pages are about."""
OTHER_CLUSTERS = SCRIPTS / "other-clusters"
"""A folder of manifests for each cluster that shows what the site's cannot, as two address families."""


class UnknownFigure(LookupError):
    """There is no figure script of that name."""


class UnknownCluster(LookupError):
    """There is no folder of manifests of that name."""


def manifests_of(cluster: str = "") -> Path:
    """Return the folder with the manifests of that cluster; "" is the site's. Raises UnknownCluster."""
    folder = OTHER_CLUSTERS / cluster if cluster else CLUSTER
    if not folder.is_dir():
        names = ", ".join(sorted(path.name for path in OTHER_CLUSTERS.iterdir()))
        raise UnknownCluster(f"no cluster {cluster!r}; besides the site's own there is {names}")
    return folder


def figure_names() -> list[str]:
    """Return the names of all figures, sorted."""
    return sorted(path.stem.replace("_", "-") for path in SCRIPTS.glob("*.py"))


def figure(name: str) -> Figure:
    """Return the figure that the script of that name declares. Raises UnknownFigure."""
    path = script(name)
    if not path.is_file():
        raise UnknownFigure(f"no figure {name!r}; there are {', '.join(figure_names())}")
    declared = getattr(run(path), "FIGURE", None)
    if not isinstance(declared, Figure):
        raise UnknownFigure(f"{path.name} declares no FIGURE")
    return declared


def run(path: Path) -> ModuleType:
    """Return what a script declares. It is compiled and run again each time.

    Not from a cache: Python tells versions of a file by size and second, and two edits may have the same.
    """
    loader = SourceFileLoader(f"{path.parent.name}.{path.stem}", str(path))
    module = ModuleType(loader.name)
    module.__file__ = str(path)
    sys.modules[loader.name] = module  # where dataclasses look names up
    try:
        exec(loader.source_to_code(loader.get_data(str(path)), str(path)), module.__dict__)
    finally:
        del sys.modules[loader.name]
    return module


def script(name: str) -> Path:
    """Return where the script of a figure is (or would be)."""
    return SCRIPTS / f"{name.replace('-', '_')}.py"
