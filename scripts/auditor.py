"""Installs Lighthouse by its lock file, runs it on addresses, and reads what it reports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from environment import PROJECT, WINDOWS, Unprepared
from node_tools import installed

INSTALLED = PROJECT / ".cache" / "lighthouse"
PROGRAM = "rate.mjs"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
OLDEST_NODE = (22, 19)


class Audit(NamedTuple):
    """What Lighthouse says about one page: points of 100, and what cost points."""

    path: str
    points: Mapping[str, int]
    losses: tuple[str, ...] = ()
    runs: int = 1
    """How often the page was rated; this is the best."""


class Lighthouse(NamedTuple):
    """Programs that are ready to run."""

    node: str
    browser: str

    def audits(self, address: str, paths: Sequence[str]) -> Iterator[Audit]:
        """Yield the audit of each page, as on a phone, as soon as it is done. Raises Unprepared if Lighthouse fails."""
        command = [self.node, str(INSTALLED / PROGRAM), ",".join(CATEGORIES)]
        with (
            tempfile.TemporaryDirectory(prefix="audit-") as folder,
            tempfile.TemporaryFile() as said,
        ):
            with subprocess.Popen(
                [*command, *(address + path for path in paths)],
                env=os.environ | {"CHROME_PATH": self.browser, "TMPDIR": folder},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                encoding="utf-8",
            ) as process:
                for path, report in zip(paths, process.stdout or (), strict=False):
                    yield read(path, json.loads(report))
            if process.returncode:
                said.seek(0)
                reason = said.read().decode(errors="replace").strip()[-600:]
                raise Unprepared(f"Lighthouse stopped: {reason}")


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
    return Audit(path, points, tuple(losses))


LOSS = {name: 0.9 if name == "performance" else 1.0 for name in CATEGORIES}
"""A measurement that gets less is worth a word; other checks pass or fail."""


def places(audit: Mapping[str, Any]) -> str:
    """Return where on the page a check fails: as far as it names elements, the first three."""
    items = audit.get("details", {}).get("items", [])
    nodes = [item.get("node", {}).get("snippet") or item.get("text") for item in items[:3]]
    named = " ".join(filter(None, nodes))
    return f": {named}" if named else ""


def prepare(browser: str) -> Lighthouse:
    """Return Lighthouse, installed now or at an earlier time. Raises Unprepared."""
    installed("lighthouse", "Lighthouse")
    return Lighthouse(find_node(), browser)


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
