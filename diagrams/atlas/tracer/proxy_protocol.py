"""PROXY protocol: a line before the first byte of a connection. Whoever sends it and whoever expects it have to agree.

(haproxy.org download/3.0/doc/proxy-protocol.txt.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.model.reason import Reason
from atlas.tracer.journey import Arrival
from atlas.tracer.trace import Action, PlaceKind, Verdict


def with_headers(cluster: Cluster, arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
    """Yield the arrivals; those at a Pod that did not expect the header, or misses it, end otherwise."""
    for one in arrivals:
        yield _judged(cluster, one)


def matters(cluster: Cluster) -> bool:
    """Return whether anybody sends or expects the header at all."""
    return any(one.proxy_protocol for one in cluster.load_balancers) or any(
        pod.listening.expects_proxy_protocol for pod in cluster.pods
    )


def _judged(cluster: Cluster, arrival: Arrival) -> Arrival:
    journey = arrival.journey
    is_pod = journey.place.kind is PlaceKind.POD and journey.packet.protocol is Protocol.TCP
    if arrival.verdict is not Verdict.DELIVERED or not is_pod:
        return arrival
    sent = _was_sent(cluster, arrival)
    pod = cluster.pod_by_reference[journey.place.reference]
    if sent is pod.listening.expects_proxy_protocol:
        return arrival
    reason = Reason.PROXY_HEADER_UNEXPECTED if sent else Reason.PROXY_HEADER_MISSING
    verdict = Verdict.BAD_REQUEST if sent else Verdict.CLOSED
    told = journey.instead_of_delivery(
        Action.DELIVER, reason, journey.packet, receiver=journey.place.name
    )
    return Arrival(told, verdict)


def _was_sent(cluster: Cluster, arrival: Arrival) -> bool:
    senders = {one.name for one in cluster.load_balancers if one.proxy_protocol}
    return any(
        hop.action is Action.BALANCE and hop.place.name in senders for hop in arrival.journey.hops
    )
