"""A table too large to read: whoever is left out of it has the answers of the one who stands there."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from atlas.cli import matrix as command
from atlas.cli.main import run
from atlas.model.cluster import Cluster
from atlas.report.matrix import Row, count_thin_questions, matrix, usual_sources, written_services
from atlas.report.stand_ins import stand_ins
from atlas.world.load import load

NODE = """apiVersion: v1
kind: Node
metadata: {{name: n{0}, labels: {{topology.kubernetes.io/zone: z{1}}}}}
spec: {{podCIDR: 10.244.{0}.0/24}}
status: {{addresses: [{{type: InternalIP, address: 10.0.0.{0}}}], conditions: [{{type: Ready, status: "True"}}]}}
---
apiVersion: v1
kind: Pod
metadata: {{name: p{0}, labels: {{app: {2}}}}}
spec: {{nodeName: n{0}, containers: [{{name: a, image: example/a, ports: [{{containerPort: 8080}}]}}]}}
"""
SERVICE = """apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
"""


@pytest.fixture
def manifests(tmp_path: Path) -> Path:
    """Eight nodes in two zones with a Pod each; those of three are behind the Service."""
    nodes = [NODE.format(at, at % 2, "web" if at in (3, 5, 6) else "other") for at in range(1, 9)]
    path = tmp_path / "cluster.yaml"
    path.write_text("---\n".join((*nodes, SERVICE)), encoding="utf-8")
    return path


def answers(cluster: Cluster, rows: list[Row]) -> set[tuple[object, ...]]:
    """Return how each row ends, without the names of who is like others."""
    found: set[tuple[object, ...]] = set()
    for row in rows:
        at_home = row.flow.node and row.flow.node in (
            row.flow.source.removeprefix("node/"),
            getattr(
                next((one for one in cluster.pods if str(one.reference) == row.flow.source), None),
                "node",
                "",
            ),
        )
        ends = Counter(
            (one.verdict, one.port, one.receiver == row.flow.source) for one in row.endings
        )
        source = row.flow.source.partition("/")[0]
        found.add((source, row.flow.entry, row.policy, bool(at_home), frozenset(ends.items())))
    return found


def test_every_answer_of_the_whole_table_is_in_the_short_one(manifests: Path) -> None:
    cluster = load([manifests]).cluster
    sources, services = usual_sources(cluster), written_services(cluster)
    thin = partial(stand_ins, cluster, sources=sources, keep_sources=False)
    whole = list(matrix(cluster, sources, services, vary=True))
    short = list(matrix(cluster, sources, services, vary=True, thin=thin))
    assert len(short) == count_thin_questions(cluster, services, thin, vary=True)
    assert len(short) < len(whole) / 4
    assert {one.question for one in short} < {one.question for one in whole}
    assert answers(cluster, short) == answers(cluster, whole)


def test_senders_that_were_asked_for_all_have_rows(manifests: Path) -> None:
    cluster = load([manifests]).cluster
    sources = [f"node/n{at}" for at in range(1, 9)]
    (service,) = written_services(cluster)
    found = stand_ins(cluster, service, sources, keep_sources=True)
    assert sorted(found.sources) == sources


def test_a_table_that_nobody_reads_is_short_unless_every_row_is_asked_for(
    manifests: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "TOO_MANY", 50)
    question = ["matrix", str(manifests), "--format", "csv", "--lang", "en"]
    assert run(question) == 0
    short = capsys.readouterr()
    assert run([*question, "--every-row"]) == 0
    whole = capsys.readouterr()
    assert "just the first is listed" in short.err
    assert "just the first" not in whole.err
    rows = set(short.out.splitlines())
    assert rows < set(whole.out.splitlines())
