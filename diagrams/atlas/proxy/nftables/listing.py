"""listing: a ruleset as `nft list table` prints it, to be read and to be loaded with `nft -f`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from atlas.model.network import Family
from atlas.proxy.nftables.ruleset import Chain, Collection, Element, Rule, Ruleset

Remark = Callable[[Rule | Element], str]

_LINE = ",\n\t\t\t     "
"""What parts the lines of a set's elements."""


def listing(ruleset: Ruleset, remark: Remark | None = None) -> str:
    """Return the table as text, with a line of comment before each rule and element if `remark` says one."""
    family = "ip" if ruleset.family is Family.IPV4 else "ip6"
    blocks = "\n\n".join(_blocks(ruleset, remark))
    return f'table {family} kube-proxy {{\n\tcomment "rules for kube-proxy"\n{blocks}\n}}\n'


def _blocks(ruleset: Ruleset, remark: Remark | None) -> Iterator[str]:
    for one in ruleset.collections.values():
        yield _block("map" if one.is_map else "set", one.name, _collection_lines(one, remark))
    for chain in ruleset.chains.values():
        yield _block("chain", chain.name, _chain_lines(chain, remark))


def _block(kind: str, name: str, lines: Iterator[str]) -> str:
    body = "".join(f"\t\t{line}\n" for line in lines)
    return f"\t{kind} {name} {{\n{body}\t}}"


def _chain_lines(chain: Chain, remark: Remark | None) -> Iterator[str]:
    if chain.comment:
        yield f'comment "{chain.comment}"'
    if chain.hook:
        yield chain.hook
    for rule in chain.rules:
        if remark is not None:
            yield f"# {remark(rule)}"
        yield str(rule)


def _collection_lines(one: Collection, remark: Remark | None) -> Iterator[str]:
    yield f"type {one.type}"
    if one.comment:
        yield f'comment "{one.comment}"'
    yield from one.options
    if one.elements and remark is not None:
        remarked = (f"# {remark(element)}{_LINE[1:]}{element}" for element in one.elements)
        yield f"elements = {{{_LINE[1:]}{_LINE.join(remarked)} }}"
    elif one.elements:
        # nft prints two IPv4 addresses to a line, and one of anything longer.
        width = 2 if one.type == "ipv4_addr" else 1
        texts = [str(element) for element in one.elements]
        lines = (", ".join(texts[at : at + width]) for at in range(0, len(texts), width))
        yield f"elements = {{ {_LINE.join(lines)} }}"
