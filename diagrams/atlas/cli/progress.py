"""Progress of a long answer, on standard error: one line that moves on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

One = TypeVar("One")
_AFTER = 1.0
"""Seconds for which nothing is said: most answers are there before."""
_BETWEEN = 0.25


class Progress:
    """Says how many of something are done, if standard error is a terminal and it takes a while."""

    def __init__(self, what: str, total: int) -> None:
        self.what = what
        self.total = total
        self.next = monotonic() + _AFTER
        self.shown = False

    def through(self, some: Iterable[One]) -> Iterator[One]:
        """Yield each, and say between them how many there were."""
        for done, one in enumerate(some, start=1):
            if monotonic() >= self.next and sys.stderr.isatty() and not sys.stdout.isatty():
                self._show(done)
            yield one
        if self.shown:
            print(f"\r{' ' * 60}\r", end="", file=sys.stderr, flush=True)

    def _show(self, done: int) -> None:
        self.next = monotonic() + _BETWEEN
        self.shown = True
        line = f"{self.what} {done:,}/{self.total:,}"
        print(f"\r{line:<60}", end="", file=sys.stderr, flush=True)
