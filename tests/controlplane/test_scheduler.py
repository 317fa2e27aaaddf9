"""The hard rules of the scheduler: where Pods run, and why some run nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.model.cluster import Cluster
from atlas.world.load import load
from support.cases import cases
from support.manifests import cluster_of, workload

TEMPLATE = """apiVersion: v1
kind: Node
metadata: {{name: {name}, labels: {{kubernetes.io/hostname: {name}, zone: {zone}, size: "{size}"}}}}
spec: {{podCIDR: 10.244.{number}.0/24, taints: [{taints}], unschedulable: {cordoned}}}
status: {{addresses: [{{type: InternalIP, address: 10.0.0.{number}}}], conditions: [{{type: Ready, status: "{ready}"}}]}}
"""


def node(name: str, taints: str = "", cordoned: str = "false", ready: str = "True") -> str:
    number = ord(name) - ord("a") + 1
    zone = "z1" if name in "ab" else "z2"
    values = {"name": name, "number": number, "zone": zone, "size": number * 10}
    return TEMPLATE.format(**values, taints=taints, cordoned=cordoned, ready=ready)


THREE = "\n---\n".join(map(node, "abc"))
CONTROL = "{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}"


def places(cluster: Cluster) -> str:
    return " ".join(f"{one.name}:{one.node}" for one in cluster.pods)


@cases(
    """
    kind        taint                                          spec                                                                  placed
    Deployment  {key: gpu, value: "yes", effect: NoSchedule}   {}                                                                    web-1:b
    Deployment  {key: gpu, value: "yes", effect: NoExecute}    {}                                                                    web-1:b
    Deployment  {key: gpu, value: "yes", effect: PreferNoSchedule}  {}                                                               web-1:a
    Deployment  {key: gpu, value: "yes", effect: NoSchedule}   {tolerations: [{key: gpu, value: "yes"}]}                             web-1:a
    Deployment  {key: gpu, value: "yes", effect: NoSchedule}   {tolerations: [{key: gpu, value: "no"}]}                              web-1:b
    Deployment  {key: gpu, value: "yes", effect: NoSchedule}   {tolerations: [{key: gpu, operator: Exists}]}                         web-1:a
    Deployment  {key: gpu, value: "yes", effect: NoSchedule}   {tolerations: [{key: gpu, operator: Exists, effect: NoExecute}]}      web-1:b
    Deployment  {key: gpu, value: "yes", effect: NoSchedule}   {tolerations: [{operator: Exists}]}                                   web-1:a
    DaemonSet   {key: gpu, value: "yes", effect: NoSchedule}   {}                                                                    web-1:b
    DaemonSet   {key: gpu, value: "yes", effect: NoSchedule}   {tolerations: [{operator: Exists}]}                                   web-1:a web-2:b
    DaemonSet   {key: node.kubernetes.io/disk-pressure, effect: NoSchedule}   {}                                                     web-1:a web-2:b
    DaemonSet   {key: node.kubernetes.io/not-ready, effect: NoExecute}        {}                                                     web-1:a web-2:b
    DaemonSet   {key: node.kubernetes.io/not-ready, effect: NoSchedule}       {}                                                     web-1:b
    DaemonSet   {key: node.kubernetes.io/network-unavailable, effect: NoSchedule}  {}                                                web-1:b
    DaemonSet   {key: node.kubernetes.io/network-unavailable, effect: NoSchedule}  {hostNetwork: true}                               web-1:a web-2:b
    """,
    source="core/v1 Toleration ToleratesTaint; pkg/controller/daemon/util AddOrUpdateDaemonPodTolerations",
)
def test_taints(kind: str, taint: str, spec: str, placed: str) -> None:
    cluster = cluster_of(node("a", taint), node("b"), workload("web", 1, kind, spec))
    assert places(cluster) == placed


@cases(
    """
    cordoned  ready  kind        placed
    true      True   Deployment  web-1:b
    true      True   DaemonSet   web-1:a web-2:b
    false     False  Deployment  web-1:b
    """,
    source="pkg/scheduler/framework/plugins/nodeunschedulable; the node lifecycle controller's taints",
)
def test_nodes_that_take_no_pods(cordoned: str, ready: str, kind: str, placed: str) -> None:
    cluster = cluster_of(node("a", "", cordoned, ready), node("b"), workload("web", 1, kind))
    assert places(cluster) == placed


def affinity(*terms: str) -> str:
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    return f"{{affinity: {{nodeAffinity: {{{required}: {{nodeSelectorTerms: [{', '.join(terms)}]}}}}}}}}"


@cases(
    """
    terms                                                                     placed
    {matchExpressions: [{key: zone, operator: In, values: [z2]}]}             web-1:c
    {matchExpressions: [{key: zone, operator: NotIn, values: [z1]}]}          web-1:c
    {matchExpressions: [{key: disk, operator: Exists}]}                       -
    {matchExpressions: [{key: disk, operator: DoesNotExist}]}                 web-1:a
    {matchExpressions: [{key: size, operator: Gt, values: ["20"]}]}           web-1:c
    {matchExpressions: [{key: size, operator: Lt, values: ["20"]}]}           web-1:a
    {matchFields: [{key: metadata.name, operator: In, values: [b]}]}          web-1:b
    {matchExpressions: [{key: disk, operator: Exists}]}, {matchFields: [{key: metadata.name, operator: In, values: [c]}]}  web-1:c
    {matchExpressions: [{key: zone, operator: In, values: [z1]}, {key: size, operator: Gt, values: ["10"]}]}  web-1:b
    {}                                                                        -
    """,
    source="core/v1 NodeSelectorTerm: terms are ORed, requirements ANDed, an empty term matches nothing",
)
def test_node_affinity(terms: str, placed: str) -> None:
    cluster = cluster_of(THREE, workload("web", 1, "Deployment", affinity(terms)))
    assert places(cluster) == placed


def apart(
    key: str, labels: str = "{app: web}", kind: str = "podAntiAffinity", more: str = ""
) -> str:
    term = f"{{topologyKey: {key}, labelSelector: {{matchLabels: {labels}}}{more}}}"
    return f"{{affinity: {{{kind}: {{requiredDuringSchedulingIgnoredDuringExecution: [{term}]}}}}}}"


@cases(
    """
    replicas  key                     placed
    2         kubernetes.io/hostname  web-1:a web-2:b
    4         kubernetes.io/hostname  web-1:a web-2:b web-3:c
    3         zone                    web-1:a web-2:c
    2         rack                    web-1:a web-2:b
    """,
    source="pkg/scheduler/framework/plugins/interpodaffinity; a node without the topology key is nowhere",
)
def test_anti_affinity_of_one_workload(replicas: str, key: str, placed: str) -> None:
    cluster = cluster_of(THREE, workload("web", int(replicas), "Deployment", apart(key)))
    assert places(cluster) == placed


def test_anti_affinity_counts_in_both_directions() -> None:
    """The Pod that comes later says nothing, and yet may not go where another one wants to be without it."""
    alone = workload("alone", 1, "Deployment", apart("zone"))
    cluster = cluster_of(THREE, alone, workload("web", 2))
    assert places(cluster) == "alone-1:a web-1:c web-2:c"


def test_anti_affinity_is_about_its_own_namespace() -> None:
    other = workload("web", 1).replace("name: web}", "name: web, namespace: other}")
    cluster = cluster_of(node("a"), other, workload("web", 1, "Deployment", apart("zone")))
    assert len(cluster.pods) == 2
    everywhere = workload("web", 1, "Deployment", apart("zone", more=", namespaceSelector: {}"))
    assert len(cluster_of(node("a"), other, everywhere).pods) == 1
    by_name = ", namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}"
    chosen = workload("web", 1, "Deployment", apart("zone", more=by_name))
    assert len(cluster_of(node("a"), other, chosen).pods) == 1


def test_affinity_waits_for_the_pod_it_wants_to_be_with() -> None:
    """`a-client` comes before `web` in the alphabet."""
    client = workload("a-client", 1, "Deployment", apart("zone", kind="podAffinity"))
    only_c = workload("web", 1, "Deployment", "{nodeSelector: {kubernetes.io/hostname: c}}")
    assert places(cluster_of(THREE, client, only_c)) == "a-client-1:c web-1:c"


def test_the_first_of_a_group_that_wants_to_be_together_may_run_anywhere() -> None:
    group = workload("web", 3, "Deployment", apart("zone", kind="podAffinity"))
    assert places(cluster_of(THREE, group)) == "web-1:a web-2:b web-3:a"


@cases(
    """
    constraint                                                                placed
    {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}         web-1:a web-2:c web-3:b web-4:c
    {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}        web-1:a web-2:b web-3:c web-4:a
    {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, minDomains: 3}  web-1:a web-2:c
    {maxSkew: 1, topologyKey: rack, whenUnsatisfiable: DoNotSchedule}         -
    """,
    source="pkg/scheduler/framework/plugins/podtopologyspread filtering.go",
)
def test_spread(constraint: str, placed: str) -> None:
    inner = constraint.removesuffix("}") + ", labelSelector: {matchLabels: {app: web}}}"
    spec = f"{{topologySpreadConstraints: [{inner}]}}"
    cluster = cluster_of(THREE, workload("web", 4, "Deployment", spec))
    assert places(cluster) == placed


def host_port(number: int, ip: str = "", protocol: str = "TCP") -> str:
    address = f", hostIP: {ip}" if ip else ""
    port = f"{{containerPort: 8080, hostPort: {number}, protocol: {protocol}{address}}}"
    return f"{{containers: [{{name: c, image: x, ports: [{port}]}}]}}"


@cases(
    """
    first                        second                       together
    80                           80                           no
    80                           81                           yes
    80 10.0.0.1                  80 10.0.0.2                  yes
    80 10.0.0.1                  80                           no
    80                           80 0.0.0.0                   no
    80                           80 - UDP                     yes
    """,
    source="framework HostPortInfo CheckConflict; e2e: same hostPort, other hostIP or protocol",
)
def test_host_ports(first: str, second: str, together: str) -> None:
    specs = [
        host_port(int(one[0]), *(word.strip("-") for word in one[1:]))
        for one in (first.split(), second.split())
    ]
    pods = [workload(f"w{index}", 1, "Deployment", one) for index, one in enumerate(specs)]
    assert len(cluster_of(node("a"), *pods).pods) == (2 if together == "yes" else 1)


def test_two_daemon_sets_cannot_have_the_same_host_port() -> None:
    cluster = cluster_of(
        node("a"),
        workload("first", 0, "DaemonSet", host_port(80)),
        workload("second", 0, "DaemonSet", host_port(80)),
    )
    assert places(cluster) == "first-1:a"
    (waiting,) = cluster.gaps.waiting
    assert waiting.unmet == "a: hostPort 80 (pod/first-1)"


@cases(
    """
    spec                                                        why
    {nodeSelector: {disk: ssd}}                                 b, c: nodeSelector disk=ssd
    {schedulingGates: [{name: later}]}                          schedulingGates
    {nodeSelector: {kubernetes.io/hostname: a}}                 a: taint node-role.kubernetes.io/control-plane:NoSchedule
    {nodeSelector: {zone: z3}}                                  a, b, c: nodeSelector zone=z3
    """,
    source="what `kubectl describe pod` says of such a Pod: 0/3 nodes are available",
)
def test_a_pod_that_fits_nowhere_says_why(spec: str, why: str) -> None:
    cluster = cluster_of(
        node("a", CONTROL), node("b"), node("c"), workload("web", 1, "Deployment", spec)
    )
    (waiting,) = cluster.gaps.waiting
    assert not cluster.pods
    parts = waiting.unmet.replace(": ", "; ").split("; ")
    for part in why.replace(": ", "; ").split("; "):
        assert any(part in one for one in (*parts, waiting.unmet)), waiting.unmet


@pytest.mark.parametrize("replicas", [2, 5])
def test_nodes_are_assumed_for_pods_that_may_not_share_one(replicas: int, tmp_path: Path) -> None:
    path = tmp_path / "web.yaml"
    path.write_text(workload("web", replicas, "Deployment", apart("kubernetes.io/hostname")))
    assert len(load([path]).cluster.pods) == replicas


def test_a_node_is_assumed_in_the_zone_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "web.yaml"
    terms = "{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [moon]}]}"
    path.write_text(workload("web", 1, "Deployment", affinity(terms)))
    cluster = load([path]).cluster
    assert [cluster.node_by_name[one.node].zone for one in cluster.pods] == ["moon"]
