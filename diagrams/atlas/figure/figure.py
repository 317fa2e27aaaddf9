"""Figure: what a figure script declares. It names things; addresses and coordinates come from the model."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.figure.what_if import WhatIf
from atlas.text.text import Text
from atlas.tracer.trace import Flow


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: a cluster (after `what_ifs`) and the flows through it.

    shows: objects drawn as configuration cards, beside the path (`service/web`, `ingress/shop`).
    follow: the place at which the followed way ends (`pod/web-2`); "" picks the most telling one.
    Without flows the scene shows how endpoints reach every node: the control plane's work.
    """

    caption: Text
    flows: tuple[Flow, ...] = ()
    shows: tuple[str, ...] = ()
    what_ifs: tuple[WhatIf, ...] = ()
    follow: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one or more scenes. Its id is the name of its script.

    cluster: the folder in `diagrams/other-clusters` that it draws; "" is the site's cluster.
    """

    title: Text
    scenes: tuple[Scene, ...]
    cluster: str = ""
