"""What a run of pytest says last: what tests measured, and how each failed one is run alone. Leaves names and times to scripts/test.py."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from support.thoroughness import profile

PROJECT = Path(__file__).parents[2]
GROWTH = 1.25


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured, and the commands below all that pytest says, where they are seen."""
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for text in [value for name, value in report.user_properties if name == "printed"]:
            terminalreporter.write_line(f"\n{text}")
    reports = [*terminalreporter.getreports("failed"), *terminalreporter.getreports("error")]
    names = list(dict.fromkeys(plain_name(report.nodeid) for report in reports))
    for name in names:
        terminalreporter.write_line(f"run it alone: {command_for(name)}")
    if file := os.environ.get("ATLAS_FAILED"):
        Path(file).write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    if file := os.environ.get("ATLAS_TIMES"):
        keep_times(terminalreporter, Path(file))


def plain_name(name: str) -> str:
    """Return the name of a test without what pytest-xdist adds: an @ and the group that shares a worker."""
    return re.sub(r"(?<=[\w\]])@[\w-]+$", "", name)


def command_for(name: str) -> str:
    """Return the command that runs one test alone, with as many random cases as here."""
    python = Path(sys.executable)
    if python.is_relative_to(PROJECT):
        python = python.relative_to(PROJECT)
    prefix = f"ATLAS_PROFILE={profile()} " if os.name != "nt" else ""
    return f"{prefix}{python} -m pytest -n 0 {shlex.quote(name)}"


def keep_times(terminalreporter: pytest.TerminalReporter, file: Path) -> None:
    """Keep the seconds that each file of tests took, from which --changed tells what fits in a minute.

    A busy machine only lengthens them: a time that has grown is believed a little more with each run.
    """
    held = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    seconds: dict[str, float] = defaultdict(float)
    for report in (one for each in terminalreporter.stats.values() for one in each):
        if isinstance(report, pytest.TestReport):
            seconds[report.nodeid.partition("::")[0]] += report.duration
    for name, took in seconds.items():
        held[name] = round(min(took, GROWTH * held.get(name, took)), 1)
    file.write_text(json.dumps(held, indent=0, sort_keys=True), encoding="utf-8")
