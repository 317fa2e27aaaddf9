"""Files that come with the command: in the package or, in a checkout, in the folders that setup.py takes them from."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_CHECKOUT = _PACKAGE.parents[1]


def is_checkout() -> bool:
    """Return whether the command runs from a checkout, with figures and clusters beside it."""
    return not (_PACKAGE / "sample").is_dir()


def sample_cluster() -> Path:
    """Return the folder with the manifests of the sample cluster."""
    return _CHECKOUT / "diagrams" / "cluster" if is_checkout() else _PACKAGE / "sample"


def schemas() -> Path:
    """Return the folder with the schemas of answers in JSON."""
    return _CHECKOUT / "docs" / "assets" / "schemas" if is_checkout() else _PACKAGE / "schemas"
