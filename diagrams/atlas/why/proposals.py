"""Proposals: changes that might mend something, as findings carry them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from atlas.manifests.edit import Put, Remove
from atlas.manifests.source import Keys
from atlas.model.reference import Reference
from atlas.why.finding import NewObject, ObjectChange, Proposal


def put(object: Reference, keys: Keys, value: object) -> Proposal:
    """Return the proposal to write a value."""
    return (ObjectChange(object, Put(keys, value)),)


def remove(object: Reference, keys: Keys) -> Proposal:
    """Return the proposal to take a value out."""
    return (ObjectChange(object, Remove(keys)),)


def new_object(beside: Reference, text: str) -> Proposal:
    """Return the proposal to write one more object into the file of another."""
    return (NewObject(beside, text),)


def near(word: str, choices: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the choice that the word was probably meant to be, or ""."""
    found = get_close_matches(word[:100], sorted(set(choices)), 1, cutoff)
    return found[0] if found else ""


def listed(words: Iterable[object]) -> str:
    """Return the words as a list in a sentence; of many only the first."""
    texts = list(dict.fromkeys(map(str, words)))
    if len(texts) > 4:
        texts = [*texts[:3], f"… ({len(texts)})"]
    return ", ".join(texts) or "-"
