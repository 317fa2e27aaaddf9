"""The source address that a kernel chooses for a packet of its own."""

from __future__ import annotations

from atlas.model.addresses import bridge_address
from atlas.model.cluster import Cluster
from atlas.model.network import Address, family_of
from atlas.tracer.network import owns
from atlas.tracer.trace import Place, PlaceKind


def source_address(
    cluster: Cluster, place: Place, addresses: tuple[Address, ...], destination: Address
) -> Address | None:
    """Return the one of the sender's addresses that its packets to `destination` carry.

    On a node it depends on the way out: packets to itself carry the destination, packets to its own Pods the address of
    their bridge. None if the sender has no address of the destination's family.
    """
    family = family_of(destination)
    if destination.is_loopback:
        return destination
    node = cluster.node_by_name.get(_host(cluster, place))
    if node is not None:
        if owns(cluster, node, destination):
            return destination
        bridge = bridge_address(cluster, node, family)
        pod = cluster.pod_by_ip.get(destination)
        if bridge is not None and pod is not None and pod.node == node.name:
            return bridge
    elif destination in addresses:
        return destination
    return next((one for one in addresses if family_of(one) is family), None)


def _host(cluster: Cluster, place: Place) -> str:
    """Return the name of the node whose network the sender uses, or "" if it has its own."""
    if place.kind is PlaceKind.NODE:
        return place.name
    if place.kind is PlaceKind.POD:
        pod = cluster.pod_by_reference[place.reference]
        return pod.node if pod.host_network else ""
    return ""
