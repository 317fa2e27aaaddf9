"""What a page declares for the search under `search` in its front matter.

search:
  asked: [no endpoints, connection refused]       # what people call the subject of the page
  sections:
    selector: [the labels do not match]           # and that of one section, by the id of its heading
  weight: 0.3                                     # listings give way to pages that explain
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEYS = {"asked", "sections", "weight", "headings_only"}


@dataclass(frozen=True, slots=True)
class Declared:
    """Words of a page and of its sections, and how much a match in it weighs (1 where nothing is said)."""

    asked: tuple[str, ...] = ()
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight: float = 1
    headings_only: frozenset[str] = frozenset()

    def of_section(self, anchor: str) -> tuple[str, ...]:
        """Return what people call the subject of a section; that of the page belongs to its beginning."""
        return self.sections.get(anchor, ()) if anchor else self.asked


def declared(meta: Mapping[str, Any]) -> Declared:
    """Return what the front matter of a page declares. Raises ValueError if it is not of the form above."""
    found = meta.get("search", {})
    if not isinstance(found, dict) or not set(found) <= KEYS:
        raise ValueError(f"search: expected {', '.join(sorted(KEYS))}, not {found!r}")
    weight = found.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
        raise ValueError(f"search.weight: expected a number above 0, at most 1, not {weight!r}")
    sections = found.get("sections", {})
    if not isinstance(sections, dict):
        raise ValueError(f"search.sections: expected ids with lists, not {sections!r}")
    return Declared(
        asked=_phrases("search.asked", found.get("asked", [])),
        sections={
            str(anchor): _phrases(f"search.sections.{anchor}", phrases)
            for anchor, phrases in sections.items()
        },
        weight=float(weight),
        headings_only=frozenset(_phrases("search.headings_only", found.get("headings_only", []))),
    )


def _phrases(where: str, found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(one, str | int) for one in found):
        raise ValueError(f"{where}: expected a list of words, not {found!r}")
    return tuple(str(one) for one in found)
