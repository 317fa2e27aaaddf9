"""The same decision as rules of either mode, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from atlas.figure.what_if import WhatIf, apply_all, pod_not_ready
from atlas.model.change import with_proxy_mode
from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.reference import parse_reference
from atlas.proxy.iptables import follow as follow_iptables
from atlas.proxy.iptables import ruleset as iptables
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.nftables import follow as follow_nftables
from atlas.proxy.nftables import ruleset as nftables
from atlas.proxy.nftables.rules import nftables_rules
from atlas.site.markup import templates
from atlas.text import rules_words as words
from atlas.text.text import Lang, Text

WEB, OPENED, STICKY = "service/web", "service/web-nodeport", "service/web-sticky"
NODE = "node-a"
READY_PODS = ("pod/web-1", "pod/web-2", "pod/web-3")

_Iptables = iptables.Kind
_Nftables = nftables.Kind


@dataclass(frozen=True, slots=True)
class Question:
    """Something that every mode has to find out about a packet, and the kinds of rules that do, on one node."""

    title: Text
    iptables: tuple[iptables.Kind, ...]
    nftables: tuple[nftables.Kind, ...]
    service: str = WEB
    what_ifs: tuple[WhatIf, ...] = ()


QUESTIONS = (
    Question(words.HOW_IN, (_Iptables.DISPATCH,), (_Nftables.DISPATCH,)),
    Question(
        words.WHICH_SERVICE,
        (_Iptables.TO_CLUSTER_IP,),
        (_Nftables.LOOK_UP_SERVICE, _Nftables.TO_CLUSTER_IP),
    ),
    Question(
        words.FROM_A_POD,
        (_Iptables.MASQUERADE_STRANGERS,),
        (_Nftables.MASQUERADE_STRANGERS,),
    ),
    Question(
        words.WHICH_ENDPOINT,
        (_Iptables.PICK_ENDPOINT, _Iptables.TAKE_LAST_ENDPOINT),
        (_Nftables.PICK_ENDPOINT,),
    ),
    Question(words.NEW_DESTINATION, (_Iptables.REWRITE,), (_Nftables.REWRITE,)),
    Question(
        words.SAME_CLIENT,
        (_Iptables.RETURN_TO_ENDPOINT, _Iptables.REMEMBER_AND_REWRITE),
        (_Nftables.RETURN_TO_ENDPOINT, _Nftables.REMEMBER_CLIENT),
        STICKY,
    ),
    Question(
        words.WHICH_NODE_PORT,
        (_Iptables.LOOK_UP_NODE_PORT, _Iptables.TO_NODE_PORT),
        (_Nftables.LOOK_UP_NODE_PORT, _Nftables.NODE_PORT_ADDRESS, _Nftables.TO_NODE_PORT),
        OPENED,
    ),
    Question(
        words.NEW_SOURCE,
        (_Iptables.MARK, _Iptables.SKIP_UNMARKED, _Iptables.MASQUERADE),
        (_Nftables.MARK, _Nftables.SKIP_UNMARKED, _Nftables.MASQUERADE),
    ),
    Question(
        words.NOBODY_READY,
        (_Iptables.NO_ENDPOINTS,),
        (_Nftables.LOOK_UP_EMPTY_SERVICE, _Nftables.NO_ENDPOINTS, _Nftables.REJECT),
        what_ifs=tuple(map(pod_not_ready, READY_PODS)),
    ),
    Question(words.UNKNOWN_PORT, (), (_Nftables.REJECT_UNKNOWN_PORT,)),
)
_ALL_SHOWN = (_Iptables.PICK_ENDPOINT,)
"""Kinds whose rules say something only together; of the others one stands for all."""


def rules_beside(cluster: Cluster, lang: Lang) -> str:
    """Return each question with the rules of either mode that answer it, as HTML."""
    shown = [
        {"title": one.title.in_language(lang), "modes": list(_answers(cluster, one))}
        for one in QUESTIONS
    ]
    nothing = words.NO_RULE.in_language(lang)
    return templates().get_template("rules_beside.html").render(questions=shown, nothing=nothing)


def _answers(cluster: Cluster, question: Question) -> Iterator[tuple[str, list[str]]]:
    """Yield each mode with its rules for the question."""
    changed = with_proxy_mode(apply_all(cluster, question.what_ifs), ProxyMode.IPTABLES)
    node, service = changed.node_by_name[NODE], parse_reference(question.service)
    found = follow_iptables.narrowed(iptables_rules(changed, node), service)
    rules = [rule for chain in found.chains for rule in chain.rules]
    yield ProxyMode.IPTABLES.value, _texts(rules, question.iptables)
    ruleset = follow_nftables.narrowed(nftables_rules(changed, node), service)
    parts: list[nftables.Rule | nftables.Element] = [
        rule for chain in ruleset.chains.values() for rule in chain.rules
    ]
    parts += [each for one in ruleset.collections.values() for each in one.elements]
    yield ProxyMode.NFTABLES.value, _texts(parts, question.nftables)


def _texts(
    parts: Sequence[iptables.Rule | nftables.Rule | nftables.Element],
    kinds: Sequence[iptables.Kind | nftables.Kind],
) -> list[str]:
    """Return the rules of these kinds as text, in that order."""
    texts: list[str] = []
    for kind in kinds:
        of_kind = (str(one) for one in parts if one.kind is kind)
        texts += islice(of_kind, None if kind in _ALL_SHOWN else 1)
    return texts
