"""Ranges in a set as nft lists them: in order, those that touch or overlap as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network, summarize_address_range

from atlas.model.network import Address, Range
from atlas.proxy.nftables.host import range_text


def merged(ranges: Iterable[Range]) -> Iterator[str]:
    """Yield the ranges (all of one family) that hold the same addresses and do not touch."""
    last: tuple[Address, Address] | None = None
    for one in sorted(ranges, key=lambda one: int(one.network_address)):
        first, end = one.network_address, one.broadcast_address
        if last is not None and int(first) <= int(last[1]) + 1:
            last = last[0], max(last[1], end, key=int)
        else:
            if last is not None:
                yield _text(*last)
            last = first, end
    if last is not None:
        yield _text(*last)


def _text(first: Address, end: Address) -> str:
    found = list(summarize_address_range(first, end))  # type: ignore[type-var]
    if len(found) == 1:
        return range_text(ip_network(found[0]))
    return f"{first}-{end}"
