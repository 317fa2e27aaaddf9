"""Assumptions as JSON: the same key in every answer, docs/assets/schemas/*.schema.json say what it means."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from atlas.text.assumptions import assumption_texts
from atlas.text.text import Lang
from atlas.world.assumption import Assumption


def assumptions_json(found: Iterable[Assumption], lang: Lang) -> dict[str, Any]:
    """Return what was assumed as the part of an answer that it is."""
    return {"assumptions": [{"id": one.topic.name, **assumption_texts(one, lang)} for one in found]}
