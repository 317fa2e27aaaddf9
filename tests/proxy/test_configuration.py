"""KubeProxyConfiguration as users write it, and what comes of it."""

from __future__ import annotations

import pytest

from atlas.manifests.problem import ManifestError
from atlas.model.cluster import ProxyConfiguration, ProxyMode
from atlas.model.network import range_as_read_by_kube_proxy
from atlas.what_if.change import with_proxy_mode
from support.cases import cases
from support.manifests import NODES, cluster_of

KIND = "apiVersion: kubeproxy.config.k8s.io/v1alpha1, kind: KubeProxyConfiguration"


def read(fields: str) -> ProxyConfiguration:
    """Return the configuration with these fields, written as flow."""
    return cluster_of(NODES, f"{{{KIND}, {fields}}}").proxy


@cases(
    """
    fields                                                                                  detect
    clusterCIDR: 10.244.0.0/16                                                              ClusterCIDR
    detectLocalMode: "", clusterCIDR: 10.244.0.0/16                                         ClusterCIDR
    detectLocalMode: ClusterCIDR                                                            None
    detectLocalMode: NodeCIDR                                                               NodeCIDR
    detectLocalMode: BridgeInterface, detectLocal: {bridgeInterface: cni0}                  BridgeInterface
    detectLocalMode: InterfaceNamePrefix, detectLocal: {interfaceNamePrefix: veth}          InterfaceNamePrefix
    detectLocalMode: NodeCIDR, detectLocal: {bridgeInterface: "", interfaceNamePrefix: ""}    NodeCIDR
    """,
    source="kubeproxy.config.k8s.io/v1alpha1 detectLocalMode; the ConfigMap kube-proxy of kubeadm",
)
def test_local_detection(fields: str, detect: str) -> None:
    assert read(fields).detect_local.value == detect


@cases(
    """
    fields                                            field
    detectLocalMode: BridgeInterface                  bridgeInterface
    detectLocalMode: InterfaceNamePrefix, detectLocal: {bridgeInterface: cni0}    interfaceNamePrefix
    """,
    source="pkg/proxy/apis/config/validation/validation.go validateDetectLocalConfiguration",
)
def test_an_interface_needs_its_name(fields: str, field: str) -> None:
    with pytest.raises(ManifestError) as found:
        read(fields)
    assert [one.field for one in found.value.problems] == [f"detectLocal.{field}"]


@cases(
    """
    fields                                                        rules  process
    mode: iptables                                                True   False
    mode: iptables, iptables: {localhostNodePorts: null}          True   False
    mode: iptables, iptables: {localhostNodePorts: false}         False  False
    mode: nftables, featureGates: {KubeProxyNFTablesLocalhostNodePorts: true}     True  True
    mode: nftables, featureGates: {KubeProxyNFTablesLocalhostNodePorts: false}    True  False
    mode: nftables, featureGates: {NFTablesNetlink: true}         True   False
    """,
    source="kubeproxy.config.k8s.io/v1alpha1 iptables.localhostNodePorts, featureGates; KEP-6032",
)
def test_node_ports_at_localhost(fields: str, rules: str, process: str) -> None:
    found = read(fields)
    assert str(found.localhost_node_ports) == rules
    assert str(found.nftables_localhost_node_ports) == process


@cases(
    """
    fields                                                words
    mode: nftables                                        -
    nodePortAddresses: [primary, localhost]               primary localhost
    nodePortAddresses: [all]                              all
    nodePortAddresses: [10.0.0.0/8, "fd00::/8"]           10.0.0.0/8 fd00::/8
    """,
    source="kubeproxy.config.k8s.io/v1alpha1 nodePortAddresses",
)
def test_node_port_addresses(fields: str, words: str) -> None:
    assert read(fields).node_port_addresses == tuple(words.split())


@cases(
    """
    fields                                                                      interface  bit  liberal
    mode: iptables                                                              cni0       14   False
    detectLocalMode: BridgeInterface, detectLocal: {bridgeInterface: br0}       br0        14   False
    detectLocalMode: InterfaceNamePrefix, detectLocal: {interfaceNamePrefix: veth}    veth    14   False
    detectLocalMode: NodeCIDR, detectLocal: {bridgeInterface: br0}              cni0       14   False
    iptables: {masqueradeBit: 10}, nftables: {masqueradeBit: 11}                cni0       10   False
    mode: nftables, iptables: {masqueradeBit: 10}, nftables: {masqueradeBit: 0}    cni0    0    False
    mode: nftables, iptables: {masqueradeBit: 10}                               cni0       14   False
    conntrack: {tcpBeLiberal: true, maxPerCore: 32768}                          cni0       14   True
    """,
    source="kubeproxy.config.k8s.io/v1alpha1 detectLocal, masqueradeBit, conntrack.tcpBeLiberal",
)
def test_what_rules_are_written_with(fields: str, interface: str, bit: str, liberal: str) -> None:
    found = read(fields)
    written = (found.pod_interface, str(found.masquerade_bit), str(found.tcp_is_liberal))
    assert written == (interface, bit, liberal)


@cases(
    """
    fields                                          ranges           addresses
    clusterCIDR: "10.244.7.9/16,fd00:10::1/64"      10.244.0.0/16 fd00:10::/64    -
    nodePortAddresses: [10.0.0.11/24, 010.1.0.0/16]    -             10.0.0.0/24 10.1.0.0/16
    """,
    source="k8s.io/utils/net ParseCIDRSloppy",
)
def test_ranges_are_read_as_kube_proxy_reads_them(fields: str, ranges: str, addresses: str) -> None:
    found = read(fields)
    assert " ".join(map(str, found.cluster_cidrs)) == ranges
    assert " ".join(found.node_port_addresses) == addresses


def test_each_mode_has_its_own_section() -> None:
    fields = (
        "mode: iptables, iptables: {masqueradeAll: true, masqueradeBit: 15}, "
        "nftables: {masqueradeBit: 13}"
    )
    cluster = cluster_of(NODES, f"{{{KIND}, {fields}}}")
    other = with_proxy_mode(cluster, ProxyMode.NFTABLES)
    again = with_proxy_mode(other, ProxyMode.IPTABLES)
    found = [
        (one.proxy.masquerade_all, one.proxy.masquerade_bit) for one in (cluster, other, again)
    ]
    assert found == [(True, 15), (False, 13), (True, 15)]
    assert again == cluster


@pytest.mark.parametrize(
    "text",
    ["10..0.0/8", "10.0.0./8", "/8", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", ":/8"],
)
def test_what_kube_proxy_cannot_read_is_no_range(text: str) -> None:
    assert range_as_read_by_kube_proxy(text) is None
