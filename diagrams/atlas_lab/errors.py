"""Why there is no lab, or no answer from one."""

from __future__ import annotations

from atlas.cli.errors import UnfitMachineError, UsageError


class LabError(UnfitMachineError):
    """The lab cannot be built or asked here; the message says why, and what would help."""


class GoneError(LabError):
    """There is no lab of that name, or no longer; the message says how to start one."""


class RequestError(LabError, UsageError):
    """The lab works, but what was asked for is not in it or cannot be; the message says what is."""
