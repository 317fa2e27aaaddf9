"""Evidence on pages: what a run of `atlas agree` found, the last one on this machine or the one on record.

A run proves the sources that it was made with. So one on this machine counts only while none of them is newer than what
it has written. Where there is none, the run counts that `scripts/record.py --evidence` has recorded, and is shown with
its date and commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from atlas.site.figures import PROJECT
from atlas.tables.table import Cell
from atlas.text import evidence_words as words
from atlas.text.text import Lang, Text

EVIDENCE = PROJECT / ".cache" / "evidence.json"
RECORDED = PROJECT / "docs" / "recorded" / "evidence.json"
PAGE = "reference/evidence/"
_SOURCES = (PROJECT / "diagrams",)
_KINDS = (".py", ".yaml")

Shown = tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]


def evidence(
    file: Path = EVIDENCE, sources: tuple[Path, ...] = _SOURCES, record: Path = RECORDED
) -> dict[str, Any]:
    """Return what the last run found; if there was none since the sources changed, what is on record, with its commit."""
    is_fresh = file.is_file() and file.stat().st_mtime >= _newest(sources)
    found: dict[str, Any] = json.loads((file if is_fresh else record).read_text(encoding="utf-8"))
    return found


@cache
def _newest(sources: tuple[Path, ...]) -> float:
    files = (path for folder in sources for path in folder.rglob("*") if path.suffix in _KINDS)
    return max((path.stat().st_mtime for path in files), default=0.0)


def badge(name: str, lang: Lang, page: str, found: dict[str, Any]) -> str:
    """Return the line that says which checks back a figure; `page` is the address of the evidence page."""
    checks = [_passed(words.BY_MODEL.in_language(lang))]
    of_figure = next((one for one in found["figures"] if one["figure"] == name), None)
    if of_figure is None:
        pass  # it shows no connection
    elif of_figure["disagreements"]:
        count = of_figure["disagreements"]
        checks.append(_failed(words.KERNEL_DISAGREES.fill(lang, count=count)))
    else:
        checks.append(_passed(words.BY_RULES.in_language(lang)))
        checks.append(_passed(words.BY_KERNEL.fill(lang, count=of_figure["flows"])))
    label = escape(words.CHECKS.in_language(lang))
    return f'<p class="atlas-checks"><a href="{page}">{label}</a> {" ".join(checks)}</p>'


def _passed(text: str) -> str:
    return f'<span class="atlas-check atlas-check--passed">✓ {escape(text)}</span>'


def _failed(text: str) -> str:
    return f'<span class="atlas-check atlas-check--failed">✕ {escape(text)}</span>'


# Tables of the evidence page


def tables(found: dict[str, Any]) -> dict[str, Shown]:
    """Return the tables of the evidence page by name."""
    return {
        "run": ((words.WHAT, words.VALUE), tuple(_run(found))),
        "outcomes": (
            (words.OUTCOME, words.FLOWS),
            tuple((words.OUTCOMES[name], str(n)) for name, n in found["outcomes"].items()),
        ),
        "figures": (
            (words.FIGURE, words.FLOWS, words.DISAGREEMENTS),
            tuple(
                (one["figure"], str(one["flows"]), str(one["disagreements"]))
                for one in found["figures"]
            ),
        ),
        "services": (
            (words.CLUSTER, words.SERVICE, words.FLOWS, words.DISAGREEMENTS),
            tuple(
                (
                    one["cluster"],
                    one["service"],
                    str(one["flows"]),
                    str(one["disagreements"]),
                )
                for one in found["services"]
            ),
        ),
        "scenarios": (
            (words.SCENARIO, words.FLOWS, words.CONNECTIONS, words.DISAGREEMENTS),
            tuple(_scenarios(found)),
        ),
    }


def _run(found: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    yield words.DATE, found["date"]
    if "commit" in found:
        yield words.COMMIT, found["commit"]
    yield words.KERNEL, found["kernel"]
    yield words.TOOLS, ", ".join(f"{name} {version}" for name, version in found["tools"].items())
    yield words.SEED, str(found["seed"])
    yield words.SCENARIOS, str(len(found["scenarios"]))
    yield words.FLOWS, str(found["flows"])
    yield words.CONNECTIONS, str(found["connections"])
    yield words.ASKED_AGAIN, str(found["askedAgain"])
    yield words.DISAGREEMENTS, str(found["disagreements"])


def _scenarios(found: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for one in found["scenarios"]:
        if one["leftOut"]:
            yield one["name"], one["leftOut"], "", ""
        else:
            numbers = (one["flows"], one["connections"], one["disagreements"])
            yield (one["name"], *map(str, numbers))
