"""The style sheet of the site: ours behind the theme's, which loses the rules for parts that this site does not have.

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

OWN_SHEETS = ("fonts", "palette", "atlas", "drawing", "figure")
"""Ours, in docs/assets/stylesheets, in the order in which they follow the theme's."""

_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
_UNUSED = re.compile(rf"\[dir=rtl\]|\.(?:{'|'.join(UNUSED_CLASSES)})(?![a-z])")
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_EMPTY_BLOCK = re.compile(r"@(?:media|supports)[^{};]*\{\s*\}")
_COMMA = re.compile(r",(?![^(]*\))")


def gather(folder: Path) -> None:
    """Make one style sheet of the theme's and of ours, which lie in that folder of the built site.

    Each further sheet would be one more that a reader waits for before anything is shown.
    """
    (sheet,) = folder.glob("main.*.css")
    parts = [_SOURCE_MAP.sub("", without_unused(sheet.read_text(encoding="utf-8")))]
    for name in OWN_SHEETS:
        own = folder / f"{name}.css"
        parts.append(own.read_text(encoding="utf-8"))
        own.unlink()
    sheet.write_text("".join(parts), encoding="utf-8")
    for unused in (*folder.glob("*.map"), *folder.glob("palette.*.css")):
        unused.unlink()


def without_unused(sheet: str) -> str:
    """Return a style sheet without the selectors that only match parts that the site does not have."""
    return _EMPTY_BLOCK.sub("", _RULE.sub(_used_selectors, sheet))


def _used_selectors(rule: re.Match[str]) -> str:
    selectors = _COMMA.split(rule[1])
    if any(selector.count("(") != selector.count(")") for selector in selectors):
        return rule[0]  # a list within a list: kept whole
    used = [selector for selector in selectors if not _UNUSED.search(selector)]
    return f"{','.join(used)}{{{rule[2]}}}" if used else ""
