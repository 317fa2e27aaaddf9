"""Figure: what a figure script declares. It names things; addresses and coordinates come from the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from atlas.figure.control import Control
from atlas.text.text import Text
from atlas.tracer.trace import Flow
from atlas.what_if.row import WhatIf


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: a cluster (after `what_ifs`) and the flows through it.

    shows: objects drawn as configuration cards, beside the path (`service/web`, `ingress/shop`).
    follow: the place at which the followed way ends (`pod/web-2`); "" picks the most telling one.
    controls: what the reader may change; the scene is drawn with their initial options.
    nodes: the nodes that are drawn one by one; of the others, if there are any, only their number is. None is all.
    most_nodes: where a reader may change something, no more nodes than that are drawn one by one, if ways of every state
        can be: those that take part in a state. 0 is no limit.
    most_ways: no more ways than that are drawn of a state, over as many nodes as can be. 0 is no limit.
    is_cut: whether there are more ways than are drawn, or some over nodes that are not drawn one by one.
    asks_dns: whether what cluster DNS is asked, and its answer, is drawn as a card.
    lagging: whether kube-proxies that have stopped are only late: they will write the new rules.
    compare: what is first put beside the scene where a reader compares: a control, or one of its options (`external/Local`).
    Without flows the scene shows how endpoints reach every node: the control plane's work.
    """

    caption: Text
    flows: tuple[Flow, ...] = ()
    shows: tuple[str, ...] = ()
    what_ifs: tuple[WhatIf, ...] = ()
    follow: str = ""
    controls: tuple[Control, ...] = ()
    nodes: frozenset[str] | None = None
    compare: str = ""
    most_nodes: int = 0
    most_ways: int = 0
    is_cut: bool = False
    asks_dns: bool = False
    lagging: bool = False

    def with_options(self, chosen: Sequence[int]) -> Scene:
        """Return the scene without controls in which these options are chosen, one for each control."""
        options = [one.options[index] for one, index in zip(self.controls, chosen, strict=True)]
        flows = self.flows
        for option in options:
            flows = tuple(dict.fromkeys(map(option.flow, flows)))
        shows = next((option.shows for option in options if option.shows), self.shows)
        what_ifs = tuple(change for option in options for change in option.what_ifs)
        return replace(
            self, flows=flows, shows=shows, what_ifs=(*self.what_ifs, *what_ifs), controls=()
        )

    @property
    def initial(self) -> Scene:
        """The scene as it is drawn before the reader changes anything."""
        return self.with_options([control.initial for control in self.controls])


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one or more scenes. Its id is the name of its script.

    cluster: the folder in `diagrams/other-clusters` that it draws; "" is the site's cluster.
    """

    title: Text
    scenes: tuple[Scene, ...]
    cluster: str = ""
