"""What a client learns from DNS."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atlas.model.network import Address
from atlas.model.reason import Reason


class RecordType(StrEnum):
    A = "A"
    AAAA = "AAAA"
    CNAME = "CNAME"
    SRV = "SRV"
    PTR = "PTR"


@dataclass(frozen=True, slots=True)
class Record:
    """One DNS record: `value` is an address, a name or SRV data, as text."""

    name: str
    type: RecordType
    value: str


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """What a client learns about a name.

    The names tried in order (search list), the records of the last one that answered, and the addresses at the end of
    the chain. No addresses: the name was not found. `server` says who answered: the cluster DNS Service or "outside".
    """

    question: str
    tried: tuple[str, ...]
    records: tuple[Record, ...]
    addresses: tuple[Address, ...]
    server: str
    reason: Reason
