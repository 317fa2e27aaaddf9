#!/usr/bin/env python3
"""Build the wheel into a folder, and try its commands in an empty environment.

`python3 scripts/try_wheel.py dist` installs it as a new user would: with nothing but the packages that it requires.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bootstrap import enter
from environment import EXIT_FAILED, PROJECT, SITE_LOCK, WINDOWS

PARTS = (
    *("pyproject.toml", "setup.py", "README.md", "LICENSE", "docs/assets"),
    *("diagrams/atlas", "diagrams/atlas_lab", "diagrams/cluster"),
)
"""What the wheel is made of."""
APP = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example/web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
"""
WRONG_APP = APP.replace("  selector: {app: web}\n  ports", "  selector: {app: wbe}\n  ports")
COMMANDS = (
    ("atlas --version", 0, "atlas "),
    ("atlas --schemas", 0, "schemas"),
    ("service-atlas why wrong.yaml -q", 0, "+  selector: {app: web}"),
    ("kubectl-atlas why app.yaml -q", 0, "ok  service/web"),
    ("atlas why --sample service/web", 0, "ok  service/web"),
    ("atlas trace app.yaml --from pod/web-1 --to service/web", 0, "8080"),
    ("atlas trace --sample --from client/laptop --to service/web-nodeport", 0, "node-a"),
    ("atlas matrix app.yaml", 0, "delivered"),
    ("atlas matrix --sample --service web --as-written", 0, "pod/web-1"),
    ("atlas rules app.yaml --node node-1", 0, "default/web"),
    ("atlas rules --sample --node node-a --for service/web", 0, "default/web:http"),
    ("atlas endpoints app.yaml --service web --node node-1", 0, ":8080"),
    ("atlas endpoints --sample --service web-lb --node node-b", 0, ":8080"),
    ("atlas decide app.yaml --node node-1 --packet 10.0.0.9>10.96.0.1:80/TCP", 0, "none"),
    ("atlas decide --sample --node node-a --packet 203.0.113.9>10.0.0.11:30080/TCP", 0, ":8080"),
    ("atlas diff wrong.yaml app.yaml", 1, "delivered"),
    ("atlas diff --sample app.yaml", 1, "only before"),
    ("atlas matrix app.yaml --sample", 2, "not allowed with argument"),
    ("atlas why app.yaml --sample", 2, "with --sample there are no manifests"),
    ("atlas diff --sample a b", 2, "--sample and one"),
    ("atlas draw app.yaml -o app.svg", 2, "service-atlas[draw]"),
)
"""Commands, their exit codes, and a part of what they print."""


def main() -> int:
    """Build the wheel, install it with what it asks for, and return 0 if every command does what it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the wheel is left")
    options = parser.parse_args()
    enter(SITE_LOCK)
    wheel = build(options.folder)
    print(f"{wheel.name}, {wheel.stat().st_size / 1000:.0f} kB")
    with tempfile.TemporaryDirectory() as temporary:
        python = empty_environment(Path(temporary, "environment"), sys.executable)
        pip(python, "install", "--quiet", str(wheel))
        pip(python, "list")
        found = [fault for one in COMMANDS if (fault := tried(python, write(temporary), *one))]
    print("\n".join(found) or f"{len(COMMANDS)} commands do what they should")
    return EXIT_FAILED if found else 0


def build(into: Path) -> Path:
    """Return the wheel, made of a copy: what an earlier build has left does not get into it."""
    with tempfile.TemporaryDirectory() as copy:
        for name in PARTS:
            source, target = PROJECT / name, Path(copy, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        made = Path(copy, "wheel")
        command = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
        pip(Path(sys.executable), *command, "--wheel-dir", str(made), copy)
        (wheel,) = made.iterdir()
        into.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(wheel, into))


def empty_environment(folder: Path, python: str) -> Path:
    """Return the interpreter of a new environment in which nothing is installed, not even pip."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / ("Scripts/python.exe" if WINDOWS else "bin/python")


def pip(python: Path, *arguments: str) -> None:
    """Run pip of this environment for another one."""
    options = ["--disable-pip-version-check", "--python", str(python)]
    subprocess.run([sys.executable, "-m", "pip", *options, *arguments], check=True)


def write(folder: Path | str) -> Path:
    """Return the folder, with the manifests that the commands name."""
    Path(folder, "app.yaml").write_text(APP, encoding="utf-8")
    Path(folder, "wrong.yaml").write_text(WRONG_APP, encoding="utf-8")
    return Path(folder)


def tried(python: Path, folder: Path, command: str, code: int, expected: str) -> str:
    """Return what is wrong with what an installed command does in a folder, or ""."""
    name, *words = command.split()
    done = subprocess.run(
        [python.with_name(f"{name}.exe" if WINDOWS else name), *words],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": ""},
        check=False,
    )
    said = done.stdout + done.stderr
    if done.returncode == code and expected in said and "Traceback" not in said:
        return ""
    return f"{command}: exit code {done.returncode}, expected {code} and {expected!r}:\n{said}"


if __name__ == "__main__":
    sys.exit(main())
