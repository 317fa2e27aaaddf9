"""HTTP proxies on the way: a controller's Pods in the cluster, or a balancer outside that reads requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from atlas.model.cluster import Cluster
from atlas.model.http import Backend
from atlas.model.network import (
    PORT_CHOSEN_BY_KERNEL,
    Address,
    Family,
    Packet,
    Protocol,
    family_of,
)
from atlas.model.outside import HttpProxy
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.model.service import Service, ServicePort
from atlas.model.workload import matches
from atlas.proxy.endpoints import Target, targets_of
from atlas.tracer.balancer import nodes_in_rotation
from atlas.tracer.gateway import route_backends
from atlas.tracer.ingress import ingress_backend
from atlas.tracer.journey import Arrival, Journey
from atlas.tracer.kernel import send
from atlas.tracer.request import Request
from atlas.tracer.trace import Action, Place, PlaceKind, Verdict

NEG_ANNOTATION = "cloud.google.com/neg"
_LONGEST_CHAIN = 4
"""More proxies behind each other than anybody builds; a longer chain runs in circles."""


def answer_requests(
    cluster: Cluster, arrivals: Iterable[Arrival], request: Request, depth: int = 0
) -> Iterator[Arrival]:
    """Yield where the request ends, for every way that its connection may arrive."""
    for arrival in arrivals:
        proxies = _proxies_at(cluster, arrival.journey.place)
        if arrival.verdict is Verdict.DELIVERED and proxies and depth < _LONGEST_CHAIN:
            yield from _Proxying(cluster, arrival.journey, request, proxies, depth).arrivals()
        else:
            yield arrival


def _proxies_at(cluster: Cluster, place: Place) -> tuple[HttpProxy, ...]:
    if place.kind is PlaceKind.HTTP_PROXY:
        return tuple(one for one in cluster.http_proxies if one.name == place.name)
    if place.kind is PlaceKind.POD:
        labels = cluster.pod_by_reference[place.reference].labels
        return tuple(
            one
            for one in cluster.http_proxies
            if one.namespace == place.namespace and matches(one.selector, labels)
        )
    return ()


@dataclass(frozen=True, slots=True)
class _Stop:
    """One address that the proxy may open its own connection to. `name` is the Pod's or the node's."""

    address: Address
    port: int
    name: str


@dataclass(frozen=True, slots=True)
class _Proxying:
    """One request at one proxy: `arrived` ends with the delivery of the client's connection."""

    cluster: Cluster
    arrived: Journey
    request: Request
    proxies: tuple[HttpProxy, ...]
    depth: int

    def arrivals(self) -> Iterator[Arrival]:
        """Yield the ways of the proxy's own connections, or its own answer."""
        address = self.arrived.packet.destination
        for proxy in self.proxies:
            backend = ingress_backend(self.cluster, proxy, self.request, address)
            if backend is not None:
                yield from self._connect(proxy, backend, Fraction(1), Reason.INGRESS_TO_POD)
                return
            backends = route_backends(self.cluster, proxy, self.request, address)
            if backends is not None:
                for one, share in backends:
                    yield from self._connect(proxy, one, share, Reason.ROUTE_TO_POD)
                if not backends:
                    yield self._own_answer(Reason.NO_HTTP_BACKEND, Verdict.UNAVAILABLE, "")
                return
        yield self._own_answer(Reason.NO_HTTP_RULE, Verdict.NOT_FOUND, "")

    def _connect(
        self, proxy: HttpProxy, backend: Backend, share: Fraction, reason: Reason
    ) -> Iterator[Arrival]:
        """Yield the ways of a connection to each Pod or node that stands for the backend."""
        reason, stops = self._stops(proxy, backend, reason)
        if not stops:
            answer = self._own_answer(Reason.NO_HTTP_BACKEND, Verdict.UNAVAILABLE, backend.service)
            yield Arrival(answer.journey.share(share), answer.verdict)
        for stop in stops:
            journey = self._turn(reason, share / len(stops), backend, stop, len(stops))
            onward = answer_requests(
                self.cluster, send(self.cluster, journey), self.request, self.depth + 1
            )
            for arrival in onward:
                yield self._as_the_client_sees_it(arrival)

    def _as_the_client_sees_it(self, arrival: Arrival) -> Arrival:
        """A backend that does not answer is the proxy's trouble; the client gets an answer all the same."""
        match arrival.verdict:
            case Verdict.REFUSED:
                return Arrival(arrival.journey, Verdict.BAD_GATEWAY, self.arrived)
            case Verdict.TIMED_OUT:
                return Arrival(arrival.journey, Verdict.GATEWAY_TIMEOUT, self.arrived)
            case _:
                return arrival

    def _stops(
        self, proxy: HttpProxy, backend: Backend, reason: Reason
    ) -> tuple[Reason, Sequence[_Stop]]:
        reference = Reference("service", backend.service, backend.namespace)
        service = self.cluster.service_by_reference.get(reference)
        port = service.port(backend.port) if service is not None else None
        if service is None or port is None:
            return reason, ()
        if proxy.in_cluster:
            return reason, tuple(map(_pod_stop, self._ready_targets(service, port)))
        if has_endpoint_groups(service):
            # The balancer checks the Pods itself, so it knows of nodes that are gone.
            live = (one for one in self._ready_targets(service, port) if self._is_up(one))
            return Reason.INGRESS_TO_NEG, tuple(map(_pod_stop, live))
        return Reason.INGRESS_TO_NODE_PORT, self._node_port_stops(service, port)

    def _ready_targets(self, service: Service, port: ServicePort) -> tuple[Target, ...]:
        """Return the ready endpoints in the first family that proxy and Service share."""
        for family in service.ip_families:
            targets = targets_of(self.cluster, service, port, family)
            ready = tuple(one for one in targets if one.endpoint.ready)
            if ready and self._own_address(family) is not None:
                return ready
        return ()

    def _node_port_stops(self, service: Service, port: ServicePort) -> Sequence[_Stop]:
        if not port.node_port:
            return ()
        stops: list[_Stop] = []
        for node in nodes_in_rotation(self.cluster, None, service, port):
            address = node.ip(service.ip_families[0])
            if address is not None:
                stops.append(_Stop(address, port.node_port, node.name))
        return stops

    def _is_up(self, target: Target) -> bool:
        node = self.cluster.node_by_name.get(target.endpoint.node)
        return node is None or node.up

    def _own_address(self, family: Family) -> Address | None:
        """Return the address that the proxy's own connections start from."""
        place = self.arrived.place
        if place.kind is PlaceKind.POD:
            return self.cluster.pod_by_reference[place.reference].ip(family)
        listening = self.arrived.packet.destination
        for address in (*(ip for proxy in self.proxies for ip in proxy.ips), listening):
            if family_of(address) is family:
                return address
        return None

    def _turn(
        self, reason: Reason, share: Fraction, backend: Backend, stop: _Stop, count: int
    ) -> Journey:
        """Return the journey with the proxy's own connection instead of the delivery."""
        address = self._own_address(family_of(stop.address))
        assert address is not None, "stops are chosen in a family that the proxy has"
        own = Packet(address, PORT_CHOSEN_BY_KERNEL, stop.address, stop.port, Protocol.TCP)
        place, entered = self.arrived.place, self.arrived.packet
        turned = self.arrived.share(share).instead_of_delivery(
            Action.MATCH_HTTP,
            reason,
            own,
            proxy=place.name,
            request=self.request,
            service=backend.service,
            endpoint=stop.name,
            count=count,
        )
        return turned.remember(place, entered)

    def _own_answer(self, reason: Reason, verdict: Verdict, service: str) -> Arrival:
        place, packet = self.arrived.place, self.arrived.packet
        journey = self.arrived.instead_of_delivery(
            Action.MATCH_HTTP,
            reason,
            packet,
            proxy=place.name,
            request=self.request,
            service=service,
        )
        return Arrival(journey, verdict)


def has_endpoint_groups(service: Service) -> bool:
    """Return whether the Service asks for network endpoint groups for Ingress (FACTS 8.4)."""
    try:
        wish = json.loads(service.annotations.get(NEG_ANNOTATION, "{}"))
    except ValueError:
        return False
    return isinstance(wish, dict) and cast("dict[str, object]", wish).get("ingress") is True


def _pod_stop(target: Target) -> _Stop:
    pod = target.endpoint.target
    return _Stop(target.address, target.port, pod.name if pod is not None else str(target.address))
