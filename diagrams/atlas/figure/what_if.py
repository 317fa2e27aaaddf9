"""What-ifs that a figure script can declare: a name for each change of the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial, reduce

from atlas.model.cluster import Cluster, PodNetwork, ProxyMode
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference, parse_reference
from atlas.model.service import SessionAffinity, TrafficPolicy
from atlas.proxy.endpoints import Topology
from atlas.tracer.affinity import later, remember
from atlas.tracer.balancer import EXCLUDE_LABEL
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.what_if import change


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


def pod_terminating(pod: str) -> WhatIf:
    """Return the what-if in which that Pod was deleted and still serves."""
    return WhatIf(pod, partial(change.pod_terminating, pod=parse_reference(pod)))


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


def balancer_forwards_as(balancer: str, forwarding: Forwarding) -> WhatIf:
    """Return the what-if in which that load balancer passes connections on in this way."""
    return WhatIf(
        f"loadbalancer/{balancer}",
        partial(change.with_forwarding, name=balancer, forwarding=forwarding),
    )


def pods_joined_by(pod_network: PodNetwork) -> WhatIf:
    """Return the what-if in which the network plugin joins the Pods of a node in this way."""
    return WhatIf("cluster", partial(change.with_pod_network, pod_network=pod_network))


def session_affinity(service: str) -> WhatIf:
    """Return the what-if in which that Service has `sessionAffinity: ClientIP`, with the timeout that it has."""
    return WhatIf(service, partial(change.with_session_affinity, service=parse_reference(service)))


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


def traffic_distribution(service: str, preference: Topology) -> WhatIf:
    """Return the what-if in which that Service has this `trafficDistribution`; the hints in its slices follow."""
    reference = parse_reference(service)
    return WhatIf(
        service,
        partial(change.with_traffic_distribution, service=reference, preference=preference.value),
    )


def zone_unknown(node: str) -> WhatIf:
    """Return the what-if in which that node has no label for its zone, so that its endpoints have neither zone nor hints."""
    return WhatIf(f"node/{node}", partial(change.zone_unknown, name=node))


def node_being_deleted(name: str) -> WhatIf:
    """Return the what-if in which that node still runs, but is about to be deleted."""
    return WhatIf(f"node/{name}", partial(change.node_being_deleted, name=name))


def kube_proxy_stopped(node: str) -> WhatIf:
    """Return the what-if in which kube-proxy no longer runs on that node; its rules stay."""
    return WhatIf(f"node/{node}", partial(change.kube_proxy_stopped, node=node))


def excluded_from_balancers(node: str) -> WhatIf:
    """Return the what-if in which that node has the label that takes it out of the balancers' lists."""
    return WhatIf(
        f"node/{node}", partial(change.labelled, node=node, label=EXCLUDE_LABEL, value="true")
    )


def node_not_ready(name: str) -> WhatIf:
    """Return the what-if in which that Node's Ready condition is false; its Pods go on working."""
    return WhatIf(f"node/{name}", partial(change.node_not_ready, name=name))


def pod_moved(pod: str, node: str) -> WhatIf:
    """Return the what-if in which a successor of that Pod runs on that node."""
    return WhatIf(pod, partial(change.pod_moved, pod=parse_reference(pod), node=node))


def proxy_mode(mode: ProxyMode) -> WhatIf:
    """Return the what-if in which kube-proxy runs in that mode on every node."""
    return WhatIf("cluster", partial(change.with_proxy_mode, mode=mode))


def no_session_affinity(service: str) -> WhatIf:
    """Return the what-if in which that Service has `sessionAffinity: None`."""
    reference, none = parse_reference(service), SessionAffinity.NONE
    return WhatIf(service, partial(change.with_session_affinity, service=reference, affinity=none))
