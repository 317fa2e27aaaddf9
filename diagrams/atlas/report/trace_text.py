"""A trace as text for a terminal: the tree of its ways, hop by hop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.report.endings import Ending, endings
from atlas.text import report_words as words
from atlas.text.columns import folded
from atlas.text.packets import packet_text
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.dns.answer import DnsAnswer
from atlas.tracer.trace import Action, Branch, Hop, Trace

WIDTH = 90
"""Columns of the sentences; the packets stand on lines of their own."""


def trace_text(cluster: Cluster, answer: Trace, lang: Lang) -> str:
    """Return the trace: DNS lookups, the tree of ways with their replies, and a summary."""
    lines = [*_question(cluster, answer, lang)]
    for lookup in answer.lookups:
        lines += _lookup(lookup, lang)
    lines += _tree(list(answer.branches), 0, "", lang)
    lines += ["", *_summary(endings(cluster, answer), lang)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _question(cluster: Cluster, answer: Trace, lang: Lang) -> Iterator[str]:
    egress = words.EGRESS_MASQUERADE if cluster.network.egress_masquerade else words.EGRESS_KEPT
    settings = (
        f"kube-proxy {cluster.proxy.mode.value}",
        words.POD_NETWORK.fill(lang, mode=cluster.network.pod_network.value),
        egress.in_language(lang),
    )
    yield f"{answer.flow.source} → {answer.flow.to}   ({', '.join(settings)})"
    yield ""


def _lookup(answer: DnsAnswer, lang: Lang) -> Iterator[str]:
    asked = words.LOOKUP.fill(lang, name=answer.question, server=answer.server)
    yield f"? {asked}"
    yield f"    {words.TRIED.fill(lang, names=', '.join(answer.tried))}"
    for record in answer.records:
        yield f"    {record.name} {record.type.value} {record.value}"
    yield f"    {say(answer.reason, lang)}"
    yield ""


# The tree: branches that begin alike share their hops


def _tree(branches: Sequence[Branch], depth: int, indent: str, lang: Lang) -> Iterator[str]:
    """Yield the hops that all branches share from `depth` on, then each group of branches that go on alike."""
    shared = _shared(branches, depth)
    for number, hop in enumerate(branches[0].hops[depth:shared], depth + 1):
        yield from _hop(f"{number}", hop, indent, lang)
    if len(branches) == 1:
        yield from _end(branches[0], indent, lang)
        return
    total = sum((one.probability for one in branches), Fraction(0))
    for group in _groups(branches, shared):
        share = sum((one.probability for one in group), Fraction(0)) / total
        yield f"{indent}├─ {share} " + "─" * 20
        yield from _tree(group, shared, f"{indent}│  ", lang)


def _shared(branches: Sequence[Branch], depth: int) -> int:
    """Return how many hops all branches have in common."""
    first = branches[0].hops
    while depth < len(first) and all(
        depth < len(one.hops) and one.hops[depth] == first[depth] for one in branches
    ):
        depth += 1
    return depth


def _groups(branches: Iterable[Branch], depth: int) -> list[list[Branch]]:
    """Return the branches by their hop at `depth`, in the order of their first appearance.

    Branches that end there, or are equal altogether, stand alone.
    """
    groups: dict[Hop | int, list[Branch]] = {}
    for number, branch in enumerate(branches):
        key = branch.hops[depth] if depth < len(branch.hops) else number
        groups.setdefault(key, []).append(branch)
    return list(groups.values())


def _end(branch: Branch, indent: str, lang: Lang) -> Iterator[str]:
    yield f"{indent}= {say(branch.verdict, lang)}"
    if branch.reply:
        yield f"{indent}  {words.REPLY.in_language(lang)}"
    for number, hop in enumerate(branch.reply, 1):
        yield from _hop(f"r{number}", hop, indent, lang)


def _hop(number: str, hop: Hop, indent: str, lang: Lang) -> Iterator[str]:
    packet = packet_text(hop.before)
    if hop.after != hop.before and hop.action is not Action.SEND:
        packet += f"  ⇒  {packet_text(hop.after)}"
    yield f"{indent}{number:>2} {hop.place}: {say(hop.action, lang)}"
    yield f"{indent}     {packet}"
    sentence = say(hop.reason, lang, **dict(hop.facts)).replace("`", "")
    for text in (sentence, f"[{hop.reason.source}]"):
        for line in folded(text, WIDTH - len(indent)):
            yield f"{indent}     {line}"


# The summary


@dataclass(frozen=True, slots=True)
class _Line:
    share: str
    verdict: str
    receiver: str
    source: str


def _summary(found: Iterable[Ending], lang: Lang) -> Iterator[str]:
    lines = [_line(one, lang) for one in found]
    wide = [max(len(getattr(one, name)) for one in lines) for name in ("share", "receiver")]
    for one in lines:
        yield f"{one.share:>{wide[0]}}  {one.receiver:<{wide[1]}}  {one.verdict}{one.source}"


def _line(ending: Ending, lang: Lang) -> _Line:
    source = ""
    if ending.receiver:
        port = words.PORT_KEPT if ending.port_kept else words.PORT_REWRITTEN
        owner = f" ({ending.source_owner})" if ending.source_owner else ""
        seen = words.SOURCE_SEEN.fill(lang, source=f"{ending.source_seen}{owner}")
        source = f"; {seen}, {port.in_language(lang)}"
    return _Line(str(ending.probability), say(ending.verdict, lang), ending.receiver or "-", source)
