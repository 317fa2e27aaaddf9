"""Objects: what the manifests say, decoded, before the control plane has filled in the rest.

Objects that need nothing filled in are those of the model. For the others there is a class of "written"
objects, which also keeps what only the control plane needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atlas.manifests.document import Document
from atlas.manifests.source import Keys
from atlas.model.cluster import NetworkConfiguration, ProxyConfiguration
from atlas.model.http import (
    Gateway,
    GatewayClass,
    HTTPRoute,
    Ingress,
    IngressClass,
    ReferenceGrant,
)
from atlas.model.listening import NOTHING_SAID, Listening
from atlas.model.network import Address, Range
from atlas.model.outside import Client, HttpProxy, LoadBalancer
from atlas.model.placement import NO_PLACEMENT, Placement
from atlas.model.reference import Reference
from atlas.model.routes import BackendTLSPolicy, GRPCRoute, ListenerSet, StreamRoute
from atlas.model.selector import LabelSelector
from atlas.model.service import Endpoint, EndpointPort, EndpointSlice, Service
from atlas.model.workload import ContainerPort, Node, Pod, no_labels


@dataclass(frozen=True, slots=True)
class PodSpec:
    """The part of a Pod's spec that networking depends on."""

    node: str = ""
    node_selector: Mapping[str, str] = field(default_factory=no_labels)
    placement: Placement = NO_PLACEMENT
    host_network: bool = False
    hostname: str = ""
    subdomain: str = ""
    ports: tuple[ContainerPort, ...] = ()
    listening: Listening = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class WrittenPod:
    """A Pod as written; it may lack a node and addresses.

    `observed` Pods have a status: a kubelet has reported on them, so nothing is filled in. `only_node` is the one that
    a DaemonSet has made it for.
    """

    pod: Pod
    node_selector: Mapping[str, str] = field(default_factory=no_labels)
    placement: Placement = NO_PLACEMENT
    only_node: str = ""
    observed: bool = False
    host_ips: tuple[Address, ...] = ()
    """Addresses of its node, as its status tells them."""


class WorkloadKind(StrEnum):
    """A kind of object that makes Pods."""

    DEPLOYMENT = "Deployment"
    REPLICA_SET = "ReplicaSet"
    STATEFUL_SET = "StatefulSet"
    DAEMON_SET = "DaemonSet"
    REPLICATION_CONTROLLER = "ReplicationController"
    JOB = "Job"
    CRON_JOB = "CronJob"


@dataclass(frozen=True, slots=True)
class Workload:
    """A Deployment, Job, Argo Rollout …: a recipe for Pods.

    `kind` is a WorkloadKind, or that of an object which is read by its shape. `replicas` says nothing for a DaemonSet.
    `first` is the number in the name of the first Pod. `owner` is the workload that made this one, or "".
    """

    kind: str
    namespace: str
    name: str
    replicas: int
    selector: LabelSelector
    labels: Mapping[str, str]
    spec: PodSpec
    first: int = 1
    service_name: str = ""
    owner: str = ""
    indexed: bool = False
    """Whether its Pods have their name as host name, as those of an Indexed Job."""

    @property
    def reference(self) -> Reference:
        return Reference(self.kind.lower(), self.name, self.namespace)

    @property
    def path(self) -> str:
        """How Pods and ReplicaSets of its namespace name it as their owner."""
        return f"{self.kind.lower()}/{self.name}"


@dataclass(frozen=True, slots=True)
class WrittenService:
    """A Service as written. Where nothing is written its families, ClusterIPs and node ports are empty or 0."""

    service: Service
    load_balancer_ip: Address | None = None


@dataclass(frozen=True, slots=True)
class Subset:
    """One entry of `subsets`: every address has every port."""

    ready: tuple[Endpoint, ...] = ()
    not_ready: tuple[Endpoint, ...] = ()
    ports: tuple[EndpointPort, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenEndpoints:
    """A core/v1 Endpoints object. `mirrored` is false where it forbids that slices are made of it."""

    namespace: str
    name: str
    labels: Mapping[str, str]
    subsets: tuple[Subset, ...]
    mirrored: bool = True
    stored: bool = False

    @property
    def reference(self) -> Reference:
        return Reference("endpoints", self.name, self.namespace)


@dataclass(frozen=True, slots=True)
class AddressPool:
    """An IPAddressPool of MetalLB. Empty sets and no selectors allow everybody."""

    name: str
    ranges: tuple[Range, ...]
    auto_assign: bool = True
    avoids_buggy: bool = False
    priority: int = 0
    namespaces: frozenset[str] = frozenset()
    namespace_selectors: tuple[LabelSelector, ...] = ()
    service_selectors: tuple[LabelSelector, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where one object names another: a backend, a class, the Service of a StatefulSet."""

    document: Document
    keys: Keys
    target: Reference


@dataclass(frozen=True, slots=True)
class Unread:
    """An object of a kind that is not read. `labels` are those of the Pods that it makes, if it has a recipe for them."""

    document: Document
    reference: Reference
    labels: Mapping[str, str]


@dataclass(slots=True)
class Objects:
    """All that the manifests say. `documents` holds where each object is written."""

    nodes: list[Node] = field(default_factory=lambda: [])
    pods: list[WrittenPod] = field(default_factory=lambda: [])
    workloads: list[Workload] = field(default_factory=lambda: [])
    services: list[WrittenService] = field(default_factory=lambda: [])
    endpoint_slices: list[EndpointSlice] = field(default_factory=lambda: [])
    endpoints: list[WrittenEndpoints] = field(default_factory=lambda: [])
    ingresses: list[Ingress] = field(default_factory=lambda: [])
    ingress_classes: list[IngressClass] = field(default_factory=lambda: [])
    gateways: list[Gateway] = field(default_factory=lambda: [])
    gateway_classes: list[GatewayClass] = field(default_factory=lambda: [])
    listener_sets: list[ListenerSet] = field(default_factory=lambda: [])
    http_routes: list[HTTPRoute] = field(default_factory=lambda: [])
    grpc_routes: list[GRPCRoute] = field(default_factory=lambda: [])
    stream_routes: list[StreamRoute] = field(default_factory=lambda: [])
    backend_tls_policies: list[BackendTLSPolicy] = field(default_factory=lambda: [])
    reference_grants: list[ReferenceGrant] = field(default_factory=lambda: [])
    clients: list[Client] = field(default_factory=lambda: [])
    load_balancers: list[LoadBalancer] = field(default_factory=lambda: [])
    address_pools: list[AddressPool] = field(default_factory=lambda: [])
    advertised_pools: list[frozenset[str] | None] = field(default_factory=lambda: [])
    """For each advertisement the pools that it names; None if it is about all."""
    http_proxies: list[HttpProxy] = field(default_factory=lambda: [])
    namespaces: dict[str, Mapping[str, str]] = field(default_factory=lambda: {})
    sidecars: dict[str, str] = field(default_factory=lambda: {})
    """The container that a mesh adds to every new Pod of a Namespace, by its name."""
    service_cidrs: dict[str, tuple[Range, ...]] = field(default_factory=lambda: {})
    """By the name of the ServiceCIDR; empty if the manifests have none."""
    proxy: ProxyConfiguration | None = None
    network: NetworkConfiguration | None = None
    mentions: list[Mention] = field(default_factory=lambda: [])
    documents: dict[Reference, Document] = field(default_factory=lambda: {})
    unread: list[Unread] = field(default_factory=lambda: [])
    left_out: set[Reference] = field(default_factory=lambda: set())
    """Objects that are written, but so wrong that no API server would take them."""
