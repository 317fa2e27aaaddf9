"""HTTP proxies on the way: a controller's Pods in the cluster, or a balancer outside that reads requests.

Ingresses and HTTPRoutes say what happens to a request (ingress, gateway); here it happens: a proxy ends the client's
connection, and opens one of its own or answers itself. A redirect ends the way, as for curl without -L.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from atlas.model.cluster import Cluster
from atlas.model.network import (
    PORT_CHOSEN_BY_KERNEL,
    Address,
    Packet,
    Protocol,
    family_of,
)
from atlas.model.outside import HttpProxy
from atlas.model.reason import Reason
from atlas.model.workload import matches
from atlas.tracer.http.entrance import entrance_of
from atlas.tracer.http.gateway import route_outcomes
from atlas.tracer.http.ingress import ingress_outcomes
from atlas.tracer.http.mesh import MESH, mesh_outcomes
from atlas.tracer.http.outcome import Answer, Forward, Note, RequestOutcome
from atlas.tracer.http.record import GRPC_VERDICTS, answered, passed_on, with_failure
from atlas.tracer.http.request import Request, as_received
from atlas.tracer.http.upstream import Upstream, UpstreamAddress, UpstreamFinder
from atlas.tracer.journey import Arrival, Journey
from atlas.tracer.kernel import send
from atlas.tracer.source_address import source_address
from atlas.tracer.trace import Action, Place, PlaceKind, Verdict
from atlas.tracer.unknown import endpoints_gap, gap_reason

_LONGEST_CHAIN = 4
"""More proxies behind each other than anybody builds; a longer chain runs in circles."""
_MOST_VISITS = 2
"""A proxy may get a request back once, under another host or path. The third time it is a circle."""


def answer_requests(
    cluster: Cluster, arrivals: Iterable[Arrival], request: Request
) -> Iterator[Arrival]:
    """Yield where the request ends, for every way that its connection may arrive."""
    return _answers(cluster, arrivals, as_received(request), ())


def send_in_mesh(cluster: Cluster, journey: Journey, request: Request) -> Iterator[Arrival] | None:
    """Yield where a request ends that the mesh's proxy beside its sender takes; None if it has no route for it."""
    received = as_received(request)
    outcomes = mesh_outcomes(cluster, journey.place, journey.packet, received)
    if outcomes is None:
        return None
    return _ProxiedRequest(cluster, journey, received, MESH, (), outcomes).arrivals()


def _answers(
    cluster: Cluster, arrivals: Iterable[Arrival], request: Request, visited: tuple[str, ...]
) -> Iterator[Arrival]:
    """`visited` are the proxies that the request has come through."""
    for arrival in arrivals:
        journey = arrival.journey
        if arrival.verdict is not Verdict.DELIVERED or not proxies_at(cluster, journey.place):
            yield arrival
            continue
        found = outcomes_at(cluster, journey.place, journey.packet, request)
        if found is None:
            yield arrival
            continue
        proxy, outcomes = found
        proxying = _ProxiedRequest(cluster, journey, request, proxy, visited, outcomes)
        yield from (proxying.lost(),) if proxying.is_circle else proxying.arrivals()


def proxies_at(cluster: Cluster, place: Place) -> tuple[HttpProxy, ...]:
    """Return the HTTP proxies that read what arrives at the place; nearly always one or none."""
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


def outcomes_at(
    cluster: Cluster, place: Place, packet: Packet, request: Request
) -> tuple[HttpProxy, tuple[RequestOutcome, ...]] | None:
    """Return what happens to a request that has come with the packet, at the first proxy there that has a rule for it.

    None for a connection with unknown content, if no proxy there takes such.
    """
    proxies = proxies_at(cluster, place)
    finders = (route_outcomes,) if request.is_connection else (ingress_outcomes, route_outcomes)
    for proxy in proxies:
        entrance = entrance_of(cluster, proxy, place, packet, request)
        for find in finders:
            outcomes = find(cluster, entrance)
            if outcomes:
                return proxy, outcomes
    if request.is_connection:
        return None
    verdict = Verdict.GRPC_UNIMPLEMENTED if request.is_grpc else Verdict.NOT_FOUND
    return proxies[0], (Answer(verdict, Reason.NO_HTTP_RULE),)


def own_addresses(cluster: Cluster, place: Place, listening: Address) -> tuple[Address, ...]:
    """Return the addresses that a proxy's own connections can start from; `listening` is where it was called."""
    if place.kind is PlaceKind.POD:
        return cluster.pod_by_reference[place.reference].ips
    return (*(ip for proxy in proxies_at(cluster, place) for ip in proxy.ips), listening)


