#!/usr/bin/env python3
"""Plant small faults in the library, one at a time, and see whether the tests notice.

    .venv/bin/python scripts/mutants.py                      200 faults, chosen at random; takes about half an hour
    .venv/bin/python scripts/mutants.py --mutants 40 --only tracer --only proxy
    .venv/bin/python scripts/mutants.py --seed 7 --json mutants.json

A first run of the tests says which of them reach which line; a fault meets only those that reach its line, and the
first that fails ends it. A fault that no test notices has survived: write the test that would have noticed, or see
that the change means nothing. Works in copies of the project, and changes nothing in it. Exits with 1 if fewer
faults were noticed than --bar asks for.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Queue

from bootstrap import enter
from environment import CHECKS_LOCK, EXIT_FAILED, PROJECT
from mutation import Mutant, mutants, mutated

LIBRARY = Path("diagrams/atlas")
PACKAGES = ("model", "manifests", "controlplane", "world", "proxy", "tracer", "figure", "what_if")
QUICK = (
    "model",
    "manifests",
    "controlplane",
    "world",
    "proxy",
    "tracer",
    "figure",
    "cli",
    "report",
    "what_if",
    "tables",
    "why",
)
"""The folders of tests that a fault must get past; those that build sites or make connections are not among them."""
CACHE = PROJECT / ".cache" / "mutants"
COPIED = ("diagrams", "docs", "scripts", "tests", "mkdocs.yml", "mkdocs.en.yml", "pyproject.toml", "README.md", "README.ko.md")  # fmt: skip
CPU_SECONDS = 300
"""A fault that makes a test run longer than this, in time of the processor, is noticed: the test would never end."""
NOTICED, SURVIVED, UNREACHED = "noticed", "survived", "not reached"


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault in a file of the library, and how it went."""

    file: str
    mutant: Mutant
    outcome: str = ""
    by: str = ""
    """The test that noticed it."""


def main() -> None:
    """Plant the faults, print the table and the survivors, and exit with 1 if too few were noticed."""
    options = parse()
    enter(CHECKS_LOCK)
    os.chdir(PROJECT)
    reached = reach(options)
    chosen = choose(options.only or PACKAGES, options.mutants, options.seed)
    results = list(tried(chosen, reached, options.jobs))
    print("\n".join(table(results)))
    for one in results:
        if one.outcome != NOTICED:
            print(f"\n{one.outcome}  {one.file}:{one.mutant.line}")
            print(f"    {one.mutant.before}\n    {one.mutant.after}")
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in results], indent=1) + "\n")
    if share(results) < options.bar:
        raise SystemExit(EXIT_FAILED)


