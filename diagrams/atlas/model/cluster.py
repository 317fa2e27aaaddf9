"""Cluster: an immutable snapshot of everything that decides where a packet goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from ipaddress import ip_network
from typing import Any

from atlas.model.faults import NO_FAULTS, Faults
from atlas.model.gaps import NO_GAPS, Gaps
from atlas.model.http import (
    Gateway,
    GatewayClass,
    HTTPRoute,
    Ingress,
    IngressClass,
    ReferenceGrant,
)
from atlas.model.network import Address, Protocol, Range, SourcePort, UnusedAddresses
from atlas.model.outside import Client, HttpProxy, LoadBalancer
from atlas.model.reference import Reference
from atlas.model.release import NEWEST, Release, known_release
from atlas.model.routes import BackendTLSPolicy, GRPCRoute, ListenerSet, StreamRoute
from atlas.model.service import EndpointSlice, Service, ServicePort
from atlas.model.workload import NO_LABELS, Node, Pod

KUBE_DNS = Reference("service", "kube-dns", "kube-system")
"""The cluster's DNS Service keeps this name, whatever software answers (kubernetes/dns docs/specification.md)."""


class ProxyMode(StrEnum):
    """KubeProxyConfiguration.mode; iptables is the default on Linux up to v1.37 (FACTS 4.1)."""

    IPTABLES = "iptables"
    NFTABLES = "nftables"


class PodNetwork(StrEnum):
    """How Pods of one node are joined: decides which address a masqueraded local packet carries."""

    ROUTED = "routed"
    BRIDGE = "bridge"


class ServiceMesh(StrEnum):
    """Whether a service mesh applies the routes that are attached to Services."""

    UNSAID = ""
    """Nobody says; it is assumed as soon as there is such a route."""
    PRESENT = "Present"
    ABSENT = "Absent"


class DetectLocal(StrEnum):
    """KubeProxyConfiguration.detectLocalMode: how kube-proxy knows that a packet comes from a Pod."""

    CLUSTER_CIDR = "ClusterCIDR"
    NODE_CIDR = "NodeCIDR"
    BRIDGE_INTERFACE = "BridgeInterface"
    INTERFACE_NAME_PREFIX = "InterfaceNamePrefix"
    NONE = "None"
    """Not a value of the field: ClusterCIDR without a `clusterCIDR`, which detects nothing."""


@dataclass(frozen=True, slots=True)
class ProxyConfiguration:
    """kube-proxy's settings (kubeproxy.config.k8s.io/v1alpha1). `node_port_addresses` holds CIDRs and the
    words primary, localhost, all; empty means the mode's default.
    """

    mode: ProxyMode = ProxyMode.IPTABLES
    cluster_cidrs: tuple[Range, ...] = (ip_network("10.244.0.0/16"),)
    detect_local: DetectLocal = DetectLocal.CLUSTER_CIDR
    pod_interface: str = "cni0"
    """Where Pods are told by interface: the bridge, or what the names of their interfaces begin with."""
    masquerade_all: bool = False
    masquerade_bit: int = 14
    """Which bit of a packet's mark asks for masquerading."""
    of_other_mode: tuple[bool, int] = (False, 14)
    """The two for the mode that is not in use: each has its own section in the configuration."""
    tcp_is_liberal: bool = False
    """`conntrack.tcpBeLiberal`: whether connection tracking takes TCP packets outside the window for valid."""
    node_port_addresses: tuple[str, ...] = ()
    localhost_node_ports: bool = True
    """`iptables.localhostNodePorts`: whether node ports also answer at 127.0.0.1, in iptables mode."""
    hostname_override: str = ""
    """`hostnameOverride`: the node that kube-proxy takes itself to be on, wherever it runs."""
    nftables_localhost_node_ports: bool = False
    """Feature gate KubeProxyNFTablesLocalhostNodePorts: the same in nftables mode, through a process (KEP-6032)."""


