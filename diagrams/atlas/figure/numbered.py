"""Numbered: things that are written once and then named by their number."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Numbered(Generic[Key]):
    """Things by number, each once, in the order in which they first come."""

    def __init__(self) -> None:
        self._numbers: dict[Key, int] = {}

    def number(self, thing: Key) -> int:
        """Return the number of a thing, a new one if it is new."""
        return self._numbers.setdefault(thing, len(self._numbers))

    def numbers(self, things: Iterable[Key]) -> tuple[int, ...]:
        """Return the numbers of several things, in their order."""
        return tuple(map(self.number, things))

    def all(self) -> list[Key]:
        """Return the things in the order of their numbers."""
        return list(self._numbers)


class Examples(Generic[Value]):
    """Things that are alike by a key, as one example each."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._examples: list[Value] = []

    def number(self, key: Hashable, example: Value) -> int:
        """Return the number of a key, a new one if it is new; then this is its example."""
        number = self._numbers.setdefault(key, len(self._numbers))
        if number == len(self._examples):
            self._examples.append(example)
        return number

    def all(self) -> list[Value]:
        """Return the examples in the order of their numbers."""
        return self._examples