def parse() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--mutants", type=int, default=200, metavar="N", help="how many (default: 200)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="random seed (default: 0)")
    parser.add_argument(
        "--only", choices=PACKAGES, action="append", help="only this package; may be repeated"
    )
    parser.add_argument(
        "--bar",
        type=float,
        default=90,
        metavar="PERCENT",
        help="share of mutants that tests must kill (default: 90)",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="run this many at the same time",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results to FILE")
    parser.add_argument(
        "--again", action="store_true", help="record again which lines the tests reach"
    )
    return parser.parse_args()


def reach(options: argparse.Namespace) -> dict[str, dict[int, list[str]]]:
    """Return which tests reach a line, by file and line, the quickest way to a failure first."""
    data = CACHE / "coverage"
    if options.again or not data.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        say("which test reaches which line? (takes some minutes; kept for the next run)")
        with copied() as copy:
            command = [
                *pytest(copy),
                "-n",
                str(options.jobs),
                "--cov=atlas",
                "--cov-context=test",
                "--cov-report=",
            ]
            folders = [f"tests/{name}" for name in QUICK if (copy / "tests" / name).is_dir()]
            done = subprocess.run(
                [*command, *folders], cwd=copy, env=environment(copy, data), check=False
            )
            if done.returncode:
                raise SystemExit("the tests fail without any fault; mend that first")
    return contexts(data)


def contexts(data: Path) -> dict[str, dict[int, list[str]]]:
    """Return what a run with contexts has written: the tests that reached each line of each file of the library."""
    from coverage import CoverageData

    held = CoverageData(str(data))
    held.read()
    found: dict[str, dict[int, list[str]]] = {}
    breadth: Counter[str] = Counter()
    for file in held.measured_files():
        name = LIBRARY.as_posix() + file.split(LIBRARY.as_posix(), 1)[-1]
        lines = held.contexts_by_lineno(file)
        found[name] = {
            line: sorted({one.split("|")[0] for one in tests if one})
            for line, tests in lines.items()
        }
        breadth.update(test for tests in found[name].values() for test in tests)
    return {
        name: {
            line: sorted(tests, key=lambda test: (breadth[test], test))
            for line, tests in lines.items()
        }
        for name, lines in found.items()
    }


def choose(packages: Iterable[str], number: int, seed: int) -> list[Planted]:
    """Return as many faults of the packages, each as likely as any other."""
    everything = [
        Planted(file.relative_to(PROJECT).as_posix(), mutant)
        for package in packages
        for file in files(PROJECT / LIBRARY / package)
        for mutant in mutants(file.read_text(encoding="utf-8"))
    ]
    say(f"{len(everything)} faults can be planted; {min(number, len(everything))} are")
    return random.Random(seed).sample(everything, min(number, len(everything)))


def files(package: Path) -> list[Path]:
    """Return the modules of a package, or the one module of that name."""
    return (
        sorted(package.rglob("*.py"))
        or [package.with_suffix(".py")] * package.with_suffix(".py").is_file()
    )


def tried(
    chosen: Sequence[Planted], reached: dict[str, dict[int, list[str]]], jobs: int
) -> Iterator[Planted]:
    """Yield how each fault went, several at once, each in a copy of the project of its own."""
    copies: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(jobs):
            copies.put(copy_to(Path(folder) / str(number)))

        def attempt(planted: Planted) -> Planted:
            copy = copies.get()
            try:
                return noticed(planted, reached, copy)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            for number, result in enumerate(pool.map(attempt, chosen), 1):
                place = f"{result.file.removeprefix(LIBRARY.as_posix() + '/')}:{result.mutant.line}"
                say(f"{number}/{len(chosen)} {result.outcome:<11} {place}")
                yield result


def noticed(planted: Planted, reached: dict[str, dict[int, list[str]]], copy: Path) -> Planted:
    """Return how a fault went: planted in the copy, met by the tests that reach its line, and taken out again."""
    lines = reached.get(planted.file, {})
    span = range(planted.mutant.start[0], planted.mutant.end[0] + 1)
    tests = next((lines[line] for line in span if lines.get(line)), None)
    file = copy / planted.file
    sound = file.read_text(encoding="utf-8")
    file.write_text(mutated(sound, planted.mutant), encoding="utf-8")
    try:
        # What runs only while modules are imported is reached by every test.
        chosen = tests or [f"tests/{one}" for one in QUICK if (copy / "tests" / one).is_dir()]
        failed = first_failure(chosen, copy)
    finally:
        file.write_text(sound, encoding="utf-8")
    outcome = NOTICED if failed else SURVIVED if tests else UNREACHED
    return Planted(planted.file, planted.mutant, outcome, failed)


def first_failure(tests: Sequence[str], copy: Path) -> str:
    """Return the first test that fails, "" if none does; what ends the run otherwise counts as a failure too."""
    listed = copy / "tests-of-the-mutant.txt"
    listed.write_text("\n".join(tests) + "\n", encoding="utf-8")
    limit = f'ulimit -t {CPU_SECONDS}; exec "$@"'
    done = subprocess.run(
        ["sh", "-c", limit, "sh", *pytest(copy), "-x", "-p", "no:xdist", f"@{listed}"],
        cwd=copy,
        env=environment(copy, CACHE / "unused"),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return ""
    failures = [line for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return failures[0].split(" ", 1)[1] if failures else f"pytest ended with {done.returncode}"


@contextmanager
def copied() -> Iterator[Path]:
    """Give a copy of the project for the time of a block."""
    with tempfile.TemporaryDirectory() as folder:
        yield copy_to(Path(folder) / "project")


def copy_to(copy: Path) -> Path:
    """Copy what tests need of the project into a new folder, and return it."""
    copy.mkdir()
    for name in COPIED:
        there = PROJECT / name
        if there.is_dir():
            shutil.copytree(there, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif there.exists():
            shutil.copyfile(there, copy / name)
    return copy


def environment(copy: Path, data: Path) -> dict[str, str]:
    """Return variables with which the copy is imported, and nothing that was compiled before a fault was planted."""
    paths = os.pathsep.join([str(copy / "diagrams"), str(copy / "scripts")])
    quiet = {"PYTHONDONTWRITEBYTECODE": "1"}
    return os.environ | quiet | {"PYTHONPATH": paths, "COVERAGE_FILE": str(data)}


def pytest(copy: Path) -> list[str]:
    """Return the command that runs tests of a copy."""
    return [sys.executable, "-m", "pytest", "-q", "--no-header", "-o", f"cache_dir={copy}/.cache"]


def table(results: Sequence[Planted]) -> list[str]:
    """Return the lines of a table: what was planted and noticed in each package."""
    lines = [f"\n{'package':<14} {'planted':>7} {NOTICED:>8} {SURVIVED:>9} {UNREACHED:>12}"]
    of_package: dict[str, Counter[str]] = {}
    for one in results:
        package = one.file.removeprefix(LIBRARY.as_posix() + "/").split("/")[0].removesuffix(".py")
        of_package.setdefault(package, Counter())[one.outcome] += 1
    for package, counted in sorted(of_package.items()):
        numbers = (counted[NOTICED], counted[SURVIVED], counted[UNREACHED])
        lines.append(
            f"{package:<14} {counted.total():>7} {numbers[0]:>8} {numbers[1]:>9} {numbers[2]:>12}"
        )
    lines.append(f"{share(results):.1f} % were noticed")
    return lines


def share(results: Sequence[Planted]) -> float:
    """Return how many of a hundred faults were noticed."""
    return 100 * sum(one.outcome == NOTICED for one in results) / max(len(results), 1)


def say(progress: str) -> None:
    """Tell people how far we are."""
    print(progress, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