@dataclass(frozen=True, slots=True)
class Affinity:
    """What one node remembers of one client of a Service port: an endpoint that it was sent to.

    `port` and `protocol` name the Service port, `client` is the source address that the node saw before masquerading,
    `age` the seconds since the last connection to that endpoint.
    """

    node: str
    service: Reference
    port: str
    protocol: Protocol
    client: Address
    endpoint: Address
    endpoint_port: int
    age: int = 0


@dataclass(frozen=True, slots=True)
class StoppedProxy:
    """A node on which kube-proxy has stopped: its rules stay as they were written from the cluster of that moment."""

    node: str
    wrote: Cluster


@dataclass(frozen=True, slots=True)
class HeldFlows:
    """UDP flows that kernels go on sending to a Pod: its addresses, and the cluster of the moment at which they began."""

    endpoints: tuple[Address, ...]
    began: Cluster


@dataclass(frozen=True, slots=True)
class NetworkConfiguration:
    """What the API server, the network plugin and DNS were set up with."""

    service_cidrs: tuple[Range, ...] = (ip_network("10.96.0.0/16"),)
    node_port_range: tuple[int, int] = (30000, 32767)
    """First and last number, both included."""
    pod_network: PodNetwork = PodNetwork.ROUTED
    egress_masquerade: bool = True
    """Whether the network plugin masquerades packets from Pods to addresses outside the Pod range."""
    service_cidrs_are_stated: bool = True
    """Whether somebody has said so; else they are found from the addresses in use, and kube-proxy knows none."""
    egress_source_port: SourcePort = SourcePort.UNSAID
    """What that does to the source port; kube-proxy's own masquerading always chooses one at random."""
    unused_addresses: UnusedAddresses = UnusedAddresses.UNSAID
    """What routers answer for an address that nobody has: those of the Pod network, and those outside."""
    service_mesh: ServiceMesh = ServiceMesh.UNSAID
    dns_domain: str = "cluster.local"
    dns_service: Reference = KUBE_DNS


