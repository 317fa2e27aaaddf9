"""What kube-proxy's configuration means on one node, before either mode writes it as rules."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from atlas.model.addresses import bridge_address
from atlas.model.cluster import Cluster, DetectLocal
from atlas.model.network import Address, Family, Range, family_of
from atlas.model.workload import Node

LOOPBACK: dict[Family, Address] = {
    Family.IPV4: ip_address("127.0.0.1"),
    Family.IPV6: ip_address("::1"),
}
LOCALHOST: dict[Family, Range] = {
    Family.IPV4: ip_network("127.0.0.0/8"),
    Family.IPV6: ip_network("::1/128"),
}
_ALL: dict[Family, Range] = {
    Family.IPV4: ip_network("0.0.0.0/0"),
    Family.IPV6: ip_network("::/0"),
}


def rules_are_of(cluster: Cluster, node: Node) -> tuple[Cluster, Node]:
    """Return the cluster and node that the rules were written from: an earlier one where kube-proxy has stopped."""
    wrote = cluster.rules_written_from.get(node.name)
    return (cluster, node) if wrote is None else (wrote, wrote.node_by_name.get(node.name, node))


def node_ip(node: Node, family: Family) -> Address:
    """Return the address that stands for the node: its loopback address if it has none of the family."""
    return node.ip(family) or LOOPBACK[family]


def pod_range(cluster: Cluster, node: Node, family: Family) -> Range | None:
    """Return the range that tells Pods from others, the first of the family; None if ranges do not tell.

    (cmd/kube-proxy/app/server_linux.go getLocalDetectors.)
    """
    detect = cluster.proxy.detect_local
    ranges = {
        DetectLocal.CLUSTER_CIDR: cluster.proxy.cluster_cidrs,
        DetectLocal.NODE_CIDR: node.pod_ranges,
    }.get(detect, ())
    return next((one for one in ranges if family_of(one) is family), None)


def node_port_ranges(cluster: Cluster, node: Node, family: Family) -> tuple[Range, ...]:
    """Return the ranges of the family that `nodePortAddresses` names; empty means the mode's default.

    v1.30 knows ranges only; the words are of v1.37.
    """
    primary = node_ip(node, family)
    found = (one for word in cluster.proxy.node_port_addresses for one in _spelt_out(word, primary))
    return tuple(one for one in found if family_of(one) is family)


def _spelt_out(word: str, primary: Address) -> Iterator[Range]:
    match word:
        case "primary":
            yield ip_network(primary)
        case "localhost":
            yield from LOCALHOST.values()
        case "all":
            yield from _ALL.values()
        case _:
            yield ip_network(word, strict=False)


def own_addresses(cluster: Cluster, node: Node, family: Family) -> Iterator[Address]:
    """Yield the addresses of the node's interfaces in one family, except loopback."""
    bridge = bridge_address(cluster, node, family)
    for one in (*node.internal_ips, *node.external_ips, *([bridge] if bridge else ())):
        if family_of(one) is family:
            yield one
