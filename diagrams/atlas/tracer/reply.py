"""The reply: how an answer finds its way back, and when it does not."""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Packet, Protocol
from atlas.model.reason import Reason
from atlas.tracer.faults import is_cut, loses_answer, node_of
from atlas.tracer.journey import Arrival, Journey, Translation
from atlas.tracer.listening import REFUSED_BY_RECEIVER
from atlas.tracer.network import NOWHERE, next_stop, node_place, owns, route_reason
from atlas.tracer.source_address import source_address
from atlas.tracer.trace import Action, Hop, Place, PlaceKind, Verdict, checked_hop

_LONGEST_WAY = 64
"""More places than any reply can pass; a reply that passes more runs in circles."""


def reply_of(cluster: Cluster, arrival: Arrival) -> tuple[tuple[Hop, ...], bool]:
    """Return the hops of the first packet back, and whether the sender takes it as an answer.

    A reply is not matched against Service rules again: each place that changed the request knows what it did.
    """
    journey = arrival.answered_by or arrival.journey
    if arrival.verdict in (Verdict.TIMED_OUT, Verdict.UNKNOWN, Verdict.NOT_PERMITTED):
        return (), False
    last = journey.hops[-1]
    if last.reason is Reason.ROUTER_TELLS and arrival.verdict is Verdict.UNREACHABLE:
        return (), True
    if last.action is Action.REFUSE and last.reason not in REFUSED_BY_RECEIVER:
        is_gone = last.reason is Reason.NODE_TELLS
        how = Reason.UNREACHABLE_BY_ICMP if is_gone else Reason.REJECTED_BY_ICMP
        return _Reply(cluster, journey).walk(_icmp(cluster, last), how)
    return _Reply(cluster, journey).walk(last.after.reply(), Reason.ANSWERED)


def _icmp(cluster: Cluster, refused: Hop) -> Packet:
    """Return the packet that stands for ICMP "port unreachable": it comes from the node and quotes the request.

    If the request was for the node itself, it comes from the address that was asked, else from that which the node's
    own packets to the sender carry (icmp_send in net/ipv4/icmp.c).
    """
    packet = refused.before
    node = cluster.node_by_name[refused.place.name]
    source = packet.destination
    if not owns(cluster, node, packet.destination):
        own = (*node.internal_ips, *node.external_ips)
        source = source_address(cluster, refused.place, own, packet.source) or source
    return Packet(source, 0, packet.source, packet.source_port, packet.protocol)


def _is_rewriting(note: Translation) -> bool:
    """Return whether a balancer made the note that left the client's address as it was."""
    return note.place.kind is PlaceKind.BALANCER and note.before.source == note.after.source


