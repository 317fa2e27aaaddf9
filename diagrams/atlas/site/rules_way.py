"""The rules that apply to a packet to one Service, in order, each with a sentence on what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.reference import Reference, parse_reference
from atlas.model.release import RECORDED
from atlas.model.workload import Node
from atlas.proxy.follow import chains_of, narrowed
from atlas.proxy.languages import LANGUAGES, rules
from atlas.proxy.rules import Chain, Collection, Element, Kind, Rule
from atlas.site.markup import templates
from atlas.text.rule_notes import note
from atlas.text.rules_words import OTHER_ENDPOINTS
from atlas.text.text import Lang
from atlas.what_if.change import with_proxy_mode, with_release
from atlas.what_if.row import apply_all
from atlas.what_if.rows import external_policy, pod_not_ready

_NOT_IN_IDENTIFIERS = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule, or an element of a set or map, as text; `note` says what it is for, `targets` name where it leads."""

    text: str
    note: str
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownChain:
    """A chain, set or map under its name; `where` says what it is, or where the kernel calls it.

    `scope` is what its name is unique in: chains of iptables belong to a table. `is_endpoint` tells whether it is the
    chain of one endpoint, which looks like those of all others.
    """

    name: str
    where: str
    rules: tuple[ShownRule, ...]
    scope: str = ""
    is_endpoint: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """What a page asks for: the rules of one Service on one node in one mode.

    `only` keeps the chains, sets and maps whose names begin with one of these words; `external_policy` and `not_ready`
    change the cluster before the rules are written.
    """

    service: str
    node: str
    mode: str
    only: str = ""
    external_policy: str = ""
    not_ready: str = ""


Part = tuple[str, str]
"""A piece of a rule's text, and the anchor of the chain that it names, or ""."""


def rules_way(cluster: Cluster, way: Way, lang: Lang) -> str:
    """Return the chains that packets to the Service go through, as HTML. Raises LookupError if there are none."""
    chains = shown_chains(cluster, way, lang)
    if not chains:
        raise LookupError(f"no chain to show: {way}")
    # The same chain may stand on a page more than once, for another Service or another cluster.
    prefix = f"rules-{crc32(repr(way).encode()):x}"
    anchors = {(one.scope, one.name): _identifier(prefix, one) for one in chains}
    shown = [
        {
            "name": one.name,
            "where": one.where,
            "anchor": anchors[one.scope, one.name],
            "rules": [(list(_parts(rule, one.scope, anchors)), rule.note) for rule in one.rules],
            "folded": before.is_endpoint and one.is_endpoint if before else False,
        }
        for before, one in zip((None, *chains), chains, strict=False)
    ]
    count = sum(bool(one["folded"]) for one in shown)
    words = OTHER_ENDPOINTS.fill(lang, count=count)
    return templates().get_template("rules.html").render(chains=shown, others=words)


def shown_chains(cluster: Cluster, way: Way, lang: Lang) -> list[ShownChain]:
    """Return the chains in the order of the packet, without those that hold nothing for the Service."""
    mode = ProxyMode(way.mode)
    changed = with_release(with_proxy_mode(_changed(cluster, way), mode), RECORDED)
    node = changed.node_by_name[way.node]
    kept = tuple(way.only.split())
    return [
        one
        for one in _Shower(mode, lang).chains(changed, parse_reference(way.service), node)
        if one.rules and (not kept or one.name.startswith(kept))
    ]


def _changed(cluster: Cluster, way: Way) -> Cluster:
    changes = [pod_not_ready(one) for one in way.not_ready.split()]
    if way.external_policy:
        changes.append(external_policy(way.service, way.external_policy))
    return apply_all(cluster, changes)


def _identifier(prefix: str, chain: ShownChain) -> str:
    return _NOT_IN_IDENTIFIERS.sub("-", f"{prefix}-{chain.scope}-{chain.name}").strip("-")


def _parts(rule: ShownRule, scope: str, anchors: dict[tuple[str, str], str]) -> Iterator[Part]:
    """Yield the rule's text in pieces, those apart that name a chain, set or map on the same page."""
    known = {name: anchors[scope, name] for name in rule.targets if (scope, name) in anchors}
    if not known:
        yield rule.text, ""
        return
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    for piece in re.split(f"({names})", rule.text):
        yield piece, known.get(piece, "")


@dataclass(frozen=True, slots=True)
class _Shower:
    """Shows chains, sets and maps in the words of a mode and a language."""

    mode: ProxyMode
    lang: Lang

    def chains(self, cluster: Cluster, service: Reference, node: Node) -> Iterator[ShownChain]:
        """Yield what packets to the Service go through; sets and maps follow the first chain that reads them."""
        written = rules(cluster, node)
        # The name of a table says something only where there are several.
        several = len(written.tables) > 1
        tables = narrowed(written, service).tables
        left = {name: dict(table.collections) for name, table in tables.items()}
        for chain in chains_of(written, service):
            yield self._chain(chain, several)
            for target in (each for rule in chain.rules for each in rule.targets):
                collection = left[chain.table].pop(target.removeprefix("@"), None)
                if collection is not None:
                    yield self._collection(collection)

    def _chain(self, chain: Chain, has_table: bool) -> ShownChain:
        return ShownChain(
            chain.name,
            chain.table if has_table else chain.hook.partition(";")[0],
            tuple(map(self._rule, chain.rules)),
            chain.table if has_table else "",
            is_endpoint=any(rule.kind is Kind.HAIRPIN for rule in chain.rules),
        )

    def _collection(self, collection: Collection) -> ShownChain:
        where = "map" if collection.is_map else "set"
        return ShownChain(collection.name, where, tuple(map(self._rule, collection.elements)))

    def _rule(self, part: Rule | Element) -> ShownRule:
        return ShownRule(
            LANGUAGES[self.mode].line(part),
            note(self.mode, part, self.lang),
            tuple(target.removeprefix("@") for target in part.targets),
        )
