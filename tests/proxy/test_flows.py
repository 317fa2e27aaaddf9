"""The flows of upstream's unit tests, in our words: every kind of client to every kind of address, in both families.

Unless a table says which mode it means, both do the same.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import pytest

from atlas.model.cluster import DetectLocal, PodNetwork
from atlas.model.network import Family
from atlas.model.service import (
    TrafficPolicy,
)
from support.cases import cases
from support.flows import (
    NODE_RANGES,
    SOURCE_RANGES,
    flows,
)

SOURCE = "kubernetes/kubernetes pkg/proxy/{iptables,nftables}/proxier_test.go: "
MODES = ("iptables", "nftables")
FAMILIES = pytest.mark.parametrize("family", Family)
EVERY_MODE = pytest.mark.parametrize("mode", MODES)
LOCAL: dict[str, Any] = {"external_traffic_policy": TrafficPolicy.LOCAL}
INTERNAL_LOCAL: dict[str, Any] = {"internal_traffic_policy": TrafficPolicy.LOCAL}


def in_both_modes(source: str, to: str, family: Family, text: str, **fields: Any) -> list[str]:
    return [flows(text, mode, family, **fields).outcome(source, to) for mode in MODES]


@FAMILIES
@cases(
    """
    source   to                iptables  nftables
    pod      cluster           reject    reject
    outside  cluster           reject    reject
    node     cluster           reject    reject
    pod      node-port         reject    reject
    outside  node-port         reject    reject
    node     node-port         reject    reject
    pod      lb                reject    reject
    outside  lb                reject    reject
    node     lb                none      reject    # iptables hangs those rules in INPUT and FORWARD: the packet leaves
    pod      external          reject    reject
    outside  external          reject    reject
    node     external          none      reject
    """,
    source=SOURCE + "TestNoEndpointsReject, TestNodePortReject, TestLoadBalancerReject",
)
def test_without_endpoints(
    source: str, to: str, iptables: str, nftables: str, family: Family
) -> None:
    assert in_both_modes(source, to, family, "") == [iptables, nftables]
    assert in_both_modes(source, to, family, "a1:starting b1:ending") == [iptables, nftables]


@FAMILIES
@EVERY_MODE
@cases(
    """
    source     to         cluster                local
    pod        cluster    a1 b1                  a1 b1
    node       cluster    a1 b1 masquerade       a1 b1 masquerade
    outside    cluster    a1 b1 masquerade       a1 b1 masquerade
    a1         cluster    a1* b1                 a1* b1
    pod        node-port  a1 b1 masquerade       a1 b1
    a1         node-port  a1 b1 masquerade       a1* b1
    far-pod    node-port  a1 b1 masquerade       a1 b1               # ClusterCIDR cannot tell whose Pod it is
    node       node-port  a1 b1 masquerade       a1 b1 masquerade
    outside    node-port  a1 b1 masquerade       a1
    pod        lb         a1 b1 masquerade       a1 b1
    a1         lb         a1 b1 masquerade       a1* b1
    node       lb         a1 b1 masquerade       a1 b1 masquerade
    outside    lb         a1 b1 masquerade       a1
    outside    lb-2       a1 b1 masquerade       a1
    pod        external   a1 b1 masquerade       a1 b1
    node       external   a1 b1 masquerade       a1 b1 masquerade
    outside    external   a1 b1 masquerade       a1
    """,
    source=SOURCE + "TestExternalTrafficPolicyCluster, TestExternalTrafficPolicyLocal",
)
def test_external_traffic_policy(
    source: str, to: str, cluster: str, local: str, mode: str, family: Family
) -> None:
    assert flows("a1 b1", mode, family).outcome(source, to) == cluster
    assert flows("a1 b1", mode, family, **LOCAL).outcome(source, to) == local


@FAMILIES
@EVERY_MODE
@cases(
    """
    source     to         endpoints             outcome
    outside    node-port  b1 c1                 drop
    outside    lb         b1 c1                 drop
    outside    external   b1 c1                 drop
    pod        node-port  b1 c1                 b1 c1
    pod        lb         b1 c1                 b1 c1
    node       lb         b1 c1                 b1 c1 masquerade
    node       external   b1 c1                 b1 c1 masquerade
    node       node-port  b1 c1                 b1 c1 masquerade
    pod        cluster    b1 c1                 b1 c1
    outside    node-port  a1:starting b1        drop
    outside    node-port  a1 a2                 a1 a2
    """,
    source=SOURCE
    + "TestLoadBalancerOnlyLocal, TestOnlyLocalNodePorts; the rules of syncProxyRules",
)
def test_external_policy_local_without_local_endpoints(
    source: str, to: str, endpoints: str, outcome: str, mode: str, family: Family
) -> None:
    assert flows(endpoints, mode, family, **LOCAL).outcome(source, to) == outcome


@FAMILIES
@EVERY_MODE
@cases(
    """
    policy   endpoints  source   outcome
    Cluster  a1 b1 c1   pod      a1 b1 c1
    Local    a1 b1 c1   pod      a1
    Local    a1 a2 c1   pod      a1 a2
    Local    b1 b2 c1   pod      drop
    Local    -          pod      reject
    Local    a1 b1      node     a1 masquerade
    Local    a1 b1      outside  a1 masquerade
    Local    b1         node     drop
    Local    a1         a1       a1 masquerade
    """,
    source=SOURCE + "TestInternalTrafficPolicy",
)
def test_internal_traffic_policy(
    policy: str, endpoints: str, source: str, outcome: str, mode: str, family: Family
) -> None:
    found = flows(endpoints, mode, family, internal_traffic_policy=TrafficPolicy(policy))
    assert found.outcome(source, "cluster") == outcome


@FAMILIES
@EVERY_MODE
@cases(
    """
    policy   endpoints                              internal        external
    Local    a1 a2 a3:serving a4:ending b1          a1 a2 b1        a1 a2
    Local    a2:serving a3:serving a4:ending b1     b1              a2 a3             # each policy falls back for itself
    Local    b1:serving                             b1              drop
    Local    a1:ending b1:ending                    reject          reject
    Local    a1:odd                                 reject          reject
    Cluster  a1 a2 b1 b2:serving b3:ending          a1 a2 b1        a1 a2 b1 masquerade
    Cluster  a2:serving a3:serving b1:serving b4:ending  a2 a3 b1   a2 a3 b1 masquerade
    Cluster  b1:serving                             b1              b1 masquerade
    Cluster  a1:ending b1:ending                    reject          reject
    Cluster  -                                      reject          reject
    """,
    source=SOURCE + "TestTerminatingEndpointsTrafficPolicyLocal and …Cluster",
)
def test_terminating_endpoints(
    policy: str, endpoints: str, internal: str, external: str, mode: str, family: Family
) -> None:
    found = flows(endpoints, mode, family, external_traffic_policy=TrafficPolicy(policy))
    assert found.outcome("pod", "cluster") == internal
    assert found.outcome("outside", "lb") == external


@EVERY_MODE
@cases(
    """
    policies        source   to         usual             unknown           all               both
    -               pod      cluster    a1 b1             a1 b1             a1 b1 masquerade  a1 b1 masquerade
    -               pod      node-port  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    -               pod      lb         a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    -               node     cluster    a1 b1 masquerade  a1 b1             a1 b1 masquerade  a1 b1 masquerade
    -               node     node-port  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    -               node     lb         a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    -               outside  cluster    a1 b1 masquerade  a1 b1             a1 b1 masquerade  a1 b1 masquerade
    -               outside  node-port  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    -               outside  lb         a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    external        pod      cluster    a1 b1             a1 b1             a1 b1 masquerade  a1 b1 masquerade
    external        pod      node-port  a1 b1             a1                a1 b1             a1
    external        pod      lb         a1 b1             a1                a1 b1             a1
    external        node     cluster    a1 b1 masquerade  a1 b1             a1 b1 masquerade  a1 b1 masquerade
    external        node     node-port  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    external        node     lb         a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    external        outside  cluster    a1 b1 masquerade  a1 b1             a1 b1 masquerade  a1 b1 masquerade
    external        outside  node-port  a1                a1                a1                a1
    external        outside  lb         a1                a1                a1                a1
    internal        pod      cluster    a1                a1                a1 masquerade     a1 masquerade
    internal        pod      node-port  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    internal        pod      lb         a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    internal        node     cluster    a1 masquerade     a1                a1 masquerade     a1 masquerade
    internal        node     node-port  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    internal        node     lb         a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    internal        outside  cluster    a1 masquerade     a1                a1 masquerade     a1 masquerade
    internal        outside  node-port  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    internal        outside  lb         a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    both            pod      cluster    a1                a1                a1 masquerade     a1 masquerade
    both            pod      lb         a1 b1             a1                a1 b1             a1
    both            node     lb         a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade  a1 b1 masquerade
    both            outside  lb         a1                a1                a1                a1
    """,
    source=SOURCE + "TestInternalExternalMasquerade",
)
def test_masquerade(
    policies: str,
    source: str,
    to: str,
    usual: str,
    unknown: str,
    all: str,
    both: str,
    mode: str,
) -> None:
    """Columns: usual; nothing tells Pods from others (unknown); masqueradeAll (all); both of these."""
    fields = (LOCAL if policies in ("external", "both") else {}) | (
        INTERNAL_LOCAL if policies in ("internal", "both") else {}
    )
    none: dict[str, Any] = {"detect_local": DetectLocal.NONE}
    settings = ({}, none, {"masquerade_all": True}, {"masquerade_all": True, **none})
    found = [flows("a1 b1", mode, proxy=one, **fields).outcome(source, to) for one in settings]
    assert found == [usual, unknown, all, both]


@FAMILIES
@cases(
    """
    source    to                 policy   endpoints  iptables          nftables
    outside   lb                 Cluster  a1         a1 masquerade     a1 masquerade
    outside   lb-2               Cluster  a1         a1 masquerade     a1 masquerade
    stranger  lb                 Cluster  a1         drop              drop
    stranger  lb-2               Cluster  a1         drop              drop
    pod       lb                 Cluster  a1         drop              drop
    node      lb                 Cluster  a1         drop              drop
    stranger  node-port          Cluster  a1         a1 masquerade     a1 masquerade
    stranger  external           Cluster  a1         a1 masquerade     a1 masquerade
    pod       cluster            Cluster  a1         a1                a1
    outside   lb                 Local    a1 b1      a1                a1
    outside   lb                 Local    b1         drop              drop
    stranger  lb                 Local    a1 b1      drop              drop
    pod       lb                 Local    a1 b1      drop              drop
    outside   lb                 Cluster  -          reject            reject
    stranger  lb                 Cluster  -          reject            drop       # iptables needs endpoints for its firewall
    lb        lb                 Cluster  a1         drop              drop
    """,
    source=SOURCE + "TestLoadBalancer, TestLoadBalancerSourceRanges",
)
def test_source_ranges(
    source: str,
    to: str,
    policy: str,
    endpoints: str,
    iptables: str,
    nftables: str,
    family: Family,
) -> None:
    fields: dict[str, Any] = {
        "external_traffic_policy": TrafficPolicy(policy),
        "load_balancer_source_ranges": (f" {SOURCE_RANGES[family]}",),
    }
    assert in_both_modes(source, to, family, endpoints, **fields) == [iptables, nftables]


@FAMILIES
@EVERY_MODE
@cases(
    """
    source  to    outcome
    node    lb    a1 masquerade
    lb      lb    a1 masquerade  # as a node's own packet looks where the balancer's address is local
    lb-2    lb    a1 masquerade
    lb      lb-2  a1 masquerade
    pod     lb    drop
    """,
    source=SOURCE + "TestLoadBalancer: allowFromNode",
)
def test_source_ranges_that_hold_the_node(
    source: str, to: str, outcome: str, mode: str, family: Family
) -> None:
    ranges = (NODE_RANGES[family],)
    found = flows("a1", mode, family, load_balancer_source_ranges=ranges)
    assert found.outcome(source, to) == outcome


def test_an_external_ip_that_is_also_the_balancers_comes_before_the_firewall_in_iptables_mode() -> (
    None
):
    fields: dict[str, Any] = {
        "external_ips": (ip_address("203.0.113.10"),),
        "load_balancer_source_ranges": ("198.51.100.0/24",),
    }
    assert in_both_modes("stranger", "lb", Family.IPV4, "a1", **fields) == ["a1 masquerade", "drop"]


@cases(
    """
    detect               source   cluster              local
    ClusterCIDR          pod      a1 b1                a1 b1
    ClusterCIDR          far-pod  a1 b1                a1 b1
    ClusterCIDR          node     a1 b1 masquerade     a1 b1 masquerade
    ClusterCIDR          bridge   a1 b1                a1 b1              # stands in the range
    NodeCIDR             pod      a1 b1                a1 b1
    NodeCIDR             far-pod  a1 b1 masquerade     a1                 # a Pod of another node is a stranger
    NodeCIDR             bridge   a1 b1                a1 b1
    BridgeInterface      pod      a1 b1                a1 b1
    BridgeInterface      far-pod  a1 b1 masquerade     a1
    BridgeInterface      outside  a1 b1 masquerade     a1
    BridgeInterface      node     a1 b1 masquerade     a1 b1 masquerade
    BridgeInterface      bridge   a1 b1 masquerade     a1 b1 masquerade   # the node's own packets come in nowhere
    InterfaceNamePrefix  pod      a1 b1                a1 b1
    InterfaceNamePrefix  far-pod  a1 b1 masquerade     a1
    InterfaceNamePrefix  bridge   a1 b1 masquerade     a1 b1 masquerade
    None                 pod      a1 b1                a1
    None                 outside  a1 b1                a1
    """,
    source="pkg/proxy/util/localdetector.go; cmd/kube-proxy/app/server_linux.go getLocalDetectors; kubeproxy.config.k8s.io/v1alpha1",
)
@EVERY_MODE
def test_local_detection(detect: str, source: str, cluster: str, local: str, mode: str) -> None:
    made = flows("a1 b1", mode, proxy={"detect_local": DetectLocal(detect)}, **LOCAL)
    network = replace(made.cluster.network, pod_network=PodNetwork.BRIDGE)
    found = replace(made, cluster=replace(made.cluster, network=network))
    assert found.outcome(source, "cluster") == cluster
    assert found.outcome(source, "lb") == local
