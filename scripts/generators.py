#!/usr/bin/env python3
"""Build the site with other generators, and say how far each gets.

ProperDocs, a fork of MkDocs, has to write the same bytes: exit code 1 says that it does not. Zensical has no hooks and
reads other templates; what it makes is counted against what MkDocs makes, and fails nothing. Both are installed from
requirements-generators.lock into an environment of their own, in which MkDocs is not.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bootstrap import enter
from environment import EXIT_ENVIRONMENT, EXIT_FAILED, PROJECT, SITE_LOCK, WINDOWS

LOCK = PROJECT / "requirements-generators.lock"
ENVIRONMENT = PROJECT / ".cache" / "generators"
PROGRAMS = ENVIRONMENT / ("Scripts" if WINDOWS else "bin")
COUNTED = {
    "pages": re.compile(r"<html\b"),
    "headings": re.compile(r'<h[1-6] id="'),
    "links": re.compile(r'<a [^>]*href="'),
    "tables": re.compile(r"<table\b"),
    "figures": re.compile(r'<figure class="atlas-figure"'),
}
"""What is counted in the HTML of a site, by the pattern of its beginning."""
WITHOUT = ("  custom_dir:", "hooks:", "  - scripts/hook.py")
"""How the lines of the configuration begin that Zensical has no use for: our templates and the hook."""


def main() -> None:
    """Build with each, print what differs, and exit with 1 if ProperDocs wrote other bytes than MkDocs."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    enter(SITE_LOCK)
    os.chdir(PROJECT)
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        usual, fork = Path(folder, "mkdocs"), Path(folder, "properdocs")
        build([sys.executable, "-m", "mkdocs"], usual)
        build([str(PROGRAMS / "properdocs")], fork)
        different = differences(usual, fork)
        print(f"ProperDocs: {len(contents(usual))} files, {len(different)} of them not the same")
        print("".join(f"  {name}\n" for name in different[:20]), end="")
        print("\n".join(comparison(usual, zensical(Path(folder)))))
    raise SystemExit(EXIT_FAILED if different else 0)


def prepare() -> None:
    """Make the environment of the other generators, if it does not hold what the lock file says."""
    stamp = ENVIRONMENT / "installed"
    key = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == key:
        return
    print("Installing the other generators …", flush=True)
    call([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)])
    pip = [str(PROGRAMS / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    call([*pip, "install", "--require-hashes", "--only-binary=:all:", f"--requirement={LOCK}"])
    # The theme asks for MkDocs; a fork that answers to the same name has to do without it.
    call([*pip, "uninstall", "--yes", "mkdocs"])
    call([*pip, "install", "--no-deps", "--no-build-isolation", f"--editable={PROJECT}"])
    stamp.write_text(key, encoding="utf-8")


def call(command: list[str]) -> None:
    """Run a command, and end with what is missing if it fails."""
    if code := subprocess.run(command, check=False).returncode:
        print(f"generators.py: exit code {code} of {' '.join(command)}", file=sys.stderr)
        raise SystemExit(EXIT_ENVIRONMENT)


def build(generator: list[str], folder: Path) -> None:
    """Build both editions into a folder. Exits with 1 if the generator does not."""
    command = [*generator, "build", "--strict", "--config-file", "mkdocs.yml"]
    command += ["--site-dir", str(folder)]
    # Not with --quiet: MkDocs counts the warnings that --strict forbids where it prints them.
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        print(
            f"{done.stderr}generators.py: the site was not built: {' '.join(command)}",
            file=sys.stderr,
        )
        raise SystemExit(EXIT_FAILED)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differences(one: Path, other: Path) -> list[str]:
    """Return the names of files that only one of two sites has, or that are not the same in both."""
    first, second = contents(one), contents(other)
    return sorted(name for name in first.keys() | second if first.get(name) != second.get(name))


def zensical(workspace: Path) -> Path | None:
    """Return the Korean edition as Zensical builds it with its own templates; None if it builds none."""
    project = workspace / "project"
    project.mkdir()
    shutil.copytree(
        PROJECT / "docs", project / "docs"
    )  # it leads out of the project through no link
    for path in PROJECT.iterdir():
        if path.name not in ("docs", "mkdocs.yml", "site", ".cache", ".git"):
            (project / path.name).symlink_to(path)
    lines = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(WITHOUT)]
    (project / "mkdocs.yml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    command = [str(PROGRAMS / "zensical"), "build", "--config-file", "mkdocs.yml"]
    done = subprocess.run(
        command, cwd=project, capture_output=True, encoding="utf-8", check=False, errors="replace"
    )
    if done.returncode or not (project / "site").is_dir():
        print(f"Zensical: exit code {done.returncode}: {(done.stderr or done.stdout)[-600:]}")
        return None
    return project / "site"


def comparison(usual: Path, other: Path | None) -> Iterator[str]:
    """Yield the lines that count what both have of the Korean edition."""
    if other is None:
        return
    ours, theirs = counts(usual), counts(other)
    yield f"{'Korean edition':<16} {'MkDocs':>8} {'Zensical':>9}"
    for name, number in ours.items():
        yield f"{name:<16} {number:>8} {theirs[name]:>9}"


def counts(site: Path) -> dict[str, int]:
    """Return how often each thing that is counted comes in the pages of a site, without its English edition."""
    pages = [path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "en"]
    text = "".join(path.read_text(encoding="utf-8") for path in pages)
    return {name: len(pattern.findall(text)) for name, pattern in COUNTED.items()}


if __name__ == "__main__":
    main()
