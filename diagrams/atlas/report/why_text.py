"""What `atlas why` has found, as text for a terminal: the links, the first break, what the client sees, the repair."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from atlas.text.columns import aligned, folded
from atlas.text.printable import printable
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import Entry
from atlas.why import words
from atlas.why.case import Case
from atlas.why.finding import Finding, sentence
from atlas.why.kind import State
from atlas.why.probes import Outcome
from atlas.why.repair import Change, Repair
from atlas.why.walk import Diagnosis

WIDTH = 96
"""Columns of sentences."""
_MOST_CONNECTIONS = 4
"""Failing connections that are listed."""
_MARK = re.compile("\ue000([0-9;]+)\ue001")
_COLOURS = {State.OK: "32", State.WARNING: "33", State.UNKNOWN: "36", State.BROKEN: "1;31"}


@dataclass(frozen=True, slots=True)
class Told:
    """One target with what has been tried to heal it."""

    diagnosis: Diagnosis
    repairs: tuple[Repair, ...]


def why_text(case: Case, told: Sequence[Told], lang: Lang, *, colour: bool = False) -> str:
    """Return the answer; with `colour` in colours of a terminal."""
    writer = _Writer(case, lang, colour)
    if not told:
        return words.NOTHING.in_language(lang) + "\n"
    text = printable("\n".join(line.rstrip() for line in writer.all(told)) + "\n")
    return _MARK.sub("\x1b[\\1m", text) if colour else text


def _painted(text: str, colour: str) -> str:
    """Return the text between marks, which become commands to the terminal when all else has been made harmless."""
    return f"\ue000{colour}\ue001{text}\ue0000\ue001"


class _Writer:
    def __init__(self, case: Case, lang: Lang, colour: bool) -> None:
        self.case, self.lang, self.colour = case, lang, colour
        self.said: set[object] = set()

    def all(self, told: Sequence[Told]) -> Iterator[str]:
        for one in told:
            yield from self.target(one, alone=len(told) == 1)
        if len(told) > 1:
            counts = Counter(one.diagnosis.state for one in told)
            facts = {state.value: counts[state] for state in State}
            yield words.SUMMARY.fill(self.lang, count=len(told), **facts)

    def target(self, told: Told, *, alone: bool) -> Iterator[str]:
        found, first = told.diagnosis, told.diagnosis.first
        yield f"{self.state(found.state)}  {found.target}  {self._share(found)}"
        if first is not None and first.place in self.said and not alone:
            yield f"  {words.SAME_CAUSE.fill(self.lang, place=self._place(first))}"
            yield ""
            return
        if alone or found.state is State.BROKEN:
            yield from self._steps(found)
        if first is not None:
            yield from self._finding(first, found.failures)
            yield from self._repairs(told, first)
            yield from self._also(told, first)
        elif alone:
            yield from self._connections(found.outcomes)
        if alone or first is not None:
            yield ""

    def state(self, state: State) -> str:
        text = words.STATES[state].in_language(self.lang)
        return _painted(text, _COLOURS[state]) if self.colour else text

    def _share(self, found: Diagnosis) -> str:
        outcomes = () if found.is_rejected else found.outcomes
        failing = sum(one.fails for one in outcomes)
        if not outcomes:
            return f"({words.SHARE_NONE.in_language(self.lang)})"
        text = words.SHARE if failing else words.SHARE_OK
        if not failing and any(one.is_unknown for one in outcomes):
            return ""
        if len(outcomes) == 1:
            text = words.SHARE_ONE if failing else words.SHARE_ONE_OK
            return f"({text.in_language(self.lang)})"
        facts = {"count": len(outcomes)} | ({"failing": failing} if failing else {})
        return f"({text.fill(self.lang, **facts)})"

    def _steps(self, found: Diagnosis) -> Iterator[str]:
        rows = [
            (
                words.STATES[one.state].in_language(self.lang) if one.reached else "·",
                words.LINKS[one.link].in_language(self.lang),
                one.detail if one.reached else words.NOT_REACHED.in_language(self.lang),
                one.finding.id if one.finding is not None else "",
            )
            for one in found.steps
        ]
        for step, line in zip(found.steps, aligned(rows), strict=True):
            strong = self.colour and step.reached and step.state is not State.OK
            yield "  " + (_painted(line, _COLOURS[step.state]) if strong else line)
        yield ""

    def _finding(self, one: Finding, failures: Iterable[Outcome]) -> Iterator[str]:
        self.said.add(one.place)
        title = one.kind.title.in_language(self.lang)
        yield f"  {self.state(one.state)}  {one.id}: {title}"
        yield f"    {self._place(one)}"
        yield from self._paragraph(sentence(one, self.lang).replace("`", ""))
        if one.state is State.BROKEN:
            yield from self._connections(failures)
        page = f"docs/{self.lang}/{one.kind.page}"
        yield f"    {words.PAGE.in_language(self.lang)}: {page}"

    def _paragraph(self, text: str) -> Iterator[str]:
        return (f"    {line}" for line in folded(text, WIDTH - 4))

    def _place(self, one: Finding) -> str:
        return place_of(self.case, one)

    def _connections(self, outcomes: Iterable[Outcome]) -> Iterator[str]:
        listed = list(outcomes)
        label = words.SEES.in_language(self.lang)
        for one in listed[:_MOST_CONNECTIONS]:
            yield f"    {label}: {question_of(one)}: {ending_of(one, self.lang)}"
        if len(listed) > _MOST_CONNECTIONS:
            yield f"    … ({len(listed)})"

    def _repairs(self, told: Told, first: Finding) -> Iterator[str]:
        if not told.repairs:
            if first.state is State.BROKEN:
                yield f"    {words.NO_REPAIR.in_language(self.lang)}"
            return
        for number, one in enumerate(told.repairs, 1):
            if number > 1:
                yield ""
                yield f"  {words.AFTERWARDS.in_language(self.lang)}:"
                yield from self._finding(one.finding, ())
            facts = {
                "number": number,
                "state": words.STATES[one.left.state].in_language(self.lang),
                "changed": len(one.changes),
                "compared": one.compared,
            }
            said = words.REPAIR if one.changes else words.REPAIR_UNCHANGED
            left = one.left.first
            if left is not None and left.state is State.BROKEN and not one.changes:
                said, facts = words.REPAIR_OF_ONE, _facts_of_one(facts, left)
            yield ""
            yield f"  {said.fill(self.lang, **facts)}"
            for change in one.changes[:_MOST_CONNECTIONS]:
                yield f"    {self._change(change)}"
            yield ""
            yield from self._diff(one.diff)

    def _change(self, change: Change) -> str:
        before, after = (ending_of(each, self.lang) for each in (change.before, change.after))
        if change.before.flow.to != change.after.flow.to:
            after = f"{change.after.flow.to} {after}"
        return f"{question_of(change.before)}: {before} → {after}"

    def _diff(self, diff: str) -> Iterator[str]:
        for line in diff.splitlines():
            colour = {"+": "32", "-": "31", "@": "36"}.get(line[:1], "") if self.colour else ""
            yield _painted(line, colour) if colour else line

    def _also(self, told: Told, first: Finding) -> Iterator[str]:
        told_already = {one.place for one in (first, *(each.finding for each in told.repairs))}
        others = [one for one in told.diagnosis.findings if one.place not in told_already]
        if others:
            yield ""
            yield f"  {words.ALSO.in_language(self.lang)}:"
        for one in others:
            self.said.add(one.place)
            title = one.kind.title.in_language(self.lang)
            yield f"  {self.state(one.state)}  {one.id}: {title}  ({self._place(one)})"


def _facts_of_one(facts: Mapping[str, object], left: Finding) -> dict[str, object]:
    return {"number": facts["number"], "state": facts["state"], "left": left.id}


def place_of(case: Case, one: Finding) -> str:
    """Return where a finding stands: `app.yaml:27  Service default/web  spec.selector.app`."""
    from atlas.manifests.document import field_path

    path, line = case.place(one.object, one.keys)
    document = case.documents.get(one.object)
    title = document.title if document is not None else str(one.object)
    where = f"{path}:{line}  " if path else ""
    return f"{where}{title}  {field_path(one.keys)}".rstrip()


def question_of(one: Outcome) -> str:
    """Return a connection in words: `pod/web-1 → service/web:80 (NodePort node-a)`."""
    flow = one.flow
    entry = (
        "" if flow.entry is Entry.AUTO else f" ({' '.join(filter(None, (flow.entry, flow.node)))})"
    )
    return f"{flow.source} → {flow.to}{entry}"


def ending_of(one: Outcome, lang: Lang) -> str:
    """Return how a connection ends: `connection refused`, `1/3 timed out, 2/3 delivered`."""
    if len(one.shares) == 1:
        return say(one.shares[0][0], lang)
    return ", ".join(f"{share} {say(verdict, lang)}" for verdict, share in one.shares) or "-"
