"""Completing: Objects → Cluster. A small control plane that fills in what controllers would have added.

It is deterministic and pure, and keeps everything that the manifests already say: a dump of a real cluster
stays what it is. The order of the objects changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from atlas.controlplane.backend_tls import complete_policies
from atlas.controlplane.data_planes import with_gateways
from atlas.controlplane.endpoint_slices import complete_slices
from atlas.controlplane.http import HttpAddresses, complete_gateways, complete_ingresses
from atlas.controlplane.load_balancers import Balancers, outside_addresses
from atlas.controlplane.metallb import MetalLB, metallb_balancer
from atlas.controlplane.mirrored_slices import mirrored_slices
from atlas.controlplane.network import complete_network, complete_proxy
from atlas.controlplane.pods import complete_pods
from atlas.controlplane.service_notes import ServiceNotes
from atlas.controlplane.services import complete_services
from atlas.manifests.objects import Objects
from atlas.manifests.problem import ManifestError, Problem, Severity
from atlas.model.cluster import Cluster, NetworkConfiguration
from atlas.model.gaps import Gaps
from atlas.model.service import Service


def complete(objects: Objects) -> Cluster:
    """Return the cluster. Raises ManifestError if a controller could not do its work."""
    cluster, problems = complete_all(objects)
    if any(one.severity is Severity.ERROR for one in problems):
        raise ManifestError(problems)
    return cluster


def complete_all(objects: Objects) -> tuple[Cluster, list[Problem]]:
    """Return the cluster, and what the controllers could not do."""
    network = complete_network(objects)
    completed = complete_pods(objects)
    pods = completed.running
    taken = outside_addresses(objects)
    notes = ServiceNotes(objects)
    balancers = Balancers(notes, taken, MetalLB(objects, taken))
    services = _complete_services(objects, network, balancers, notes)
    nodes = {node.name: node for node in objects.nodes}
    written = [*objects.endpoint_slices, *mirrored_slices(objects)]
    slices = complete_slices(services, pods, nodes, written)
    proxies = with_gateways(objects, services)
    addresses = HttpAddresses(proxies, services, taken)
    cluster = Cluster(
        nodes=_by_name(objects.nodes),
        pods=_by_reference(pods),
        services=_by_reference(services),
        endpoint_slices=_by_reference(slices),
        ingresses=_by_reference(complete_ingresses(objects, addresses)),
        ingress_classes=_by_name(objects.ingress_classes),
        gateways=_by_reference(complete_gateways(objects, addresses)),
        gateway_classes=_by_name(objects.gateway_classes),
        listener_sets=_by_reference(objects.listener_sets),
        http_routes=_by_reference(objects.http_routes),
        grpc_routes=_by_reference(objects.grpc_routes),
        stream_routes=_by_reference(objects.stream_routes),
        backend_tls_policies=_by_reference(complete_policies(objects)),
        reference_grants=_by_reference(objects.reference_grants),
        clients=_by_name(objects.clients),
        load_balancers=_by_name([*objects.load_balancers, *metallb_balancer(objects)]),
        http_proxies=_by_name(proxies),
        namespaces=dict(sorted(objects.namespaces.items())),
        proxy=complete_proxy(objects),
        network=network,
        gaps=Gaps(waiting=completed.waiting),
    )
    return cluster, completed.problems + notes.problems


def _complete_services(
    objects: Objects, network: NetworkConfiguration, balancers: Balancers, notes: ServiceNotes
) -> list[Service]:
    """The order in which Services are served decides who gets a number that two would get: it is by name."""
    written = sorted(objects.services, key=lambda one: (one.service.namespace, one.service.name))
    services = complete_services([one.service for one in written], network, notes)
    return [
        balancers.balance(service, one.load_balancer_ip)
        for service, one in zip(services, written, strict=True)
    ]


class _Named(Protocol):
    @property
    def name(self) -> str: ...


class _Namespaced(_Named, Protocol):
    @property
    def namespace(self) -> str: ...


N = TypeVar("N", bound=_Named)
M = TypeVar("M", bound=_Namespaced)


def _by_name(objects: Iterable[N]) -> tuple[N, ...]:
    return tuple(sorted(objects, key=lambda one: one.name))


def _by_reference(objects: Iterable[M]) -> tuple[M, ...]:
    return tuple(sorted(objects, key=lambda one: (one.name, one.namespace)))
