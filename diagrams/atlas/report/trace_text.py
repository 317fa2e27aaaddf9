"""A trace as text for a terminal: the tree of its ways, hop by hop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.report.endings import Ending, endings
from atlas.text import report_words as words
from atlas.text.columns import folded
from atlas.text.near_misses import say_near_miss
from atlas.text.packets import packet_text
from atlas.text.reason_sources import source_of
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.dns.answer import DnsAnswer
from atlas.tracer.near_miss import near_misses
from atlas.tracer.trace import Action, Branch, Hop, PlaceKind, Trace, Verdict

WIDTH = 90
"""Columns of the sentences."""


def trace_text(cluster: Cluster, answer: Trace, lang: Lang) -> str:
    """Return the trace: the outcome first, then DNS lookups, the tree of ways with their replies, and sources."""
    sources = _Sources()
    lines = [*_brief(cluster, answer, lang), "", *_question(cluster, answer, lang)]
    for lookup in answer.lookups:
        lines += _lookup(lookup, lang)
    lines += _tree(list(answer.branches), 0, "", _Style(lang, sources))
    lines += ["", *sources.lines()]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def brief_text(cluster: Cluster, answer: Trace, lang: Lang) -> str:
    """Return the verdict with a summary of all ways, and what almost matched."""
    return "\n".join(line.rstrip() for line in _brief(cluster, answer, lang)) + "\n"


def _brief(cluster: Cluster, answer: Trace, lang: Lang) -> Iterator[str]:
    yield from _summary(endings(cluster, answer), lang)
    for one in dict.fromkeys((*_last_words(answer, lang), *_near(cluster, answer, lang))):
        yield from (
            f"{'!' if at == 0 else ' '} {line}" for at, line in enumerate(folded(one, WIDTH))
        )


def _last_words(answer: Trace, lang: Lang) -> Iterator[str]:
    """Yield why an answer is not a delivery: the reason at the end of each such way, or of the last lookup.

    Of receivers that refuse for the same reason the first stands for all.
    """
    said: set[tuple[object, ...]] = set()
    if answer.lookups and not answer.lookups[-1].addresses:
        yield _plain(say(answer.lookups[-1].reason, lang))
    for branch in answer.branches:
        if branch.hops and branch.verdict is not Verdict.DELIVERED:
            last = branch.hops[-1]
            key = (last.reason, *(fact for fact in last.facts if fact[0] != "receiver"))
            if key not in said:
                said.add(key)
                yield _plain(say(last.reason, lang, **dict(last.facts)))


def _near(cluster: Cluster, answer: Trace, lang: Lang) -> Iterator[str]:
    return (say_near_miss(one, lang) for one in near_misses(cluster, answer))


def _plain(sentence: str) -> str:
    return sentence.replace("`", "")


class _Sources:
    """Where reasons are written down, each numbered once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, source: str) -> int:
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def lines(self) -> Iterator[str]:
        for source, number in self._numbers.items():
            first, *more = folded(source, WIDTH)
            yield f"[{number}] {first}"
            yield from (f"    {line}" for line in more)


@dataclass(frozen=True, slots=True)
class _Style:
    """How hops are told: in which language, with which numbers for their sources."""

    lang: Lang
    sources: _Sources


def _question(cluster: Cluster, answer: Trace, lang: Lang) -> Iterator[str]:
    egress = words.EGRESS_MASQUERADE if cluster.network.egress_masquerade else words.EGRESS_KEPT
    settings = (
        f"kube-proxy {_releases(cluster)} {cluster.proxy.mode.value}",
        words.POD_NETWORK.fill(lang, mode=cluster.network.pod_network.value),
        egress.in_language(lang),
    )
    yield f"{answer.flow.source} → {answer.flow.to}   ({', '.join(settings)})"
    yield ""


def _releases(cluster: Cluster) -> str:
    found = sorted({cluster.release_on(node) for node in cluster.nodes}) or [cluster.release]
    return ", ".join(map(str, found))


def _lookup(answer: DnsAnswer, lang: Lang) -> Iterator[str]:
    asked = words.LOOKUP.fill(lang, name=answer.question, server=answer.server)
    yield f"? {asked}"
    yield f"    {words.TRIED.fill(lang, names=', '.join(answer.tried))}"
    for record in answer.records:
        yield f"    {record.name} {record.type.value} {record.value}"
    yield f"    {say(answer.reason, lang)}"
    yield ""


# The tree: branches that begin alike share their hops


def _tree(branches: Sequence[Branch], depth: int, indent: str, style: _Style) -> Iterator[str]:
    """Yield the hops that all branches share from `depth` on, then each group of branches that go on alike."""
    shared = _shared(branches, depth)
    for number, hop in enumerate(branches[0].hops[depth:shared], depth + 1):
        yield from _hop(f"{number}", hop, indent, style)
    if len(branches) == 1:
        yield from _end(branches[0], indent, style)
        return
    total = sum((one.probability for one in branches), Fraction(0))
    for group in _groups(branches, shared):
        share = sum((one.probability for one in group), Fraction(0)) / total
        yield f"{indent}├─ {share} " + "─" * 20
        yield from _tree(group, shared, f"{indent}│  ", style)


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


def _end(branch: Branch, indent: str, style: _Style) -> Iterator[str]:
    yield f"{indent}= {say(branch.verdict, style.lang)}"
    if branch.reply:
        yield f"{indent}  {words.REPLY.in_language(style.lang)}"
    for number, hop in enumerate(branch.reply, 1):
        yield from _hop(f"r{number}", hop, indent, style)


def _hop(number: str, hop: Hop, indent: str, style: _Style) -> Iterator[str]:
    packet = packet_text(hop.before)
    if hop.after != hop.before and hop.action is not Action.SEND:
        packet += f"  ⇒  {packet_text(hop.after)}"
    yield f"{indent}{number:>2} {_place(hop, style.lang)}: {say(hop.action, style.lang)}   {packet}"
    sentence = _plain(say(hop.reason, style.lang, **dict(hop.facts)))
    source = style.sources.number(source_of(hop.reason, style.lang))
    for line in folded(f"{sentence} [{source}]", WIDTH - len(indent)):
        yield f"{indent}     {line}"


def _place(hop: Hop, lang: Lang) -> str:
    """Return the place; of what is not in the input there is only the address."""
    if hop.place.kind is not PlaceKind.NOWHERE:
        return str(hop.place)
    if hop.action is Action.LEAVE:
        return f"{hop.before.destination}?"
    return words.NOWHERE.in_language(lang)


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
        owner = f" ({ending.source_owner})" if ending.source_owner else ""
        seen = words.SOURCE_SEEN.fill(lang, source=f"{ending.source_seen}{owner}")
        port = words.PORTS.get(ending.port)
        source = f"; {seen}" + (f", {port.in_language(lang)}" if port else "")
    return _Line(str(ending.probability), say(ending.verdict, lang), ending.receiver or "-", source)
