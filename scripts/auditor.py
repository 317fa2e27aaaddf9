"""Installs Lighthouse by its lock file, runs it on an address, and reads what it reports."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bootstrap import PROJECT, WINDOWS, Unprepared

PINNED = PROJECT / "scripts" / "lighthouse"
INSTALLED = PROJECT / ".cache" / "lighthouse"
FILES = ("package.json", "package-lock.json")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SIZES = ("script", "style", "font", "total")
OLDEST_NODE = (22, 19)
PATIENCE = 180
"""Seconds for one page; it takes about twelve."""
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"


class Audit(NamedTuple):
    """What Lighthouse says about one page: points of 100, kB on the way, and what cost points."""

    path: str
    points: Mapping[str, int]
    sizes: Mapping[str, float]
    losses: tuple[str, ...] = ()


class Lighthouse(NamedTuple):
    """Programs that are ready to run."""

    node: str
    browser: str

    def audit(self, address: str, path: str) -> Audit:
        """Return the audit of one page, as on a phone. Raises Unprepared if Lighthouse fails."""
        with tempfile.TemporaryDirectory(prefix="audit-") as folder:
            report = Path(folder, "report.json")
            options = [
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--only-categories={','.join(CATEGORIES)}",
                f"--chrome-flags={FLAGS}",
            ]
            said = run(
                [self.node, str(COMMAND), address + path, *options],
                os.environ | {"CHROME_PATH": self.browser, "TMPDIR": folder},
            )
            if not report.is_file():
                raise Unprepared(f"Lighthouse gave no report on /{path}: {said.strip()[-600:]}")
            return read(path, json.loads(report.read_text(encoding="utf-8")))


COMMAND = INSTALLED / "node_modules" / "lighthouse" / "cli" / "index.js"


def read(path: str, report: Mapping[str, Any]) -> Audit:
    """Return an audit from Lighthouse's report. Raises Unprepared if the page could not be rated."""
    if problem := report.get("runtimeError"):
        raise Unprepared(f"Lighthouse could not rate /{path}: {problem.get('message')}")
    points: dict[str, int] = {}
    losses: list[str] = []
    for name in CATEGORIES:
        category = report["categories"][name]
        if category["score"] is None:
            raise Unprepared(f"Lighthouse could not rate {name} of /{path}")
        points[name] = round(category["score"] * 100)
        for part in category["auditRefs"]:
            found = report["audits"][part["id"]]
            if part["weight"] and found["score"] is not None and found["score"] < LOSS[name]:
                losses.append(
                    f"{part['id']} {found.get('displayValue', '')}{places(found)}".strip()
                )
    return Audit(path, points, sizes(report), tuple(losses))


LOSS = {name: 0.9 if name == "performance" else 1.0 for name in CATEGORIES}
"""A measurement that gets less is worth a word; other checks pass or fail."""


def places(audit: Mapping[str, Any]) -> str:
    """Return where on the page a check fails: as far as it names elements, the first three."""
    items = audit.get("details", {}).get("items", [])
    nodes = [item.get("node", {}).get("snippet") or item.get("text") for item in items[:3]]
    named = " ".join(filter(None, nodes))
    return f": {named}" if named else ""


def sizes(report: Mapping[str, Any]) -> dict[str, float]:
    """Return how many kB of each sort come over the network."""
    found = dict.fromkeys(SIZES, 0.0)
    for request in report["audits"]["network-requests"]["details"]["items"]:
        sent = request.get("transferSize", 0) / 1000
        found["total"] += sent
        sort = {"Stylesheet": "style"}.get(request.get("resourceType")) or str(
            request.get("resourceType")
        ).lower()
        if sort in found:
            found[sort] += sent
    return {sort: round(size, 1) for sort, size in found.items()}


def prepare(browser: str) -> Lighthouse:
    """Return Lighthouse, installed now or at an earlier time. Raises Unprepared."""
    digest = hashlib.sha256(b"".join((PINNED / name).read_bytes() for name in FILES)).hexdigest()
    stamp = INSTALLED / "installed"
    if not stamp.is_file() or stamp.read_text() != digest:
        install()
        stamp.write_text(digest)
    return Lighthouse(find_node(), browser)


def install() -> None:
    """Install what the lock file names, every package by its hash. Raises Unprepared."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unprepared(
            "no npm, with which Lighthouse is installed: install Node.js with npm "
            "(Debian and Ubuntu: sudo apt install npm)"
        )
    print("Installing Lighthouse into .cache/lighthouse (once) …", file=sys.stderr, flush=True)
    INSTALLED.mkdir(parents=True, exist_ok=True)
    (INSTALLED / "installed").unlink(missing_ok=True)
    for name in FILES:
        shutil.copyfile(PINNED / name, INSTALLED / name)
    done = subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=INSTALLED,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unprepared(f"npm could not install Lighthouse: {done.stderr.strip()[-600:]}")


def find_node() -> str:
    """Return a Node.js that is new enough: the installed one, or that of the machine. Raises Unprepared."""
    modules = INSTALLED / "node_modules"
    program = "node.exe" if WINDOWS else "node"
    candidates = [str(path) for path in modules.glob(f"node-*/bin/{program}")]
    for node in filter(None, [*candidates, shutil.which("node")]):
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        version = said.stdout.strip().lstrip("v").split(".")[:2]
        if said.returncode == 0 and tuple(map(int, version)) >= OLDEST_NODE:
            return node
    raise Unprepared("Lighthouse needs Node.js {}.{} or newer".format(*OLDEST_NODE))


def run(command: list[str], environment: Mapping[str, str]) -> str:
    """Run a program for a limited time and return what it said, or that it took too long."""
    try:
        done = subprocess.run(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"it took longer than {PATIENCE} s"
    return done.stderr
