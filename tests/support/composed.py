"""The site's own figures, composed once in each process: all tests of a figure share a worker, and so its states."""

from __future__ import annotations

from functools import cache

import pytest

from atlas.figure.catalog import figure, figure_names, manifests_of
from atlas.figure.compose import ComposedScene, Drawing, compose
from atlas.model.cluster import Cluster
from atlas.world.load import load


def each_of(names: list[str]) -> pytest.MarkDecorator:
    """Return the mark that lets a test run for each of these figures, in the worker that the figure's tests share."""
    return pytest.mark.parametrize(
        "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]
    )


each_figure = each_of(list(figure_names()))


@cache
def cluster_of(name: str) -> Cluster:
    """Return the cluster in which a figure plays."""
    return load([manifests_of(figure(name).cluster)]).cluster


@cache
def composed(name: str) -> tuple[ComposedScene, ...]:
    """Return the scenes of a figure with their drawings in all languages and layouts."""
    return compose(name, figure(name), cluster_of(name))


def drawings(name: str) -> list[Drawing]:
    """Return all drawings of a figure."""
    return [drawing for scene in composed(name) for drawing in scene.drawings]
