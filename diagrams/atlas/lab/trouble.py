"""LabError: why there is no lab, or no answer from one."""

from __future__ import annotations


class LabError(Exception):
    """The lab cannot be built or asked here; the message says why, and what would help."""
