"""The site's own cluster, which labs show when they are given no manifests."""

from __future__ import annotations

from pathlib import Path

import atlas
from atlas_lab.errors import LabError


def site_cluster() -> str:
    """Return the folder of the site's manifests. Raises LabError where only the package is installed."""
    folder = Path(atlas.__path__[0]).parent / "cluster"
    if not folder.is_dir():
        raise LabError("there are no manifests here; name some, as in: atlas lab up cluster/")
    return str(folder)
