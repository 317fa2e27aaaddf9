"""What-ifs: functions Cluster → Cluster. A what-if is another cluster, never a special case elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.reference import Reference
from atlas.model.service import Endpoint, TrafficPolicy

Change = Callable[[Cluster], Cluster]


def node_down(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that node is switched off: it neither answers nor forwards.

    Endpoints stay as they are: the control plane notices much later (FACTS 4.5).
    """
    nodes = tuple(replace(node, up=False) if node.name == name else node for node in cluster.nodes)
    return replace(cluster, nodes=nodes)


def failure_unnoticed(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which no load balancer has noticed yet that the node fails its health check."""
    balancers = tuple(
        replace(one, unnoticed=one.unnoticed | {node}) for one in cluster.load_balancers
    )
    return replace(cluster, load_balancers=balancers)


def pod_not_ready(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster in which the Pod fails its readiness probe; its endpoints follow."""
    return _with_pod_conditions(cluster, pod, ready=False, terminating=None)


def pod_terminating(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster in which the Pod was deleted but still serves; its endpoints follow."""
    return _with_pod_conditions(cluster, pod, ready=True, terminating=True)


def pod_gone(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster without the Pod and without its endpoints."""
    slices = tuple(
        replace(one, endpoints=tuple(e for e in one.endpoints if e.target != pod))
        for one in cluster.endpoint_slices
    )
    pods = tuple(one for one in cluster.pods if one.reference != pod)
    return replace(cluster, pods=pods, endpoint_slices=slices)


def with_external_policy(cluster: Cluster, service: Reference, policy: TrafficPolicy) -> Cluster:
    """Return the cluster with that Service's `externalTrafficPolicy` set."""
    return _with_service(cluster, service, external_traffic_policy=policy)


def with_internal_policy(cluster: Cluster, service: Reference, policy: TrafficPolicy) -> Cluster:
    """Return the cluster with that Service's `internalTrafficPolicy` set."""
    return _with_service(cluster, service, internal_traffic_policy=policy)


def with_proxy_mode(cluster: Cluster, mode: ProxyMode) -> Cluster:
    """Return the cluster whose kube-proxies run in that mode."""
    return replace(cluster, proxy=replace(cluster.proxy, mode=mode))


def _with_service(cluster: Cluster, service: Reference, **fields: object) -> Cluster:
    services = tuple(
        replace(one, **fields) if one.reference == service else one  # type: ignore[arg-type]
        for one in cluster.services
    )
    return replace(cluster, services=services)


def _with_pod_conditions(
    cluster: Cluster, pod: Reference, ready: bool, terminating: bool | None
) -> Cluster:
    """`terminating` None keeps what the Pod has. A terminating endpoint is never `ready` (discovery/v1)."""

    def changed(endpoint: Endpoint) -> Endpoint:
        if endpoint.target != pod:
            return endpoint
        ending = endpoint.terminating if terminating is None else terminating
        return replace(endpoint, ready=ready and not ending, serving=ready, terminating=ending)

    pods = tuple(
        replace(
            one, ready=ready, terminating=one.terminating if terminating is None else terminating
        )
        if one.reference == pod
        else one
        for one in cluster.pods
    )
    slices = tuple(
        replace(one, endpoints=tuple(changed(e) for e in one.endpoints))
        for one in cluster.endpoint_slices
    )
    return replace(cluster, pods=pods, endpoint_slices=slices)
