"""The kernel of a node: its Service rules, then its routing. And what receives a packet at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from atlas.model.cluster import Cluster
from atlas.model.gaps import OpenEndpoints
from atlas.model.network import Address, Family, Packet, Protocol, SourcePort, family_of
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.model.workload import Node
from atlas.proxy.data_plane import data_plane_of
from atlas.proxy.decision import Decision, Outcome
from atlas.tracer.balancer import balance
from atlas.tracer.faults import lost_after, shut_out
from atlas.tracer.held_flows import held_decision
from atlas.tracer.host_ports import HostPort, host_port, masquerade, wins
from atlas.tracer.journey import Arrival, Journey
from atlas.tracer.listening import (
    Answer,
    client_answer,
    host_pod,
    http_ports,
    node_answer,
    pod_answer,
)
from atlas.tracer.network import (
    NOWHERE,
    egress_is_masqueraded,
    next_stop,
    node_place,
    outgoing_address,
    owns,
    pod_place,
    route_reason,
)
from atlas.tracer.nowhere import lost, pod_gone
from atlas.tracer.trace import Action, Place, PlaceKind, Verdict
from atlas.tracer.unknown import endpoints_gap, is_endpoint, with_unknown_endpoints


def send(cluster: Cluster, journey: Journey) -> Iterator[Arrival]:
    """Return every way that the packet, just sent by the journey's last place, can end."""
    here = journey.place
    if here.kind is PlaceKind.NODE:
        return _pass_node(cluster, journey, here)
    return arrive(cluster, journey, next_stop(cluster, here, journey.packet.destination))


def arrive(cluster: Cluster, journey: Journey, stop: Place) -> Iterator[Arrival]:
    """Return every way that the packet can end once it has come to `stop`."""
    match stop.kind:
        case PlaceKind.NODE:
            return _pass_node(cluster, journey, stop)
        case PlaceKind.BALANCER | PlaceKind.HTTP_PROXY if not journey.packet.has_ports:
            left = journey.hop(stop, Action.LEAVE, Reason.ECHO_AT_BALANCER, balancer=stop.name)
            return _end(left, Verdict.UNKNOWN)
        case PlaceKind.BALANCER:
            return _pass_balancer(cluster, journey, stop)
        case PlaceKind.NOWHERE:
            return iter((lost(cluster, journey),))
        case _:
            return iter((_received(cluster, journey, stop),))


def _pass_balancer(cluster: Cluster, journey: Journey, place: Place) -> Iterator[Arrival]:
    """Yield every way that the packet can end by way of each node that the balancer may pick."""
    if _was_here(journey, place):
        yield Arrival(_circling(journey, place), Verdict.TIMED_OUT)
        return
    for balanced, node in _wanted(journey.wanted, balance(cluster, journey, place)):
        if node is NOWHERE:
            yield Arrival(balanced, Verdict.TIMED_OUT)
        else:
            yield from arrive(cluster, balanced.picked(), node)


def _wanted(node: str, picks: Iterator[tuple[Journey, Place]]) -> Iterable[tuple[Journey, Place]]:
    """Return what a balancer picks if it is asked for a node: that, or one that tells that it never picks it."""
    if not node:
        return picks
    found = list(picks)
    return [one for one in found if one[1].name == node] or found[:1]


def _pass_node(cluster: Cluster, journey: Journey, place: Place) -> Iterator[Arrival]:
    """Return every way that the packet can end once the node's kernel has it: first its rules, then its routes."""
    node = cluster.node_by_name[place.name]
    if not node.up:
        return _end(journey.hop(place, Action.LOSE, Reason.NODE_DOWN, node=node.name))
    shut = shut_out(cluster, journey, node)
    if shut is not None:
        return _end(shut)
    packet = journey.packet
    if packet.destination in cluster.pod_by_ip:
        return _towards_pod(cluster, journey, node)
    came_back = _came_back(cluster, journey, node)
    trap = _trap(journey, node, came_back)
    if trap is not None:
        return _end(trap)
    held = held_decision(cluster, node, packet, came_back)
    if held is not None:
        return _rewrite(cluster, journey, node, held)
    decision = data_plane_of(cluster, node).decide(cluster, node, packet, came_back=came_back)
    mapped = host_port(cluster, node, packet)
    if mapped is not None and wins(cluster, decision) is not False:
        return _map_port(cluster, journey, node, mapped, decision)
    return _decided(cluster, journey, node, decision)


