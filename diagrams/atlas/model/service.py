"""Services and EndpointSlices: what kube-proxy and DNS read (core/v1, discovery/v1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atlas.model.network import Address, Family, Protocol, family_of
from atlas.model.reference import Reference
from atlas.model.workload import no_labels

MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
SLICE_CONTROLLER = "endpointslice-controller.k8s.io"


class ServiceType(StrEnum):
    """`spec.type`. Headless is not a type: it is ClusterIP with `clusterIP: None`."""

    CLUSTER_IP = "ClusterIP"
    NODE_PORT = "NodePort"
    LOAD_BALANCER = "LoadBalancer"
    EXTERNAL_NAME = "ExternalName"


class TrafficPolicy(StrEnum):
    """`spec.internalTrafficPolicy` and `spec.externalTrafficPolicy`."""

    CLUSTER = "Cluster"
    LOCAL = "Local"


class SessionAffinity(StrEnum):
    """`spec.sessionAffinity`."""

    NONE = "None"
    CLIENT_IP = "ClientIP"


class IPMode(StrEnum):
    """`status.loadBalancer.ingress[].ipMode` (KEP-1860)."""

    VIP = "VIP"
    PROXY = "Proxy"


@dataclass(frozen=True, slots=True)
class ServicePort:
    """One entry of `spec.ports`. `target_port` is a number or a container port's name.

    `node_port` is 0 where the Service has none.
    """

    port: int
    target_port: int | str
    name: str = ""
    protocol: Protocol = Protocol.TCP
    node_port: int = 0
    app_protocol: str = ""

    @property
    def key(self) -> str:
        """How a reference names this port: its name, else its number."""
        return self.name or str(self.port)


@dataclass(frozen=True, slots=True)
class LoadBalancerIngress:
    """One entry of `status.loadBalancer.ingress`: an address or a host name."""

    ip: Address | None = None
    hostname: str = ""
    ip_mode: IPMode = IPMode.VIP
    filled_in: bool = False
    """Whether our control plane reported it; else it was written."""


@dataclass(frozen=True, slots=True)
class Service:
    """A Service with its defaults applied. Headless: `headless` is true and `cluster_ips` empty.

    `load_balancer_source_ranges` stays text, because kube-proxy skips malformed entries.
    """

    namespace: str
    name: str
    type: ServiceType = ServiceType.CLUSTER_IP
    ports: tuple[ServicePort, ...] = ()
    selector: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    labels: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    annotations: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    headless: bool = False
    cluster_ips: tuple[Address, ...] = ()
    ip_families: tuple[Family, ...] = (Family.IPV4,)
    ip_family_policy: str = "SingleStack"
    external_ips: tuple[Address, ...] = ()
    external_name: str = ""
    external_traffic_policy: TrafficPolicy = TrafficPolicy.CLUSTER
    internal_traffic_policy: TrafficPolicy = TrafficPolicy.CLUSTER
    health_check_node_port: int = 0
    filled_in_ports: frozenset[int] = frozenset()
    """Node ports and health-check port that our control plane chose; the others were written."""
    session_affinity: SessionAffinity = SessionAffinity.NONE
    session_affinity_timeout: int = 10800
    """Seconds."""
    publish_not_ready_addresses: bool = False
    allocate_load_balancer_node_ports: bool = True
    load_balancer_class: str = ""
    load_balancer_source_ranges: tuple[str, ...] = ()
    load_balancer_ingress: tuple[LoadBalancerIngress, ...] = ()
    traffic_distribution: str = ""

    @property
    def reference(self) -> Reference:
        return Reference("service", self.name, self.namespace)

    @property
    def load_balancer_ips(self) -> tuple[Address, ...]:
        """Addresses of the load balancer, without host names."""
        return tuple(one.ip for one in self.load_balancer_ingress if one.ip is not None)

    @property
    def load_balancer_names(self) -> tuple[str, ...]:
        """Host names of the load balancer."""
        return tuple(one.hostname for one in self.load_balancer_ingress if one.hostname)

    def cluster_ip(self, family: Family | None = None) -> Address | None:
        """Return the ClusterIP of that family, or the first one."""
        for address in self.cluster_ips:
            if family is None or family_of(address) is family:
                return address
        return None

    def port(self, key: str) -> ServicePort | None:
        """Return the port of that name or number; "" means the first port."""
        for one in self.ports:
            if key in ("", one.name, str(one.port)):
                return one
        return None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint of a slice. Conditions have their API defaults applied (unset means ready).

    `serving` is readiness regardless of termination; `target` is the Pod behind it, if any.
    """

    addresses: tuple[Address, ...]
    ready: bool = True
    serving: bool = True
    terminating: bool = False
    node: str = ""
    zone: str = ""
    hostname: str = ""
    target: Reference | None = None
    hints_zones: tuple[str, ...] = ()
    hints_nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EndpointPort:
    """One entry of a slice's `ports`; `name` ties it to the Service port of that name."""

    port: int
    name: str = ""
    protocol: Protocol = Protocol.TCP


@dataclass(frozen=True, slots=True)
class EndpointSlice:
    """A part of a Service's endpoints, of one address family."""

    namespace: str
    name: str
    service: str
    """Value of the label `kubernetes.io/service-name`; "" if it has none."""
    family: Family = Family.IPV4
    ports: tuple[EndpointPort, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    labels: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    filled_in: bool = False
    """Whether our control plane made it; else it was written."""

    @property
    def is_managed(self) -> bool:
        """Whether the manifests have it from a real controller, which would keep it up to date."""
        return self.labels.get(MANAGED_BY) == SLICE_CONTROLLER

    @property
    def reference(self) -> Reference:
        return Reference("endpointslice", self.name, self.namespace)
