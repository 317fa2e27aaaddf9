"""The groups of checks: what each runs, what it proves, and what helps when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

from browser import find_browser
from check_runs import FAILED, PASSED, Counts, Group, Result, Run
from environment import PROJECT, Unprepared

CACHE = PROJECT / ".cache"
SITE = CACHE / "site"
BROWSER_TESTS = "tests/browser"
KERNEL_TESTS = "tests/kernel"
EVIDENCE = CACHE / "evidence.json"
TIMES = CACHE / "tests" / "times.json"
"""The seconds that each file of tests took when it ran last (tests/support/repeating.py)."""
NIGHTLY = "nightly"
"""The profile of random cases (tests/support/thoroughness.py) in which every group does all that it can."""
FLOWS, FLOWS_AT_NIGHT = 900, 2500
"""As many connections as a run makes; `atlas agree --flows` makes more."""
FEW = 5
"""As many failed tests in the browser as are tried again on their own: more are no accident."""
NO_TEST_COLLECTED = 5
"""The exit code of pytest when its arguments match no test."""
built: list[Path] = []
"""The site that this run has built, for the groups that come after; empty where the build failed."""


def is_whole() -> bool:
    """Return whether all examples, flows and pages are asked for."""
    return os.environ.get("ATLAS_PROFILE") == NIGHTLY


def runs(*command: str) -> Callable[[Run], Result]:
    """Return a group's work that is one command."""

    def run(run: Run) -> Result:
        return Result(PASSED if run.call(*command) == 0 else FAILED)

    return run


def lint(run: Run) -> Result:
    """Look through Python, then through the scripts of the pages. Raises Unprepared if no npm is there for the latter."""
    import page_checks

    if run.call("ruff", "check", "--quiet"):
        return Result(FAILED)
    page_checks.prepare()
    script = str(PROJECT / "scripts" / "page_checks.py")
    return Result(PASSED if run.call("python", script) == 0 else FAILED)


def check_types(run: Run) -> Result:
    """Check the types of the whole tree, or of the files that are named."""
    command = ["basedpyright", "--warnings", "--pythonpath", sys.executable, *run.arguments]
    return Result(PASSED if run.call(*command) == 0 else FAILED)


def build_site(run: Run) -> Result:
    """Build the site, and leave it to the groups that follow, which then need not build it again."""
    built.clear()
    run.variables |= {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "http://127.0.0.1:8000/"}
    if run.call("mkdocs", "build", "--strict", "--site-dir", str(SITE)):
        return Result(FAILED)
    built.append(SITE)
    return Result(PASSED)


def unit_tests(run: Run) -> Result:
    """Run all tests but those that need a browser or the kernel, or the files that are named."""
    give_site(run)
    if any(argument.startswith("tests/") for argument in run.arguments):
        return run_pytest(run, "unit", run.arguments)
    ignored = [f"--ignore={folder}" for folder in (BROWSER_TESTS, KERNEL_TESTS)]
    return run_pytest(run, "unit", ["tests", *ignored, *run.arguments])


def kernel_checks(run: Run) -> Result:
    """Make real connections in labs. Raises Unprepared where none can be brought up."""
    need_a_lab()
    result = run_pytest(run, "kernel", [KERNEL_TESTS, *run.arguments])
    if result.state == PASSED and not run.arguments:
        flows = FLOWS_AT_NIGHT if is_whole() else FLOWS
        sessions = run.call("python", str(PROJECT / "scripts" / "record.py"), "--check")
        asked = ["agree", f"--flows={flows}", f"--evidence={EVIDENCE}", "--lang=en"]
        if run.call("atlas", *asked) or sessions:
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


def browser_tests(run: Run) -> Result:
    """Run the tests that open the site in a browser. Raises Unprepared if there is none, or no site."""
    run.variables["ATLAS_BROWSER"] = find_browser()
    need_site(run)
    first = run_pytest(run, "browser", [BROWSER_TESTS, *run.arguments])
    if not 0 < first.tests.failed <= FEW:
        return first
    names = failed_tests("browser")
    run.print("── once more, one after the other: what failed")
    again = run_pytest(run, "browser-again", [*names, "--numprocesses=0"])
    return in_the_end(first, again, names)


