"""The truth table and differences as aligned text, the truth table as CSV, and differences as Markdown."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TextIO

from atlas.report.difference import Difference
from atlas.report.endings import Ending, receivers
from atlas.report.matrix import Row
from atlas.text import report_words as words
from atlas.text.columns import aligned_as_they_come
from atlas.text.say import say
from atlas.text.text import Lang

CSV_COLUMNS = (
    "from",
    "to",
    "entry",
    "node",
    "policy",
    "verdicts",
    "receivers",
    "sources_seen",
    "source_port",
)

MOST_ROWS = 500
"""Rows of a table in Markdown: a summary of GitHub takes 1 MiB."""


def matrix_text(rows: Iterable[Row], lang: Lang) -> Iterator[str]:
    """Yield the lines of the truth table with its columns aligned, as soon as they are known."""
    head = [one.in_language(lang) for one in words.MATRIX_COLUMNS]
    body = ([*row.question, *_cells(row.endings, lang)] for row in rows)
    return aligned_as_they_come(chain([head], body))


def write_csv(rows: Iterable[Row], out: TextIO) -> None:
    """Write the truth table as CSV; several values in one field stand with a space between them."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for row in rows:
        writer.writerow([*row.question, *_values(row.endings)])


def diff_text(compared: int, changed: Sequence[Difference], lang: Lang) -> str:
    """Return each flow that changes, before and after, and how many there are."""
    lines: list[str] = []
    for one in changed:
        source, to, entry, node = one.question
        lines.append(f"{source} → {to}  {entry}{f' {node}' if node else ''}")
        lines.append(f"  - {_ends(one.before, words.ONLY_AFTER.in_language(lang), lang)}")
        lines.append(f"  + {_ends(one.after, words.ONLY_BEFORE.in_language(lang), lang)}")
    if changed:
        lines.append(words.CHANGES.fill(lang, total=compared, count=len(changed)))
    else:
        lines.append(words.NO_CHANGES.in_language(lang))
    return "\n".join(lines) + "\n"


def diff_markdown(compared: int, changed: Sequence[Difference], lang: Lang) -> str:
    """Return a table of the flows that change, below how many there are; of very many the first."""
    if not changed:
        return f"{words.NO_CHANGES.in_language(lang)}\n"
    heads = (*words.MATRIX_COLUMNS[:4], words.BEFORE, words.AFTER)
    columns = [one.in_language(lang) for one in heads]
    rows = [columns, ["---"] * len(columns)]
    for one in changed[:MOST_ROWS]:
        before = _ends(one.before, words.NOT_BEFORE.in_language(lang), lang)
        after = _ends(one.after, words.NOT_AFTER.in_language(lang), lang)
        rows.append([_code(cell) for cell in one.question] + [_plain(before), _plain(after)])
    lines = [words.CHANGES.fill(lang, total=compared, count=len(changed)), ""]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    if len(changed) > MOST_ROWS:
        lines += ["", words.MORE_CHANGES.fill(lang, count=len(changed) - MOST_ROWS)]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`{text.replace('`', ' ').replace('|', chr(92) + '|')}`" if text else ""


def _plain(text: str) -> str:
    """Return text of which Markdown takes nothing for markup."""
    return "".join(f"\\{one}" if one in "\\`*_[]<>|&#~" else one for one in text)


def _ends(found: tuple[Ending, ...] | None, missing: str, lang: Lang) -> str:
    return missing if found is None else "  ".join(cell for cell in _cells(found, lang) if cell)


def _cells(found: Sequence[Ending], lang: Lang) -> Iterator[str]:
    yield " / ".join(dict.fromkeys(say(one.verdict, lang) for one in found))
    yield " ".join(receivers(found))
    yield " ".join(_sources(found))
    ports = {one.port for one in found if one.receiver}
    yield " / ".join(words.PORTS[one].in_language(lang) for one in sorted(ports))


def _values(found: Sequence[Ending]) -> Iterator[str]:
    yield " / ".join(dict.fromkeys(one.verdict.value for one in found))
    yield " ".join(receivers(found))
    yield " ".join(_sources(found))
    yield " / ".join(sorted({one.port.value for one in found if one.receiver}))


def _sources(found: Iterable[Ending]) -> list[str]:
    return sorted({one.source_owner or one.source_seen for one in found if one.receiver})
