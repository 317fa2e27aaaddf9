"""Host: what the rules of one node need to know of the node and of kube-proxy's configuration, in one family."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network

from atlas.model.cluster import Cluster, DetectLocal
from atlas.model.network import Address, Family, Range, contains, family_of
from atlas.model.release import Release, Since
from atlas.model.workload import Node
from atlas.proxy.node_settings import (
    LOCALHOST,
    node_ip,
    node_port_ranges,
    own_addresses,
    pod_range,
)


@dataclass(frozen=True, slots=True)
class Host:
    """A node as its rules see it, in one family.

    `ip` is the address that stands for the node in source ranges; `pods` what tells Pods from others, as the field and
    the value that a rule compares, or None where nothing does; `node_port_ips` is None where every address serves;
    `mark` is the bit that asks for masquerading.
    """

    family: Family
    ip: Address
    pods: tuple[str, str] | None
    masquerade_all: bool
    node_port_ips: tuple[Address, ...] | None
    mark: str
    guarded: tuple[Range, ...]
    """Ranges of ClusterIPs whose unallocated addresses are dropped."""
    release: Release

    @property
    def word(self) -> str:
        """How rules name the header."""
        return "ip" if self.family is Family.IPV4 else "ip6"

    @property
    def address_type(self) -> str:
        return "ipv4_addr" if self.family is Family.IPV4 else "ipv6_addr"

    @property
    def localhost(self) -> str:
        return range_text(LOCALHOST[self.family])


def host_of(cluster: Cluster, node: Node, family: Family) -> Host:
    """Return the node as its rules see it. Without an address of the family it has only its loopback address."""
    ip = node_ip(node, family)
    return Host(
        family,
        ip,
        _pods(cluster, node, family),
        cluster.proxy.masquerade_all,
        _node_port_ips(cluster, node, family, ip),
        f"{1 << cluster.proxy.masquerade_bit:#010x}",
        _guarded(cluster, node, family),
        cluster.release_on(node),
    )


def _guarded(cluster: Cluster, node: Node, family: Family) -> tuple[Range, ...]:
    network = cluster.network
    if not (
        network.service_cidrs_are_stated
        and Since.UNALLOCATED_DROPPED.holds_in(cluster.release_on(node))
    ):
        return ()
    return tuple(one for one in network.service_cidrs if family_of(one) is family)


def range_text(one: Range) -> str:
    """Return a range as nft lists it: a range of one address is that address."""
    return str(one.network_address) if one.prefixlen == one.max_prefixlen else str(one)


def _pods(cluster: Cluster, node: Node, family: Family) -> tuple[str, str] | None:
    """Return what tells Pods from others: the first range of the family, or an interface.

    Earlier releases mean the interface itself, which must be there when the rules are loaded. They do so with the
    beginning of a name as well, which no kernel takes; here that is corrected as later releases do.
    (pkg/proxy/util/localdetector.go.)
    """
    interface = cluster.proxy.pod_interface
    if cluster.proxy.detect_local is DetectLocal.BRIDGE_INTERFACE:
        by_name = Since.INTERFACES_BY_NAME.holds_in(cluster.release_on(node))
        return "iifname" if by_name else "iif", f'"{interface}"'
    if cluster.proxy.detect_local is DetectLocal.INTERFACE_NAME_PREFIX:
        return "iifname", f'"{interface}*"'
    known = pod_range(cluster, node, family)
    word = "ip saddr" if family is Family.IPV4 else "ip6 saddr"
    return (word, range_text(known)) if known is not None else None


def _node_port_ips(
    cluster: Cluster, node: Node, family: Family, primary: Address
) -> tuple[Address, ...] | None:
    """Return the node's addresses that serve node ports, or None if all of them do.

    v1.30 knows ranges only, and takes the node's primary address if none is of the family. Localhost is never served.
    """
    ranges = node_port_ranges(cluster, node, family)
    if any(one.prefixlen == 0 for one in ranges):
        return None
    served = (one for one in own_addresses(cluster, node, family) if not one.is_loopback)
    chosen = ranges or (ip_network(primary),)
    return tuple(sorted({one for one in served if contains(chosen, one)}, key=int))
