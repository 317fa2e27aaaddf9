"""The theme's style sheet without the rules for parts that this site does not have.

A fifth of what a reader would fetch of it: rules for right-to-left scripts, blogs, versions, comments and the like. A test
fails if a page has one of the parts.
"""

from __future__ import annotations

import re
from pathlib import Path

UNUSED_CLASSES = (
    "arithmatex",
    "critic",
    "emojione",
    "gemoji",
    "giscus",
    "grid",
    "keys",
    "md-annotation",
    "md-author",
    "md-banner",
    "md-consent",
    "md-feedback",
    "md-pagination",
    "md-path",
    "md-post",
    "md-profile",
    "md-progress",
    "md-select",
    "md-social",
    "md-source-file",
    "md-status",
    "md-version",
    "mermaid",
    "task-list-control",
    "task-list-indicator",
    "task-list-item",
    "twemoji",
)

_UNUSED = re.compile(rf"\[dir=rtl\]|\.(?:{'|'.join(UNUSED_CLASSES)})(?![a-z])")
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_EMPTY_BLOCK = re.compile(r"@(?:media|supports)[^{};]*\{\s*\}")
_COMMA = re.compile(r",(?![^(]*\))")


def lighten(folder: Path) -> None:
    """Leave only what the site needs in the theme's main style sheet, in that folder of the built site."""
    for sheet in folder.glob("main.*.css"):
        sheet.write_text(without_unused(sheet.read_text(encoding="utf-8")), encoding="utf-8")


def without_unused(sheet: str) -> str:
    """Return a style sheet without the selectors that only match parts that the site does not have."""
    return _EMPTY_BLOCK.sub("", _RULE.sub(_used_selectors, sheet))


def _used_selectors(rule: re.Match[str]) -> str:
    selectors = _COMMA.split(rule[1])
    if any(selector.count("(") != selector.count(")") for selector in selectors):
        return rule[0]  # a list within a list: kept whole
    used = [selector for selector in selectors if not _UNUSED.search(selector)]
    return f"{','.join(used)}{{{rule[2]}}}" if used else ""
