"""What a command can fail with, by who can mend it; commands that live beside this package add kinds of their own."""

from __future__ import annotations


class UsageError(Exception):
    """What was asked for does not exist or cannot be; the message says what does. Exit code 2."""


class UnfitMachineError(Exception):
    """This machine cannot do what was asked for; the message says what would help. Exit code 5."""
