"""What holds for loading any manifests."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from atlas.controlplane.complete import complete
from atlas.manifests.decode import decode
from atlas.manifests.read import parse, read
from atlas.model.cluster import Cluster
from atlas.model.network import contains
from atlas.world.load import load
from support.large_cluster import write_large_cluster
from support.manifests import CLUSTER, EVERY_KIND, NODES, ORACLE, cluster_of, service, workload

SOURCES = {"site": CLUSTER, "oracle": ORACLE, "every kind": EVERY_KIND}


@pytest.mark.parametrize("name", SOURCES)
def test_the_order_of_objects_changes_nothing(name: str) -> None:
    documents = read([SOURCES[name]])
    expected = complete(decode(documents))
    random = Random(name)
    for _ in range(5):
        random.shuffle(documents)
        assert complete(decode(documents)) == expected


@pytest.mark.parametrize("name", SOURCES)
def test_an_unrelated_service_changes_nothing(name: str) -> None:
    documents = read([SOURCES[name]])
    more = service("an-unrelated-one", "selector: {app: nothing}, ports: [{port: 80}]")
    before = complete(decode(documents))
    after = complete(decode([*documents, *parse(more, Path("more.yaml"))]))
    assert set(before.services) < set(after.services)
    assert set(before.endpoint_slices) < set(after.endpoint_slices)
    assert without_services(before) == without_services(after)


def without_services(cluster: Cluster) -> dict[str, object]:
    kept = vars(cluster).items()
    return {name: value for name, value in kept if name not in ("services", "endpoint_slices")}


names = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True).filter(
    lambda name: isinstance(yaml.safe_load(name), str)  # not `no`, which is false in YAML
)


@given(
    st.dictionaries(names, st.integers(0, 6), max_size=6), st.sets(names, max_size=6), st.randoms()
)
def test_what_the_control_plane_makes_fits_together(
    replicas: dict[str, int], services: set[str], random: Random
) -> None:
    """Every Pod has an address of its own within its node's range; every number is given once."""
    texts = [workload(name, count) for name, count in replicas.items()]
    texts += [
        service(name, f"type: NodePort, selector: {{app: {name}}}, ports: [{{port: 80}}]")
        for name in services
    ]
    random.shuffle(texts)
    cluster = cluster_of(NODES, *texts)
    assert len(cluster.pods) == sum(replicas.values())
    assert len(cluster.pod_by_ip) == len(cluster.pods)
    for pod in cluster.pods:
        assert contains(cluster.node_by_name[pod.node].pod_ranges, pod.ips[0])
    assert len(cluster.service_by_cluster_ip) == len(services)
    assert len(cluster.service_by_node_port) == len(services)
    for one in cluster.services:
        slices = cluster.slices_by_service[one.namespace, one.name]
        assert sum(len(part.endpoints) for part in slices) == replicas.get(one.name, 0)


def test_a_dump_of_a_larger_cluster(tmp_path: Path) -> None:
    """The same form as the 150,000 Pods of scripts/bench.py, small enough for a test."""
    path = tmp_path / "large.json"
    write_large_cluster(path, nodes=50, pods=1_500, services=100)
    loaded = load([path])
    assert loaded.warnings == ()
    assert len(loaded.cluster.pods) == 1_500
    assert sum(len(one.endpoints) for one in loaded.cluster.endpoint_slices) == 1_500
