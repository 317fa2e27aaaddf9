"""Which addresses are a node's own."""

from __future__ import annotations

from atlas.model.cluster import Cluster, PodNetwork
from atlas.model.network import Address, Family, family_of
from atlas.model.workload import Node


def bridge_address(cluster: Cluster, node: Node, family: Family) -> Address | None:
    """Return the address of the node's Pod bridge, the first of its Pod range; routed networks have none."""
    if cluster.network.pod_network is PodNetwork.BRIDGE:
        for one in node.pod_ranges:
            if family_of(one) is family:
                return one.network_address + 1
    return None


def owns(cluster: Cluster, node: Node, address: Address) -> bool:
    """Return whether packets to the address end on the node itself (address type LOCAL)."""
    return (
        address in node.internal_ips
        or address in node.external_ips
        or address.is_loopback
        or address == bridge_address(cluster, node, family_of(address))
    )
