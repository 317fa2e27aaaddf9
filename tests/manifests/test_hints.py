"""Hints that the EndpointSlice controller shares out by CPUs: the annotation topology-mode."""

from __future__ import annotations

import pytest

from atlas.model.cluster import Cluster
from atlas.model.service_rules import TOPOLOGY_MODE
from support.cases import cases
from support.manifests import cluster_of, service, workload


def nodes_of(text: str) -> str:
    """Return Nodes written as `1:4 2:4000m 2:-`: zone and CPUs of node-a, node-b …; `!` is not ready, `*` control plane."""
    documents: list[str] = []
    for number, word in enumerate(text.split(), start=1):
        zone, _, cpu = word.strip("!*").partition(":")
        label = f"topology.kubernetes.io/zone: zone-{zone}, " if zone else ""
        label += 'node-role.kubernetes.io/control-plane: ""' if "*" in word else ""
        allocatable = f"allocatable: {{cpu: {cpu}}}," if cpu else ""
        documents.append(f"""
apiVersion: v1
kind: Node
metadata: {{name: node-{chr(96 + number)}, labels: {{{label.rstrip(", ")}}}}}
spec: {{podCIDR: 10.244.{number}.0/24}}
status:
  addresses: [{{type: InternalIP, address: 10.0.0.{10 + number}}}]
  conditions: [{{type: Ready, status: "{"!" not in word}"}}]
  {allocatable.rstrip(",")}
""")
    return "\n---\n".join(documents)


def annotated(value: str, key: str = TOPOLOGY_MODE, more: str = "") -> str:
    written = service("web", f"{more}selector: {{app: web}}, ports: [{{port: 80}}]")
    return written.replace("{name: web}", f'{{name: web, annotations: {{{key}: "{value}"}}}}', 1)


def placed(text: str) -> str:
    """Return Pods of web written as `a a b`, by node."""
    return "\n---\n".join(
        f"""
apiVersion: v1
kind: Pod
metadata: {{name: web-{number}, labels: {{app: web}}}}
spec: {{nodeName: node-{letter}}}
"""
        for number, letter in enumerate(text.split())
    )


def hints(cluster: Cluster) -> str:
    """Return for each endpoint, by name, its own zone and the one that it is meant for: `1>1 1>2`."""
    (part,) = (one for one in cluster.endpoint_slices if one.service == "web")
    return " ".join(
        f"{one.zone.removeprefix('zone-')}>{' '.join(one.hints_zones).removeprefix('zone-')}"
        for one in part.endpoints
    )


@cases(
    """
    nodes              pods             hints
    1:4 2:4            a b              1>1 2>2                           # as many as the CPUs ask for
    1:4 2:4            a a b b          1>1 1>1 2>2 2>2
    1:4 2:4            a a a b          1>2 1>1 1>1 2>2                   # one moves over
    1:4 2:4            a a a a          1>2 1>2 1>1 1>1
    1:4 2:4            a a b            1> 1> 2>                          # one and a half for each zone: one would be overloaded
    1:4 2:5            a a a b b b b b  1>1 1>1 1>1 2>2 2>2 2>2 2>2 2>2   # half an endpoint too many stays
    1:8 2:4            a b b            1>1 2>1 2>2                       # twice the CPUs, twice the endpoints
    1:3920m 2:3.92     a a a b          1>2 1>1 1>1 2>2                   # quantities
    1:4 2:4 3:4        a a b b c c      1>1 1>1 2>2 2>2 3>3 3>3
    1:4 2:4 3:4        a a a a b c      1>2 1>3 1>1 1>1 2>2 3>3
    1:4 2:4 3:4        a b              1> 2>                             # fewer endpoints than zones
    1:4 2:4            a                1>
    1:10 2:1           a a b            1> 1> 2>                          # somebody would be overloaded by more than a fifth
    1:4 1:4            a b              1> 1>                             # one zone
    1:4 2:-            a b              1> 2>                             # no figures
    1: 2:4             a b              1> 2>
    1:4 2:0            a b              1> 2>
    1:4 2:4 :4         a b              1> 2>                             # a node without a zone
    1:4 2:4 3:4*       a b b c          1>1 2>2 2>2 3>3                   # control planes do not count
    1:4 2:4 3:4!       a b b c          1>1 2>2 2>2 3>3                   # nor nodes that are not ready
    1:4 2:4 3:4*       a b              1>1 2>2
    """,
    source="staging endpointslice/topologycache/topologycache.go, utils.go; KEP-2433",
)
def test_endpoints_are_shared_out_by_cpus(nodes: str, pods: str, hints: str) -> None:
    assert hints_of(nodes_of(nodes), placed(pods), annotated("Auto")) == hints


def hints_of(*texts: str) -> str:
    return hints(cluster_of(*texts))


@cases(
    """
    key                                         value     field                                   hints
    service.kubernetes.io/topology-mode         Auto      -                                       1>2 1>1 1>1 2>2
    service.kubernetes.io/topology-mode         auto      -                                       1>2 1>1 1>1 2>2
    service.kubernetes.io/topology-mode         Disabled  -                                       1> 1> 1> 2>
    service.kubernetes.io/topology-aware-hints  auto      -                                       1>2 1>1 1>1 2>2      # its old name
    service.kubernetes.io/topology-mode         Auto      trafficDistribution: PreferSameZone,    1>2 1>1 1>1 2>2      # the annotation wins
    service.kubernetes.io/topology-mode         Disabled  trafficDistribution: PreferSameZone,    1>1 1>1 1>1 2>2
    """,
    source="FACTS 3.5; staging endpointslice/reconciler.go; core/v1 annotation_key_constants.go",
)
def test_which_annotation_asks_for_it(key: str, value: str, field: str, hints: str) -> None:
    written = annotated(value, key, f"{field} " if field else "")
    assert hints_of(nodes_of("1:4 2:4"), placed("a a a b"), written) == hints


def test_without_figures_the_field_does_not_step_in() -> None:
    written = annotated("Auto", more="trafficDistribution: PreferSameZone, ")
    assert hints_of(nodes_of("1: 2:"), placed("a b"), written) == "1> 2>"


@pytest.mark.parametrize("count", [2, 3, 7, 40, 101])
@pytest.mark.parametrize("cpus", ["1:4 2:4", "1:1 2:3", "1:7 2:5 3:2"])
def test_no_zone_gets_much_less_than_its_share(cpus: str, count: int) -> None:
    """If there are hints, no endpoint is asked for more than 20 % over its share."""
    cluster = cluster_of(nodes_of(cpus), workload("web", count), annotated("Auto"))
    ready = [
        one for part in cluster.endpoint_slices if part.service == "web" for one in part.endpoints
    ]
    total = sum(node.cpu for node in cluster.nodes)
    hinted = [one for one in ready if one.hints_zones]
    assert len(hinted) in (0, count)
    for node in cluster.nodes if hinted else ():
        share = sum(one.hints_zones == (node.zone,) for one in hinted) / count
        assert share * 1.2 >= node.cpu / total - 1e-9
