"""save_text: rules as `iptables-save` prints them, to be read and to be loaded with `iptables-restore`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from atlas.proxy.iptables.ruleset import Chain, Rule, Ruleset, Table

Remark = Callable[[Rule], str]


def save_text(ruleset: Ruleset) -> str:
    """Return all tables as text. For IPv6 it is that of `ip6tables-save`."""
    return table_text(ruleset.chains)


def table_text(chains: Iterable[Chain], remark: Remark | None = None) -> str:
    """Return these chains as text, with a line of comment before each rule if `remark` says something about rules."""
    by_table: dict[Table, list[Chain]] = {}
    for one in chains:
        by_table.setdefault(one.table, []).append(one)
    return "".join(
        f"{line}\n" for table, some in by_table.items() for line in _lines(table, some, remark)
    )


def _lines(table: Table, chains: list[Chain], remark: Remark | None) -> Iterator[str]:
    yield f"*{table}"
    for one in chains:
        yield f":{one.name} {one.policy or '-'} [0:0]"
    for chain in chains:
        for rule in chain.rules:
            if remark is not None:
                yield f"# {remark(rule)}"
            yield f"-A {rule.chain} {rule.text}"
    yield "COMMIT"
