"""What a text is that is no manifest: people paste what they have, and deserve to hear how to make a manifest of it."""

from __future__ import annotations

import re

from atlas.manifests.problem import Expected

_LONGEST_LOOK = 20_000
"""Characters; what a text is shows at its beginning."""
_TEMPLATE = re.compile(r"\{\{-?\s*[^{}\n]+?\s*-?\}\}")
_FENCE = re.compile(r"^\s*(```|~~~)", re.MULTILINE)
_DESCRIBED = re.compile(
    r"\s*Name:[ \t]+\S+\n((?:[A-Z][\w .()-]*:.*|[ \t]+.*)\n)*?(Namespace|Labels|Roles):"
)
_TABLE = re.compile(r"\s*(NAMESPACE|NAME|LAST SEEN)[ \t]{2,}[A-Z][A-Z()-]+")
_TAB = re.compile(r"^[ ]*\t+[ \t]*[\w\"'-]", re.MULTILINE)


def look_alike(text: str) -> Expected | None:
    """Return what the text seems to be, and what to give instead; None if that is unclear."""
    beginning = text[:_LONGEST_LOOK]
    if _TEMPLATE.search(beginning):
        return Expected.RENDERED_TEMPLATE
    if _FENCE.search(beginning):
        return Expected.NO_MARKDOWN
    if _DESCRIBED.match(beginning):
        return Expected.YAML_OF_DESCRIBE
    if _TABLE.match(beginning):
        return Expected.YAML_OF_TABLE
    if _TAB.search(beginning):
        return Expected.NO_TABS
    return None
