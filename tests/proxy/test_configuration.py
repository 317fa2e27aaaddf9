"""KubeProxyConfiguration as users write it, and what comes of it."""

from __future__ import annotations

import pytest

from atlas.manifests.problem import ManifestError
from atlas.model.cluster import ProxyConfiguration
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
