"""Whatever manifests hold: a cluster that loads can be asked anything, without any other exception."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from atlas.manifests.problem import ManifestError
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster
from atlas.report.matrix import matrix, usual_sources
from atlas.report.trace_json import trace_json
from atlas.report.trace_text import trace_text
from atlas.text.text import Lang
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support import schemas
from support.manifests import EVERY_KIND
from support.mutations import as_json, mutated
from support.thoroughness import part_of

ROUNDS, IN_A_ROUND = part_of(8), 25
OBJECTS = [
    dict(document.value) for document in parse(EVERY_KIND.read_text(encoding="utf-8"), EVERY_KIND)
]
TRACE = schemas.validator("trace")


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_changed_manifests_are_answered(round_number: int, tmp_path: Path) -> None:
    path, asked = tmp_path / "a.json", 0
    for number in range(IN_A_ROUND):
        random = Random(f"ask {round_number} {number}")
        path.write_text(as_json(mutated(OBJECTS, random)), encoding="utf-8", errors="surrogatepass")
        try:
            cluster = load([path]).cluster
        except ManifestError:
            continue
        asked += _ask(cluster, random)
    assert asked > IN_A_ROUND, "hardly any of the changed manifests could be loaded"


def _ask(cluster: Cluster, random: Random) -> int:
    """Ask some flows for whole traces, and others for a line of the truth table; return how many were answered."""
    sources = usual_sources(cluster)
    if not sources:
        return 0
    rows = list(matrix(cluster, sources[:2], cluster.services, vary=False))
    hosts = [host for one in cluster.http_routes for host in one.hostnames]
    hosts += [rule.host for one in cluster.ingresses for rule in one.rules]
    wishes = [f"service/{one.namespace}/{one.name}" for one in cluster.services]
    wishes += [f"{host.replace('*', 'x')}:80" for host in hosts if host]
    wishes += [f"http://{host.replace('*', 'x')}/api" for host in hosts if host]
    answered = len(rows)
    for to in random.sample(wishes, min(len(wishes), 4)):
        try:
            answer = trace(cluster, Flow(random.choice(sources), to))
        except FlowError:
            continue
        TRACE.validate(trace_json(cluster, answer, Lang.KO))
        assert trace_text(cluster, answer, Lang.EN)
        answered += 1
    return answered
