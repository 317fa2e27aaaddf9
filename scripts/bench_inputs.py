"""Measure how fast manifests are read and asked about: as a process of its own, with what the machine takes for less."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench_result import Result

PROJECT = Path(__file__).parents[1]
PYTHON = sys.executable
ATLAS = str(Path(PYTHON).with_name("atlas"))
APP = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example/web, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
"""
LOAD_YAML = "import sys, yaml; yaml.load(open(sys.argv[1]), Loader=yaml.CSafeLoader)"
LOAD_JSON = "import sys, json; json.load(open(sys.argv[1]))"
OBJECTS = 2_000
PODS_OF_50_MB = 40_000
LOOP = 1_000_000


class Run:
    """What one process took: processor time of it and its children, and memory at the most."""

    def __init__(self, *command: str) -> None:
        process = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
        self.seconds = used.ru_utime + used.ru_stime
        self.memory = used.ru_maxrss * 1024


def typical(runs: int, *command: str) -> Run:
    """Return the run of median processor time, after one that does not count."""
    Run(*command)
    made = [Run(*command) for _ in range(runs)]
    middle = statistics.median_low(one.seconds for one in made)
    return next(one for one in made if one.seconds == middle)


def reading(runs: int) -> Iterator[Result]:
    """Ask about a small app, about dumps of a usual size, and about a large one."""
    import yaml

    sys.path.insert(0, str(PROJECT / "tests"))
    from support.large_cluster import write_large_cluster

    question = ("--from", "pod/pod-1", "--to", "service/service-1", "--brief")
    with tempfile.TemporaryDirectory() as folder:
        app, large = Path(folder) / "app.yaml", Path(folder) / "large.json"
        as_json, as_yaml = Path(folder) / "dump.json", Path(folder) / "dump.yaml"
        app.write_text(APP, encoding="utf-8")
        write_large_cluster(as_json, 20, 1_700, 140)
        dump = json.loads(as_json.read_text(encoding="utf-8"))
        assert len(dump["items"]) == OBJECTS
        as_yaml.write_text(yaml.dump(dump, Dumper=yaml.CSafeDumper), encoding="utf-8")
        small = typical(
            runs, ATLAS, "trace", str(app), "--from", "client/outside", "--to", "service/web"
        )
        yield Result(
            "atlas trace of a Deployment and a Service, cold", f"{small.seconds:.2f} s", "≤ 0.25 s"
        )
        for name, path, limit, bare in (
            ("YAML", as_yaml, "≤ 1.0 s", LOAD_YAML),
            ("JSON", as_json, "≤ 0.6 s", LOAD_JSON),
        ):
            asked = typical(runs, ATLAS, "trace", str(path), *question)
            alone = typical(runs, PYTHON, "-c", bare, str(path))
            yield Result(
                f"atlas trace of {OBJECTS:,} objects in {name}", f"{asked.seconds:.2f} s", limit
            )
            yield Result("  ratio to loading the same text alone", _ratio(asked, alone), "")
        write_large_cluster(large, 2_000, PODS_OF_50_MB, 2_000)
        size = f"{large.stat().st_size / 1e6:.0f} MB"
        asked = Run(ATLAS, "trace", str(large), *question)
        alone = Run(PYTHON, "-c", LOAD_JSON, str(large))
        yield Result(f"atlas trace of a dump of {size}", f"{asked.seconds:.1f} s", "≤ 10 s")
        yield Result("  ratio to loading the same text alone", _ratio(asked, alone), "")
        yield Result("  memory at the most", f"{asked.memory / 2**20:.0f} MiB", "≤ 1,024 MiB")


def _ratio(one: Run, other: Run) -> str:
    return f"{one.seconds / other.seconds:.2f}"


def fixed_loop() -> float:
    """Return what a million rounds of a fixed loop take this machine now, best of three: rates are divided by it."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        total = 0
        for number in range(LOOP):
            total += number % 7
        best = min(best, time.process_time() - start)
    return best
