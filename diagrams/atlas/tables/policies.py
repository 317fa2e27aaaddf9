"""Columns that show the same connections under either value of a traffic policy."""

from __future__ import annotations

from collections.abc import Callable

from atlas.model.cluster import Cluster
from atlas.model.service import TrafficPolicy
from atlas.tables.table import Cell
from atlas.tables.traced import answered
from atlas.text.text import Text
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.what_if.row import WhatIf

WITH = {
    TrafficPolicy.CLUSTER: Text(ko="Cluster일 때", en="With Cluster"),
    TrafficPolicy.LOCAL: Text(ko="Local일 때", en="With Local"),
}


def under(
    governs: Callable[[str, TrafficPolicy], WhatIf], policy: TrafficPolicy
) -> Callable[[Cluster, Flow], Cell]:
    """Return what tells who answers, or how the connection fails, while that policy of the Service has that value."""

    def cell(cluster: Cluster, flow: Flow) -> Cell:
        return answered(trace(governs(flow.to, policy).apply(cluster), flow))

    return cell
