"""Unified diffs of one file, applied: exactly where they say, or not at all."""

from __future__ import annotations

import re

_HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@")


class PatchError(ValueError):
    """A diff does not fit the text."""


def patched(text: str, diff: str) -> str:
    """Return the text after a diff of it. Raises PatchError with the line that differs."""
    before = text.splitlines(keepends=True)
    after: list[str] = []
    at = 0
    for line in diff.splitlines(keepends=True):
        if line.startswith(("--- ", "+++ ")):
            continue
        if hunk := _HUNK.match(line):
            begin = int(hunk[1]) - 1
            after += before[at:begin]
            at = begin
        elif line.startswith("+"):
            after.append(line[1:])
        else:
            if at >= len(before) or before[at] != line[1:]:
                raise PatchError(f"line {at + 1} is not {line[1:].rstrip()!r}")
            if line.startswith(" "):
                after.append(before[at])
            at += 1
    return "".join((*after, *before[at:]))
