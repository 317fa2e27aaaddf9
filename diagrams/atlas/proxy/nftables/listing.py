"""listing: a ruleset as `nft list table` prints it, to be read and to be loaded with `nft -f`."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.model.network import Family
from atlas.proxy.nftables.ruleset import Chain, Collection, Ruleset

_LINE = ",\n\t\t\t     "
"""What parts the lines of a set's elements."""


def listing(ruleset: Ruleset) -> str:
    """Return the table as text."""
    family = "ip" if ruleset.family is Family.IPV4 else "ip6"
    blocks = "\n\n".join(_blocks(ruleset))
    return f'table {family} kube-proxy {{\n\tcomment "rules for kube-proxy"\n{blocks}\n}}\n'


def _blocks(ruleset: Ruleset) -> Iterator[str]:
    for one in ruleset.collections.values():
        yield _block("map" if one.is_map else "set", one.name, _collection_lines(one))
    for chain in ruleset.chains.values():
        yield _block("chain", chain.name, _chain_lines(chain))


def _block(kind: str, name: str, lines: Iterator[str]) -> str:
    body = "".join(f"\t\t{line}\n" for line in lines)
    return f"\t{kind} {name} {{\n{body}\t}}"


def _chain_lines(chain: Chain) -> Iterator[str]:
    if chain.comment:
        yield f'comment "{chain.comment}"'
    if chain.hook:
        yield chain.hook
    yield from map(str, chain.rules)


def _collection_lines(one: Collection) -> Iterator[str]:
    yield f"type {one.type}"
    if one.comment:
        yield f'comment "{one.comment}"'
    yield from one.options
    if one.elements:
        # nft prints two IPv4 addresses to a line, and one of anything longer.
        width = 2 if one.type == "ipv4_addr" else 1
        texts = [str(element) for element in one.elements]
        lines = (", ".join(texts[at : at + width]) for at in range(0, len(texts), width))
        yield f"elements = {{ {_LINE.join(lines)} }}"
