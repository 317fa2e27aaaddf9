"""Ending: how one connection ends, as far as its two ends can know it. The model and the kernel are compared in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from atlas.model.network import Address
from atlas_lab.observation import Observation, Outcome


@dataclass(frozen=True, slots=True)
class Ending:
    """How a connection ends. In what the model says, an empty field is left open: any value fits it."""

    outcome: Outcome
    answered_by: str = ""
    source_seen: Address | None = None
    arrived_at: Address | None = None
    arrived_port: int = 0
    status: int = 0
    refused_by: Address | None = None
    port_kept: bool | None = None
    """Whether the sender's own port arrived with its packet."""

    @property
    def without_port(self) -> Ending:
        """The ending without the fate of the source port, which may match by coincidence."""
        return replace(self, port_kept=None)


_ANSWER_FIELDS = ("answered_by", "source_seen", "arrived_at", "arrived_port", "status")


def seen(one: Observation) -> Ending:
    """Return the ending that was observed."""
    match one.outcome:
        case Outcome.ANSWERED:
            return Ending(
                one.outcome,
                one.answered_by,
                one.source_seen,
                one.arrived_at,
                one.arrived_port,
                one.status,
                port_kept=one.source_port == one.source_port_seen if one.source_port_seen else None,
            )
        case Outcome.REFUSED:
            return Ending(one.outcome, refused_by=one.refused_by)
        case _:
            return Ending(one.outcome)


def fits(said: Ending, found: Ending) -> bool:
    """Return whether an observed ending is what the model says, apart from the source port."""
    if said.outcome is not found.outcome:
        return False
    if said.outcome is Outcome.ANSWERED:
        pairs = ((getattr(said, name), getattr(found, name)) for name in _ANSWER_FIELDS)
        return all(wanted == got for wanted, got in pairs if wanted)
    return said.refused_by is None or said.refused_by == found.refused_by