class _Reply:
    """Walks one reply back through the networks, hop by hop."""

    def __init__(self, cluster: Cluster, journey: Journey) -> None:
        self.cluster = cluster
        self.journey = journey
        self.origin = journey.hops[0].place
        self.request = journey.hops[0].after
        self.hops: list[Hop] = []
        self.neighbour = self._neighbour()

    def walk(self, packet: Packet, reason: Reason) -> tuple[tuple[Hop, ...], bool]:
        """Return the hops that `packet` takes from the end of the journey, and whether it is understood there."""
        is_icmp = reason in (Reason.REJECTED_BY_ICMP, Reason.UNREACHABLE_BY_ICMP)
        place = self.journey.place
        self._add(place, Action.SEND, packet, reason, sender=place.name)
        # What a node sends itself meets its own connection tracking before anything else.
        stop = place if place.kind is PlaceKind.NODE else self._next(place, packet.destination)
        for _ in range(_LONGEST_WAY):
            if stop is NOWHERE or self._is_down(stop):
                self._add(
                    stop,
                    Action.LOSE,
                    packet,
                    Reason.NO_SUCH_ADDRESS,
                    destination=packet.destination,
                    last=place.name,
                )
                return tuple(self.hops), False
            place = self._process_at(stop, packet)
            restored = self._restored(place, packet, is_icmp)
            if restored is not None and self._is_kept_back(place):
                self._add(place, Action.DROP, packet, Reason.REFUSAL_KEPT_BACK, node=place.name)
                return tuple(self.hops), False
            if restored is not None:
                packet = self._translate(place, packet, restored)
            if place == self.origin and packet.destination == self.request.source:
                return self._received(place, packet, is_icmp)
            stop = self._through_balancer(place, packet, is_icmp) or self._next(
                place, packet.destination
            )
            if stop == place:
                return self._received(place, packet, is_icmp)
            if is_cut(self.cluster, place, stop, packet):
                facts = {"node": place.name, "next": stop.name}
                self._add(stop, Action.LOSE, packet, Reason.OVERLAY_CUT, **facts)
                return tuple(self.hops), False
            if place.kind is PlaceKind.NODE and self.hops[-1].place != place:
                self._route(place, stop, packet)
        return tuple(self.hops), False

    def _next(self, place: Place, destination: Address) -> Place:
        """Like any packet's next stop; only that the sender is known even if the cluster does not know it."""
        if destination == self.request.source and self._borders_on_origin(place):
            return self.origin
        return next_stop(self.cluster, place, destination)

    def _through_balancer(self, place: Place, packet: Packet, is_icmp: bool) -> Place | None:
        """Return the balancer that rewrote the request on its way to this node: the network brings answers back to it."""
        if place.kind is not PlaceKind.NODE:
            return None
        for note in reversed(self.journey.translations):
            answer = note.after.reply()
            is_about = packet == answer or (is_icmp and packet.destination == answer.destination)
            if _is_rewriting(note) and is_about:
                return note.place
        return None

    def _process_at(self, place: Place, packet: Packet) -> Place:
        """Return the host-network Pod on the node that waits for the packet, a proxy on the way; else the place."""
        for note in self.journey.translations:
            if note.place.kind is PlaceKind.POD and packet == note.after.reply():
                pod = self.cluster.pod_by_reference[note.place.reference]
                if pod.host_network and node_place(pod.node) == place:
                    return note.place
        return place

    def _neighbour(self) -> Place:
        """Return the node of the Pod that sent the request, which every packet to that Pod passes."""
        if self.origin.kind is not PlaceKind.POD:
            return NOWHERE
        return node_place(self.cluster.pod_by_reference[self.origin.reference].node)

    def _borders_on_origin(self, place: Place) -> bool:
        if self.origin.kind is PlaceKind.CLIENT:
            return place.kind is not PlaceKind.POD
        return place == self.neighbour

    def _is_down(self, stop: Place) -> bool:
        return stop.kind is PlaceKind.NODE and not self.cluster.node_by_name[stop.name].up

    def _restored(self, place: Place, packet: Packet, is_icmp: bool) -> Packet | None:
        """Return the packet as the place changes it back, or None if it knows nothing of this connection.

        ICMP quotes the request, so it is recognised by whom it is for, and keeps its own source. A proxy tells its client
        of the refusal over the client's own connection.
        """
        for note in reversed(self.journey.translations):
            if note.place != place:
                continue
            answer = note.after.reply()
            if packet == answer:
                return note.before.reply()
            if is_icmp and (packet.destination, packet.destination_port) == (
                answer.destination,
                answer.destination_port,
            ):
                if place.kind is not PlaceKind.NODE:
                    return note.before.reply()
                return packet.to(note.before.source, note.before.source_port)
        return None

    def _is_kept_back(self, place: Place) -> bool:
        """Return whether the packet is a refusal that a proxy cannot pass on: it ends a TCP connection, but no datagrams."""
        refused = self.journey.hops[-1].action is Action.REFUSE
        return (
            refused and place.kind is not PlaceKind.NODE and self.request.protocol is Protocol.UDP
        )

    def _translate(self, place: Place, packet: Packet, restored: Packet) -> Packet:
        action, reason = Action.RELAY, Reason.RELAYED
        if place.kind is PlaceKind.NODE:
            action, reason = Action.RESTORE, Reason.CONNTRACK
        elif place.kind is PlaceKind.BALANCER and restored.destination == packet.destination:
            action, reason = Action.RESTORE, Reason.BALANCER_RESTORES
        facts = {"node": place.name, "address": restored.source}
        self.hops.append(checked_hop(place, action, packet, restored, reason, facts))
        return restored

    def _route(self, place: Place, stop: Place, packet: Packet) -> None:
        reason = route_reason(self.cluster, self.hops[-1].place, stop, packet.destination)
        self._add(place, Action.ROUTE, packet, reason, node=place.name, next=stop.name)

    def _received(
        self, place: Place, packet: Packet, is_icmp: bool
    ) -> tuple[tuple[Hop, ...], bool]:
        if loses_answer(self.cluster, self.origin, self.request):
            node = node_of(self.cluster, self.origin)
            self._add(place, Action.LOSE, packet, Reason.DNS_ANSWER_LOST, node=node)
            return tuple(self.hops), False
        understood = is_icmp or packet == self.request.reply()
        if understood:
            self._add(place, Action.DELIVER, packet, Reason.REPLY_RECEIVED, receiver=place.name)
        else:
            self._add(place, Action.DROP, packet, Reason.REPLY_FROM_STRANGER, source=packet.source)
        return tuple(self.hops), understood

    def _add(
        self, place: Place, action: Action, packet: Packet, reason: Reason, **facts: object
    ) -> None:
        self.hops.append(checked_hop(place, action, packet, packet, reason, facts))
