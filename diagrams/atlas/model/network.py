"""Addresses, protocols and packet headers: what travels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Range = IPv4Network | IPv6Network

PORT_CHOSEN_BY_KERNEL = 0
"""Stands for a source port that the kernel picks at random (kube-proxy masquerades with --random-fully)."""

PORT_PERHAPS_KEPT = -1
"""Stands for a source port that may be the sender's own or another: nobody says how it is masqueraded."""


class SourcePort(StrEnum):
    """What masquerading by the Pod network does to the source port."""

    UNSAID = ""
    """Nobody says."""
    RANDOM = "Random"
    """It is chosen at random (--random-fully, fully-random)."""
    KEPT = "Kept"
    """It stays, unless another connection has it (plain MASQUERADE)."""


class Protocol(StrEnum):
    """What a packet carries: a transport protocol (core/v1 Protocol), or an ICMP echo, which has no ports."""

    TCP = "TCP"
    UDP = "UDP"
    SCTP = "SCTP"
    ICMP = "ICMP"
    """The echo request that `ping` sends, and its reply; ICMPv6 between IPv6 addresses."""


class UnusedAddresses(StrEnum):
    """What routers do with packets to an address that nobody has."""

    UNSAID = ""
    """Nobody says; then they are taken to be silent."""
    SILENT = "Silent"
    """They drop such packets, so that the sender waits in vain."""
    HOST_UNREACHABLE = "HostUnreachable"
    """They tell the sender, with ICMP "host unreachable"."""


TRANSPORTS = (Protocol.TCP, Protocol.UDP, Protocol.SCTP)
"""The protocols that a Service port can have."""
NO_PORT = 0
"""Stands in both ports of a packet that has none."""


class Family(StrEnum):
    """IP family (core/v1 IPFamily)."""

    IPV4 = "IPv4"
    IPV6 = "IPv6"


def family_of(address: Address | Range) -> Family:
    """Return the family of an address or range."""
    return Family.IPV4 if address.version == 4 else Family.IPV6


def contains(ranges: Iterable[Range], address: Address) -> bool:
    """Return whether one of the ranges holds the address; other families never match."""
    return any(address.version == one.version and address in one for one in ranges)


def contain_all(ranges: Iterable[Range], addresses: Iterable[Address]) -> bool:
    """Return whether each address is in one of the ranges. Thousands of both are told as fast as they are read."""
    beginnings: dict[tuple[int, int], set[int]] = {}
    for one in ranges:
        bits = one.max_prefixlen - one.prefixlen
        beginnings.setdefault((one.version, bits), set()).add(int(one.network_address) >> bits)
    return all(
        any(
            address.version == version and int(address) >> bits in found
            for (version, bits), found in beginnings.items()
        )
        for address in addresses
    )


def touches(candidate: Range, other: Address | Range) -> bool:
    """Return whether the range holds the address, or shares one with the other range."""
    if candidate.version != other.version:
        return False
    if isinstance(other, IPv4Address | IPv6Address):
        return other in candidate
    return candidate.overlaps(other)  # type: ignore[arg-type]


def range_as_read_by_kube_proxy(text: str) -> Range | None:
    """Return the range, or None: bits behind the prefix are cut off, and 010.0.0.0/8 is 10.0.0.0/8.

    (k8s.io/utils/net ParseCIDRSloppy.)
    """
    address, slash, length = text.partition("/")
    if not slash or not length.isdecimal():
        return None
    if ":" not in address:
        address = ".".join(part.lstrip("0") or part[:1] for part in address.split("."))
    try:
        return ip_network(f"{address}/{length}", strict=False)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Packet:
    """One header: what a machine on the path can see and change."""

    source: Address
    source_port: int
    destination: Address
    destination_port: int
    protocol: Protocol = Protocol.TCP

    @property
    def has_ports(self) -> bool:
        return self.protocol in TRANSPORTS

    def reply(self) -> Packet:
        """Return the packet that answers this one: source and destination swapped."""
        return Packet(
            self.destination, self.destination_port, self.source, self.source_port, self.protocol
        )

    def to(self, address: Address, port: int) -> Packet:
        """Return the packet with its destination rewritten (destination NAT)."""
        return Packet(self.source, self.source_port, address, port, self.protocol)

    def masqueraded(self, address: Address, how: SourcePort = SourcePort.RANDOM) -> Packet:
        """Return the packet with its source rewritten, and with the source port that comes of it."""
        ports = {
            SourcePort.RANDOM: PORT_CHOSEN_BY_KERNEL,
            SourcePort.UNSAID: PORT_PERHAPS_KEPT,
            SourcePort.KEPT: self.source_port,
        }
        port = ports[how] if self.has_ports else NO_PORT
        return Packet(address, port, self.destination, self.destination_port, self.protocol)
