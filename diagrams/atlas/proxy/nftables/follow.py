"""chains_of, narrowed: the chains that packets to one Service meet, in that order."""

from __future__ import annotations

from dataclasses import replace

from atlas.model.reference import Reference
from atlas.proxy.nftables.base import HOOKS, MARK, MASQUERADING
from atlas.proxy.nftables.ruleset import Chain, Collection, Element, Ruleset


def chains_of(ruleset: Ruleset, service: Reference) -> tuple[Chain, ...]:
    """Return the chains through which packets to the Service, or to one of its ports, can come.

    They stand as a packet meets them: from the hooks of the kernel down to the endpoints, each chain once. Chains of
    every node are among them only if they lead to something of this Service.
    """
    walk = _Walk(ruleset, service)
    for hook in HOOKS:
        walk.enter(hook)
    return tuple(walk.found.values())


def narrowed(ruleset: Ruleset, service: Reference) -> Ruleset:
    """Return the rules and elements that concern one Service: all that its packets need, and nothing else."""
    chains = chains_of(ruleset, service)
    collections = {
        one.name: replace(one, elements=_elements_for(one, service))
        for one in ruleset.collections.values()
    }
    # A map without an element for the Service is of no use to it, nor is a rule that looks there.
    known = {one.name for one in chains}
    known |= {f"@{one.name}" for one in collections.values() if one.elements or not one.is_map}
    kept = {one.name: _kept(one, known, service) for one in chains}
    read = {target[1:] for one in kept.values() for rule in one.rules for target in rule.targets}
    used = {name: one for name, one in collections.items() if name in read}
    return replace(ruleset, collections=used, chains=kept)


def _elements_for(one: Collection, service: Reference) -> tuple[Element, ...]:
    """Return the elements that belong to the Service, or to none."""
    return tuple(
        two for two in one.elements if two.owner is None or _belongs_to(two.owner, service)
    )


def _kept(chain: Chain, known: set[str], service: Reference) -> Chain:
    rules = (
        one
        for one in chain.rules
        if (one.owner is None or _belongs_to(one.owner, service)) and known.issuperset(one.targets)
    )
    return replace(chain, rules=tuple(rules))


class _Walk:
    """The chains found so far while rules are followed."""

    def __init__(self, ruleset: Ruleset, service: Reference) -> None:
        self.ruleset = ruleset
        self.service = service
        self.found: dict[str, Chain] = {}
        self._leads: dict[str, bool] = {}

    def enter(self, hook: str) -> None:
        """Add the chains behind a hook, so that none stands before one that leads to it."""
        finished: list[str] = []
        self._visit(hook, finished)
        self.found.update((name, self.ruleset.chains[name]) for name in reversed(finished))

    def _visit(self, name: str, finished: list[str]) -> None:
        if name in self.found or name in finished or not self._leads_there(name):
            return
        for rule in reversed(self.ruleset.chains[name].rules):
            if rule.owner is None or self._is_owner(rule.owner):
                for target in reversed(self._chains_behind(rule.targets)):
                    self._visit(target, finished)
        finished.append(name)

    def _leads_there(self, name: str) -> bool:
        """Return whether a chain has or reaches something of the Service."""
        known = self._leads.get(name)
        # Whether a packet is masqueraded is asked at the end; what marks it and what refuses it serves all Services.
        if name == MASQUERADING:
            known = MARK in self.found
        if known is None:
            known = self._leads[name] = any(
                self._is_owner(rule.owner) if rule.owner else self._reaches(rule.targets)
                for rule in self.ruleset.chains[name].rules
            ) or not any(rule.targets for rule in self.ruleset.chains[name].rules)
        return known

    def _reaches(self, targets: tuple[str, ...]) -> bool:
        for target in targets:
            if target.startswith("@"):
                if any(self._is_owner(one.owner) for one in self._elements(target)):
                    return True
            elif self._leads_there(target):
                return True
        return False

    def _chains_behind(self, targets: tuple[str, ...]) -> list[str]:
        found: list[str] = []
        for target in targets:
            if target.startswith("@"):
                owned = (one for one in self._elements(target) if self._is_owner(one.owner))
                found += [one.target for one in owned if one.target]
            else:
                found.append(target)
        return found

    def _elements(self, target: str) -> tuple[Element, ...]:
        return self.ruleset.collections[target[1:]].elements

    def _is_owner(self, owner: Reference | None) -> bool:
        return owner is not None and _belongs_to(owner, self.service)


def _belongs_to(owner: Reference, service: Reference) -> bool:
    """Return whether the owner is the Service or its port; what belongs to a whole Service belongs to each port."""
    return service in (owner, owner.without_port()) or (
        not owner.port and owner == service.without_port()
    )
