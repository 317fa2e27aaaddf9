"""Tells which files of tests can be broken by what has changed: those that import it, or read it, the nearest first."""

from __future__ import annotations

import ast
import functools
import json
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from environment import PROJECT

ROOTS = ("diagrams", "scripts", "tests")
"""Folders from which modules are imported by name."""
READ_BY = {
    "docs/ko/": ("tests/support/pages.py", "tests/support/built_site.py"),
    "docs/en/": ("tests/support/pages.py", "tests/support/built_site.py"),
    "docs/assets/": ("tests/support/built_site.py", "tests/site/test_states.py"),
    "docs/overrides/": ("tests/support/built_site.py",),
    "docs/recorded/": ("diagrams/atlas/site/lab_sessions.py", "diagrams/atlas/site/evidence.py"),
    "diagrams/cluster/": ("tests/support/manifests.py", "diagrams/atlas/figure/catalog.py"),
    "diagrams/other-clusters/": ("tests/support/manifests.py", "diagrams/atlas/figure/catalog.py"),
    "diagrams/broken/": ("tests/site/test_troubles.py", "diagrams/atlas/trouble/catalog.py"),
    "diagrams/examples/": ("tests/site/test_why.py", "diagrams/atlas/site/why_block.py"),
    "tests/golden/pictures/": ("tests/support/pictures.py",),
    "tests/golden/": ("tests/support/golden.py",),
    "tests/data/oracle/": ("tests/proxy/test_oracle.py", "tests/support/releases.py"),
    "tests/data/": ("tests/support/manifests.py",),
    "diagrams/atlas/site/templates/": ("diagrams/atlas/site/markup.py",),
    "scripts/card.svg": ("scripts/draw_images.py",),
    "scripts/page_scripts/": ("scripts/page_checks.py",),
    "scripts/lighthouse/": ("scripts/audit.py", "scripts/auditor.py"),
    "mkdocs": ("tests/support/built_site.py",),
    "action.yml": ("tests/scripts/test_action.py",),
    "CHANGELOG.md": ("tests/scripts/test_wheel.py",),
    "CITATION.cff": ("tests/scripts/test_wheel.py",),
    "setup.py": ("tests/scripts/test_wheel.py",),
    "README": ("tests/cli/test_readme.py",),
}
"""Who reads files that nobody imports, by the beginning of their path; the first that fits counts."""
STARTS = {
    "tests/support/built_site.py": ("scripts/hook.py", "scripts/macros.py"),
    "diagrams/atlas/site/figures.py": ("diagrams/atlas/figure/catalog.py",),
}
"""Modules that a file makes another program import."""
EVERYTHING = (
    "tests/conftest.py",
    "tests/support/thoroughness.py",
    "pyproject.toml",
    "requirements",
)
"""What every test stands on, by the beginning of its path."""
NOTHING = (".github/", ".ci/", ".gitignore", "LICENSE")
FAR = 99
"""How far such a file is from a test: what has changed beside it is nearer."""
USUAL = 3.0
"""The seconds that a file of tests takes that has never run here."""
APART = ("tests/browser/", "tests/kernel/")
"""Tests that are never run for a change unless they are changed themselves: they need a browser, or the kernel."""


class Chosen(NamedTuple):
    """Files of tests to run, and those that could be broken too but are left out, each nearest first."""

    tests: list[str]
    left_out: list[str]
    builds_site: bool
    """Whether the site is to be built first, because a part of it has changed."""
    checked: list[str]
    """Modules whose types are to be checked: what has changed, and what imports it."""


def changed_files(base: str = "main") -> list[str]:
    """Return what differs from where this branch left `base`, with all that is not committed yet."""
    ours = git("merge-base", "HEAD", base) or ["HEAD"]
    committed = git("diff", "--name-only", ours[0])
    return sorted({*committed, *git("ls-files", "--others", "--exclude-standard")})


