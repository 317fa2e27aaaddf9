"""The tree keeps its promises: `diagrams/` shadows nothing, lock files are whole, no machine is named."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.machinery import PathFinder
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[1]
DIAGRAMS = PROJECT / "diagrams"
SCRIPTS = sorted([*DIAGRAMS.glob("*.py"), *(DIAGRAMS / "tables").glob("*.py")])
MACHINE_PATH = re.compile(r"(?<![\w.])(/home/|/Users/|/root/|/work/|[A-Z]:\\Users\\)\w")


def test_the_folder_of_figures_does_not_hide_the_library() -> None:
    assert not (PROJECT / "diagrams" / "__init__.py").exists()
    where = "import diagrams, atlas; print(diagrams.__file__); print(atlas.__file__)"
    said = subprocess.run(
        [sys.executable, "-c", where], cwd=PROJECT, check=True, capture_output=True, text=True
    )
    library, model = map(Path, said.stdout.splitlines())
    assert PROJECT / "diagrams" not in library.parents
    assert model == PROJECT / "diagrams" / "atlas" / "__init__.py"


@pytest.mark.parametrize("name", [path.stem for path in SCRIPTS])
def test_no_script_has_the_name_of_a_library(name: str) -> None:
    """A script's own folder is first on the path: scripts beside it would be found instead of the library."""
    installed = [entry for entry in sys.path if "site-packages" in entry]
    assert name not in sys.stdlib_module_names
    assert PathFinder.find_spec(name, installed) is None


def pins(lock: str) -> dict[str, set[str]]:
    """Return the versions that a lock file has of each package; several where markers choose one."""
    found: dict[str, set[str]] = {}
    for line in (PROJECT / lock).read_text(encoding="utf-8").splitlines():
        if pin := re.match(r"([\w.-]+)==([^ ;]+)", line):
            found.setdefault(canonicalize_name(pin[1]), set()).add(pin[2])
    return found


def test_site_and_checks_have_the_same_versions() -> None:
    site, checks = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: checks.get(name) for name in site} == site


def test_lock_files_hold_what_the_project_asks_for() -> None:
    """If not: .venv/bin/python scripts/lock.py"""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    extras = project["project"]["optional-dependencies"]
    asked = [*project["project"]["dependencies"], *chain(*extras.values()), *groups["install"]]
    site = [one for one in asked if not one.startswith(f"{project['project']['name']}[")]
    for lock, asked in (
        ("requirements.lock", site),
        ("requirements-dev.lock", site + groups["dev"]),
    ):
        locked = pins(lock)
        for requirement in map(Requirement, asked):
            versions = locked.get(canonicalize_name(requirement.name), set())
            assert versions, f"{lock} lacks {requirement}"
            assert all(map(requirement.specifier.contains, versions)), f"{lock}: {requirement}"


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_no_index(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


def test_no_source_names_a_path_of_a_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    named: list[str] = []
    for name in listed.stdout.decode().rstrip("\0").split("\0"):
        path = PROJECT / name
        if path == Path(__file__) or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content and MACHINE_PATH.search(content.decode(errors="replace")):
            named.append(name)
    assert named == []
