"""Held flows: what connection tracking does with a UDP packet of a flow that it knows, before any rule is asked."""

from __future__ import annotations

from dataclasses import replace

from atlas.model.cluster import Cluster
from atlas.model.network import Packet, Protocol
from atlas.model.reason import Reason
from atlas.model.workload import Node
from atlas.proxy.data_plane import data_plane_of
from atlas.proxy.decision import Decision


def held_decision(cluster: Cluster, node: Node, packet: Packet, came_back: bool) -> Decision | None:
    """Return what the node does with a packet of a flow that it remembers: what its rules did when the flow began.

    None if it remembers none that the packet can belong to.
    """
    if packet.protocol is not Protocol.UDP:
        return None
    for held in cluster.held_flows:
        then = held.began.node_by_name.get(node.name)
        if then is None:
            continue
        first = data_plane_of(held.began, then).decide(
            held.began, then, packet, came_back=came_back
        )
        known = [one for one in first.choices if one.target.address in held.endpoints]
        if known:
            return replace(
                first,
                reason=Reason.UDP_REMEMBERED,
                targets=tuple(one.target for one in known),
                masquerades=tuple(one.masquerade for one in known),
            )
    return None
