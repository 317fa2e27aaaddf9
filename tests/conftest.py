"""How random cases are drawn, and what a failed run says last: the command that runs each failed test alone."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import configuration

from support.thoroughness import load_profile, profile

PROJECT = Path(__file__).parents[1]

configuration.set_hypothesis_home_dir(PROJECT / ".cache" / "hypothesis")
load_profile()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured, and the commands below all that pytest says, where they are seen."""
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for text in [value for name, value in report.user_properties if name == "printed"]:
            terminalreporter.write_line(f"\n{text}")
    reports = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
    for name in dict.fromkeys(report.nodeid for report in reports):
        terminalreporter.write_line(f"run it alone: {command_for(name)}")


def command_for(name: str) -> str:
    """Return the command that runs one test alone, with as many random cases as here.

    pytest-xdist adds an @ and the group to the name of a test that shares its worker with others.
    """
    python = Path(sys.executable)
    if python.is_relative_to(PROJECT):
        python = python.relative_to(PROJECT)
    prefix = f"ATLAS_PROFILE={profile()} " if os.name != "nt" else ""
    plain = re.sub(r"(?<=[\w\]])@[\w-]+$", "", name)
    return f"{prefix}{python} -m pytest -n 0 '{plain}'"
