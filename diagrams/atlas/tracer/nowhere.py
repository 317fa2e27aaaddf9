"""Nowhere: how a packet ends for whose destination nobody is there, and whether its sender hears of it."""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.model.network import UnusedAddresses
from atlas.model.reason import Reason
from atlas.model.workload import Node
from atlas.tracer.journey import Arrival, Journey
from atlas.tracer.network import NOWHERE, is_private, node_place
from atlas.tracer.trace import Action, PlaceKind, Verdict
from atlas.tracer.unknown import beyond


def lost(cluster: Cluster, journey: Journey) -> Arrival:
    """Return the journey of a packet that no route takes further.

    A router that reports it has no address here, so its message is felt, and no hop of it is shown.
    """
    unknown = beyond(cluster, journey)
    if unknown is not None:
        return unknown
    destination, here = journey.packet.destination, journey.place
    told = _is_told(cluster)
    if told:
        reason = Reason.ROUTER_TELLS
    elif here.kind is PlaceKind.CLIENT and is_private(cluster, destination):
        reason = Reason.PRIVATE_ADDRESS
    else:
        reason = Reason.NO_SUCH_ADDRESS
    ended = journey.hop(NOWHERE, Action.LOSE, reason, destination=destination, last=here.name)
    return Arrival(ended, Verdict.UNREACHABLE if told else Verdict.TIMED_OUT)


def pod_gone(cluster: Cluster, journey: Journey, node: Node) -> Arrival:
    """Return the journey of a packet to an address of the node's own Pod range that no Pod has any more."""
    told = _is_told(cluster)
    action = Action.REFUSE if told else Action.LOSE
    reason = Reason.NODE_TELLS if told else Reason.POD_GONE
    facts = {"node": node.name, "destination": journey.packet.destination}
    ended = journey.hop(node_place(node), action, reason, None, **facts)
    return Arrival(ended, Verdict.UNREACHABLE if told else Verdict.TIMED_OUT)


def _is_told(cluster: Cluster) -> bool:
    return cluster.network.unused_addresses is UnusedAddresses.HOST_UNREACHABLE
