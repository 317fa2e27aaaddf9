"""The EndpointSliceMirroring controller: hand-written Endpoints → slices, which kube-proxy and DNS read.

Follows kubernetes/kubernetes pkg/controller/endpointslicemirroring: only for a Service without a selector, one slice for
each set of ports and address family, and of each subset at most 1000 addresses. For a Service with a selector the
control plane itself has made both objects from the same Pods; then they tell what such a slice would hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from atlas.manifests.decode_services import SERVICE_NAME_LABEL
from atlas.manifests.objects import Objects, Subset, WrittenEndpoints
from atlas.model.network import Family, family_of
from atlas.model.reference import Reference
from atlas.model.service import MANAGED_BY, Endpoint, EndpointPort, EndpointSlice, Service
from atlas.model.workload import no_labels

MIRRORING_CONTROLLER = "endpointslicemirroring-controller.k8s.io"
MOST_IN_A_SUBSET = 1000
"""Default of `--mirroring-max-endpoints-per-subset`."""
API_SERVER = Reference("service", "kubernetes", "default")
"""API servers write Endpoints and a slice for themselves, the first with the label that forbids mirroring."""

Content = dict[tuple[tuple[EndpointPort, ...], Family], list[Endpoint]]


def mirrored_slices(objects: Objects) -> list[EndpointSlice]:
    """Return the slices that are made of Endpoints objects, or that are known to exist beside them."""
    services = {one.service.reference: one.service for one in objects.services}
    written = _written_by_controllers(objects.endpoint_slices)
    slices: list[EndpointSlice] = []
    for one in sorted(objects.endpoints, key=lambda one: one.reference):
        reference = Reference("service", one.name, one.namespace)
        service = services.get(reference)
        if service is not None and reference not in written and _is_mirrored(one, service):
            slices += _slices_of(one)
    return slices


def _is_mirrored(endpoints: WrittenEndpoints, service: Service) -> bool:
    if service.selector:
        return False
    return endpoints.mirrored or service.reference == API_SERVER


def _written_by_controllers(slices: Iterable[EndpointSlice]) -> set[Reference]:
    """Return the Services whose mirrored slices the manifests show, or which the API server looks after."""
    return {
        Reference("service", one.service, one.namespace)
        for one in slices
        if one.labels.get(MANAGED_BY) == MIRRORING_CONTROLLER
        or Reference("service", one.service, one.namespace) == API_SERVER
    }


def _slices_of(endpoints: WrittenEndpoints) -> Iterator[EndpointSlice]:
    labels: Mapping[str, str] = {
        **(endpoints.labels or no_labels()),
        SERVICE_NAME_LABEL: endpoints.name,
        MANAGED_BY: MIRRORING_CONTROLLER,
    }
    for number, ((ports, family), found) in enumerate(_content(endpoints.subsets).items(), 1):
        yield EndpointSlice(
            namespace=endpoints.namespace,
            name=f"{endpoints.name}-mirrored-{number}",
            service=endpoints.name,
            family=family,
            ports=ports,
            endpoints=tuple(found),
            labels=labels,
        )


def _content(subsets: Iterable[Subset]) -> Content:
    """Return the endpoints of each slice. Subsets with the same ports share one; an address is in it once."""
    content: Content = {}
    for subset in subsets:
        ports = tuple(sorted(subset.ports, key=lambda one: (one.name, one.protocol, one.port)))
        for endpoint in (*subset.ready, *subset.not_ready)[:MOST_IN_A_SUBSET]:
            found = content.setdefault((ports, family_of(endpoint.addresses[0])), [])
            if all(one.addresses != endpoint.addresses for one in found[-MOST_IN_A_SUBSET:]):
                found.append(endpoint)
    return content