def in_the_end(first: Result, again: Result, names: Sequence[str]) -> Result:
    """Return how a group went whose few failed tests were run again.

    A browser that a busy machine keeps waiting is no fault of the page: what passes alone has passed. The note names
    it, because a test that needs a second try wants mending.
    """
    passed = first.tests.passed + again.tests.passed
    tests = Counts(passed, again.tests.failed, first.tests.skipped + again.tests.skipped)
    second = f"{len(names)} needed a second try: {', '.join(names)}"
    return Result(again.state, f"{tests}; {second}", tests)


def audit(run: Run) -> Result:
    """Count and rate one page of each kind, or all at night. Raises Unprepared without browser, site or Lighthouse."""
    import auditor

    run.variables["ATLAS_BROWSER"] = find_browser()
    need_site(run)
    auditor.prepare(run.variables["ATLAS_BROWSER"])
    which = [] if is_whole() else ["--kinds"]
    script = str(PROJECT / "scripts" / "audit.py")
    return Result(PASSED if run.call("python", script, "--untimed", *which) == 0 else FAILED)


def give_site(run: Run) -> None:
    """Let tests read the site that this run has built, if it has."""
    if built:
        run.variables["ATLAS_SITE"] = str(built[0])


def need_site(run: Run) -> None:
    """Let the group open the site that this run has built. Raises Unprepared if it does not build."""
    if not built:
        raise Unprepared("the site does not build: python3 scripts/test.py --only site")
    give_site(run)


def run_pytest(run: Run, name: str, arguments: Sequence[str]) -> Result:
    """Run pytest on all cores and return what it counted."""
    counts = CACHE / "tests" / f"{name}.xml"
    counts.unlink(missing_ok=True)
    run.variables["ATLAS_FAILED"] = str(failures_of(name))
    if all(argument.startswith("tests") and "::" not in argument for argument in run.arguments):
        run.variables["ATLAS_TIMES"] = str(TIMES)  # files that run as a whole
    code = run.call(
        "pytest",
        "--quiet",
        "--numprocesses=auto",
        "--dist=loadgroup",
        f"--junit-xml={counts}",
        *arguments,
    )
    if code == NO_TEST_COLLECTED:
        return Result(FAILED, "no test matches")
    tests = count(counts) if counts.is_file() else Counts()
    return Result(PASSED if code == 0 else FAILED, str(tests), tests)


def failures_of(name: str) -> Path:
    """Return where a run of pytest writes the names of the tests that failed (tests/support/repeating.py)."""
    return CACHE / "tests" / f"{name}-failed.txt"


def failed_tests(name: str) -> list[str]:
    """Return the names of the tests that failed in the last run of pytest of that name."""
    return failures_of(name).read_text(encoding="utf-8").splitlines()


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
        "mend what can be mended with: .venv/bin/ruff check --fix; scripts of pages by hand",
        lint,
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
        check_types,
    ),
    Group(
        "site",
        "both languages build without a warning: links, anchors, macros, claims",
        "see it again with: python3 scripts/serve.py --build",
        build_site,
        is_wide=True,
    ),
    Group(
        "kernel",
        "real connections go where the model says, and a lab leaves nothing behind",
        "see one again with: .venv/bin/atlas agree, or python3 scripts/record.py --check",
        kernel_checks,
    ),
    Group(
        "audit",
        "a page of each kind costs no more than its budget, and Lighthouse finds it accessible and well made",
        "look at one page again with: python3 scripts/audit.py --untimed --only PATH",
        audit,
        after="site",
    ),
    Group(
        "unit",
        "model, rules, tracer, figures, texts, pages and scripts do what their tests say",
        "each failed test above names the command that runs it alone",
        unit_tests,
        after="site",
        is_wide=True,
    ),
    Group(
        "browser",
        "a reader can use the built site: layout, contrast, keyboard, search",
        "each failed test above names the command that runs it alone",
        browser_tests,
        after="site",
        is_wide=True,
    ),
)
