"""EndpointSlices that a real controller has made and the manifests show: how they follow a change.

Such slices may hold more than the manifests explain: endpoints of Pods that were left out, hints that depend on an
earlier state. So they are not made again. Each endpoint takes over in what our controller's answer for it has changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace

from atlas.controlplane.endpoint_slices import endpoint_of
from atlas.controlplane.topology_hints import wants_shared_hints, with_shared_hints
from atlas.model.cluster import Cluster
from atlas.model.network import Family
from atlas.model.reference import Reference
from atlas.model.service import Endpoint, EndpointSlice

Made = Mapping[tuple[Family, Reference], Endpoint]
"""What our controller makes of Pods, by address family and Pod."""


def follow(
    slices: Iterable[EndpointSlice], cluster: Cluster, before: Cluster
) -> Iterator[EndpointSlice]:
    """Yield the slices after the change. Those that no controller looks after stay."""
    managed: dict[Reference, list[EndpointSlice]] = defaultdict(list)
    for one in slices:
        if one.is_managed:
            managed[Reference("service", one.service, one.namespace)].append(one)
        else:
            yield one
    for service, parts in managed.items():
        if _is_touched(service, parts, cluster, before):
            was, now = _made(service, parts, before), _made(service, parts, cluster)
            yield from (_followed(part, was, now) for part in parts)
        else:
            yield from parts


def _is_touched(
    service: Reference, parts: Iterable[EndpointSlice], cluster: Cluster, before: Cluster
) -> bool:
    """Return whether anything has changed that the Service's endpoints are made from."""
    now, was = cluster.service_by_reference.get(service), before.service_by_reference.get(service)
    if now is not was:
        return True
    if cluster.nodes is not before.nodes and now is not None and wants_shared_hints(now):
        return True
    return any(
        _is_changed(one.target, cluster, before)
        for part in parts
        for one in part.endpoints
        if one.target is not None
    )


def _is_changed(pod: Reference, cluster: Cluster, before: Cluster) -> bool:
    """Return whether the Pod or its node differs: nothing else says what its endpoint is like."""
    now, was = cluster.pod_by_reference.get(pod), before.pod_by_reference.get(pod)
    if now is None or now is not was:
        return now is not was
    return cluster.node_by_name.get(now.node) is not before.node_by_name.get(now.node)


def _made(service: Reference, parts: Sequence[EndpointSlice], cluster: Cluster) -> Made:
    """Return the endpoints that our controller makes of the Pods in the slices; none of Pods that are not there."""
    owner = cluster.service_by_reference.get(service)
    if owner is None:
        return {}
    fresh: dict[Family, list[EndpointSlice]] = defaultdict(list)
    for part in parts:
        pods = (cluster.pod_by_reference.get(one.target) for one in part.endpoints if one.target)
        made = (
            endpoint_of(owner, pod, cluster.node_by_name.get(pod.node), part.family)
            for pod in pods
            if pod is not None
        )
        fresh[part.family].append(replace(part, endpoints=tuple(filter(None, made))))
    return {
        (family, one.target): one
        for family, group in fresh.items()
        for part in (
            with_shared_hints(group, cluster.nodes) if wants_shared_hints(owner) else group
        )
        for one in part.endpoints
        if one.target is not None
    }


def _followed(part: EndpointSlice, was: Made, now: Made) -> EndpointSlice:
    endpoints: list[Endpoint] = []
    for one in part.endpoints:
        key = (part.family, one.target) if one.target is not None else None
        old, new = (was.get(key), now.get(key)) if key is not None else (None, None)
        if old is None or old == new:
            endpoints.append(one)
        elif new is not None:
            endpoints.append(_merged(one, old, new))
    return replace(part, endpoints=tuple(endpoints))


def _merged(stored: Endpoint, old: Endpoint, new: Endpoint) -> Endpoint:
    """Return the stored endpoint with every field that differs between old and new as in new."""
    names = (field.name for field in fields(Endpoint))
    differing = {
        name: getattr(new, name) for name in names if getattr(new, name) != getattr(old, name)
    }
    return replace(stored, **differing)
