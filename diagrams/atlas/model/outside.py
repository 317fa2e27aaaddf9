"""What stands around the cluster: clients, load balancers, HTTP proxies. Kubernetes has no objects
for these; the manifests describe them with kinds of our own (`atlas.example/v1`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atlas.model.listening import NOTHING_SAID, Listening
from atlas.model.network import Address, Range
from atlas.model.reference import Reference
from atlas.model.workload import no_labels


@dataclass(frozen=True, slots=True)
class Client:
    """A machine outside the cluster that can reach the nodes' network, and be reached from it.

    `names` are its public DNS names.
    """

    name: str
    ips: tuple[Address, ...]
    names: tuple[str, ...] = ()
    listening: Listening = NOTHING_SAID

    @property
    def reference(self) -> Reference:
        return Reference("client", self.name)


class Forwarding(StrEnum):
    """How a load balancer passes connections on (FACTS 6)."""

    PASSTHROUGH = "Passthrough"
    """Packets keep both addresses; the node answers the client directly."""
    PROXY = "Proxy"
    """The balancer ends the connection and opens its own to a node port."""
    REWRITE = "Rewrite"
    """Packets keep the client's address and are rewritten to a node port; answers come back through the balancer."""


class Targets(StrEnum):
    """What a load balancer sends connections to, where it does not leave the destination as it is."""

    NODES = "Nodes"
    """Node ports; AWS calls these targets instances."""
    PODS = "Pods"
    """Addresses of Pods, past kube-proxy; AWS calls these targets IP."""


@dataclass(frozen=True, slots=True)
class LoadBalancer:
    """The outside load balancer that serves LoadBalancer Services.

    `pool` is where it takes addresses from. `unnoticed` are nodes whose failure its health check has
    not seen yet. `classes` are the `loadBalancerClass` values it serves ("" is the default class).
    """

    name: str
    pool: tuple[Range, ...]
    ips: tuple[Address, ...] = ()
    """Own addresses, which nodes see as source when it forwards as a proxy."""
    forwarding: Forwarding = Forwarding.PASSTHROUGH
    classes: tuple[str, ...] = ("",)
    unnoticed: frozenset[str] = frozenset()
    targets: Targets = Targets.NODES
    proxy_protocol: bool = False
    """Whether it begins each connection with a PROXY protocol header, which names the client."""

    @property
    def reference(self) -> Reference:
        return Reference("loadbalancer", self.name)

    @property
    def rewrites(self) -> bool:
        return self.forwarding is Forwarding.REWRITE


EVERY_GATEWAY = "*"
"""Stands for all Gateways of a class: their implementation puts them into one data plane."""


@dataclass(frozen=True, slots=True)
class HttpProxy:
    """The data plane behind an Ingress or Gateway class.

    `controller` is the value of IngressClass.spec.controller, GatewayClass.spec.controllerName, or the
    old annotation `kubernetes.io/ingress.class`. With a `selector` its Pods in `namespace` proxy the
    requests; without one it is a balancer outside the cluster with addresses from `pool` and `ips`
    as its own source addresses. `gateways` are those that its Pods serve, as `namespace/name`, or EVERY_GATEWAY of
    its class; a balancer outside tells them by their addresses.
    """

    name: str
    controller: str
    namespace: str = ""
    selector: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    pool: tuple[Range, ...] = ()
    ips: tuple[Address, ...] = ()
    gateways: tuple[str, ...] = (EVERY_GATEWAY,)

    @property
    def in_cluster(self) -> bool:
        return bool(self.selector)

    def serves(self, gateway: Reference) -> bool:
        """Return whether the Gateway, one of its class, is among those that it serves."""
        return path_of(gateway) in self.gateways or EVERY_GATEWAY in self.gateways

    @property
    def reference(self) -> Reference:
        return Reference("httpproxy", self.name)


def path_of(gateway: Reference) -> str:
    """Return how an HttpProxy names a Gateway."""
    return f"{gateway.namespace}/{gateway.name}"
