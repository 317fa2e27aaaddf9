"""Observation: what a real connection saw; only what its two ends can know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atlas.model.network import Address


class Outcome(StrEnum):
    """How a connection attempt ended for the one who made it."""

    ANSWERED = "answered"
    REFUSED = "refused"
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"
    NOT_PERMITTED = "not permitted"
    NAME_NOT_FOUND = "name not found"


@dataclass(frozen=True, slots=True)
class Observation:
    """What one connection saw. `answered_by` is the reference of who answered, as text."""

    outcome: Outcome
    answered_by: str = ""
    source_seen: Address | None = None
    """The source address as the one who answered saw it."""
    source_port_seen: int = 0
    source_port: int = 0
    """The port that the sender had bound."""
    arrived_at: Address | None = None
    """Address and port of the one who answered, as it knows them itself."""
    arrived_port: int = 0
    status: int = 0
    """HTTP status; 200 for connections that carry no request."""
    refused_by: Address | None = None
    """Who said no: the destination itself (RST), or the sender of an ICMP error."""
    lookups: tuple[tuple[str, tuple[Address, ...]], ...] = ()
    """Each name that was asked for, in order, with the addresses that came back."""
