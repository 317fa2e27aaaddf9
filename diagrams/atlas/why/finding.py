"""Findings: one fault each, with its place and what might mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from atlas.manifests.edit import Change
from atlas.manifests.source import Keys
from atlas.model.reference import Reference
from atlas.text.text import Lang, Text
from atlas.why.kind import Kind, Link, State


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """A change of one object that is written."""

    object: Reference
    change: Change


@dataclass(frozen=True, slots=True)
class NewObject:
    """One more object, in the file of another one."""

    beside: Reference
    text: str


Step = ObjectChange | NewObject
Proposal = tuple[Step, ...]
"""Changes that belong together. Nobody has tried them yet."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: of which kind, in which field of which object, the facts of its sentence, and what might mend it."""

    kind: Kind
    object: Reference
    keys: Keys
    facts: tuple[tuple[str, str | Text], ...] = ()
    proposals: tuple[Proposal, ...] = ()
    state: State = State.OK

    @property
    def id(self) -> str:
        return self.kind.id

    @property
    def link(self) -> Link:
        return self.kind.link

    @property
    def place(self) -> tuple[str, Reference, Keys]:
        """What makes it the same finding after a change."""
        return self.kind.id, self.object, self.keys


def finding(
    kind: Kind,
    object: Reference,
    keys: Keys = (),
    *proposals: Proposal,
    state: State | None = None,
    **facts: Any,
) -> Finding:
    """Return a finding; without a `state` it has that of its kind."""
    known = tuple(
        (name, value if isinstance(value, Text) else str(value)) for name, value in facts.items()
    )
    return Finding(kind, object, keys, known, proposals, kind.state if state is None else state)


def told(said: Callable[[Lang], str]) -> Text:
    """Return what is said in each language as a fact of a finding. Braces would be placeholders of its own."""
    ko, en = (said(lang).replace("{", "(").replace("}", ")") for lang in (Lang.KO, Lang.EN))
    return Text(ko=ko, en=en)


def sentence(one: Finding, lang: Lang) -> str:
    """Return what is said about a finding."""
    facts = {
        name: value.in_language(lang) if isinstance(value, Text) else value
        for name, value in one.facts
    }
    return one.kind.why.fill(lang, **facts)
