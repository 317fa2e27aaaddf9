"""What the lab's commands print."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import Any

from atlas.text import interface, lab_words
from atlas.text.columns import aligned
from atlas.text.text import Lang

_SENTENCES = {
    "refused": lab_words.REFUSED,
    "timed out": lab_words.TIMED_OUT,
    "unreachable": lab_words.UNREACHABLE,
    "not permitted": lab_words.NOT_PERMITTED,
}


def probe_text(options: argparse.Namespace, told: dict[str, Any], lang: Lang) -> str:
    """Return what the connections of a probe saw, as lines."""
    return "".join(f"{line}\n" for line in _probe_lines(options, told, lang))


def _probe_lines(options: argparse.Namespace, told: dict[str, Any], lang: Lang) -> Iterator[str]:
    seen: list[dict[str, Any]] = told["observations"]
    yield f"{options.source} → {options.to}   {lab_words.CONNECTIONS.fill(lang, count=len(seen))}"
    for name, found in seen[0]["lookups"]:
        if found:
            yield "  " + lab_words.LOOKED_UP.fill(lang, name=name, addresses=", ".join(found))
        else:
            yield "  " + lab_words.NOT_FOUND.fill(lang, name=name)
    if any(one["outcome"] == "name not found" and not one["lookups"] for one in seen):
        yield "  " + lab_words.NO_ADDRESS.in_language(lang)
    answered = [one for one in seen if one["outcome"] == "answered"]
    if answered:
        yield from (f"  {line}" for line in _answers(options, answered, lang))
    for outcome, sentence in _SENTENCES.items():
        these = [one for one in seen if one["outcome"] == outcome]
        if these:
            who = _listed((one["refused_by"] for one in these), options.counts)
            text = sentence.in_language(lang)
            yield f"  {text.format(who=who)}"
    if told["disagreement"]:
        yield lab_words.UNLIKE_THE_MODEL.in_language(lang)
        yield from (f"  {line}" for line in told["disagreement"].splitlines())
    else:
        yield lab_words.AS_THE_MODEL_SAYS.in_language(lang)


def _answers(options: argparse.Namespace, seen: list[dict[str, Any]], lang: Lang) -> Iterator[str]:
    who = _listed((one["answered_by"] for one in seen), options.counts)
    if options.distinct:
        count = len({one["answered_by"] for one in seen})
        yield lab_words.ANSWERED_BY_COUNT.fill(lang, count=count)
    elif who:
        yield lab_words.ANSWERED_BY.fill(lang, who=who)
    for port_kept in (True, False):
        these = [
            one["source_seen"]
            for one in seen
            if one["source_seen"] and (one["source_port_seen"] == one["source_port"]) is port_kept
        ]
        if these:
            port = lab_words.PORT_KEPT if port_kept else lab_words.PORT_REWRITTEN
            source = _listed(iter(these), options.counts)
            yield lab_words.SOURCE_SEEN.fill(lang, source=source, port=port.in_language(lang))
    statuses = {one["status"] for one in seen}
    if statuses == {0}:  # no program has answered, only a kernel
        yield lab_words.ECHO_REPLY.in_language(lang)
    elif "://" in options.to or statuses != {200}:
        yield lab_words.STATUS.fill(lang, status=", ".join(map(str, sorted(statuses))))


def _listed(values: Iterator[str | None], with_counts: bool) -> str:
    counted = Counter(one for one in values if one)
    return ", ".join(f"{one} {counted[one]}" if with_counts else one for one in sorted(counted))


def status_text(name: str, told: dict[str, Any], lang: Lang) -> str:
    """Return the state of a lab's nodes and Pods as a table."""
    head = f"{name}: {told['mode']}, {told['network']}"
    return "\n".join([head, *aligned(_states(told, lang)), ""])


def state_text(told: dict[str, Any], name: str, lang: Lang) -> str:
    """Return the state of one node, Pod or Service as a line."""
    if name in told["services"]:
        fields = told["services"][name].items()
        return "  ".join(
            (
                name,
                *(
                    f"{field}: {value or interface.NOT_SET.in_language(lang)}"
                    for field, value in fields
                ),
            )
        )
    rows = (row for row in _states(told, lang) if row[0].strip() == name)
    gone = (name, interface.GONE.in_language(lang))
    return "  ".join(cell.strip() for cell in next(rows, gone))


def _states(told: dict[str, Any], lang: Lang) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for node in told["nodes"]:
        state = lab_words.RUNNING if node["up"] else lab_words.DOWN
        rows.append((f"node/{node['name']}", " ".join(node["ips"]), state.in_language(lang)))
    for pod in told["pods"]:
        state = lab_words.READY if pod["ready"] else lab_words.NOT_READY
        if pod["terminating"]:
            state = lab_words.TERMINATING
        rows.append((f"  {pod['name']}", " ".join(pod["ips"]), state.in_language(lang)))
    return rows
