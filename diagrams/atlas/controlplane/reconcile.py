"""Reconciling: what controllers do after a change. What they have filled in follows; what was written stays.

A change sets a field or a condition, nothing else: its consequences are found by the same code that completes manifests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from atlas.controlplane.endpoint_slices import complete_slices
from atlas.controlplane.load_balancers import report_again
from atlas.controlplane.services import renumber
from atlas.controlplane.stored_slices import follow
from atlas.model.cluster import Cluster
from atlas.model.service import EndpointSlice


def reconcile(cluster: Cluster, before: Cluster) -> Cluster:
    """Return the cluster after all controllers have seen what differs from before.

    Before is needed for slices that a real controller has made: they may show more than the manifests explain, so only
    what the change is the reason for changes in them. Raises ValueError if a number is needed and none is left.
    """
    return _with_slices(_with_services(cluster, before), before)


def _with_services(cluster: Cluster, before: Cluster) -> Cluster:
    """The API server's numbers, and what the load balancers' controllers report."""
    same_services = cluster.services is before.services
    if same_services and cluster.load_balancers is before.load_balancers:
        return cluster
    in_order = sorted(cluster.services, key=lambda one: (one.namespace, one.name))
    done = {
        one.reference: report_again(one, cluster.load_balancers)
        for one in renumber(in_order, cluster.network)
    }
    return replace(cluster, services=tuple(done[one.reference] for one in cluster.services))


def _with_slices(cluster: Cluster, before: Cluster) -> Cluster:
    """The EndpointSlice controller."""
    if all(
        getattr(cluster, name) is getattr(before, name) for name in ("services", "pods", "nodes")
    ):
        return cluster
    written = [one for one in cluster.endpoint_slices if not one.filled_in]
    made = complete_slices(cluster.services, cluster.pods, cluster.node_by_name, written)
    slices = (*follow(written, cluster, before), *(one for one in made if one.filled_in))
    return replace(cluster, endpoint_slices=_in_order(slices))


def _in_order(slices: Iterable[EndpointSlice]) -> tuple[EndpointSlice, ...]:
    return tuple(sorted(slices, key=lambda one: (one.name, one.namespace)))
