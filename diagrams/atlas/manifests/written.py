"""Written: where each value of a text begins and ends, so that one of them can be changed and all else stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Where the YAML library begins a new line."""


class Form(StrEnum):
    """How a value is written: on lines of its own, or between brackets."""

    SCALAR = "scalar"
    MAPPING = "mapping"
    LIST = "list"
    FLOW_MAPPING = "flow mapping"
    FLOW_LIST = "flow list"


@dataclass(frozen=True, slots=True)
class Written:
    """One value: offsets of its key (or of itself, without one), of its beginning, and behind its end.

    `style` is the quotation mark of a scalar, or `|`, `>`.
    """

    key: int
    begin: int
    end: int
    form: Form
    style: str = ""
    children: Mapping[str | int, Written] = field(default_factory=lambda: {})


class Lines:
    """The lines of a text, as the YAML library counts them."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place, both counted from 0."""
        return self._starts[min(line, len(self._starts) - 1)] + column