def _decided(
    cluster: Cluster, journey: Journey, node: Node, decision: Decision
) -> Iterator[Arrival]:
    """Return every way that the packet can end after what the Service rules say."""
    place = node_place(node)
    match decision.outcome:
        case Outcome.ENDPOINTS:
            return _rewrite(cluster, journey, node, decision)
        case Outcome.REJECT | Outcome.DROP if gap := _gap(cluster, decision):
            return iter((with_unknown_endpoints(journey, place, gap),))
        case Outcome.REJECT:
            felt = _felt_at_once(cluster, journey, node) or Verdict.REFUSED
            return _end(_stopped(journey, place, Action.REFUSE, decision), felt)
        case Outcome.DROP:
            felt = _felt_at_once(cluster, journey, node) or Verdict.TIMED_OUT
            return _end(_stopped(journey, place, Action.DROP, decision), felt)
        case Outcome.ACCEPT | Outcome.NONE:
            return _leave(cluster, journey, node, journey.packet, Reason.SOURCE_KEPT)


def _gap(cluster: Cluster, decision: Decision) -> OpenEndpoints | None:
    """Return why it is unknown whether the port has endpoints; what is for none of the Service's ports needs none."""
    return endpoints_gap(cluster, decision.service) if decision.port is not None else None


def _towards_pod(cluster: Cluster, journey: Journey, node: Node) -> Iterator[Arrival]:
    """Return every way that a packet to a Pod's address can end; no rule ever names one, so none is asked."""
    came_back = journey.place.kind is PlaceKind.BALANCER and _came_back(cluster, journey, node)
    trap = _trap(journey, node, came_back) if came_back else None
    if trap is not None:
        return _end(trap)
    return _forward(cluster, journey, node, journey.packet, Reason.SOURCE_KEPT)


def _end(journey: Journey, verdict: Verdict = Verdict.TIMED_OUT) -> Iterator[Arrival]:
    return iter((Arrival(journey, verdict),))


def _felt_at_once(cluster: Cluster, journey: Journey, node: Node) -> Verdict | None:
    """Return what a process of the node feels whose datagram a rule of the node stops as it is sent: EPERM.

    TCP takes no notice of it: a reset or ICMP message ends the attempt, or the time does (tcp_connect in
    net/ipv4/tcp_output.c, udp_send_skb in net/ipv4/udp.c). A socket for echo requests tells of it for IPv4 only
    (ping_v4_push_pending_frames in net/ipv4/ping.c, icmpv6_push_pending_frames in net/ipv6/icmp.c).
    """
    packet = journey.packet
    is_told = packet.protocol is Protocol.UDP or (
        packet.protocol is Protocol.ICMP and family_of(packet.source) is Family.IPV4
    )
    return Verdict.NOT_PERMITTED if is_told and _was_sent_here(cluster, journey, node) else None


def _trap(journey: Journey, node: Node, came_back: bool) -> Journey | None:
    """Return the journey of a packet that the kernel drops before any rule, or that runs in circles; else None."""
    place, packet = node_place(node), journey.packet
    if came_back and family_of(packet.source) is Family.IPV4:
        # IPv6 has no such check.
        return journey.hop(
            place, Action.DROP, Reason.OWN_SOURCE, node=node.name, source=packet.source
        )
    return _circling(journey, place) if _was_here(journey, place) else None


def _came_back(cluster: Cluster, journey: Journey, node: Node) -> bool:
    """Return whether a balancer that forwards packets has picked the very node that sent this one."""
    here = journey.place
    if here.kind is PlaceKind.POD or here == node_place(node):
        return False
    return owns(cluster, node, journey.packet.source)


def _was_here(journey: Journey, place: Place) -> bool:
    """Return whether the place has already decided where packets to this destination go."""
    packet = journey.packet
    return any(
        hop.action in (Action.DNAT, Action.BALANCE)
        and hop.place == place
        and hop.before.destination == packet.destination
        and hop.before.destination_port == packet.destination_port
        for hop in journey.hops
    )


def _circling(journey: Journey, place: Place) -> Journey:
    return journey.hop(
        place,
        Action.LOSE,
        Reason.FORWARDING_LOOP,
        node=place.name,
        destination=journey.packet.destination,
    )


