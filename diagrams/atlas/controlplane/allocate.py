"""Allocators: which number or address comes next. Deterministic, where Kubernetes' own are random.

What an object gets depends on its name, not on what else there is (unless two want the same), so that adding
a Service does not move the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address
from zlib import crc32

from atlas.model.network import Address, Range


def static_band(size: int, divisor: int, most: int) -> int:
    """Return how many of `size` numbers form the lower band, which is meant for chosen ones (KEP-3070, KEP-3668).

    A range of 16 or fewer has no such band.
    """
    return 0 if size <= 16 else min(max(16, size // divisor), most)


class Numbers:
    """Hands out numbers from `first` to `last`: from the upper band while there are some, then from the lower."""

    def __init__(self, first: int, last: int, lower_band: int) -> None:
        middle = first + lower_band
        self._bands = (range(middle, last + 1), range(first, middle))
        self._taken: set[int] = set()

    def take(self, number: int) -> None:
        """Keep a number that was chosen by hand from being handed out."""
        self._taken.add(number)

    def pick(self, name: str) -> int | None:
        """Return a free number for that name, or None if there is none left."""
        start = crc32(name.encode())
        for band in self._bands:
            for step in range(min(len(band), len(self._taken) + 1)):
                number = band[(start + step) % len(band)]
                if number not in self._taken:
                    self._taken.add(number)
                    return number
        return None


class ClusterIPs:
    """Hands out ClusterIPs of one range."""

    def __init__(self, service_range: Range) -> None:
        # The first address, and for IPv4 the last one, are never given out (pkg/registry/core/service/ipallocator).
        size = service_range.num_addresses - (2 if service_range.version == 4 else 1)
        first = int(service_range.network_address) + 1
        lower = static_band(service_range.num_addresses, 16, 256)
        self.range = service_range
        self._numbers = Numbers(first, first + size - 1, min(lower, max(size, 0)))

    def take(self, address: Address) -> None:
        """Keep an address that was chosen by hand from being handed out."""
        self._numbers.take(int(address))

    def pick(self, name: str) -> Address | None:
        """Return a free address for that name, or None if there is none left."""
        number = self._numbers.pick(name)
        if number is None:
            return None
        return IPv4Address(number) if self.range.version == 4 else IPv6Address(number)


def node_ports(first: int, last: int) -> Numbers:
    """Return the allocator of a node port range."""
    return Numbers(first, last, static_band(last - first + 1, 32, 128))


class Addresses:
    """Hands out the addresses of ranges in order: the balancer's pool, a node's Pod range."""

    def __init__(self, ranges: Iterable[Range], taken: set[Address], skip: int = 0) -> None:
        self.ranges = tuple(ranges)
        self._taken = taken
        self._hosts = {one: _hosts(one, skip) for one in self.ranges}

    def pick(self, version: int) -> Address | None:
        """Return the next free address of that IP version, or None if there is none left."""
        for one in self.ranges:
            if one.version != version:
                continue
            for address in self._hosts[one]:
                if address not in self._taken:
                    self._taken.add(address)
                    return address
        return None


def _hosts(one: Range, skip: int) -> Iterator[Address]:
    """Return the range's addresses without network and broadcast address, and without the first `skip`."""
    hosts = iter(one.hosts())
    for _ in range(skip):
        next(hosts, None)
    return hosts
