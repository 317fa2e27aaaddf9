"""describe: a disagreement in words, what the model says above what the kernel did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.model.network import Address
from atlas.text import agreement_words as words
from atlas.text.text import Lang
from atlas_lab.agreement.compare import Disagreement, Kind
from atlas_lab.agreement.ending import Ending
from atlas_lab.observation import Outcome

_PLAIN = {
    Outcome.TIMED_OUT: words.TIMED_OUT,
    Outcome.UNREACHABLE: words.UNREACHABLE,
    Outcome.NOT_PERMITTED: words.NOT_PERMITTED,
    Outcome.NAME_NOT_FOUND: words.NAME_NOT_FOUND,
}


def describe(one: Disagreement, lang: Lang) -> list[str]:
    """Return the lines that set the two sides against each other."""
    if one.kind is Kind.LOOKUP:
        says = _lookups(one.said.lookups, lang)
        did = _lookups(one.lookups, lang)
    else:
        says = [f"{said.share}  {in_words(said.ending, lang)}" for said in one.said.possibilities]
        total = sum(count for _, count in one.counted)
        did = [
            f"{words.TIMES.fill(lang, count=count, total=total)}  {in_words(ending, lang)}"
            for ending, count in one.counted
        ]
    return [
        *_beside(words.MODEL_SAYS.in_language(lang), says),
        *_beside(words.KERNEL_DID.in_language(lang), did),
    ]


def in_words(ending: Ending, lang: Lang) -> str:
    """Return an ending in words: `answered by pod/web-1, at 10.244.1.3:8080, which sees 10.0.0.11, …`."""
    if ending.outcome is Outcome.REFUSED:
        return _refused(ending, lang)
    if ending.outcome is not Outcome.ANSWERED:
        return _PLAIN[ending.outcome].in_language(lang)
    return ", ".join(_answered(ending, lang))


def _refused(ending: Ending, lang: Lang) -> str:
    if ending.refused_by is None:
        return words.REFUSED.in_language(lang)
    return words.REFUSED_BY.fill(lang, who=ending.refused_by)


def _answered(ending: Ending, lang: Lang) -> Iterator[str]:
    if ending.answered_by:
        yield words.ANSWERED_BY.fill(lang, who=ending.answered_by)
    else:
        yield words.ANSWERED.in_language(lang)
    if ending.status:
        yield words.STATUS.fill(lang, status=ending.status)
    if ending.arrived_at is not None:
        yield words.ARRIVED_AT.fill(
            lang, address=_with_port(ending.arrived_at, ending.arrived_port)
        )
    if ending.source_seen is not None:
        yield words.SOURCE_SEEN.fill(lang, source=ending.source_seen)
    if ending.port_kept is not None:
        kept = words.PORT_KEPT if ending.port_kept else words.PORT_REWRITTEN
        yield kept.in_language(lang)


def _with_port(address: Address, port: int) -> str:
    return f"{address}:{port}" if address.version == 4 else f"[{address}]:{port}"


def _lookups(found: Iterable[tuple[str, frozenset[object]]], lang: Lang) -> list[str]:
    lines = [
        words.LOOKED_UP.fill(lang, name=name, addresses=", ".join(sorted(map(str, addresses))))
        for name, addresses in found
    ]
    return lines or [words.LOOKED_UP_NOTHING.in_language(lang)]


def _beside(title: str, lines: list[str]) -> list[str]:
    """Return the lines with the title in front of the first."""
    return [f"  {title if number == 0 else '':16}{line}" for number, line in enumerate(lines)]
