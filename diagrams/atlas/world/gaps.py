"""What the objects leave open: unknown endpoints, policies that are not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from atlas.manifests.document import Document
from atlas.manifests.objects import Objects, Unread, WrittenEndpoints
from atlas.model.cluster import Cluster
from atlas.model.gaps import EndpointsGap, Gaps, OpenEndpoints, UnreadPolicy
from atlas.model.reference import Reference
from atlas.model.selector import LabelSelector, Requirement
from atlas.model.service import Service, ServiceType
from atlas.model.service_rules import has_endpoints
from atlas.model.workload import matches

_POLICIES: Mapping[str, tuple[str, ...]] = {
    "NetworkPolicy": ("spec", "podSelector"),
    "CiliumNetworkPolicy": ("spec", "endpointSelector"),
    "CiliumClusterwideNetworkPolicy": ("spec", "endpointSelector"),
    "AuthorizationPolicy": ("spec", "selector"),
    "PeerAuthentication": ("spec", "selector"),
    "GlobalNetworkPolicy": (),
    "AdminNetworkPolicy": (),
    "BaselineAdminNetworkPolicy": (),
    "ClusterNetworkPolicy": (),
}
"""Kinds that may forbid connections, and where they say which Pods they are about; () where we cannot tell."""
_OF_ALL_NAMESPACES = frozenset(
    {
        "CiliumClusterwideNetworkPolicy",
        "GlobalNetworkPolicy",
        "AdminNetworkPolicy",
        "BaselineAdminNetworkPolicy",
        "ClusterNetworkPolicy",
    }
)
_OF_UPSTREAM = "networking.k8s.io/v1"


def gaps_of(objects: Objects, cluster: Cluster, assumed: frozenset[Reference]) -> Gaps:
    """Return what is not known of the cluster that came of the objects."""
    return replace(
        cluster.gaps,
        endpoints=tuple(_open_endpoints(objects, cluster)),
        policies=tuple(_policies(objects)),
        left_out=frozenset(objects.left_out),
        assumed=assumed,
    )


# Endpoints


def _open_endpoints(objects: Objects, cluster: Cluster) -> Iterator[OpenEndpoints]:
    for service in cluster.services:
        if service.type is ServiceType.EXTERNAL_NAME:
            continue
        slices = cluster.slices_by_service.get((service.namespace, service.name), ())
        if any(one.endpoints for one in slices):
            continue
        if has_endpoints(service):
            maker = _maker(objects, service)
            if maker is not None:
                other = _named(maker)
                yield OpenEndpoints(service.reference, EndpointsGap.UNREAD_KIND, other)
            elif not slices_are_written(objects, service) and not _has_pods(objects, service):
                yield OpenEndpoints(service.reference, EndpointsGap.NO_PODS)
        elif not slices:
            yield from _without_selector(objects, service)


def slices_are_written(objects: Objects, service: Service) -> bool:
    """Return whether the manifests say themselves which endpoints the Service has."""
    return any(
        (one.namespace, one.service) == (service.namespace, service.name)
        for one in objects.endpoint_slices
    )


def _has_pods(objects: Objects, service: Service) -> bool:
    """Return whether Pods of its namespace are in the input, or such as it selects in another one."""
    pods = (
        *((one.pod.namespace, one.pod.labels) for one in objects.pods),
        *((one.namespace, one.labels) for one in objects.workloads),
    )
    return any(
        namespace == service.namespace or matches(service.selector, labels)
        for namespace, labels in pods
    )


def _maker(objects: Objects, service: Service) -> Unread | None:
    """Return an object of a kind that is not read that makes Pods which the Service selects."""
    return next(
        (
            one
            for one in objects.unread
            if one.reference.namespace == service.namespace
            and matches(service.selector, one.labels)
        ),
        None,
    )


def _without_selector(objects: Objects, service: Service) -> Iterator[OpenEndpoints]:
    """Endpoints that are written and are not mirrored leave nothing open: somebody has kept them from it."""
    written = [one for one in objects.endpoints if _is_of(one, service)]
    if any(not one.stored for one in written):
        return
    if not objects.endpoint_slices and (not written or not written[0].mirrored):
        yield OpenEndpoints(service.reference, EndpointsGap.NO_SLICES)


def _is_of(endpoints: WrittenEndpoints, service: Service) -> bool:
    return (endpoints.namespace, endpoints.name) == (service.namespace, service.name)


def _named(one: Unread) -> str:
    """Return the object as people call it: `Job/migrate`."""
    name = str(replace(one.reference, kind="x")).partition("/")[2]
    return f"{one.document.kind}/{name}"


# Policies


def _policies(objects: Objects) -> Iterator[UnreadPolicy]:
    for one in objects.unread:
        kind = one.document.kind
        if kind not in _POLICIES:
            continue
        upstream = one.document.api_version == _OF_UPSTREAM
        keys = _POLICIES[kind] if upstream or kind != "NetworkPolicy" else ()
        types = _types(one.document) if upstream else ("Ingress", "Egress")
        yield UnreadPolicy(
            Reference(one.document.kind, one.reference.name, one.reference.namespace),
            "" if kind in _OF_ALL_NAMESPACES else one.reference.namespace,
            _selector(one.document.value_at(keys)) if keys else None,
            ingress="Ingress" in types,
            egress="Egress" in types and kind not in ("AuthorizationPolicy", "PeerAuthentication"),
        )


def _types(document: Document) -> tuple[str, ...]:
    """A policy is about what comes in, and, if it has rules for that, about what goes out (networking/v1)."""
    written = document.value_at(("spec", "policyTypes"))
    if isinstance(written, list) and written:
        return tuple(one for one in cast("list[Any]", written) if isinstance(one, str))
    return ("Ingress", "Egress") if document.value_at(("spec", "egress")) else ("Ingress",)


def _selector(value: object) -> LabelSelector | None:
    if not isinstance(value, dict):
        return None
    known = cast("dict[str, Any]", value)
    labels = known.get("matchLabels")
    expressions = known.get("matchExpressions")
    return LabelSelector(
        {k: v for k, v in labels.items() if isinstance(v, str)} if isinstance(labels, dict) else {},
        tuple(_requirements(expressions)) if isinstance(expressions, list) else (),
    )


def _requirements(written: list[Any]) -> Iterator[Requirement]:
    for one in written:
        if isinstance(one, dict) and isinstance(one.get("key"), str):
            values = one.get("values")
            texts = [v for v in values if isinstance(v, str)] if isinstance(values, list) else []
            yield Requirement(one["key"], str(one.get("operator")), tuple(texts))