@dataclass(frozen=True)
class Cluster:
    """A cluster at one moment, with all that controllers would have added. Objects are sorted by reference."""

    nodes: tuple[Node, ...] = ()
    pods: tuple[Pod, ...] = ()
    services: tuple[Service, ...] = ()
    endpoint_slices: tuple[EndpointSlice, ...] = ()
    ingresses: tuple[Ingress, ...] = ()
    ingress_classes: tuple[IngressClass, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    gateway_classes: tuple[GatewayClass, ...] = ()
    listener_sets: tuple[ListenerSet, ...] = ()
    http_routes: tuple[HTTPRoute, ...] = ()
    grpc_routes: tuple[GRPCRoute, ...] = ()
    stream_routes: tuple[StreamRoute, ...] = ()
    backend_tls_policies: tuple[BackendTLSPolicy, ...] = ()
    reference_grants: tuple[ReferenceGrant, ...] = ()
    clients: tuple[Client, ...] = ()
    load_balancers: tuple[LoadBalancer, ...] = ()
    http_proxies: tuple[HttpProxy, ...] = ()
    namespaces: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict[str, Mapping[str, str]]
    )
    """Labels of each Namespace, for Gateway listeners that select namespaces."""
    faults: Faults = NO_FAULTS
    release: Release = NEWEST
    """That of every kube-proxy; where `releases_differ` that of nodes which do not say theirs."""
    releases_differ: bool = False
    """Whether each node's own release counts, as while a cluster is upgraded."""
    """Which Kubernetes every kube-proxy is of."""
    proxy: ProxyConfiguration = ProxyConfiguration()
    network: NetworkConfiguration = NetworkConfiguration()
    affinities: tuple[Affinity, ...] = ()
    """What the nodes remember for Services with `sessionAffinity: ClientIP`."""
    stopped_proxies: tuple[StoppedProxy, ...] = ()
    held_flows: tuple[HeldFlows, ...] = ()
    """What the nodes' connection tracking still knows of UDP flows, and nobody has cleared."""
    deleted_nodes: frozenset[str] = frozenset()
    """Nodes that are being deleted, or that the cluster autoscaler has marked for it; they still run."""
    gaps: Gaps = NO_GAPS
    """What is not known of it."""

    def release_on(self, node: Node) -> Release:
        """Return the release of kube-proxy on the node, or the nearest one that is known."""
        own = node.release if self.releases_differ else None
        return self.release if own is None else known_release(own)

    @cached_property
    def node_by_name(self) -> Mapping[str, Node]:
        return {node.name: node for node in self.nodes}

    @cached_property
    def node_by_ip(self) -> Mapping[Address, Node]:
        return {ip: node for node in self.nodes for ip in (*node.internal_ips, *node.external_ips)}

    @cached_property
    def pod_by_reference(self) -> Mapping[Reference, Pod]:
        return {pod.reference: pod for pod in self.pods}

    @cached_property
    def pod_by_ip(self) -> Mapping[Address, Pod]:
        """Pods with an address of their own; host-network Pods are found through their node."""
        return {ip: pod for pod in self.pods if not pod.host_network for ip in pod.ips}

    @cached_property
    def service_by_reference(self) -> Mapping[Reference, Service]:
        return {service.reference: service for service in self.services}

    @cached_property
    def slices_by_service(self) -> Mapping[tuple[str, str], tuple[EndpointSlice, ...]]:
        """Slices by (namespace, name) of their Service."""
        found: dict[tuple[str, str], list[EndpointSlice]] = defaultdict(list)
        for one in self.endpoint_slices:
            if one.service:
                found[one.namespace, one.service].append(one)
        return {key: tuple(slices) for key, slices in found.items()}

    @cached_property
    def client_by_name(self) -> Mapping[str, Client]:
        return {client.name: client for client in self.clients}

    @cached_property
    def client_by_ip(self) -> Mapping[Address, Client]:
        return {ip: client for client in self.clients for ip in client.ips}

    @cached_property
    def service_by_address(
        self,
    ) -> Mapping[tuple[Address, int, Protocol], tuple[Service, ServicePort]]:
        """Service ports by ClusterIP, load balancer IP or external IP, with port and protocol."""
        found: dict[tuple[Address, int, Protocol], tuple[Service, ServicePort]] = {}
        for service in self.services:
            for ip in (*service.cluster_ips, *service.load_balancer_ips, *service.external_ips):
                for port in service.ports:
                    found.setdefault((ip, port.port, port.protocol), (service, port))
        return found

    @cached_property
    def rivals_by_address(
        self,
    ) -> Mapping[tuple[Address, int, Protocol], tuple[tuple[Service, ServicePort], ...]]:
        """Service ports that another one comes before in `service_by_address`; nearly always there are none."""
        found: dict[tuple[Address, int, Protocol], list[tuple[Service, ServicePort]]] = defaultdict(
            list
        )
        for service in self.services:
            for ip in (*service.cluster_ips, *service.load_balancer_ips, *service.external_ips):
                for port in service.ports:
                    key = (ip, port.port, port.protocol)
                    if self.service_by_address[key] != (service, port):
                        found[key].append((service, port))
        return {key: tuple(rivals) for key, rivals in found.items()}

    @cached_property
    def service_by_node_port(self) -> Mapping[tuple[int, Protocol], tuple[Service, ServicePort]]:
        return {
            (port.node_port, port.protocol): (service, port)
            for service in self.services
            for port in service.ports
            if port.node_port
        }

    @cached_property
    def service_by_cluster_ip(self) -> Mapping[Address, Service]:
        return {ip: service for service in self.services for ip in service.cluster_ips}

    @cached_property
    def services_by_load_balancer_ip(self) -> Mapping[Address, tuple[Service, ...]]:
        """Services may share an address, with different ports."""
        found: dict[Address, list[Service]] = defaultdict(list)
        for service in self.services:
            for ip in service.load_balancer_ips:
                found[ip].append(service)
        return {ip: tuple(services) for ip, services in found.items()}

    @cached_property
    def service_by_health_check_port(self) -> Mapping[int, Service]:
        return {
            service.health_check_node_port: service
            for service in self.services
            if service.health_check_node_port
        }

    @cached_property
    def host_network_pods(self) -> Mapping[str, tuple[Pod, ...]]:
        """Pods that use the addresses of their node, by the node's name."""
        found: dict[str, list[Pod]] = defaultdict(list)
        for pod in self.pods:
            if pod.host_network:
                found[pod.node].append(pod)
        return {node: tuple(pods) for node, pods in found.items()}

    @cached_property
    def node_by_pod_range(self) -> Mapping[Range, Node]:
        return {one: node for node in self.nodes for one in node.pod_ranges}

    @cached_property
    def _pod_range_lengths(self) -> tuple[int, ...]:
        return tuple(sorted({one.prefixlen for one in self.node_by_pod_range}, reverse=True))

    def node_of_pod_range(self, address: Address) -> Node | None:
        """Return the node whose Pod range holds the address, even if no Pod has it."""
        for length in self._pod_range_lengths:
            if length <= address.max_prefixlen:
                node = self.node_by_pod_range.get(ip_network((address, length), strict=False))
                if node is not None:
                    return node
        return None

    @cached_property
    def ingresses_by_address(self) -> Mapping[Address, tuple[Ingress, ...]]:
        found: dict[Address, list[Ingress]] = defaultdict(list)
        for ingress in self.ingresses:
            for ip in ingress.addresses:
                found[ip].append(ingress)
        return {ip: tuple(ingresses) for ip, ingresses in found.items()}

    @cached_property
    def gateways_by_address(self) -> Mapping[Address, tuple[Gateway, ...]]:
        found: dict[Address, list[Gateway]] = defaultdict(list)
        for gateway in self.gateways:
            for ip in gateway.addresses:
                found[ip].append(gateway)
        return {ip: tuple(gateways) for ip, gateways in found.items()}

    @cached_property
    def gateway_by_reference(self) -> Mapping[Reference, Gateway]:
        return {gateway.reference: gateway for gateway in self.gateways}

    @cached_property
    def client_by_dns_name(self) -> Mapping[str, Client]:
        return {name: client for client in self.clients for name in client.names}

    @cached_property
    def ingresses_by_host(self) -> Mapping[str, tuple[Ingress, ...]]:
        """Ingresses by the hosts of their rules, as written: "" is every host, `*.` a wildcard."""
        found: dict[str, list[Ingress]] = defaultdict(list)
        for ingress in self.ingresses:
            for host in dict.fromkeys(rule.host for rule in ingress.rules):
                found[host].append(ingress)
        return {host: tuple(ingresses) for host, ingresses in found.items()}

    @cached_property
    def routes_by_host(self) -> Mapping[str, tuple[HTTPRoute, ...]]:
        """HTTPRoutes by their hostnames, as written; those without any under ""."""
        found: dict[str, list[HTTPRoute]] = defaultdict(list)
        for route in self.http_routes:
            for host in route.hostnames or ("",):
                found[host].append(route)
        return {host: tuple(routes) for host, routes in found.items()}

    @cached_property
    def affinities_by_client(self) -> Mapping[tuple[str, Address], tuple[Affinity, ...]]:
        """What a node remembers of a client, by the node's name and the client's address."""
        found: dict[tuple[str, Address], list[Affinity]] = defaultdict(list)
        for one in self.affinities:
            found[one.node, one.client].append(one)
        return {key: tuple(affinities) for key, affinities in found.items()}

    @cached_property
    def rules_written_from(self) -> Mapping[str, Cluster]:
        """The cluster that a node's rules were last written from, for nodes on which kube-proxy has stopped."""
        return {one.node: one.wrote for one in self.stopped_proxies}

    @cached_property
    def memo(self) -> dict[object, Any]:
        """Answers about this very cluster that are costly to find, by question; code that finds one keeps it here."""
        return {}

    def labels_of_namespace(self, name: str) -> Mapping[str, str]:
        return self.namespaces.get(name, NO_LABELS)
