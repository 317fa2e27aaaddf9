"""Nodes and Pods: where things run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from atlas.model.listening import NOTHING_SAID, Listening
from atlas.model.network import Address, Family, Protocol, Range, family_of
from atlas.model.reference import Reference
from atlas.model.release import Release

ZONE_LABEL = "topology.kubernetes.io/zone"
HOSTNAME_LABEL = "kubernetes.io/hostname"
NAMESPACE_LABEL = "kubernetes.io/metadata.name"
"""The API server gives it to every Namespace, with its name."""
CONTROL_PLANE_LABELS = (
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/master",
)
EXCLUDE_LABEL = "node.kubernetes.io/exclude-from-external-load-balancers"
"""Where it stands, with any value but false, load balancers leave the node out."""
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
NOT_READY = "node.kubernetes.io/not-ready"
NO_LABELS: Mapping[str, str] = MappingProxyType({})


def no_labels() -> Mapping[str, str]:
    """Return the empty mapping that all unlabelled objects share."""
    return NO_LABELS


@dataclass(frozen=True, slots=True)
class Taint:
    """What keeps Pods off a node unless they tolerate it: NoSchedule, NoExecute; PreferNoSchedule is only a wish."""

    key: str
    effect: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of the cluster.

    `up` is false for a machine that is switched off; `ready` is the Node's Ready condition, which
    says nothing about packets. `pod_ranges` are its `spec.podCIDRs`. `cpu` is `status.allocatable.cpu` in
    thousandths, or 0 if unknown.
    """

    name: str
    labels: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    internal_ips: tuple[Address, ...] = ()
    external_ips: tuple[Address, ...] = ()
    pod_ranges: tuple[Range, ...] = ()
    ready: bool = True
    up: bool = True
    cpu: int = 0
    listening: Listening = NOTHING_SAID
    """What is said of its own programs; kube-proxy is not one of them."""
    taints: tuple[Taint, ...] = ()
    release: Release | None = None
    """`status.nodeInfo.kubeletVersion`, or None if nobody says."""

    @property
    def reference(self) -> Reference:
        return Reference("node", self.name)

    @property
    def zone(self) -> str:
        """The node's zone, or "" if it has none."""
        return self.labels.get(ZONE_LABEL, "")

    def ip(self, family: Family) -> Address | None:
        """Return the node's primary address of that family (its first InternalIP, else ExternalIP)."""
        for address in (*self.internal_ips, *self.external_ips):
            if family_of(address) is family:
                return address
        return None


@dataclass(frozen=True, slots=True)
class ContainerPort:
    """A port that a container declares. It only informs: a program may listen elsewhere, and needs no declaration.

    `host_port` is 0 where the node does not offer it; `host_ip` None means all addresses of the node.
    """

    number: int
    name: str = ""
    protocol: Protocol = Protocol.TCP
    host_port: int = 0
    host_ip: Address | None = None


class DnsPolicy(StrEnum):
    """`spec.dnsPolicy`. The default is not `Default`."""

    CLUSTER_FIRST = "ClusterFirst"
    """The cluster's DNS; but like Default for a Pod on the host network."""
    CLUSTER_FIRST_WITH_HOST_NET = "ClusterFirstWithHostNet"
    DEFAULT = "Default"
    """Whatever the node uses."""
    NONE = "None"
    """Only what `dnsConfig` says."""


@dataclass(frozen=True, slots=True)
class DnsConfig:
    """`spec.dnsConfig`: what is added to that which the policy gives. `ndots` is None where it is not set."""

    nameservers: tuple[Address, ...] = ()
    searches: tuple[str, ...] = ()
    ndots: int | None = None


NO_DNS_CONFIG = DnsConfig()


@dataclass(frozen=True, slots=True)
class Pod:
    """A Pod as it runs on a node. With `host_network` its addresses are the node's."""

    namespace: str
    name: str
    node: str
    ips: tuple[Address, ...]
    labels: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    ports: tuple[ContainerPort, ...] = ()
    ready: bool = True
    terminating: bool = False
    host_network: bool = False
    hostname: str = ""
    subdomain: str = ""
    owner: str = ""
    dns_policy: DnsPolicy = DnsPolicy.CLUSTER_FIRST
    dns_config: DnsConfig = NO_DNS_CONFIG
    listening: Listening = NOTHING_SAID

    @property
    def reference(self) -> Reference:
        return Reference("pod", self.name, self.namespace)

    def ip(self, family: Family) -> Address | None:
        """Return the Pod's address of that family."""
        return next((one for one in self.ips if family_of(one) is family), None)


def matches(selector: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Return whether labels satisfy an equality selector; an empty selector selects nothing.

    (For Services: core/v1 ServiceSpec.selector, "if empty … Kubernetes will not modify".)
    """
    return bool(selector) and all(labels.get(key) == value for key, value in selector.items())