def git(*words: str) -> list[str]:
    """Return the lines that git prints, none if it fails."""
    done = subprocess.run(
        ["git", *words], cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stdout.splitlines() if done.returncode == 0 else []


def choose(changed: Iterable[str], seconds: float, times: Mapping[str, float]) -> Chosen:
    """Return what to run for some changed files within so many seconds of work."""
    changed = tuple(changed)
    importers = imported_by()
    distances = distances_from(starts(changed), importers)
    if any(path.startswith(EVERYTHING) for path in changed):
        distances |= {test: FAR for test in all_tests() if test not in distances}
    areas = {part for path in changed for part in Path(path).parts[2:-1]}

    def nearness(test: str) -> tuple[int, bool, str]:
        return distances[test], Path(test).parts[1] not in areas, test

    reached = sorted(filter(is_test, distances), key=nearness)
    parts_of_site = [path for path in changed if is_part_of_site(path)]
    tests: list[str] = []
    left = seconds
    for test in reached:
        is_apart = test.startswith(APART) or (needs_site(test) and not parts_of_site)
        cost = times.get(test, USUAL)
        if distances[test] == 0 or (not is_apart and cost <= left):
            tests.append(test)
            left -= cost
    checked = [one for one in distances if distances[one] <= 1 and one.endswith(".py")]
    left_out = [test for test in reached if test not in tests]
    return Chosen(tests, left_out, bool(parts_of_site), sorted(checked))


def known_times(file: Path) -> dict[str, float]:
    """Return the seconds that files of tests took when they ran here last."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def needs_site(test: str) -> bool:
    """Return whether a file of tests reads the built site, or builds one."""
    parts = {f"support.built_site.{name}" for name in ("BuiltSite", "build", "site")}
    return not parts.isdisjoint(imports(test))


def is_test(path: str) -> bool:
    return path.startswith("tests/") and Path(path).name.startswith("test_")


def is_part_of_site(path: str) -> bool:
    """Return whether a file is one of which the site is made: a page, an asset, a figure, a manifest."""
    figure = path.startswith("diagrams/") and path.count("/") == 1
    return figure or path.startswith(("docs/", "diagrams/cluster/", "diagrams/other", "mkdocs"))


def starts(changed: Iterable[str]) -> dict[str, int]:
    """Return where to begin, and how far from the change that is: a reader of a file is one step away from it."""
    found: dict[str, int] = {}
    for path in changed:
        if path in imported_by():
            found[path] = 0
        for beginning, readers in READ_BY.items():
            if path.startswith(beginning):
                found |= {reader: 1 for reader in readers if reader not in found}
                break
        if is_figure(path):
            found.setdefault("diagrams/atlas/figure/catalog.py", 1)
    return found


def is_figure(path: str) -> bool:
    return path.startswith("diagrams/") and path.count("/") == 1 and path.endswith(".py")


def unknown(changed: Iterable[str]) -> list[str]:
    """Return the changed files for which it is unknown what they can break."""
    known = (*READ_BY, *EVERYTHING, *NOTHING)
    return [one for one in changed if one not in imported_by() and not one.startswith(known)]


def distances_from(starts: Mapping[str, int], importers: Mapping[str, set[str]]) -> dict[str, int]:
    """Return every file that imports one of those, directly or not, and by how many steps."""
    found = dict(starts)
    border = sorted(found, key=lambda path: found[path])
    while border:
        path = border.pop(0)
        for importer in sorted(importers.get(path, ())):
            if importer not in found:
                found[importer] = found[path] + 1
                border.append(importer)
    return found


@functools.cache
def imported_by() -> dict[str, set[str]]:
    """Return for each module of the project, by its path, the modules that import it."""
    modules = {name: path for path in all_modules() for name in names_of(path)}
    importers: dict[str, set[str]] = defaultdict(set)
    for path in all_modules():
        importers[path] |= set()
        for name in imports(path):
            if name in modules and modules[name] != path:
                importers[modules[name]].add(path)
    for path, started in STARTS.items():
        for other in started:
            importers[other].add(path)
    return importers


def all_modules() -> list[str]:
    return [
        path.relative_to(PROJECT).as_posix()
        for root in ROOTS
        for path in sorted((PROJECT / root).rglob("*.py"))
    ]


def all_tests() -> list[str]:
    return [path for path in all_modules() if is_test(path)]


def names_of(path: str) -> Iterator[str]:
    """Yield the name by which a module is imported."""
    _, *parts = Path(path).with_suffix("").parts
    yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: str) -> Iterator[str]:
    """Yield the names that a module imports, also late ones within functions."""
    for node in ast.walk(ast.parse((PROJECT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
