"""Assumed: what is not in the input but taken to exist is drawn as such, with dashes and in words."""

from __future__ import annotations

from dataclasses import replace

from atlas.figure.stage import Box, Look, NodeFrame, Stage
from atlas.model.cluster import Cluster
from atlas.text import interface


def with_assumed(stage: Stage, cluster: Cluster) -> Stage:
    """Return the stage with what is only assumed of this cluster drawn as such."""
    assumed = cluster.gaps.assumed
    if not assumed:
        return stage
    keys = {str(one).replace("/", "-") for one in assumed}
    return replace(
        stage,
        sources=tuple(_box(one, keys) for one in stage.sources),
        middles=tuple(_box(one, keys) for one in stage.middles),
        nodes=tuple(_frame(one, keys) for one in stage.nodes),
    )


def _frame(frame: NodeFrame, keys: set[str]) -> NodeFrame:
    pods = tuple(_box(one, keys) for one in frame.pods)
    if frame.key not in keys:
        return replace(frame, pods=pods)
    name, *others = frame.lines
    return replace(frame, pods=pods, assumed=True, lines=(name, interface.ASSUMED, *others))


def _box(box: Box, keys: set[str]) -> Box:
    if box.key not in keys or box.look is Look.EMPTY:
        return box
    return replace(box, assumed=True, lines=(*box.lines, interface.ASSUMED))
