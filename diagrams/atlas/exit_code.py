"""Exit codes of all commands and figure scripts."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    ANSWERED = 0
    CHANGED = 1
    """`atlas diff` has found a change, as with diff(1)."""
    USAGE = 2
    """A bad argument."""
    MANIFEST = 3
    """A bad manifest."""
    DISAGREEMENT = 4
    """The kernel does not do what the model says."""
    ENVIRONMENT = 5
    """Something is missing or refused outside of the project."""
    INTERRUPTED = 130
