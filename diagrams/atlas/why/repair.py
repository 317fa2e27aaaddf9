"""Repairs: proposals that have been tried. Each is applied to the text, read again and traced again; what does not heal is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from atlas.manifests.edit import EditError
from atlas.manifests.problem import ManifestError
from atlas.model.reference import Reference
from atlas.tracer.finding import FlowError
from atlas.why.case import Case, changed
from atlas.why.finding import Finding
from atlas.why.kind import Link, State, badness
from atlas.why.probes import Outcome, ask
from atlas.why.question import answer
from atlas.why.walk import Diagnosis, diagnose, targets

_MOST_PROPOSALS = 4
"""Proposals that are tried for one finding."""
_MOST_FAULTS = 4
"""Faults of one target that are mended one after the other."""
_MOST_TARGETS = 40
"""Targets that are traced again after a change; of more only those that are asked about."""
_LINKS = list(Link)


@dataclass(frozen=True, slots=True)
class Change:
    """A connection that ends differently after a repair."""

    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that heals a finding: the finding, the difference of the text, the connections that it changes."""

    finding: Finding
    diff: str
    changes: tuple[Change, ...]
    compared: int
    after: Case
    left: Diagnosis
    """What is found about the target afterwards."""


def repairs(case: Case, diagnosis: Diagnosis) -> tuple[Repair, ...]:
    """Return what heals the target, fault by fault: the first on the way, then the next that shows after its repair."""
    done: list[Repair] = []
    while len(done) < _MOST_FAULTS:
        found = diagnosis.first
        if found is None or found.state in (State.OK, State.UNKNOWN):
            break
        repair = _first_that_heals(case, diagnosis, found)
        if repair is None:
            break
        done.append(repair)
        case, diagnosis = repair.after, repair.left
    return tuple(done)


def _first_that_heals(case: Case, diagnosis: Diagnosis, found: Finding) -> Repair | None:
    for proposal in found.proposals[:_MOST_PROPOSALS]:
        try:
            after = changed(case, proposal)
        except (EditError, ManifestError):
            continue
        repair = _tried(case, after, diagnosis, found)
        if repair is not None:
            return repair
    return None


def _tried(case: Case, after: Case, diagnosis: Diagnosis, found: Finding) -> Repair | None:
    """Return the repair, or None if the finding stays, the target gets no better, or another one gets worse."""
    left = _again(case, after, diagnosis)
    if left is None:
        return None
    if not _is_better(found, diagnosis, left):
        return None
    others = _others(case, diagnosis.object)
    before_all = {one: diagnose(case, one) for one in others}
    after_all = {one: diagnose(after, one) for one in others if one in after.documents}
    if any(badness(after_all[one].state) > badness(before_all[one].state) for one in after_all):
        return None
    outcomes = (*diagnosis.outcomes, *(o for one in before_all.values() for o in one.outcomes))
    again = {o.question: o for one in (left, *after_all.values()) for o in one.outcomes}
    if len(left.outcomes) == len(diagnosis.outcomes):
        # A target that has another port afterwards is asked at that one.
        for one, now in zip(diagnosis.outcomes, left.outcomes, strict=True):
            again.setdefault(one.question, now)
    changes = tuple(_changes(after, outcomes, again))
    felt = found.state is State.BROKEN and bool(diagnosis.failures)
    stays = left.object == diagnosis.object
    if felt and left.state is not State.BROKEN and not changes and stays:
        return None
    return Repair(found, _diff(case, after), changes, len(outcomes), after, left)


def _again(case: Case, after: Case, diagnosis: Diagnosis) -> Diagnosis | None:
    """Return what is found about the target after the change; in another namespace it has another name."""
    target = diagnosis.object
    try:
        if target is None or target in after.documents:
            return answer(after, diagnosis.target)[0]
    except FlowError:
        return None
    new = [one for one in targets(after) if one not in case.documents]
    moved = next((one for one in new if (one.kind, one.name) == (target.kind, target.name)), None)
    return None if moved is None else diagnose(after, moved)


def _is_better(found: Finding, before: Diagnosis, after: Diagnosis) -> bool:
    if any(one.place == found.place and one.state is found.state for one in after.findings):
        return False
    if badness(after.state) < badness(before.state):
        return True
    first = after.first
    if badness(after.state) > badness(before.state) or first is None:
        return first is None
    known = {one.place for one in before.findings}
    later = _LINKS.index(first.link) >= _LINKS.index(found.link)
    return first.place in known or (later and first.id != found.id)


def _others(case: Case, target: Reference | None) -> tuple[Reference, ...]:
    listed = [one for one in targets(case) if one != target]
    return tuple(listed) if len(listed) <= _MOST_TARGETS else ()


def _changes(
    after: Case, before: Iterable[Outcome], again: Mapping[tuple[str, str, str, str], Outcome]
) -> Iterable[Change]:
    seen: set[tuple[str, str, str, str]] = set()
    for one in before:
        if one.question in seen:
            continue
        seen.add(one.question)
        now = again.get(one.question) or ask(after.cluster, one.flow)
        if now.answer is not None and now.shares != one.shares:
            yield Change(one, now)


def _diff(before: Case, after: Case) -> str:
    """Return the difference of all files, as `patch -p0` and `git apply -p0` take it."""
    return "".join(
        _diff_of(path, before.texts[path], after.texts[path])
        for path in before.texts
        if before.texts[path] != after.texts.get(path)
    )


def _diff_of(path: Path, before: str, after: str) -> str:
    name = "standard-input.yaml" if str(path) == "-" else path.as_posix()
    lines = unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=3
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
