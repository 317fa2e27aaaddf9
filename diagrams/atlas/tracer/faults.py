"""What broken networks do to a packet on its way."""

from __future__ import annotations

from atlas.model.cluster import Cluster, PodNetwork
from atlas.model.network import Packet
from atlas.model.reason import Reason
from atlas.model.workload import Node
from atlas.tracer.journey import Journey
from atlas.tracer.network import is_inside, node_place
from atlas.tracer.trace import Action, Place, PlaceKind

DNS_PORT = 53
_OUTSIDE = (PlaceKind.CLIENT, PlaceKind.BALANCER, PlaceKind.HTTP_PROXY)


def is_cut(cluster: Cluster, here: Place, stop: Place, packet: Packet) -> bool:
    """Return whether a packet to a Pod is lost between these two nodes."""
    cut = cluster.faults.overlay_cut
    between = here.kind is PlaceKind.NODE and stop.kind is PlaceKind.NODE and here != stop
    return (
        between
        and not cut.isdisjoint((here.name, stop.name))
        and is_inside(cluster, packet.destination)
    )


def shut_out(cluster: Cluster, journey: Journey, node: Node) -> Journey | None:
    """Return the journey of a packet from outside that a firewall before the node takes, or None."""
    if node.name not in cluster.faults.node_ports_closed or journey.place.kind not in _OUTSIDE:
        return None
    packet = journey.packet
    if packet.destination not in (*node.internal_ips, *node.external_ips):
        return None
    if not is_node_port_number(cluster, packet.destination_port):
        return None
    place, port = node_place(node), packet.destination_port
    return journey.hop(place, Action.DROP, Reason.NODE_PORT_FIREWALL, node=node.name, port=port)


def is_node_port_number(cluster: Cluster, number: int) -> bool:
    first, last = cluster.network.node_port_range
    return first <= number <= last


def lost_after(
    cluster: Cluster, journey: Journey, came_from: Place, node: Node, stop: Place
) -> Journey | None:
    """Return the journey of a packet that is lost between the node and its next stop, or None.

    `came_from` is where the node had it from.
    """
    here = node_place(node)
    if is_cut(cluster, here, stop, journey.packet):
        return journey.hop(stop, Action.LOSE, Reason.OVERLAY_CUT, node=node.name, next=stop.name)
    turns_back = stop.kind is PlaceKind.POD and stop == came_from
    is_bridged = cluster.network.pod_network is PodNetwork.BRIDGE
    if turns_back and is_bridged and node.name in cluster.faults.no_hairpin:
        return journey.hop(here, Action.DROP, Reason.NO_HAIRPIN, node=node.name, pod=stop.name)
    return None


def loses_answer(cluster: Cluster, origin: Place, request: Packet) -> bool:
    """Return whether the answer to the request gets lost just before it reaches its origin: that of a DNS server."""
    if request.destination_port != DNS_PORT or not cluster.faults.dns_lost:
        return False
    return node_of(cluster, origin) in cluster.faults.dns_lost


def node_of(cluster: Cluster, place: Place) -> str:
    """Return the name of the node that the place is on, or "" if it is on none."""
    if place.kind is PlaceKind.POD:
        return cluster.pod_by_reference[place.reference].node
    return place.name if place.kind is PlaceKind.NODE else ""
