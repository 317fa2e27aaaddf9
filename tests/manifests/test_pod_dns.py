"""dnsPolicy and dnsConfig: of a Pod, of a workload, of a node's CPUs what hints need."""

from __future__ import annotations

import pytest

from atlas.manifests.problem import Expected, ManifestError
from atlas.model.cluster import Cluster
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.senders import sender_of
from support.cases import cases
from support.manifests import NODES, cluster_of, service, workload

DNS = """
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {clusterIP: 10.96.0.10, selector: {app: dns}, ports: [{port: 53, protocol: UDP}]}
---
apiVersion: v1
kind: Pod
metadata: {name: dns-1, namespace: kube-system, labels: {app: dns}}
spec: {nodeName: node-a}
status: {podIP: 10.244.1.53}
"""
WEB = service("web", "clusterIP: 10.96.0.20, ports: [{port: 80}]")


def with_pods(spec: str, kind: str) -> tuple[Cluster, str]:
    """Return a cluster with a Pod that has this spec, written itself or made by a workload, and its name."""
    if kind == "Pod":
        written = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: app}}\nspec: {spec}"
        return cluster_of(NODES, DNS, WEB, written), "pod/app"
    name = "app-0" if kind == "StatefulSet" else "app-1"
    return cluster_of(NODES, DNS, WEB, workload("app", 1, kind, spec)), f"pod/{name}"


@pytest.mark.parametrize("kind", ["Pod", "Deployment", "DaemonSet", "StatefulSet"])
@cases(
    """
    spec                                                                                 name  tried                          addresses
    {}                                                                                   web   web.default.svc.cluster.local  10.96.0.20
    {dnsPolicy: ClusterFirst}                                                            web   web.default.svc.cluster.local  10.96.0.20
    {hostNetwork: true}                                                                  web   web                            -
    {hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet}                              web   web.default.svc.cluster.local  10.96.0.20
    {dnsPolicy: Default}                                                                 web   web                            -
    {dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10]}}                            web   web                            -
    {dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.10], searches: [default.svc.cluster.local]}}  web  web.default.svc.cluster.local  10.96.0.20
    {dnsPolicy: None, dnsConfig: {nameservers: [10.244.1.53], searches: [default.svc.cluster.local]}}  web  web.default.svc.cluster.local  10.96.0.20   # the Pod behind it
    {dnsConfig: {options: [{name: ndots, value: "1"}]}}                                  a.b   a.b a.b.default.svc.cluster.local a.b.svc.cluster.local a.b.cluster.local  -
    {dnsConfig: {options: [{name: ndots}, {name: edns0}]}}                               a.b   a.b.default.svc.cluster.local a.b.svc.cluster.local a.b.cluster.local a.b  -
    {dnsConfig: {options: [{name: ndots, value: "x"}]}}                                  a.b   a.b.default.svc.cluster.local a.b.svc.cluster.local a.b.cluster.local a.b  -
    {dnsConfig: {options: [{name: ndots, value: "99"}]}}                                 a.b   a.b.default.svc.cluster.local a.b.svc.cluster.local a.b.cluster.local a.b  -
    """,
    source="core/v1 PodSpec.dnsPolicy, PodDNSConfig; pkg/kubelet/network/dns/dns.go",
)
def test_names_are_asked_for_as_the_spec_says(
    spec: str, name: str, tried: str, addresses: str, kind: str
) -> None:
    cluster, client = with_pods(spec, kind)
    found = resolve(cluster, sender_of(cluster, client).place, name)
    assert " ".join(found.tried) == tried
    assert " ".join(map(str, found.addresses)) == addresses


@cases(
    """
    spec                                               field                            expected
    {dnsPolicy: Cluster}                               spec.dnsPolicy                   ONE_OF
    {dnsPolicy: None}                                  spec.dnsConfig.nameservers       AT_LEAST_ONE
    {dnsConfig: {servers: [10.96.0.10]}}               spec.dnsConfig.servers           KNOWN_FIELD
    {dnsConfig: {nameservers: [dns.example.com]}}      spec.dnsConfig.nameservers[0]    IP_ADDRESS
    {dnsConfig: {options: [{name: ndots, values: 1}]}}  spec.dnsConfig.options[0].values  KNOWN_FIELD
    {dnsConfig: {options: [{name: ndots, value: 1}]}}  spec.dnsConfig.options[0].value  TEXT_IN_QUOTES
    """,
    source="pkg/apis/core/validation ValidatePodSpec, validatePodDNSConfig",
)
def test_mistakes_are_noted(spec: str, field: str, expected: str) -> None:
    with pytest.raises(ManifestError) as refused:
        with_pods(spec, "Pod")
    assert (field, Expected[expected]) in [
        (one.field, one.expected) for one in refused.value.problems
    ]


@cases(
    """
    quantity   thousandths
    4          4000
    "4"        4000
    3920m      3920
    1.5        1500
    "0.25"     250
    500000u    500
    2k         0      # more than any machine has, so not read
    lots       0
    null       0
    """,
    source="apimachinery api/resource Quantity",
)
def test_the_cpus_of_a_node(quantity: str, thousandths: str) -> None:
    text = NODES.split("---")[0].replace(
        "status: {", f"status: {{allocatable: {{cpu: {quantity}}}, "
    )
    (node,) = cluster_of(text).nodes
    assert node.cpu == int(thousandths)
