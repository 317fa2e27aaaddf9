"""Decision: what the rules of one node do with one packet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from atlas.model.reason import Reason
from atlas.model.service import Service, ServicePort
from atlas.model.targets import Target


class Outcome(StrEnum):
    """What happens to the packet on this node."""

    ENDPOINTS = "endpoints"
    """Its destination is rewritten to one of the endpoints."""
    REJECT = "reject"
    """It is answered with ICMP port unreachable."""
    DROP = "drop"
    ACCEPT = "accept"
    """A rule of its own lets it through to the node."""
    NONE = "none"
    """kube-proxy leaves it alone."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One endpoint that the packet may be rewritten to.

    `masquerade` says why the source is rewritten as well, or SOURCE_KEPT.
    """

    target: Target
    probability: Fraction
    masquerade: Reason

    @property
    def is_masqueraded(self) -> bool:
        return self.masquerade is not Reason.SOURCE_KEPT


@dataclass(frozen=True, slots=True)
class Decision:
    """What one node's rules do with a packet, and the rule that says so.

    `targets` are the endpoints that may be picked, each with equal probability, and `masquerades` say for each why the
    source is rewritten, or SOURCE_KEPT. `service` and `port` are the ones that own the packet's destination, if any
    does.
    """

    outcome: Outcome
    reason: Reason
    targets: tuple[Target, ...] = ()
    masquerades: tuple[Reason, ...] = ()
    service: Service | None = None
    port: ServicePort | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All endpoints that may be picked, with what is done for each."""
        return tuple(self.each_choice())

    def each_choice(self) -> Iterator[Choice]:
        """Yield the choices one by one, for those who look at the first of many."""
        if self.targets:
            share = Fraction(1, len(self.targets))
            for target, masquerade in zip(self.targets, self.masquerades, strict=True):
                yield Choice(target, share, masquerade)


def choose(
    service: Service,
    port: ServicePort,
    targets: Sequence[Target],
    reason: Reason,
    masquerade: Sequence[Reason],
) -> Decision:
    """Return the decision that picks one of the targets with equal probability; `masquerade` goes with them."""
    return Decision(Outcome.ENDPOINTS, reason, tuple(targets), tuple(masquerade), service, port)
