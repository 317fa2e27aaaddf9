"""Gaps: what is not known of a cluster, because what was read does not tell it. A gap is never filled with a guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atlas.model.reference import Reference
from atlas.model.selector import LabelSelector
from atlas.model.workload import no_labels


class Lack(StrEnum):
    """What a Pod that does not run would need."""

    NODE = "a node that it fits on"
    NODE_OBJECT = "the node that it names"
    POD_ADDRESS = "a free address in its node's Pod range"
    STATUS = "an address in its status (Pending)"


@dataclass(frozen=True, slots=True)
class WaitingPod:
    """A Pod that exists and does not run. `node` is the one that it names, or "".

    `unmet` is what keeps it from each node, such as `node-a: taint dedicated=gpu:NoSchedule`.
    """

    reference: Reference
    lack: Lack
    labels: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    node: str = ""
    unmet: str = ""


class EndpointsGap(StrEnum):
    """Why the endpoints of a Service are unknown."""

    NO_PODS = "no Pod of its namespace is in the input"
    NO_SLICES = "a Service without selector, and no EndpointSlices at all"
    UNREAD_KIND = "its Pods are made by an object of a kind that is not read"


@dataclass(frozen=True, slots=True)
class OpenEndpoints:
    """A Service whose endpoints are not known. `other` is the object that would tell."""

    service: Reference
    gap: EndpointsGap
    other: str = ""


@dataclass(frozen=True, slots=True)
class UnreadPolicy:
    """An object that may forbid connections, of which only is known whom it is about.

    `namespace` is "" for one that is about all of them, `selector` None for all Pods.
    """

    reference: Reference
    namespace: str = ""
    selector: LabelSelector | None = None
    ingress: bool = True
    egress: bool = True

    def selects(self, namespace: str, labels: Mapping[str, str]) -> bool:
        """Return whether it is about the Pods of that namespace with those labels."""
        if self.namespace not in ("", namespace):
            return False
        return self.selector is None or self.selector.empty or self.selector.accepts(labels)


@dataclass(frozen=True)
class Gaps:
    """All that is not known. `assumed` are objects that are not in the input but are taken to exist."""

    waiting: tuple[WaitingPod, ...] = ()
    endpoints: tuple[OpenEndpoints, ...] = ()
    policies: tuple[UnreadPolicy, ...] = ()
    left_out: frozenset[Reference] = frozenset()
    """Objects with errors: written, but not taken."""
    assumed: frozenset[Reference] = frozenset()


NO_GAPS = Gaps()
