#!/usr/bin/env python3
"""Run the checks of the project: all of them, or one group.

The first run makes .venv and installs into it what requirements-dev.lock names. What cannot run on
this machine is reported as skipped, with the reason; where the variable CI is set, it fails.
Arguments after -- go to pytest: scripts/test.py --only unit -- -k nodeport
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from bootstrap import CHECKS_LOCK, EXIT_FAILED, PROJECT, Unprepared, enter
from browser import find_browser

CACHE = PROJECT / ".cache"
SITE = CACHE / "site"
BROWSER_TESTS = "tests/browser"
KERNEL_TESTS = "tests/kernel"
EVIDENCE = CACHE / "evidence.json"
FLOWS = 450
"""As many connections as every run of CI makes; `atlas agree --flows` makes more."""
PASSED, FAILED, SKIPPED = "passed", "FAILED", "skipped"
FEW = 5
"""As many failed tests in the browser as are tried again on their own: more are no accident."""
NO_TEST_COLLECTED = 5
"""The exit code of pytest when its arguments match no test."""


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


class Group(NamedTuple):
    """Checks that run together; `remedy` says what to do when they fail."""

    name: str
    proves: str
    remedy: str
    run: Callable[[Sequence[str]], Result]
    """Runs the group; its argument is what pytest gets besides."""


def main() -> None:
    """Run the chosen groups, print how each went, and exit with 1 if one failed."""
    options = parse()
    if options.list:
        for group in GROUPS:
            print(f"{group.name:<10} {group.proves}")
        return
    enter(CHECKS_LOCK)
    os.chdir(PROJECT)
    if options.accept:
        os.environ["ATLAS_ACCEPT"] = "1"
    chosen = [group for group in GROUPS if not options.only or group.name in options.only]
    results = {group.name: timed(group, options.pytest) for group in chosen}
    report(chosen, results)
    if any(result.state == FAILED for result, _ in results.values()):
        raise SystemExit(EXIT_FAILED)


def parse() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="name the groups and stop")
    names = [group.name for group in GROUPS]
    parser.add_argument(
        "--only",
        choices=names,
        action="append",
        metavar="GROUP",
        help="run only this group; may be repeated",
    )
    parser.add_argument(
        "--accept", action="store_true", help="take what is computed now as the golden files"
    )
    parser.add_argument(
        "pytest", nargs="*", metavar="ARGUMENT", help="argument of pytest, after --"
    )
    return parser.parse_args()


def timed(group: Group, arguments: Sequence[str]) -> tuple[Result, float]:
    """Return how a group went and how many seconds it took."""
    print(f"\n── {group.name}: {group.proves}", flush=True)
    started = time.monotonic()
    try:
        result = group.run(arguments)
    except Unprepared as problem:
        result = Result(SKIPPED, str(problem))
    if os.environ.get("CI") and (result.state == SKIPPED or result.tests.skipped):
        result = result._replace(state=FAILED, note=f"in CI nothing may be skipped: {result.note}")
    elif result.state == FAILED:
        result = result._replace(note="; ".join(filter(None, (result.note, group.remedy))))
    return result, time.monotonic() - started


def report(groups: Sequence[Group], results: dict[str, tuple[Result, float]]) -> None:
    """Print a line for each group and, last, how many tests there were in all."""
    print("\n── summary")
    for group in groups:
        result, seconds = results[group.name]
        print(f"{group.name:<10} {result.state:<8} {seconds:>6.1f} s  {result.note}".rstrip())
    counted = [result.tests for result, _ in results.values() if any(result.tests)]
    if counted:
        print(f"tests: {Counts(*map(sum, zip(*counted, strict=True)))}", flush=True)


def runs(*command: str) -> Callable[[Sequence[str]], Result]:
    """Return a group's work that is one command."""

    def run(_: Sequence[str]) -> Result:
        return Result(PASSED if call(command) == 0 else FAILED)

    return run


def call(command: Sequence[str]) -> int:
    """Run a program of the environment, with its output on ours, and return its exit code."""
    program = Path(sysconfig.get_path("scripts"), command[0])
    return subprocess.run([program, *command[1:]], check=False).returncode


def build_site(_: Sequence[str]) -> Result:
    """Build the site, and leave it to the groups that follow, which then need not build it again."""
    environment = {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "http://127.0.0.1:8000/"}
    os.environ.update(environment)
    if call(["mkdocs", "build", "--strict", "--site-dir", str(SITE)]):
        return Result(FAILED)
    os.environ["ATLAS_SITE"] = str(SITE)
    return Result(PASSED)


def unit_tests(arguments: Sequence[str]) -> Result:
    """Run all tests but those that need a browser or the kernel."""
    ignored = [f"--ignore={one}" for one in (BROWSER_TESTS, KERNEL_TESTS)]
    return run_pytest("unit", ["tests", *ignored, *arguments])