@dataclass(frozen=True, slots=True)
class _ProxiedRequest:
    """One request at one proxy: `arrived` ends with the delivery of the client's connection.

    In a mesh nothing has arrived yet: the proxy sits beside the sender.
    """

    cluster: Cluster
    arrived: Journey
    request: Request
    proxy: HttpProxy
    visited: tuple[str, ...]
    outcomes: tuple[RequestOutcome, ...]

    @property
    def is_circle(self) -> bool:
        """Whether proxies pass the request on to each other without end."""
        visits = self.visited.count(self.proxy.name)
        return visits >= _MOST_VISITS or len(self.visited) >= _LONGEST_CHAIN

    def lost(self) -> Arrival:
        """Return the way that ends here because it would never end."""
        return self._answered(Answer(Verdict.TIMED_OUT, Reason.PROXY_CIRCLE, action=Action.LOSE))

    def arrivals(self) -> Iterator[Arrival]:
        """Yield the ways of the proxy's own connections, and its own answers."""
        for outcome in self.outcomes:
            if isinstance(outcome, Answer):
                yield self._answered(outcome)
            else:
                yield from self._connected(outcome)

    def _answered(self, answer: Answer) -> Arrival:
        packet = self.arrived.packet
        shared = self.arrived.share(answer.share)
        facts = dict(answer.facts)
        journey = self._after(shared, answer.notes, answer.action, answer.reason, packet, facts)
        verdict = answer.verdict
        if self.request.is_grpc and answer.action is Action.MATCH_HTTP:
            verdict = GRPC_VERDICTS.get(verdict, verdict)
        told = replace(answer, verdict=verdict)
        return Arrival(journey.exchanged(answered(self._name, self.request, told)), verdict)

    @property
    def _name(self) -> str:
        return str(self.arrived.place)

    @property
    def _protocol(self) -> Protocol:
        return self.arrived.packet.protocol

    def _connected(self, forward: Forward) -> Iterator[Arrival]:
        """Yield the ways of a connection to each Pod or node that stands for the backend."""
        place = self.arrived.place
        families = frozenset(map(family_of, self._own_addresses()))
        finder = UpstreamFinder(self.cluster, self.proxy, place, families, self._protocol)
        upstream = finder.upstream(forward.backend, forward.reason)
        service = self.cluster.service_by_reference.get(forward.backend.reference.without_port())
        gap = endpoints_gap(self.cluster, service) if not upstream.stops else None
        nothing = Answer(
            Verdict.UNKNOWN,
            Reason.NO_HTTP_BACKEND,
            (("service", forward.backend.service),),
            forward.share,
            forward.notes,
            extras=forward.extras,
        )
        if gap is not None:
            reason, told = gap_reason(gap)
            unknown = replace(nothing, reason=reason, facts=tuple(told.items()))
            yield self._answered(replace(unknown, action=Action.LEAVE))
            return
        if not upstream.stops:
            yield self._answered(replace(nothing, verdict=self._unavailable(forward)))
            return
        onward = replace(forward.request, port=upstream.port)
        if not forward.raw:
            onward = replace(onward, server_name="")
        visited = (*self.visited, self.proxy.name)
        for stop in upstream.stops:
            journey = self._turned(forward, upstream, stop)
            arrivals = send(self.cluster, journey)
            for arrival in _answers(self.cluster, arrivals, onward, visited):
                yield self._as_the_client_sees_it(arrival, forward)

    def _unavailable(self, forward: Forward) -> Verdict:
        """Return what the client feels if the backend has nobody who is ready."""
        if not forward.raw:
            return Verdict.GRPC_UNAVAILABLE if forward.grpc else Verdict.UNAVAILABLE
        if self._protocol is Protocol.UDP:
            return Verdict.TIMED_OUT
        return Verdict.TLS_FAILED if self.request.scheme == "https" else Verdict.REFUSED

    def _as_the_client_sees_it(self, arrival: Arrival, forward: Forward) -> Arrival:
        """A backend that does not answer is the proxy's trouble; the client gets an answer all the same.

        Where the proxy only passes bytes on, the client's connection ends as the backend's does.
        """
        verdict = arrival.verdict
        if forward.raw:
            return arrival
        if verdict not in (Verdict.REFUSED, Verdict.UNREACHABLE, Verdict.TIMED_OUT):
            return arrival
        refused = verdict is not Verdict.TIMED_OUT
        verdict = Verdict.BAD_GATEWAY if refused else Verdict.GATEWAY_TIMEOUT
        if self.request.is_grpc or forward.grpc:
            verdict = GRPC_VERDICTS[verdict]
        return Arrival(with_failure(arrival.journey, verdict), verdict, self.arrived)

    def _turned(self, forward: Forward, upstream: Upstream, stop: UpstreamAddress) -> Journey:
        """Return the journey with the proxy's own connection instead of the delivery."""
        address = source_address(
            self.cluster, self.arrived.place, self._own_addresses(), stop.address
        )
        assert address is not None, "stops are chosen in a family that the proxy has"
        own = Packet(address, PORT_CHOSEN_BY_KERNEL, stop.address, stop.port, self._protocol)
        count = len(upstream.stops)
        facts: dict[str, object] = {
            "service": forward.backend.service,
            "endpoint": stop.name,
            "count": count,
        }
        shared = self.arrived.share(forward.share / count)
        turned = self._after(shared, forward.notes, Action.MATCH_HTTP, upstream.reason, own, facts)
        told = turned.exchanged(passed_on(self._name, self.request, forward))
        return told.remember(self.arrived.place, self.arrived.packet)

    def _after(
        self,
        journey: Journey,
        notes: tuple[Note, ...],
        action: Action,
        reason: Reason,
        packet: Packet,
        facts: dict[str, object],
    ) -> Journey:
        """Return the journey with a hop for each note and one for what comes of it, instead of the delivery."""
        place, arrived = self.arrived.place, self.arrived.packet
        common = {"proxy": place.name, "request": self.request} | facts
        steps = [
            *((Action.MATCH_HTTP, one.reason, arrived, common | dict(one.facts)) for one in notes),
            (action, reason, packet, common),
        ]
        in_mesh = self.proxy is MESH
        for number, (act, why, after, said) in enumerate(steps):
            facts = why.named(said)
            if number == 0 and not in_mesh:
                journey = journey.instead_of_delivery(act, why, after, **facts)
            else:
                journey = journey.hop(place, act, why, after, **facts)
        return journey

    def _own_addresses(self) -> tuple[Address, ...]:
        place, packet = self.arrived.place, self.arrived.packet
        return own_addresses(self.cluster, place, packet.destination)
