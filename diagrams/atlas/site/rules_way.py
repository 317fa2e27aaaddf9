"""The rules that a packet to one Service meets, in its order, each with a sentence on what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from atlas.figure import what_if
from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.reference import Reference, parse_reference
from atlas.model.service import TrafficPolicy
from atlas.model.workload import Node
from atlas.proxy.iptables import follow as follow_iptables
from atlas.proxy.iptables import ruleset as iptables
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.nftables import follow as follow_nftables
from atlas.proxy.nftables import ruleset as nftables
from atlas.proxy.nftables.rules import nftables_rules
from atlas.site.markup import templates
from atlas.text import iptables_notes, nftables_notes
from atlas.text.rules_words import OTHER_ENDPOINTS
from atlas.text.text import Lang
from atlas.what_if.change import with_proxy_mode

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
    """Return the chains that packets to the Service meet, as HTML. Raises LookupError if there are none."""
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
    changed = with_proxy_mode(_changed(cluster, way), mode)
    node = changed.node_by_name[way.node]
    kept = tuple(way.only.split())
    return [
        one
        for one in _IN_MODE[mode](changed, parse_reference(way.service), node, lang)
        if one.rules and (not kept or one.name.startswith(kept))
    ]


def _changed(cluster: Cluster, way: Way) -> Cluster:
    changes = [what_if.pod_not_ready(one) for one in way.not_ready.split()]
    if way.external_policy:
        policy = TrafficPolicy(way.external_policy)
        changes.append(what_if.external_policy(way.service, policy))
    return what_if.apply_all(cluster, changes)


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


def _iptables(cluster: Cluster, service: Reference, node: Node, lang: Lang) -> Iterator[ShownChain]:
    for chain in follow_iptables.chains_of(iptables_rules(cluster, node), service):
        shown = tuple(
            ShownRule(str(one), iptables_notes.note(one, lang), (one.target,))
            for one in chain.rules
        )
        is_endpoint = any(one.kind is iptables.Kind.HAIRPIN for one in chain.rules)
        table = chain.table.value
        yield ShownChain(chain.name, table, shown, table, is_endpoint)


def _nftables(cluster: Cluster, service: Reference, node: Node, lang: Lang) -> Iterator[ShownChain]:
    """Maps and sets stand right behind the first chain that reads them."""
    ruleset = follow_nftables.narrowed(nftables_rules(cluster, node), service)
    left = dict(ruleset.collections)
    for chain in ruleset.chains.values():
        shown = tuple(
            ShownRule(
                str(one),
                nftables_notes.note(one, lang),
                tuple(target.removeprefix("@") for target in one.targets),
            )
            for one in chain.rules
        )
        is_endpoint = any(one.kind is nftables.Kind.HAIRPIN for one in chain.rules)
        where = chain.hook.partition(";")[0]
        yield ShownChain(chain.name, where, shown, is_endpoint=is_endpoint)
        for target in (each for rule in chain.rules for each in rule.targets):
            if target.startswith("@") and target[1:] in left:
                yield _collection(left.pop(target[1:]), lang)


def _collection(one: nftables.Collection, lang: Lang) -> ShownChain:
    elements = tuple(
        ShownRule(str(each), nftables_notes.note(each, lang), (each.target,))
        for each in one.elements
    )
    return ShownChain(one.name, "map" if one.is_map else "set", elements)


_IN_MODE = {ProxyMode.IPTABLES: _iptables, ProxyMode.NFTABLES: _nftables}
