"""What a measurement says: one line of the table that bench.py prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table; `limit` is what the project promises, in words."""

    what: str
    value: str
    limit: str
