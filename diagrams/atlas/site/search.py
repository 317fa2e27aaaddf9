"""The search index, cut so that a page costs nothing until its reader searches.

The theme fetches the whole index with every page. What it fetches here is only the settings; the documents lie
beside them and are fetched by the worker (docs/assets/javascripts/search.js) with the first question. The worker also
adds the other language's word to a question, from the list of terms.
"""

from __future__ import annotations

import json
from pathlib import Path

from atlas.text.terms import TERMS


def cut_index(folder: Path) -> None:
    """Leave the settings in search_index.json of that folder; put documents and terms beside it."""
    index = folder / "search_index.json"
    whole = json.loads(index.read_text(encoding="utf-8"))
    _write(folder / "documents.json", whole["docs"])
    _write(folder / "terms.json", synonyms())
    _write(index, whole | {"docs": []})


def synonyms() -> list[list[str]]:
    """Return all spellings of each term that has more than one, in both languages."""
    return [
        spellings
        for term in TERMS
        if len(spellings := list(dict.fromkeys((term.english, term.korean, *term.also)))) > 1
    ]


def _write(path: Path, content: object) -> None:
    path.write_text(
        json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
