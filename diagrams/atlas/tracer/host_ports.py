"""Host ports: what the network plugin's portmap does with packets to a port of a node that a container asked for.

Follows containernetworking/plugins plugins/meta/portmap. Its rules stand behind kube-proxy's, which come first in
PREROUTING and OUTPUT: what a Service takes never reaches them. In nftables mode both have base chains of the same
priority, and which one is asked first depends on which was there first, which manifests do not show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas.model.addresses import owns
from atlas.model.cluster import Cluster, PodNetwork, ProxyMode
from atlas.model.network import Address, Packet, Protocol, contains, family_of
from atlas.model.reason import Reason
from atlas.model.workload import ContainerPort, Node, Pod
from atlas.proxy.decision import Decision, Outcome


@dataclass(frozen=True, slots=True)
class HostPort:
    """A port of a node that leads to a container's; `address` is the Pod's, of the packet's family."""

    pod: Pod
    port: ContainerPort
    address: Address


def host_port(cluster: Cluster, node: Node, packet: Packet) -> HostPort | None:
    """Return the host port that a packet on the node is for, or None. It has to be sent to the node itself."""
    if not owns(cluster, node, packet.destination) or _never_leaves(packet):
        return None
    return next(
        (
            one
            for one in _on_node(cluster, node, packet)
            if one.port.host_ip in (None, packet.destination)
        ),
        None,
    )


def _never_leaves(packet: Packet) -> bool:
    """Return whether it stays within the node whatever the rules say: IPv6 has no way from ::1 to a Pod."""
    return packet.destination.version == 6 and packet.destination.is_loopback


def at_other_address(cluster: Cluster, node: Node, packet: Packet) -> HostPort | None:
    """Return a host port of that number on the node which only another address has, or None."""
    found = _on_node(cluster, node, packet)
    return next((one for one in found if one.port.host_ip not in (None, packet.destination)), None)


def on_other_nodes(cluster: Cluster, packet: Packet) -> tuple[Pod, ...]:
    """Return the Pods that have that host port on any node."""
    return tuple(
        pod
        for (_, number, protocol), found in _index(cluster).items()
        if (number, protocol) == (packet.destination_port, packet.protocol)
        for pod, _ in found
    )


def masquerade(cluster: Cluster, node: Node, found: HostPort, packet: Packet) -> Reason:
    """Return why portmap replaces the source, or that it keeps it: for localhost, and for what would loop back.

    It goes by the Pod's address with the length of its prefix: with a bridge that is the range of the whole node.
    """
    source = packet.source
    if source.is_loopback or source == found.address:
        return Reason.MASQUERADE_HOST_PORT
    if cluster.network.pod_network is PodNetwork.BRIDGE:
        ranges = [one for one in node.pod_ranges if family_of(one) is family_of(source)]
        if contains(ranges, source) and contains(ranges, found.address):
            return Reason.MASQUERADE_HOST_PORT
    return Reason.SOURCE_KEPT


def wins(cluster: Cluster, decision: Decision) -> bool | None:
    """Return whether portmap gets a packet for which kube-proxy's rules have that decision; None if that is unknown.

    In iptables mode a refusal comes later, in the filter table: by then portmap has rewritten the destination.
    """
    if decision.outcome in (Outcome.ACCEPT, Outcome.NONE):
        return True
    if cluster.proxy.mode is ProxyMode.NFTABLES:
        return None
    return decision.outcome is not Outcome.ENDPOINTS


def _on_node(cluster: Cluster, node: Node, packet: Packet) -> Iterator[HostPort]:
    key = node.name, packet.destination_port, packet.protocol
    for pod, port in _index(cluster).get(key, ()):
        address = pod.ip(family_of(packet.destination))
        if address is not None:
            yield HostPort(pod, port, address)


def _index(cluster: Cluster) -> Mapping[tuple[str, int, Protocol], list[tuple[Pod, ContainerPort]]]:
    """Return all host ports by node, number and protocol. On the host network nothing has to be mapped."""
    if "host ports" not in cluster.memo:
        found: dict[tuple[str, int, Protocol], list[tuple[Pod, ContainerPort]]] = defaultdict(list)
        for pod in cluster.pods:
            for port in () if pod.host_network else pod.ports:
                if port.host_port:
                    found[pod.node, port.host_port, port.protocol].append((pod, port))
        cluster.memo["host ports"] = dict(found)
    return cluster.memo["host ports"]
