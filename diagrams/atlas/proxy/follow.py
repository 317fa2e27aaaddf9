"""chains_of, narrowed: the rules that apply to packets to one Service, in the order of evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from atlas.model.reference import Reference
from atlas.proxy.rules import Chain, Collection, Element, Kind, Rule, Ruleset, Table

_CALLED_BY_ALL = (Kind.MARK, Kind.REJECT)
"""Rules that serve every Service whose chains call them."""
_AFTER_A_MARK = (Kind.FORWARD_MARKED, Kind.MASQUERADE)
"""Rules for packets that were marked: they are met after all Services have had their turn."""

_Key = tuple[str, str]
"""A chain: its table, its name."""


def chains_of(ruleset: Ruleset, service: Reference) -> tuple[Chain, ...]:
    """Return the chains through which packets to the Service, or to one of its ports, can come.

    They are in the order of evaluation: from the chains of the kernel down to the endpoints, each once. Of what all
    Services share they hold what is there for this one.
    """
    walk = _Walk(ruleset, service)
    for hook in ruleset.hooks:
        walk.enter(hook)
    return tuple(walk.narrowed_chains())


def narrowed(ruleset: Ruleset, service: Reference) -> Ruleset:
    """Return the rules and elements that concern one Service: all that its packets need, and nothing else."""
    by_table: dict[str, dict[str, Chain]] = {}
    for chain in chains_of(ruleset, service):
        by_table.setdefault(chain.table, {})[chain.name] = chain
    tables = {
        name: Table(name, chains, _read_by(chains, ruleset.tables[name], service))
        for name, chains in by_table.items()
    }
    return replace(ruleset, tables=tables)


def _read_by(chains: dict[str, Chain], table: Table, service: Reference) -> dict[str, Collection]:
    """Return the sets and maps that the chains read, with the elements of the Service."""
    read = {target for one in chains.values() for rule in one.rules for target in rule.targets}
    return {
        name: replace(collection, elements=_elements_for(collection, service))
        for name, collection in table.collections.items()
        if f"@{name}" in read
    }


def _elements_for(collection: Collection, service: Reference) -> tuple[Element, ...]:
    """Return the elements that belong to the Service, or to none."""
    return tuple(one for one in collection.elements if _concerns(one, service))


class _Walk:
    """The chains found so far while rules are followed."""

    def __init__(self, ruleset: Ruleset, service: Reference) -> None:
        self.ruleset = ruleset
        self.service = service
        self.found: dict[_Key, Chain] = {}
        self._is_marked = False
        self._leads: dict[_Key, bool] = {}

    def enter(self, hook: _Key) -> None:
        """Add the chains after a chain of the kernel, so that none comes before one that leads to it."""
        finished: list[_Key] = []
        self._visit(hook, finished)
        for key in reversed(finished):
            chain = self.found[key] = self._chain(key)
            self._is_marked = self._is_marked or any(one.kind is Kind.MARK for one in chain.rules)

    def narrowed_chains(self) -> Iterator[Chain]:
        """Yield the chains found, without rules of other Services and those that lead nowhere for this one."""
        for (table, _), chain in self.found.items():
            kept = (
                rule
                for rule in chain.rules
                if _concerns(rule, self.service)
                and all(self._is_there(table, target) for target in rule.targets)
            )
            yield replace(chain, rules=tuple(kept))

    def _is_there(self, table: str, target: str) -> bool:
        """Return whether a target holds something for the Service. A map without an element for it is of no use to it."""
        if not target.startswith("@"):
            return (table, target) in self.found
        collection = self.ruleset.tables[table].collections[target[1:]]
        return not collection.is_map or any(
            _concerns(one, self.service) for one in collection.elements
        )

    def _chain(self, key: _Key) -> Chain:
        table, name = key
        return self.ruleset.tables[table].chains[name]

    def _visit(self, key: _Key, finished: list[_Key]) -> None:
        if key in self.found or key in finished or not self._leads_there(key):
            return
        for rule in reversed(self._chain(key).rules):
            if _concerns(rule, self.service):
                for target in reversed(list(self._chains_behind(key[0], rule))):
                    self._visit(target, finished)
        finished.append(key)

    def _leads_there(self, key: _Key) -> bool:
        """Return whether a chain has or reaches something of the Service."""
        rules = self._chain(key).rules
        if any(rule.kind in _AFTER_A_MARK for rule in rules):
            return self._is_marked
        known = self._leads.get(key)
        if known is None:
            known = self._leads[key] = any(
                rule.kind in _CALLED_BY_ALL
                or (
                    _belongs_to(rule.owner, self.service)
                    if rule.owner
                    else self._reaches(key[0], rule)
                )
                for rule in rules
            )
        return known

    def _reaches(self, table: str, rule: Rule) -> bool:
        """Return whether one of the rule's targets has or reaches something of the Service."""
        return any(
            any(True for _ in self._own_elements(table, target))
            if target.startswith("@")
            else self._leads_there((table, target))
            for target in rule.targets
        )

    def _own_elements(self, table: str, target: str) -> Iterator[Element]:
        for element in self.ruleset.tables[table].collections[target[1:]].elements:
            if element.owner and _belongs_to(element.owner, self.service):
                yield element

    def _chains_behind(self, table: str, rule: Rule) -> Iterator[_Key]:
        """Yield the chains that a rule leads the Service's packets to, by a look-up if need be."""
        for target in rule.targets:
            if target.startswith("@"):
                for element in self._own_elements(table, target):
                    yield from ((table, chain) for chain in element.targets)
            else:
                yield table, target


def _concerns(part: Rule | Element, service: Reference) -> bool:
    """Return whether a rule or element belongs to the Service, or to none."""
    return part.owner is None or _belongs_to(part.owner, service)


def _belongs_to(owner: Reference, service: Reference) -> bool:
    """Return whether the owner is the Service or its port; what belongs to a whole Service belongs to each port."""
    return service in (owner, owner.without_port()) or (
        not owner.port and owner == service.without_port()
    )
