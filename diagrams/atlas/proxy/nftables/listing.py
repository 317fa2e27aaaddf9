"""listing: a ruleset as `nft list table` prints it, to be read and to be loaded with `nft -f`."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.model.network import Family
from atlas.proxy.rules import Chain, Collection, Element, Remark, Rule, Ruleset, Table

_LINE = ",\n\t\t\t     "
"""What parts the lines of a set's elements."""


def listing(ruleset: Ruleset, remark: Remark | None = None) -> str:
    """Return the table as text, with a line of comment before each rule and element if `remark` says one."""
    word = "ip" if ruleset.family is Family.IPV4 else "ip6"
    return "".join(_table(word, table, remark) for table in ruleset.tables.values())


def as_line(part: Rule | Element) -> str:
    """Return a rule or an element as a line of its own."""
    return part.text


def _table(word: str, table: Table, remark: Remark | None) -> str:
    blocks = "\n\n".join(_blocks(table, remark))
    return f'table {word} {table.name} {{\n\tcomment "rules for kube-proxy"\n{blocks}\n}}\n'


def _blocks(table: Table, remark: Remark | None) -> Iterator[str]:
    for one in table.collections.values():
        yield _block("map" if one.is_map else "set", one.name, _collection_lines(one, remark))
    for chain in table.chains.values():
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
        yield as_line(rule)


def _collection_lines(one: Collection, remark: Remark | None) -> Iterator[str]:
    yield f"type {one.type}"
    if one.comment:
        yield f'comment "{one.comment}"'
    yield from one.options
    if one.elements and remark is not None:
        remarked = (f"# {remark(element)}{_LINE[1:]}{as_line(element)}" for element in one.elements)
        yield f"elements = {{{_LINE[1:]}{_LINE.join(remarked)} }}"
    elif one.elements:
        # nft prints two IPv4 addresses to a line, and one of anything longer.
        width = 2 if one.type == "ipv4_addr" else 1
        texts = [as_line(element) for element in one.elements]
        lines = (", ".join(texts[at : at + width]) for at in range(0, len(texts), width))
        yield f"elements = {{ {_LINE.join(lines)} }}"
