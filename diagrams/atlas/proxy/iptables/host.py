"""Host: what the rules of one node need to know of the node and of kube-proxy's configuration, in one family."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.model.cluster import Cluster, DetectLocal
from atlas.model.network import Address, Family, Range, contains
from atlas.model.workload import Node
from atlas.proxy.node_settings import (
    LOCALHOST,
    LOOPBACK,
    node_ip,
    node_port_ranges,
    own_addresses,
    pod_range,
)

_BY_INTERFACE = {DetectLocal.BRIDGE_INTERFACE: "", DetectLocal.INTERFACE_NAME_PREFIX: "+"}
"""What follows the name of the interface; a plus sign stands for any ending."""


@dataclass(frozen=True, slots=True)
class Host:
    """A node as its rules see it, in one family.

    `ip` is the address that stands for the node in source ranges; `pods` what tells Pods from others, as the option
    and the value that a rule compares, or None where nothing does; `node_port_ips` is None where every address serves;
    `mark` is the bit that asks for masquerading; `is_large` tells whether there are so many endpoints that comments are left out.
    """

    family: Family
    ip: Address
    pods: tuple[str, str] | None
    masquerade_all: bool
    node_port_ips: tuple[Address, ...] | None
    opens_localhost: bool
    mark: str
    tcp_is_liberal: bool
    is_large: bool = False

    @property
    def localhost(self) -> str:
        return str(LOCALHOST[self.family])

    @property
    def reject_with(self) -> str:
        icmp = "icmp" if self.family is Family.IPV4 else "icmp6"
        return f"REJECT --reject-with {icmp}-port-unreachable"

    @property
    def client_mask(self) -> str:
        """The mask for a client's whole address."""
        return "255.255.255.255" if self.family is Family.IPV4 else ":".join(["ffff"] * 8)


def host_of(cluster: Cluster, node: Node, family: Family) -> Host:
    """Return the node as its rules see it."""
    ranges = node_port_ranges(cluster, node, family)
    opens = (
        family is Family.IPV4
        and cluster.proxy.localhost_node_ports
        and (not ranges or any(one.overlaps(LOCALHOST[family]) for one in ranges))
    )
    return Host(
        family,
        node_ip(node, family),
        _pods(cluster, node, family),
        cluster.proxy.masquerade_all,
        _node_port_ips(cluster, node, family, ranges, opens),
        opens,
        f"{1 << cluster.proxy.masquerade_bit:#x}",
        cluster.proxy.tcp_is_liberal,
    )


def _pods(cluster: Cluster, node: Node, family: Family) -> tuple[str, str] | None:
    detect = cluster.proxy.detect_local
    if detect in _BY_INTERFACE:
        return "-i", cluster.proxy.pod_interface + _BY_INTERFACE[detect]
    known = pod_range(cluster, node, family)
    return ("-s", str(known)) if known is not None else None


def _node_port_ips(
    cluster: Cluster, node: Node, family: Family, ranges: tuple[Range, ...], opens_localhost: bool
) -> tuple[Address, ...] | None:
    """Return the node's addresses that serve node ports, or None if all of them do: the default of this mode."""
    if not ranges or any(one.prefixlen == 0 for one in ranges):
        return None
    served = {one for one in own_addresses(cluster, node, family) if not one.is_loopback}
    served |= {LOOPBACK[family]} if opens_localhost else set()
    return tuple(sorted((one for one in served if contains(ranges, one)), key=int))
