"""Keys: what boxes are called in drawings. Ids hold nothing that DOT or SVG would read as a sign."""

from __future__ import annotations

import re

from atlas.model.reference import Reference

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]")


def key_of(reference: Reference) -> str:
    """Return the key of an object; two objects have the same one only if a name is none that an API server takes."""
    return safe(str(reference).replace("/", "-"))


def safe(text: str) -> str:
    """Return a text as a part of a key."""
    return _UNSAFE.sub(lambda found: f"_{ord(found[0]):x}", text)
