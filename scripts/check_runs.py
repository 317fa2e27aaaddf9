"""Runs groups of checks side by side: how each went, what it printed, and what it took."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import IO, NamedTuple

from environment import PROJECT, Unprepared

PASSED, FAILED, SKIPPED = "passed", "FAILED", "skipped"


class Counts(NamedTuple):
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class Result(NamedTuple):
    """How a group went; the tests are those that pytest counted."""

    state: str
    note: str = ""
    tests: Counts = Counts()


class Run:
    """What a group works with: arguments for pytest, variables for its programs, and where they print."""

    def __init__(
        self, arguments: Sequence[str] = (), variables: dict[str, str] | None = None
    ) -> None:
        self.arguments = tuple(arguments)
        self.variables = dict(variables or {})
        self.output: IO[bytes] | None = None
        """Where the programs print; None is where this program does."""
        self.processor = 0.0
        """The seconds of processor time that the programs have taken so far, where the system tells."""

    def call(self, *command: str, say: bool = False) -> int:
        """Run a program of the environment to its end and return its exit code."""
        if say:
            self.print(f"$ {shlex.join(command)}")
        program = Path(sysconfig.get_path("scripts"), command[0])
        process = subprocess.Popen(
            [str(program), *command[1:]],
            cwd=PROJECT,
            env=os.environ | self.variables,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT if self.output else None,
        )
        if not hasattr(os, "wait4"):
            return process.wait()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.processor += usage.ru_utime + usage.ru_stime
        return process.returncode

    def print(self, text: str) -> None:
        """Print a line among what the programs print."""
        if self.output is None:
            print(text, flush=True)
        else:
            self.output.write(f"{text}\n".encode())
            self.output.flush()


class Group(NamedTuple):
    """Checks that run together; `remedy` says what to do when they fail."""

    name: str
    proves: str
    remedy: str
    run: Callable[[Run], Result]
    after: str = ""
    """The group whose work this one uses, and which therefore runs too."""
    is_wide: bool = False
    """Whether it keeps all cores busy by itself."""


class Done(NamedTuple):
    """A group that has run: how it went, the seconds that it took, and what its programs printed."""

    group: Group
    result: Result
    seconds: float
    processor: float
    printed: bytes


def side_by_side(
    groups: Sequence[Group], run_of: Callable[[Group], Run], ended: Callable[[Done], None]
) -> Iterator[Done]:
    """Run the groups, and yield them in their order; `ended` is called for each as soon as it ends.

    Those that keep all cores busy run one after the other. Beside them run the others, one after the other too: most
    of them wait a good part of their time. So at any time there is a little more to do than there are cores.
    """
    futures: dict[str, Future[Done]] = {group.name: Future() for group in groups}
    stopped = threading.Event()

    def work(lane: Sequence[Group]) -> None:
        for group in lane:
            if group.after in futures:
                futures[group.after].result()
            if stopped.is_set():
                return
            done = run_one(group, run_of(group))
            ended(done)
            futures[group.name].set_result(done)

    for lane in (
        [one for one in groups if one.is_wide],
        [one for one in groups if not one.is_wide],
    ):
        threading.Thread(target=work, args=(lane,), daemon=True).start()
    try:
        for group in groups:
            yield futures[group.name].result()
    finally:
        stopped.set()


def run_one(group: Group, run: Run, *, at_once: bool = False) -> Done:
    """Run a group and return how it went; what it prints is kept, or printed at once."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as kept:
        run.output = None if at_once else kept
        try:
            result = group.run(run)
        except Unprepared as problem:
            result = Result(SKIPPED, str(problem))
        except Exception:
            run.print(traceback.format_exc())
            result = Result(FAILED, "the check itself is broken")
        kept.seek(0)
        printed = kept.read()
    return Done(group, judged(group, result), time.monotonic() - started, run.processor, printed)


def judged(group: Group, result: Result) -> Result:
    """Return the result with what helps; in CI nothing may be skipped."""
    if os.environ.get("CI") and (result.state == SKIPPED or result.tests.skipped):
        return result._replace(state=FAILED, note=f"in CI nothing may be skipped: {result.note}")
    if result.state == FAILED:
        return result._replace(note="; ".join(filter(None, (result.note, group.remedy))))
    return result


def show(done: Done) -> None:
    """Print what the programs of a group printed, below its title."""
    print(title(done.group), flush=True)
    sys.stdout.buffer.write(done.printed)
    sys.stdout.flush()


def title(group: Group) -> str:
    """Return the line above what a group prints."""
    return f"\n── {group.name}: {group.proves}"


def summary(every: Sequence[Done]) -> list[str]:
    """Return a line for each group and, last, how many tests there were in all."""
    lines = ["", "── summary"]
    for group, result, seconds, processor, _ in every:
        spent = f"{seconds:>6.1f} s" + (f" (processor {processor:>6.1f} s)" if processor else "")
        lines.append(f"{group.name:<10} {result.state:<8} {spent}  {result.note}".rstrip())
    counted = [done.result.tests for done in every if any(done.result.tests)]
    if counted:
        lines.append(f"tests: {Counts(*map(sum, zip(*counted, strict=True)))}")
    return lines
