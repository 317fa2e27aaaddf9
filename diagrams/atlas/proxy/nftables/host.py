"""Host: what the rules of one node need to know of the node and of kube-proxy's configuration, in one family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from atlas.model.cluster import Cluster, DetectLocal
from atlas.model.network import Address, Family, Range, contains, family_of
from atlas.model.workload import Node
from atlas.proxy.addresses import bridge_address

_LOOPBACK = {Family.IPV4: ip_address("127.0.0.1"), Family.IPV6: ip_address("::1")}
_LOCALHOST = {Family.IPV4: ip_network("127.0.0.0/8"), Family.IPV6: ip_network("::1/128")}
_ALL = {Family.IPV4: ip_network("0.0.0.0/0"), Family.IPV6: ip_network("::/0")}

# The model knows that Pods are told by interface, not by which one: these are what most network plugins call theirs.
_BY_INTERFACE = {
    DetectLocal.BRIDGE_INTERFACE: '"cni0"',
    DetectLocal.INTERFACE_NAME_PREFIX: '"veth*"',
}


@dataclass(frozen=True, slots=True)
class Host:
    """A node as its rules see it, in one family.

    `ip` is the address that stands for the node in source ranges; `pods` what tells Pods from others, as the field and
    the value that a rule compares, or None where nothing does; `node_port_ips` is None where every address serves.
    """

    family: Family
    ip: Address
    pods: tuple[str, str] | None
    masquerade_all: bool
    node_port_ips: tuple[Address, ...] | None

    @property
    def word(self) -> str:
        """How rules name the header."""
        return "ip" if self.family is Family.IPV4 else "ip6"

    @property
    def address_type(self) -> str:
        return "ipv4_addr" if self.family is Family.IPV4 else "ipv6_addr"

    @property
    def localhost(self) -> str:
        return range_text(_LOCALHOST[self.family])


def host_of(cluster: Cluster, node: Node, family: Family) -> Host:
    """Return the node as its rules see it. Without an address of the family it has only its loopback address."""
    ip = node.ip(family) or _LOOPBACK[family]
    return Host(
        family,
        ip,
        _pods(cluster, node, family),
        cluster.proxy.masquerade_all,
        _node_port_ips(cluster, node, family, ip),
    )


def range_text(one: Range) -> str:
    """Return a range as nft lists it: a range of one address is that address."""
    return str(one.network_address) if one.prefixlen == one.max_prefixlen else str(one)


def _pods(cluster: Cluster, node: Node, family: Family) -> tuple[str, str] | None:
    """Return what tells Pods from others: the first range of the family, or an interface.

    Interfaces are matched by name. (v1.30 matched `iif`, which only loads while the interface exists and never with a
    wildcard; corrected since: pkg/proxy/util/localdetector.go.)
    """
    detect = cluster.proxy.detect_local
    if detect in _BY_INTERFACE:
        return "iifname", _BY_INTERFACE[detect]
    ranges = {
        DetectLocal.CLUSTER_CIDR: cluster.proxy.cluster_cidrs,
        DetectLocal.NODE_CIDR: node.pod_ranges,
    }.get(detect, ())
    word = "ip saddr" if family is Family.IPV4 else "ip6 saddr"
    return next(((word, range_text(one)) for one in ranges if family_of(one) is family), None)


def _node_port_ips(
    cluster: Cluster, node: Node, family: Family, primary: Address
) -> tuple[Address, ...] | None:
    """Return the node's addresses that serve node ports, or None if all of them do.

    v1.30 knows ranges only, and takes the node's primary address if none is of the family. Localhost is never served.
    """
    words = cluster.proxy.node_port_addresses
    ranges = [one for word in words for one in _ranges(word, primary) if family_of(one) is family]
    if any(one.prefixlen == 0 for one in ranges):
        return None
    served = (one for one in _own_addresses(cluster, node, family) if not one.is_loopback)
    chosen = ranges or [ip_network(primary)]
    return tuple(sorted({one for one in served if contains(chosen, one)}, key=int))


def _ranges(word: str, primary: Address) -> Iterator[Range]:
    match word:
        case "primary":
            yield ip_network(primary)
        case "localhost":
            yield from _LOCALHOST.values()
        case "all":
            yield from _ALL.values()
        case _:
            yield ip_network(word, strict=False)


def _own_addresses(cluster: Cluster, node: Node, family: Family) -> Iterator[Address]:
    bridge = bridge_address(cluster, node, family)
    for one in (*node.internal_ips, *node.external_ips, *([bridge] if bridge else ())):
        if family_of(one) is family:
            yield one
