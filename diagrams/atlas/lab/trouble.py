"""Trouble: why there is no lab, or no answer from one."""

from __future__ import annotations


class LabError(Exception):
    """The lab cannot be built or asked here; the message says why, and what would help."""


class RequestError(LabError):
    """The lab works, but what was asked for is not in it or cannot be; the message says what is."""
