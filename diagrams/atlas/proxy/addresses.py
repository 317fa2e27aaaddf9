"""What addresses mean to the rules of one node: own, from a Pod, open for node ports."""

from __future__ import annotations

from ipaddress import ip_network

from atlas.model.cluster import Cluster, DetectLocal, PodNetwork, ProxyMode
from atlas.model.network import Address, Family, Range, contains, family_of
from atlas.model.workload import Node

_LOCALHOST: tuple[Range, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


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


def pod_range(cluster: Cluster, node: Node, family: Family) -> Range | None:
    """Return the range by which kube-proxy on this node knows Pods, or None if it does not detect local traffic.

    Like kube-proxy, it takes the first range of the family (cmd/kube-proxy/app/server_linux.go getLocalDetectors).
    """
    match cluster.proxy.detect_local:
        case DetectLocal.CLUSTER_CIDR:
            ranges = cluster.proxy.cluster_cidrs
        case DetectLocal.NODE_CIDR:
            ranges = node.pod_ranges
        case DetectLocal.NONE:
            ranges = ()
    return next((one for one in ranges if family_of(one) is family), None)


def takes_node_ports(cluster: Cluster, node: Node, address: Address) -> bool:
    """Return whether the rules catch node ports at this address of the node.

    By default these are all addresses in iptables mode, localhost included for IPv4, and the primary one in nftables
    mode, which never serves localhost (FACTS 4.1).
    """
    if not owns(cluster, node, address):
        return False
    nftables = cluster.proxy.mode is ProxyMode.NFTABLES
    if address.is_loopback and (nftables or address.version == 6):
        return False
    words = _words(cluster, family_of(address))
    if "all" in words:
        return True
    if "primary" in words and address == node.ip(family_of(address)):
        return True
    return contains(_ranges(words), address)


def localhost_is_guarded(cluster: Cluster) -> bool:
    """Return whether kube-proxy opened localhost to node ports, and so guards it against other sources."""
    if cluster.proxy.mode is not ProxyMode.IPTABLES:
        return False
    words = _words(cluster, Family.IPV4)
    return "all" in words or any(
        one.overlaps(_LOCALHOST[0]) for one in _ranges(words) if one.version == 4
    )


def _words(cluster: Cluster, family: Family) -> tuple[str, ...]:
    """Return the entries of `nodePortAddresses` that speak of the family.

    Unset it means the mode's default; if it only speaks of the other family, every address of this one serves
    (pkg/proxy/util/nodeport_addresses.go).
    """
    written = cluster.proxy.node_port_addresses
    if not written:
        return ("primary",) if cluster.proxy.mode is ProxyMode.NFTABLES else ("all",)
    version = 4 if family is Family.IPV4 else 6
    given = (
        one for one in written if one.isalpha() or ip_network(one, strict=False).version == version
    )
    return tuple(given) or ("all",)


def _ranges(words: tuple[str, ...]) -> tuple[Range, ...]:
    named = _LOCALHOST if "localhost" in words else ()
    return (*named, *(ip_network(word, strict=False) for word in words if not word.isalpha()))
