"""What a what-if is: a row of the list, and one of its uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.text.text import Text
from atlas.what_if.change import Change


class Subject(StrEnum):
    """What a what-if is about, as references begin."""

    NODE = "node"
    POD = "pod"
    SERVICE = "service"
    BALANCER = "loadbalancer"
    CLUSTER = "cluster"
    """All of it; then there is nothing to name."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change of the cluster: `subject` is the reference or name of what changes."""

    subject: str
    apply: Change


@dataclass(frozen=True, slots=True)
class Sample:
    """Whom `atlas agree` tries a what-if on: all of them at once, with the value that it takes, if any.

    `fresh` samples need a lab in which no connection has been made yet.
    """

    name: str
    subjects: tuple[str, ...]
    value: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """How `atlas lab` makes and undoes a change that has commands of its own, and what their help says."""

    do: str
    meaning: str
    undo: str = ""
    undo_meaning: str = ""


def nobody(_: Cluster) -> Iterator[Sample]:
    """Yield no sample."""
    return iter(())


@dataclass(frozen=True, slots=True)
class Row:
    """One what-if. Called with its subject and value, it returns that use of it: `node_down("node-b")`.

    `change` takes the cluster, then a node's or balancer's name or a Pod's or Service's reference (nothing if the subject
    is the cluster), then the value, if it takes one.
    """

    name: str
    """The flag of commands; with underscores, the argument of a claim."""
    subject: Subject
    change: Callable[..., Cluster]
    meaning: Text
    """What is then true: follows "what if …" """
    values: tuple[str, ...] = ()
    """What it can be set to, if it is a setting."""
    value_name: str = ""
    """What the value is, if it can be anything: NODE."""
    field: str = ""
    """The field of the API that it sets, if it is one."""
    label: Text | str = ""
    """What a figure's control is headed with."""
    key: str = ""
    """The control's name in links to a state of a figure, where it is not that of the what-if."""
    samples: Callable[[Cluster], Iterator[Sample]] = nobody
    verb: Verb | None = None

    @property
    def argument(self) -> str:
        """The name as Python and pages write it."""
        return self.name.replace("-", "_")

    @property
    def takes_value(self) -> bool:
        return bool(self.values or self.value_name)

    @property
    def is_setting_of_all(self) -> bool:
        """Whether there is nothing to name."""
        return self.subject is Subject.CLUSTER

    def __call__(self, *words: str) -> WhatIf:
        """Return the what-if with that subject and value. Raises ValueError for others than it takes."""
        wanted = (not self.is_setting_of_all) + self.takes_value
        if len(words) != wanted:
            raise ValueError(f"{self.name} takes {wanted} words, not {len(words)}")
        value = (self._value(words[-1]),) if self.takes_value else ()
        if self.is_setting_of_all:
            return WhatIf("cluster", lambda cluster: self.change(cluster, *value))
        reference = parse_reference(
            words[0] if "/" in words[0] else f"{self.subject}/{words[0]}"
        ).without_port()
        if reference.kind != self.subject:
            raise ValueError(f"{self.name}: {words[0]} is not a {self.subject}")
        by_name = self.subject in (Subject.NODE, Subject.BALANCER)
        about = reference.name if by_name else reference
        return WhatIf(str(reference), lambda cluster: self.change(cluster, about, *value))

    def _value(self, word: str) -> str:
        if not self.values:
            return word
        for one in self.values:
            if one == word:
                return one
        known = ", ".join(one or '""' for one in self.values)
        raise ValueError(f"{self.name}: {word} is not one of {known}")


def apply_all(cluster: Cluster, what_ifs: Iterable[WhatIf]) -> Cluster:
    """Return the cluster after all changes, in order."""
    return reduce(lambda before, what_if: what_if.apply(before), what_ifs, cluster)
