"""What addresses mean to the rules of one node: from a Pod, open for node ports."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

from atlas.model.addresses import owns
from atlas.model.cluster import Cluster, DetectLocal, ProxyMode
from atlas.model.network import Address, Family, Range, contains, family_of
from atlas.model.release import Since
from atlas.model.workload import Node

_ALL: dict[Family, Range] = {Family.IPV4: ip_network("0.0.0.0/0"), Family.IPV6: ip_network("::/0")}
_LOOPBACK: dict[Family, Range] = {
    Family.IPV4: ip_network("127.0.0.0/8"),
    Family.IPV6: ip_network("::1/128"),
}
_LOCALHOST: tuple[Address, ...] = (ip_address("127.0.0.1"), ip_address("::1"))
"""The addresses that the loopback interface has by name; the rest of 127.0.0.0/8 only reaches it by routing."""
_BY_INTERFACE = (DetectLocal.BRIDGE_INTERFACE, DetectLocal.INTERFACE_NAME_PREFIX)


def detects_pods(cluster: Cluster, node: Node, family: Family) -> bool:
    """Return whether kube-proxy on this node can tell Pods from others at all, in that family."""
    return (
        cluster.proxy.detect_local in _BY_INTERFACE or _pod_range(cluster, node, family) is not None
    )


def is_local_pod(cluster: Cluster, node: Node, address: Address) -> bool:
    """Return whether kube-proxy on this node takes packets from the address for those of a local Pod.

    By range it is what stands in the range, Pod or not. By interface it is what comes out of a Pod of this node; what
    the node sends itself has come in through no interface, even if its address is that of the bridge.
    """
    if cluster.proxy.detect_local in _BY_INTERFACE:
        return not owns(cluster, node, address) and _runs_here(cluster, node, address)
    known = _pod_range(cluster, node, family_of(address))
    return known is not None and address in known


def _runs_here(cluster: Cluster, node: Node, address: Address) -> bool:
    pod = cluster.pod_by_ip.get(address)
    return pod.node == node.name if pod is not None else contains(node.pod_ranges, address)


def _pod_range(cluster: Cluster, node: Node, family: Family) -> Range | None:
    """Return the range by which kube-proxy on this node knows Pods, or None if it knows none.

    Like kube-proxy, it takes the first range of the family (cmd/kube-proxy/app/server_linux.go getLocalDetectors).
    """
    match cluster.proxy.detect_local:
        case DetectLocal.CLUSTER_CIDR:
            ranges = cluster.proxy.cluster_cidrs
        case DetectLocal.NODE_CIDR:
            ranges = node.pod_ranges
        case _:
            ranges = ()
    return next((one for one in ranges if family_of(one) is family), None)


def takes_node_ports(cluster: Cluster, node: Node, address: Address) -> bool:
    """Return whether the rules catch node ports at this address of the node.

    By default these are all addresses in iptables mode, localhost included for IPv4, and the primary one in nftables
    mode (FACTS 4.1). Rules never serve localhost in nftables mode or in IPv6.
    """
    if address.is_loopback and not _rules_serve_loopback(cluster, node, address):
        return False
    return is_node_port_address(cluster, node, address)


def is_node_port_address(cluster: Cluster, node: Node, address: Address) -> bool:
    """Return whether `nodePortAddresses` names this address of the node: all of them, or those of its interfaces."""
    if not owns(cluster, node, address):
        return False
    ranges = _node_port_ranges(cluster, node, family_of(address))
    is_reachable = any(one.prefixlen == 0 for one in ranges) or (
        not address.is_loopback or address in _LOCALHOST
    )
    return is_reachable and contains(ranges, address)


def _rules_serve_loopback(cluster: Cluster, node: Node, address: Address) -> bool:
    return (
        address.version == 4
        and cluster.proxy.mode is ProxyMode.IPTABLES
        and _opens_localhost(cluster, node)
    )


def _opens_localhost(cluster: Cluster, node: Node) -> bool:
    """Return whether iptables mode sets route_localnet, so that node ports work at 127.0.0.1 (proxier.go NewProxier)."""
    ranges = _node_port_ranges(cluster, node, Family.IPV4)
    loopback = _LOOPBACK[Family.IPV4]
    return cluster.proxy.localhost_node_ports and any(one.overlaps(loopback) for one in ranges)


def localhost_is_guarded(cluster: Cluster, node: Node) -> bool:
    """Return whether kube-proxy opened localhost to node ports, and so guards it against other sources."""
    return cluster.proxy.mode is ProxyMode.IPTABLES and _opens_localhost(cluster, node)


def gate_minds_localhost(cluster: Cluster, node: Node) -> bool:
    """Return whether nftables mode on the node cares about node ports at localhost: only by an alpha gate (KEP-6032)."""
    return (
        cluster.proxy.mode is ProxyMode.NFTABLES
        and cluster.proxy.nftables_localhost_node_ports
        and Since.LOCALHOST_NODE_PORTS_IN_NFTABLES.holds_in(cluster.release_on(node))
    )


def process_serves_localhost(cluster: Cluster, node: Node, address: Address) -> bool:
    """Return whether a process of kube-proxy waits for node ports at this localhost address, given the gate.

    `nodePortAddresses` has to name localhost itself: that it lies in `all` does not count (KEP-6032).
    """
    family = family_of(address)
    named = (one for one in _node_port_ranges(cluster, node, family) if one.prefixlen > 0)
    return address in _LOCALHOST and any(one.overlaps(_LOOPBACK[family]) for one in named)


def _node_port_ranges(cluster: Cluster, node: Node, family: Family) -> tuple[Range, ...]:
    """Return `nodePortAddresses` as ranges of the family; unset it means the mode's default."""
    default = ("primary",) if cluster.proxy.mode is ProxyMode.NFTABLES else ("all",)
    return _spelt_out(cluster.proxy.node_port_addresses or default, node.ip(family), family)


@lru_cache(maxsize=1024)
def _spelt_out(
    words: tuple[str, ...], primary: Address | None, family: Family
) -> tuple[Range, ...]:
    """Return the ranges that the words mean. If none is of the family, every address serves.

    (pkg/proxy/util/nodeport_addresses.go.)
    """
    found: list[Range] = []
    for word in words:
        match word:
            case "primary":
                found += [ip_network(primary)] if primary is not None else []
            case "localhost":
                found.append(_LOOPBACK[family])
            case "all":
                found.append(_ALL[family])
            case _:
                found.append(ip_network(word, strict=False))
    return tuple(one for one in found if family_of(one) is family) or (_ALL[family],)