def kernel_checks(arguments: Sequence[str]) -> Result:
    """Make real connections in labs. Raises Unprepared where none can be brought up."""
    need_a_lab()
    result = run_pytest("kernel", [KERNEL_TESTS, *arguments])
    if result.state == PASSED and not arguments:
        sessions = call(["python", str(PROJECT / "scripts" / "record.py"), "--check"])
        flows = call(["atlas", "agree", f"--flows={FLOWS}", f"--evidence={EVIDENCE}", "--lang=en"])
        if sessions or flows:
            return result._replace(state=FAILED)
    return result


def need_a_lab() -> None:
    """Bring a lab up and down. Raises Unprepared with what it says if it cannot."""
    atlas = [sys.executable, "-m", "atlas", "lab"]
    name = f"test-{os.getpid()}"
    up = subprocess.run(
        [*atlas, "up", "--detach", "--name", name], capture_output=True, text=True, check=False
    )
    if up.returncode != 0:
        raise Unprepared(up.stderr.strip())
    subprocess.run([*atlas, "down", "--name", name], capture_output=True, check=True)


def browser_tests(arguments: Sequence[str]) -> Result:
    """Run the tests that open the site in a browser. Raises Unprepared if there is none."""
    os.environ["ATLAS_BROWSER"] = find_browser()
    chosen = [BROWSER_TESTS, *arguments]
    first = run_pytest("browser", chosen)
    if not 0 < first.tests.failed <= FEW:
        return first
    print("── once more, one after the other: what failed", flush=True)
    again = run_pytest("browser-again", [*chosen, "--last-failed", "--numprocesses=0"])
    return in_the_end(first, again)


def in_the_end(first: Result, again: Result) -> Result:
    """Return how a group went whose few failed tests were run again.

    A browser that a busy machine keeps waiting is no fault of the page: what passes alone has passed, and the note
    says so, because a test that needs a second try now and then wants mending.
    """
    passed = first.tests.passed + again.tests.passed
    tests = Counts(passed, again.tests.failed, first.tests.skipped + again.tests.skipped)
    return Result(again.state, f"{tests}; at first {first.tests.failed} failed", tests)


def audit(_: Sequence[str]) -> Result:
    """Rate one page of each kind. Raises Unprepared if there is no browser, or no Lighthouse."""
    import auditor

    os.environ["ATLAS_BROWSER"] = find_browser()
    auditor.prepare(os.environ["ATLAS_BROWSER"])
    done = call(["python", str(PROJECT / "scripts" / "audit.py"), "--kinds", "--untimed"])
    return Result(PASSED if done == 0 else FAILED)


def run_pytest(name: str, arguments: Sequence[str]) -> Result:
    """Run pytest on all cores and return what it counted."""
    counts = CACHE / "tests" / f"{name}.xml"
    counts.unlink(missing_ok=True)
    code = call(
        [
            "pytest",
            "--quiet",
            "--numprocesses=auto",
            "--dist=loadgroup",
            f"--junit-xml={counts}",
            *arguments,
        ]
    )
    if code == NO_TEST_COLLECTED:
        return Result(FAILED, "no test matches")
    tests = count(counts) if counts.is_file() else Counts()
    return Result(PASSED if code == 0 else FAILED, str(tests), tests)


def count(junit: Path) -> Counts:
    """Return the numbers that stand in a JUnit file of pytest."""
    suites = ElementTree.parse(junit).getroot().iter("testsuite")
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return Counts(total - failed - skipped, failed, skipped)


GROUPS = (
    Group(
        "format",
        "the form of the code is that of the formatter",
        "mend it with: .venv/bin/ruff format",
        runs("ruff", "format", "--check", "--output-format=concise"),
    ),
    Group(
        "lint",
        "no mistakes that a linter knows",
        "mend what can be mended with: .venv/bin/ruff check --fix",
        runs("ruff", "check", "--quiet"),
    ),
    Group(
        "contracts",
        "lower layers never import higher ones, and pure ones nothing that is not",
        "move the code, not the contract: pyproject.toml, [tool.importlinter]",
        runs("lint-imports", "--no-logo", "--cache-dir", str(CACHE / "imports")),
    ),
    Group(
        "types",
        "every signature and every use of it agree",
        "each message above names file and line",
        runs("basedpyright", "--warnings", "--pythonpath", sys.executable),
    ),
    Group(
        "kernel",
        "real connections go where the model says, and a lab leaves nothing behind",
        "see one again with: .venv/bin/atlas agree, or python3 scripts/record.py --check",
        kernel_checks,
    ),
    Group(
        "site",
        "both languages build without a warning: links, anchors, macros, claims",
        "see it again with: python3 scripts/serve.py --build",
        build_site,
    ),
    Group(
        "unit",
        "model, rules, tracer, figures, texts, pages and scripts do what their tests say",
        "run one again with: python3 scripts/test.py --only unit -- -k NAME",
        unit_tests,
    ),
    Group(
        "browser",
        "a reader can use the built site: layout, contrast, keyboard, search",
        "run one again with: python3 scripts/test.py --only browser -- -k NAME",
        browser_tests,
    ),
    Group(
        "audit",
        "a page of each kind costs no more than its budget, and Lighthouse finds it accessible and well made",
        "rate one page again with: python3 scripts/audit.py --only PATH",
        audit,
    ),
)


if __name__ == "__main__":
    main()
