"""Placement: the hard rules by which the scheduler finds a node for a Pod (core/v1). Preferences are not among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from atlas.model.selector import LabelSelector, Requirement

NO_SCHEDULE, NO_EXECUTE = "NoSchedule", "NoExecute"
EXISTS = "Exists"


@dataclass(frozen=True, slots=True)
class Toleration:
    """An entry of `spec.tolerations`. An empty key with Exists tolerates all, an empty effect every effect."""

    key: str = ""
    operator: str = "Equal"
    value: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True)
class NodeTerm:
    """A nodeSelectorTerm. All that it says has to be met; one that says nothing is met by no node."""

    labels: tuple[Requirement, ...] = ()
    fields: tuple[Requirement, ...] = ()

    def accepts(self, name: str, labels: Mapping[str, str]) -> bool:
        if not self.labels and not self.fields:
            return False
        return all(_accepts(one, labels) for one in self.labels) and all(
            _accepts(one, {"metadata.name": name}) for one in self.fields
        )


@dataclass(frozen=True, slots=True)
class PodTerm:
    """A required podAffinityTerm: whom it is about, and what counts as the same place. Without a selector: nobody.

    Its Pods are those of `namespaces`, and of namespaces whose labels `namespace_selector` accepts.
    """

    topology_key: str
    selector: LabelSelector | None
    namespaces: frozenset[str]
    namespace_selector: LabelSelector | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """A topologySpreadConstraint with `whenUnsatisfiable: DoNotSchedule`."""

    topology_key: str
    selector: LabelSelector
    max_skew: int = 1
    min_domains: int = 1
    honors_affinity: bool = True
    honors_taints: bool = False


@dataclass(frozen=True, slots=True)
class Placement:
    """What a Pod asks of its node beyond `nodeSelector`. `node_terms` None asks for nothing."""

    tolerations: tuple[Toleration, ...] = ()
    node_terms: tuple[NodeTerm, ...] | None = None
    together: tuple[PodTerm, ...] = ()
    apart: tuple[PodTerm, ...] = ()
    spread: tuple[Spread, ...] = ()
    gated: bool = False
    """Whether `schedulingGates` keep the scheduler from looking at it."""

    @property
    def looks_at_pods(self) -> bool:
        """Whether it matters to it where other Pods run."""
        return bool(self.together or self.apart or self.spread)


NO_PLACEMENT = Placement()


def _accepts(requirement: Requirement, labels: Mapping[str, str]) -> bool:
    """Return whether a node meets a requirement: those of label selectors, and the two that compare numbers."""
    if requirement.operator not in ("Gt", "Lt"):
        return requirement.accepts(labels)
    value, limit = labels.get(requirement.key, ""), "".join(requirement.values)
    if not (_is_number(value) and _is_number(limit)):
        return False
    return int(value) > int(limit) if requirement.operator == "Gt" else int(value) < int(limit)


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) < 20
