"""How random cases are drawn, and what a failed run says last."""

from __future__ import annotations

from pathlib import Path

from hypothesis import configuration

from support.repeating import pytest_terminal_summary
from support.thoroughness import load_profile

__all__ = ["pytest_terminal_summary"]

configuration.set_hypothesis_home_dir(Path(__file__).parents[1] / ".cache" / "hypothesis")
load_profile()
