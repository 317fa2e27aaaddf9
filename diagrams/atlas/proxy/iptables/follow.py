"""chains_of, narrowed: the chains that packets to one Service meet, in that order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from atlas.model.reference import Reference
from atlas.proxy.iptables.base import FORWARD, HOOKS, LOCALHOST, MARK, POSTROUTING
from atlas.proxy.iptables.ruleset import Chain, Rule, Ruleset, Table

_Key = tuple[Table, str]


def chains_of(ruleset: Ruleset, service: Reference) -> tuple[Chain, ...]:
    """Return the chains through which packets to the Service, or to one of its ports, can come.

    They stand as a packet meets them: from the chains of the kernel down to the endpoints, each once. Of chains that
    all Services share they hold what is there for this one.
    """
    walk = _Walk(ruleset, service)
    for hook in HOOKS:
        walk.enter(hook)
    return tuple(walk.narrowed_chains())


def narrowed(ruleset: Ruleset, service: Reference) -> Ruleset:
    """Return the rules that concern one Service: all that its packets need, and nothing else."""
    tables: dict[Table, dict[str, Chain]] = {}
    for chain in chains_of(ruleset, service):
        tables.setdefault(chain.table, {})[chain.name] = chain
    return replace(ruleset, tables=tables)


class _Walk:
    """The chains found so far while rules are followed."""

    def __init__(self, ruleset: Ruleset, service: Reference) -> None:
        self.ruleset = ruleset
        self.service = service
        self.found: dict[_Key, Chain] = {}
        self._leads: dict[_Key, bool] = {}

    def enter(self, hook: _Key) -> None:
        """Add the chains behind a chain of the kernel, so that none stands before one that leads to it."""
        finished: list[_Key] = []
        self._visit(hook, finished)
        self.found.update((key, self._chain(key)) for key in reversed(finished))

    def narrowed_chains(self) -> Iterator[Chain]:
        """Yield the chains found, without rules of other Services and jumps to chains that were not found."""
        for (table, _), chain in self.found.items():
            rules = (one for one in chain.rules if self._concerns(one))
            kept = (one for one in rules if not one.target or (table, one.target) in self.found)
            yield replace(chain, rules=tuple(kept))

    def _chain(self, key: _Key) -> Chain:
        table, name = key
        return self.ruleset.tables[table][name]

    def _visit(self, key: _Key, finished: list[_Key]) -> None:
        if key in self.found or key in finished or not self._leads_there(key):
            return
        for rule in reversed(self._chain(key).rules):
            if rule.target and self._concerns(rule):
                self._visit((key[0], rule.target), finished)
        finished.append(key)

    def _leads_there(self, key: _Key) -> bool:
        """Return whether a chain has or reaches something of the Service."""
        name = key[1]
        # Marked packets are let through and masqueraded after all Services have had their turn.
        if name in (FORWARD, POSTROUTING):
            return (Table.NAT, MARK) in self.found
        if name in (MARK, LOCALHOST):
            return name == MARK
        known = self._leads.get(key)
        if known is None:
            known = self._leads[key] = any(
                self._is_owner(one.owner)
                if one.owner
                else bool(one.target) and self._leads_there((key[0], one.target))
                for one in self._chain(key).rules
            )
        return known

    def _concerns(self, rule: Rule) -> bool:
        return rule.owner is None or self._is_owner(rule.owner)

    def _is_owner(self, owner: Reference | None) -> bool:
        """Return whether it belongs to the Service, or to the port of it that is asked for."""
        return owner is not None and self.service in (owner, owner.without_port())
