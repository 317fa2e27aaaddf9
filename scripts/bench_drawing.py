"""Measure `atlas draw` beside KubeDiagrams on the same manifests: time, bytes, and what a reader is shown.

KubeDiagrams is no dependency: it is measured where somebody has installed it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench_result import Result

ATLAS = str(Path(sys.executable).with_name("atlas"))
APP = """
apiVersion: v1
kind: Node
metadata: {{name: worker-{number}}}
spec: {{podCIDR: 10.244.{number}.0/24}}
status:
  addresses: [{{type: InternalIP, address: 192.0.2.{number}}}]
  conditions: [{{type: Ready, status: "True"}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app-{number}}}
spec:
  replicas: 1
  selector: {{matchLabels: {{app: app-{number}}}}}
  template:
    metadata: {{labels: {{app: app-{number}}}}}
    spec: {{containers: [{{name: main, image: example/main, ports: [{{containerPort: 8080}}]}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: app-{number}}}
spec:
  type: NodePort
  externalTrafficPolicy: Local
  selector: {{app: app-{number}}}
  ports: [{{port: 80, targetPort: 8080, nodePort: {node_port}}}]
---
"""
SHOWN = {
    "type": "NodePort",
    "ports": "30001",
    "policy": "Local",
    "endpoints": r"10\.244\.\d+\.\d+",
    "reachability": "delivered|timed out",
}
"""What a drawing of `app-1` tells, as it reads in the text of the SVG."""
SIZES = (3, 30)


def drawing(runs: int) -> Iterator[Result]:
    """Draw the same manifests with both; the words that a drawing of one Service shows are looked for in its text."""
    theirs = shutil.which(
        "kube-diagrams", path=f"{Path(ATLAS).parent}{os.pathsep}{os.environ['PATH']}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            manifests = Path(folder) / f"apps-{size}.yaml"
            apps = (APP.format(number=one, node_port=30000 + one) for one in range(1, size + 1))
            manifests.write_text("".join(apps), encoding="utf-8")
            ours = Path(folder) / f"atlas-{size}.svg"
            command = (ATLAS, "draw", str(manifests), "-q", "--lang", "en", "-o", str(ours))
            yield from _measured(f"atlas draw, {size} apps", command, ours, runs)
            if theirs is not None:
                other = Path(folder) / f"kube-{size}.svg"
                command = (theirs, "-o", str(other), str(manifests))
                yield from _measured(f"KubeDiagrams, {size} apps", command, other, runs)
        if theirs is None:
            yield Result("KubeDiagrams", "skipped", "not installed: pip install KubeDiagrams")
        manifests, one = Path(folder) / f"apps-{SIZES[0]}.yaml", Path(folder) / "one.svg"
        _run(
            ATLAS,
            "draw",
            str(manifests),
            "-q",
            "--lang",
            "en",
            "--service",
            "app-1",
            "-o",
            str(one),
        )
        yield Result(
            "shown by atlas draw --service",
            _shown(one),
            "type, ports, policy, endpoints, reachability",
        )
        other = Path(folder) / f"kube-{SIZES[0]}.svg"
        if other.is_file():
            yield Result("shown by KubeDiagrams", _shown(other), "")


def _measured(what: str, command: tuple[str, ...], out: Path, runs: int) -> Iterator[Result]:
    """Yield the least processor time of the runs, which other work on the machine changes little, and the file's size."""
    taken = min(_run(*command) for _ in range(max(1, min(runs, 3))))
    yield Result(what, f"{taken:.2f} s", "processor time")
    yield Result("  bytes", f"{out.stat().st_size:,}", "")


def _run(*command: str) -> float:
    """Run a command; return the processor time that it took."""
    before = os.times()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def _shown(drawing: Path) -> str:
    """Return which of the facts stand in the text of a drawing."""
    text = drawing.read_text(encoding="utf-8")
    words = " ".join(re.findall(r">([^<>]+)<", text))
    return ", ".join(what for what, pattern in SHOWN.items() if re.search(pattern, words)) or "-"
