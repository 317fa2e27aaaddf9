"""Label selectors: which labels an object must have (meta/v1 LabelSelector)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from atlas.model.workload import no_labels


@dataclass(frozen=True, slots=True)
class Requirement:
    """One entry of `selector.matchExpressions`; `operator` is In, NotIn, Exists or DoesNotExist."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def accepts(self, labels: Mapping[str, str]) -> bool:
        """Return whether labels meet the requirement."""
        match self.operator:
            case "In":
                return labels.get(self.key) in self.values
            case "NotIn":
                return labels.get(self.key) not in self.values
            case "Exists":
                return self.key in labels
            case _:
                return self.key not in labels


@dataclass(frozen=True, slots=True)
class LabelSelector:
    """Which labels an object must have (meta/v1 LabelSelector). An empty one accepts all."""

    labels: Mapping[str, str] = field(default_factory=no_labels)
    expressions: tuple[Requirement, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.labels and not self.expressions

    def accepts(self, labels: Mapping[str, str]) -> bool:
        """Return whether an object with those labels is selected."""
        return all(labels.get(key) == value for key, value in self.labels.items()) and all(
            one.accepts(labels) for one in self.expressions
        )
