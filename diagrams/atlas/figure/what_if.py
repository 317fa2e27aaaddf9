"""What-ifs that a figure script can declare: a name for each change of the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial, reduce

from atlas.model import change
from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.service import TrafficPolicy
from atlas.tracer.trace import Flow


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change of the cluster: `subject` is the reference or name of what changes."""

    subject: str
    apply: change.Change


def node_down(name: str) -> WhatIf:
    """Return the what-if in which that node is switched off."""
    return WhatIf(f"node/{name}", partial(change.node_down, name=name))


def failure_unnoticed(name: str) -> WhatIf:
    """Return the what-if in which load balancers still believe in that node."""
    return WhatIf(f"node/{name}", partial(change.failure_unnoticed, node=name))


def pod_not_ready(pod: str) -> WhatIf:
    """Return the what-if in which that Pod fails its readiness probe."""
    return WhatIf(pod, partial(change.pod_not_ready, pod=parse_reference(pod)))


def pod_gone(pod: str) -> WhatIf:
    """Return the what-if in which that Pod no longer exists."""
    return WhatIf(pod, partial(change.pod_gone, pod=parse_reference(pod)))


def external_policy(service: str, policy: TrafficPolicy) -> WhatIf:
    """Return the what-if in which that Service has this `externalTrafficPolicy`."""
    reference = parse_reference(service)
    return WhatIf(service, partial(change.with_external_policy, service=reference, policy=policy))


def internal_policy(service: str, policy: TrafficPolicy) -> WhatIf:
    """Return the what-if in which that Service has this `internalTrafficPolicy`."""
    reference = parse_reference(service)
    return WhatIf(service, partial(change.with_internal_policy, service=reference, policy=policy))


def apply_all(cluster: Cluster, what_ifs: Iterable[WhatIf]) -> Cluster:
    """Return the cluster after all changes, in order."""
    return reduce(lambda before, what_if: what_if.apply(before), what_ifs, cluster)


def remembered(before: Cluster, after: Cluster, flow: Flow) -> Flow:
    """Return the flow of a client that still holds the address of a Pod that is gone."""
    if not flow.to.startswith("pod/"):
        return flow
    reference = parse_reference(flow.to).without_port()
    gone = before.pod_by_reference.get(reference)
    if gone is None or reference in after.pod_by_reference:
        return flow
    port = gone.ports[0].number if gone.ports else 80
    return replace(flow, to=f"{gone.ips[0]}:{port}")
