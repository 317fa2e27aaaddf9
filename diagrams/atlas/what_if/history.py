"""What has happened before a connection: earlier connections, time that passed, addresses that clients still hold."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from atlas.model.cluster import Cluster
from atlas.model.reference import Reference, parse_reference
from atlas.tracer.affinity import later, remember
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.what_if.row import WhatIf


def connected_before(flow: Flow, pod: str) -> WhatIf:
    """Return the what-if in which a connection of that flow has ended at that Pod, as the nodes on its way remember it.

    Applying it raises ValueError if no way of the flow ends there.
    """
    return WhatIf(flow.source, partial(_connected_before, flow=flow, pod=parse_reference(pod)))


def time_passed(seconds: int) -> WhatIf:
    """Return the what-if in which that time has gone by without any connection."""
    return WhatIf("cluster", partial(later, seconds=seconds))


def _connected_before(cluster: Cluster, flow: Flow, pod: Reference) -> Cluster:
    for way in trace(cluster, flow).branches:
        if way.hops and way.destination.reference == pod:
            return remember(cluster, way)
    raise ValueError(f"no way of {flow} ends at {pod}")


def remembered(before: Cluster, after: Cluster, flow: Flow) -> Flow:
    """Return the flow of a client that still holds the address of a Pod that is gone, or has a successor elsewhere."""
    if not flow.to.startswith("pod/"):
        return flow
    reference = parse_reference(flow.to).without_port()
    gone = before.pod_by_reference.get(reference)
    now = after.pod_by_reference.get(reference)
    if gone is None or (now is not None and now.ips == gone.ips):
        return flow
    port = gone.ports[0].number if gone.ports else 80
    return replace(flow, to=f"{gone.ips[0]}:{port}")
