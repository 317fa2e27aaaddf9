"""Stops: the addresses that a proxy opens its own connection to, in the name of a backend Service."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from atlas.model.backend import Backend
from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, Protocol, family_of
from atlas.model.outside import HttpProxy
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.model.targets import Target, targets_of
from atlas.tracer.balancer import nodes_in_rotation
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.http.backends import port_of
from atlas.tracer.trace import Place

NEG_ANNOTATION = "cloud.google.com/neg"


@dataclass(frozen=True, slots=True)
class UpstreamAddress:
    """One address that the proxy may open its own connection to. `name` is the Pod's, the node's or a DNS name."""

    address: Address
    port: int
    name: str


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where the requests for a backend go: to each of the stops with equal probability. Without stops, nowhere.

    `port` is the number that the Service has for it.
    """

    reason: Reason
    port: int = 0
    stops: Sequence[UpstreamAddress] = ()


@dataclass(frozen=True, slots=True)
class UpstreamFinder:
    """Finds the stops for one proxy at one place, in the address families that it has itself."""

    cluster: Cluster
    proxy: HttpProxy
    place: Place
    families: frozenset[Family]
    protocol: Protocol = Protocol.TCP

    def upstream(self, backend: Backend, reason: Reason) -> Upstream:
        """Return where requests for the backend go. `reason` is that of a way straight to Pods."""
        reference = Reference("service", backend.service, backend.namespace)
        service = self.cluster.service_by_reference.get(reference)
        if service is None:
            return Upstream(reason)
        if service.type is ServiceType.EXTERNAL_NAME:
            return self._by_name(service, backend, reason)
        port = port_of(service, backend.port, self.protocol)
        if port is None:
            return Upstream(reason)
        if self.proxy.in_cluster:
            stops = tuple(map(_pod_stop, self._ready_targets(service, port)))
            return Upstream(reason, port.port, stops)
        if has_endpoint_groups(service):
            # The balancer checks the Pods itself, so it knows of nodes that are gone.
            live = (one for one in self._ready_targets(service, port) if self._is_up(one))
            return Upstream(Reason.INGRESS_TO_NEG, port.port, tuple(map(_pod_stop, live)))
        stops = self._node_port_stops(service, port)
        return Upstream(Reason.INGRESS_TO_NODE_PORT, port.port, stops)

    def _by_name(self, service: Service, backend: Backend, reason: Reason) -> Upstream:
        """A controller in the cluster resolves the name itself; a balancer outside knows no such backend.

        It does so as other programs in its Pod would, with the search list (kubernetes/ingress-nginx
        rootfs/etc/nginx/lua/util/dns.lua). A Service without ports takes the number of the Ingress.
        """
        number = _target_number(service, backend)
        if not (self.proxy.in_cluster and number):
            return Upstream(reason)
        answer = resolve(self.cluster, self.place, service.external_name)
        usable = (one for one in answer.addresses if family_of(one) in self.families)
        stops = tuple(UpstreamAddress(one, number, service.external_name) for one in usable)
        return Upstream(Reason.INGRESS_TO_NAME, number, stops)

    def _ready_targets(self, service: Service, port: ServicePort) -> tuple[Target, ...]:
        """Return the ready endpoints in the first family that proxy and Service share."""
        for family in service.ip_families:
            targets = targets_of(self.cluster, service, port, family)
            ready = tuple(one for one in targets if one.endpoint.ready)
            if ready and family in self.families:
                return ready
        return ()

    def _node_port_stops(self, service: Service, port: ServicePort) -> Sequence[UpstreamAddress]:
        if not port.node_port:
            return ()
        stops: list[UpstreamAddress] = []
        for node in nodes_in_rotation(self.cluster, None, service, port):
            address = node.ip(service.ip_families[0])
            if address is not None and family_of(address) in self.families:
                stops.append(UpstreamAddress(address, port.node_port, node.name))
        return stops

    def _is_up(self, target: Target) -> bool:
        node = self.cluster.node_by_name.get(target.endpoint.node)
        return node is None or node.up


def has_endpoint_groups(service: Service) -> bool:
    """Return whether the Service asks for network endpoint groups for Ingress (FACTS 8.4)."""
    try:
        wish = json.loads(service.annotations.get(NEG_ANNOTATION, "{}"))
    except (ValueError, RecursionError):
        return False
    return isinstance(wish, dict) and cast("dict[str, object]", wish).get("ingress") is True


def _pod_stop(target: Target) -> UpstreamAddress:
    pod = target.endpoint.target
    return UpstreamAddress(
        target.address, target.port, pod.name if pod is not None else str(target.address)
    )


def _target_number(service: Service, backend: Backend) -> int:
    """Return the port to connect to behind an external name, or 0."""
    if not service.ports:
        return _number(backend.port)
    port = service.port(backend.port)
    return port.target_port if port is not None and isinstance(port.target_port, int) else 0


def _number(text: str) -> int:
    """Return the port number that the text is, or 0."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0
    return number if number <= 65535 else 0
