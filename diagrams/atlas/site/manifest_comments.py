"""Comments of manifests in the language of a page: a comment in English may be followed by the same in Korean.

    # ClusterIP: the default type.
    # ko: ClusterIP: 기본 타입입니다.

Behind a value both stand on one line: `# both ends included · ko: 양 끝 포함`. A comment without Korean is shown to all.
"""

from __future__ import annotations

import re
from itertools import groupby

from atlas.text.text import Lang

_COMMENT = re.compile(r"^\s*#")
_KOREAN = re.compile(r"^(\s*# )ko: ")
_BOTH = re.compile(r"(# )([^\n]*?) · ko: ([^\n]*)")


def commented(text: str, lang: Lang) -> str:
    """Return a manifest with its comments in one language."""
    groups = groupby(text.split("\n"), key=lambda line: bool(_COMMENT.match(line)))
    lines = [
        line
        for are_comments, group in groups
        for line in (_chosen(list(group), lang) if are_comments else group)
    ]
    said = r"\1\3" if lang is Lang.KO else r"\1\2"
    return _BOTH.sub(said, "\n".join(lines))


def _chosen(comment: list[str], lang: Lang) -> list[str]:
    """Return the lines of a comment that are in that language, or all if it has one language only."""
    korean = [_KOREAN.sub(r"\1", line) for line in comment if _KOREAN.match(line)]
    if lang is Lang.KO and korean:
        return korean
    return [line for line in comment if not _KOREAN.match(line)]
