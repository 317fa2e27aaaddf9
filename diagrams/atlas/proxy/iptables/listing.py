"""listing: rules as `iptables-save` prints them, to be read and to be loaded with `iptables-restore`."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.proxy.rules import Element, Remark, Rule, Ruleset, Table


def listing(ruleset: Ruleset, remark: Remark | None = None) -> str:
    """Return all tables as text, for IPv6 as `ip6tables-save` prints them.

    If `remark` says something about rules, it stands as a line of comment before each.
    """
    return "".join(
        f"{line}\n" for table in ruleset.tables.values() for line in _lines(table, remark)
    )


def as_line(part: Rule | Element) -> str:
    """Return a rule as a line of its own."""
    return f"-A {part.chain} {part.text}" if isinstance(part, Rule) else part.text


def _lines(table: Table, remark: Remark | None) -> Iterator[str]:
    yield f"*{table.name}"
    for chain in table.chains.values():
        yield f":{chain.name} {chain.hook.removeprefix('policy ') or '-'} [0:0]"
    for chain in table.chains.values():
        for rule in chain.rules:
            if remark is not None:
                yield f"# {remark(rule)}"
            yield as_line(rule)
    yield "COMMIT"
