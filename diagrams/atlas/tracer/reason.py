"""Reasons: why something happens to a packet, each with the source of that behaviour."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """The rule or API field behind a hop. The value is the source: an upstream document, file or KEP."""

    SENT = "the client's own kernel"

    @property
    def source(self) -> str:
        return self.value