def _map_port(
    cluster: Cluster, journey: Journey, node: Node, found: HostPort, decision: Decision
) -> Iterator[Arrival]:
    """Follow the packet to the Pod that has asked for this port of the node, if it is known to get the packet."""
    packet = journey.packet
    if not wins(cluster, decision):
        return _end(_contested(journey, node, found, decision), Verdict.UNKNOWN)
    facts = {"node": node.name, "port": packet.destination_port, "pod": found.pod.name}
    rewritten = journey.hop(
        node_place(node),
        Action.DNAT,
        Reason.HOST_PORT,
        packet.to(found.address, found.port.number),
        **facts,
    )
    return _leave(cluster, rewritten, node, packet, masquerade(cluster, node, found, packet))


def _contested(journey: Journey, node: Node, found: HostPort, decision: Decision) -> Journey:
    return journey.hop(
        node_place(node),
        Action.LEAVE,
        Reason.HOST_PORT_OR_SERVICE,
        None,
        node=node.name,
        port=journey.packet.destination_port,
        pod=found.pod.name,
        service=_service_name(decision),
    )


def _stopped(journey: Journey, place: Place, action: Action, decision: Decision) -> Journey:
    packet, reason = journey.packet, decision.reason
    facts = {
        "node": place.name,
        "service": _service_name(decision),
        "source": packet.source,
        "destination": packet.destination,
        "port": packet.destination_port,
    }
    return journey.hop(place, action, reason, packet, **reason.named(facts))


def _rewrite(
    cluster: Cluster, journey: Journey, node: Node, decision: Decision
) -> Iterator[Arrival]:
    """Follow the packet to each endpoint that the rules may pick."""
    place, packet = node_place(node), journey.packet
    facts = decision.reason.named(
        {
            "node": node.name,
            "service": _service_name(decision),
            "count": len(decision.targets),
            "port": packet.destination_port,
        }
    )
    for choice in decision.each_choice():
        facts["endpoint"] = _endpoint_name(choice.target.endpoint.target, choice.target.address)
        rewritten = journey.share(choice.probability).hop(
            place,
            Action.DNAT,
            decision.reason,
            packet.to(choice.target.address, choice.target.port),
            **facts,
        )
        yield from _leave(cluster, rewritten, node, packet, choice.masquerade)


def _leave(
    cluster: Cluster, journey: Journey, node: Node, entered: Packet, masquerade: Reason
) -> Iterator[Arrival]:
    """Return how the packet ends after the rules: in a process of the node, or where its routes lead.

    Source NAT is done on the way out (POSTROUTING), so packets from elsewhere that end on the node keep their
    source even if the rules marked them (pkg/proxy/nftables/README.md, "we don't need to masquerade …"). What the node
    sends to itself does go out, by the loopback interface.
    """
    place, packet = node_place(node), journey.packet
    if packet.destination not in cluster.pod_by_ip and owns(cluster, node, packet.destination):
        if masquerade is not Reason.SOURCE_KEPT and _was_sent_here(cluster, journey, node):
            journey = _masquerade(cluster, journey, node, place, masquerade)
        if entered != packet:
            journey = journey.remember(place, entered)
        return iter((_received_by_host(cluster, journey, node),))
    return _forward(cluster, journey, node, entered, masquerade)


def _forward(
    cluster: Cluster, journey: Journey, node: Node, entered: Packet, masquerade: Reason
) -> Iterator[Arrival]:
    """Return how the packet ends where the node's routes lead."""
    place, packet = node_place(node), journey.packet
    came_from = _came_from(journey, place)
    stop = next_stop(cluster, place, packet.destination)
    is_gone = stop is NOWHERE and not is_endpoint(cluster, packet.destination)
    if is_gone and cluster.node_of_pod_range(packet.destination) == node:
        return iter((pod_gone(cluster, journey, node),))
    if masquerade is Reason.SOURCE_KEPT and egress_is_masqueraded(
        cluster, packet.source, packet.destination
    ):
        masquerade = Reason.EGRESS_MASQUERADE
    if masquerade is not Reason.SOURCE_KEPT:
        journey = _masquerade(cluster, journey, node, stop, masquerade)
    elif journey.place != place:
        journey = journey.hop(
            place,
            Action.ROUTE,
            route_reason(cluster, journey.place, stop, packet.destination),
            node=node.name,
            next=stop.name,
        )
    if journey.packet != entered:
        journey = journey.remember(place, entered)
    broken = lost_after(cluster, journey, came_from, node, stop)
    return arrive(cluster, journey, stop) if broken is None else _end(broken)


