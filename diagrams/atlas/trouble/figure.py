"""The figure of a trouble: the connection in the broken cluster, and after the repair."""

from __future__ import annotations

from functools import partial

from atlas.figure.control import Control, Option, same
from atlas.figure.figure import Figure, Scene
from atlas.model.cluster import Cluster
from atlas.text import interface
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.catalog import Broken
from atlas.what_if.row import WhatIf

PREFIX = "broken-"
"""How the names of such figures begin, so that none is that of another figure."""


def figure_of(broken: Broken) -> Figure:
    """Return the figure of a broken cluster; the reader can mend it."""
    trouble = broken.trouble
    healed = broken.healed
    repaired = WhatIf("cluster", lambda _: healed)
    flow = same if trouble.afterwards is None else partial(_instead, trouble.afterwards)
    state = Control(
        "state",
        interface.CONTROL_STATE,
        (
            Option("broken", interface.BROKEN),
            Option("repaired", interface.REPAIRED, (repaired,), flow),
        ),
    )
    scene = Scene(
        caption=trouble.broken,
        flows=(trouble.flow,),
        shows=trouble.shows,
        what_ifs=broken.happened,
        follow=trouble.follow,
        asks_dns=Verdict.NAME_NOT_FOUND in trouble.feels,
        controls=(state,),
    )
    return Figure(title=trouble.broken, scenes=(scene,))


def base_of(broken: Broken) -> Cluster:
    """Return the cluster in which its scene begins, before what happens in it."""
    return broken.case.cluster


def _instead(flow: Flow, _: Flow) -> Flow:
    return flow
