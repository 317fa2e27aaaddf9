"""Output: all that a command prints leaves through here, and is made printable on the way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from atlas.text.printable import printable


class _Printable:
    """A stream that lets nothing through that would command a terminal; in all else the stream that it wraps."""

    def __init__(self, stream: TextIO) -> None:
        self.wrapped = stream
        """For text that has been made printable already, and coloured since."""

    def write(self, text: str) -> int:
        return self.wrapped.write(printable(text))

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.wrapped, name)


@contextmanager
def printable_streams() -> Iterator[None]:
    """Make standard output and standard error printable for a while."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = map(_Printable, before)  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