def _came_from(journey: Journey, place: Place) -> Place:
    """Return where the node has the packet from; the node itself for one of its own."""
    return next((hop.place for hop in reversed(journey.hops) if hop.place != place), place)


def _masquerade(
    cluster: Cluster, journey: Journey, node: Node, stop: Place, reason: Reason
) -> Journey:
    """Return the journey with the node's address towards `stop` as the packet's source."""
    packet = journey.packet
    address = outgoing_address(cluster, node, stop, packet.destination)
    ways = {
        Reason.EGRESS_MASQUERADE: cluster.network.egress_source_port,
        Reason.MASQUERADE_HOST_PORT: SourcePort.KEPT,  # a plain MASQUERADE, without --random-fully
    }
    how = ways.get(reason, SourcePort.RANDOM)
    return journey.hop(
        node_place(node),
        Action.MASQUERADE,
        reason,
        packet.masqueraded(address, how),
        node=node.name,
        source=packet.source,
        address=address,
    )


def _was_sent_here(cluster: Cluster, journey: Journey, node: Node) -> bool:
    """Return whether a process of the node has sent the packet, and it has not left the node since."""
    own = node_place(node)
    return all(
        hop.place == own or _runs_in_network_of(cluster, hop.place, node) for hop in journey.hops
    )


def _runs_in_network_of(cluster: Cluster, place: Place, node: Node) -> bool:
    if place.kind is not PlaceKind.POD:
        return False
    pod = cluster.pod_by_reference[place.reference]
    return pod.host_network and pod.node == node.name


def _received(cluster: Cluster, journey: Journey, stop: Place) -> Arrival:
    """Return the journey as it ends at a Pod, a client or an HTTP proxy: with somebody who takes it, or a refusal."""
    packet = journey.packet
    match stop.kind:
        case PlaceKind.POD:
            answer = pod_answer(cluster, cluster.pod_by_reference[stop.reference], packet)
        case PlaceKind.CLIENT if stop.name in cluster.client_by_name:
            answer = client_answer(cluster.client_by_name[stop.name], packet)
        case PlaceKind.HTTP_PROXY if not _is_served(cluster, packet):
            # What the clouds' balancers do not serve they do not answer either.
            facts = {"destination": packet.destination, "port": packet.destination_port}
            unserved = journey.hop(stop, Action.LOSE, Reason.NO_FORWARDING_RULE, None, **facts)
            return Arrival(unserved, Verdict.TIMED_OUT)
        case _:
            answer = Answer(True, Reason.RECEIVED_OUTSIDE)
    if stop == journey.place and answer.reason is Reason.RECEIVED_BY_POD:
        answer = replace(answer, reason=Reason.SAME_POD)
    return _answered(journey, stop, answer)


def _is_served(cluster: Cluster, packet: Packet) -> bool:
    ports = http_ports(cluster, packet.destination)
    return packet.protocol is Protocol.TCP and packet.destination_port in ports


def _received_by_host(cluster: Cluster, journey: Journey, node: Node) -> Arrival:
    """Return the journey as it ends on the node itself: at a host-network Pod, at another process, or at nobody."""
    packet, place = journey.packet, node_place(node)
    pod = host_pod(cluster, node, packet)
    if pod is None:
        return _answered(journey, place, node_answer(cluster, node, packet))
    if journey.place != place:
        journey = journey.hop(
            place, Action.ROUTE, Reason.TO_HOST_PROCESS, node=node.name, next=pod.name
        )
    return _answered(journey, pod_place(pod), pod_answer(cluster, pod, packet))


def _answered(journey: Journey, place: Place, answer: Answer) -> Arrival:
    """Return the journey with what its receiver makes of the packet."""
    packet, reason = journey.packet, answer.reason
    if answer.is_open:
        facts = {"receiver": place.name, "source": packet.source, **answer.facts}
        delivered = journey.hop(place, Action.DELIVER, reason, packet, **reason.named(facts))
        return Arrival(delivered, Verdict.DELIVERED)
    if answer.is_open is None:
        return Arrival(
            journey.hop(place, Action.LEAVE, reason, None, **answer.facts), Verdict.UNKNOWN
        )
    return Arrival(journey.hop(place, Action.REFUSE, reason, None, **answer.facts), Verdict.REFUSED)


def _service_name(decision: Decision) -> str:
    return decision.service.name if decision.service is not None else ""


def _endpoint_name(target: Reference | None, address: Address) -> str:
    return target.name if target is not None else str(address)
