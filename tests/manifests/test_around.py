"""What stands around a cluster in the words of others: kube-proxy's ConfigMap, MetalLB's pools."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest

from atlas.model.cluster import Cluster, DetectLocal, ProxyMode
from atlas.model.network import Packet, Protocol
from atlas.proxy.decide import decide
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace
from support.cases import cases
from support.manifests import NODES, cluster_of, workload

KUBEADM = """
apiVersion: v1
kind: ConfigMap
metadata: {{name: kube-proxy, namespace: kube-system}}
data:
  {key}: |-
    apiVersion: kubeproxy.config.k8s.io/v1alpha1
    bindAddress: 0.0.0.0
    clientConnection: {{acceptContentTypes: "", burst: 0, kubeconfig: /var/lib/kube-proxy/kubeconfig.conf, qps: 0}}
    clusterCIDR: 10.100.0.0/16
    conntrack: {{maxPerCore: null, min: null, tcpBeLiberal: false, tcpEstablishedTimeout: null}}
    detectLocal: {{bridgeInterface: "", interfaceNamePrefix: ""}}
    detectLocalMode: ""
    enableProfiling: false
    featureGates: null
    healthzBindAddress: ""
    hostnameOverride: "{override}"
    iptables: {{localhostNodePorts: null, masqueradeAll: true, masqueradeBit: null, minSyncPeriod: 0s}}
    ipvs: {{excludeCIDRs: null, strictARP: false}}
    kind: KubeProxyConfiguration
    mode: "{mode}"
    nftables: {{masqueradeAll: false, masqueradeBit: null}}
    nodePortAddresses: null
    winkernel: {{networkName: ""}}
  kubeconfig.conf: |-
    apiVersion: v1
    kind: Config
"""
WEB = "apiVersion: v1\nkind: Service\nmetadata: {{name: web{more}}}\nspec: {{type: LoadBalancer, selector: {{app: web}}, ports: [{{port: 80, nodePort: 30080}}]{spec}}}\n"


def kubeadm(key: str = "config.conf", mode: str = "", override: str = "") -> str:
    return KUBEADM.format(key=key, mode=mode, override=override)


@pytest.mark.parametrize("key", ["config.conf", "config"])
@pytest.mark.parametrize(
    ("word", "mode"), [("", ProxyMode.IPTABLES), ("nftables", ProxyMode.NFTABLES)]
)
def test_the_config_map_of_kube_proxy_is_read(key: str, word: str, mode: ProxyMode) -> None:
    proxy = cluster_of(NODES, kubeadm(key, word)).proxy
    assert proxy.mode is mode
    assert [str(one) for one in proxy.cluster_cidrs] == ["10.100.0.0/16"]
    assert proxy.detect_local is DetectLocal.CLUSTER_CIDR
    assert (proxy.masquerade_all, proxy.masquerade_bit) == (mode is ProxyMode.IPTABLES, 14)


def test_another_config_map_is_none() -> None:
    other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 'kind: KubeProxyConfiguration: ['}\n"
    assert cluster_of(NODES, other).proxy.mode is ProxyMode.IPTABLES


def test_a_proxy_that_takes_itself_to_be_elsewhere_finds_its_local_endpoints_there() -> None:
    """The Pod runs on node-a. By the name of node-b nothing on node-a is local."""
    web = WEB.format(more="", spec=", externalTrafficPolicy: Local")
    cluster = cluster_of(NODES, workload("web"), web, kubeadm(override="node-b"))
    packet = Packet(ip_address("198.51.100.7"), 40000, ip_address("10.0.0.11"), 30080, Protocol.TCP)
    node = cluster.node_by_name["node-a"]
    assert not decide(cluster, node, packet).targets
    right = replace(cluster, proxy=replace(cluster.proxy, hostname_override=""))
    assert decide(right, node, packet).targets


# MetalLB


def pool(name: str, addresses: str, spec: str = "") -> str:
    meta = f"metadata: {{name: {name}, namespace: metallb-system}}"
    return f"apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n{meta}\nspec: {{addresses: [{addresses}]{spec}}}\n"


def given(cluster: Cluster) -> str:
    (service,) = cluster.services
    return " ".join(map(str, service.load_balancer_ips))


@cases(
    """
    pool                          more                                                          service                                       given
    192.0.2.10-192.0.2.20         -                                                             -                                             192.0.2.10
    192.0.2.0/28                  -                                                             -                                             192.0.2.0
    192.0.2.0/28                  , avoidBuggyIPs: true                                         -                                             192.0.2.1
    192.0.2.0/28                  , autoAssign: false                                           -                                             -
    192.0.2.0/28                  , autoAssign: false                                           annotations: {metallb.io/address-pool: one}   192.0.2.0
    192.0.2.0/28                  , autoAssign: false                                           annotations: {metallb.universe.tf/loadBalancerIPs: 192.0.2.5}  192.0.2.5
    192.0.2.0/28                  -                                                             annotations: {metallb.io/loadBalancerIPs: 192.0.3.5}  -
    192.0.2.0/28                  -                                                             annotations: {metallb.io/address-pool: two}   -
    192.0.2.0/28                  , serviceAllocation: {namespaces: [other]}                    -                                             -
    192.0.2.0/28                  , serviceAllocation: {namespaces: [default]}                  -                                             192.0.2.0
    192.0.2.0/28                  , serviceAllocation: {serviceSelectors: [{matchLabels: {a: b}}]}  -                                         -
    192.0.2.0/28                  , serviceAllocation: {serviceSelectors: [{matchLabels: {a: b}}]}  labels: {a: b}                            192.0.2.0
    """,
    source="metallb.io/v1beta1 IPAddressPool; metallb internal/allocator",
)
def test_addresses_of_a_pool(pool: str, more: str, service: str, given: str) -> None:
    made = f"apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {{name: one}}\nspec: {{addresses: ['{pool}']{more}}}\n"
    cluster = cluster_of(NODES, made, WEB.format(more=f", {service}" if service else "", spec=""))
    (found,) = cluster.services
    assert " ".join(map(str, found.load_balancer_ips)) == given


@cases(
    """
    wanted               given
    -                    192.0.2.0
    other.example/lb     -           # somebody else's
    metallb.io/metallb   192.0.2.0   # as speakers are started with --lb-class
    """,
    source="metallb k8s/controllers: a Service with another loadBalancerClass is not handled",
)
def test_services_of_another_class_get_no_address_of_a_pool(wanted: str, given: str) -> None:
    spec = f", loadBalancerClass: {wanted}" if wanted else ""
    cluster = cluster_of(NODES, pool("a", "192.0.2.0/28"), WEB.format(more="", spec=spec))
    (found,) = cluster.services
    assert " ".join(map(str, found.load_balancer_ips)) == given


def test_pools_are_asked_in_order_of_priority() -> None:
    low = pool("a", "192.0.2.0/28")
    high = pool("b", "192.0.3.0/28", ", serviceAllocation: {priority: 5}")
    assert given(cluster_of(NODES, low, high, WEB.format(more="", spec=""))) == "192.0.3.0"


def test_packets_to_an_address_of_metallb_come_to_the_pod() -> None:
    client = "apiVersion: atlas.example/v1\nkind: Client\nmetadata: {name: laptop}\nspec: {addresses: [198.51.100.7]}\n"
    cluster = cluster_of(
        NODES, workload("web"), pool("a", "192.0.2.0/28"), WEB.format(more="", spec=""), client
    )
    found = trace(cluster, Flow("client/laptop", "service/web", Entry.LOAD_BALANCER))
    assert {one.destination.name for one in found.branches} == {"web-1"}


def test_an_external_ip_that_a_node_has_enters_there() -> None:
    client = "apiVersion: atlas.example/v1\nkind: Client\nmetadata: {name: laptop}\nspec: {addresses: [198.51.100.7]}\n"
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"
        "spec: {selector: {app: web}, externalIPs: [10.0.0.12], ports: [{port: 80}]}\n"
    )
    cluster = cluster_of(NODES, workload("web"), service, client)
    by_name = trace(cluster, Flow("client/laptop", "service/web", Entry.EXTERNAL_IP))
    by_address = trace(cluster, Flow("client/laptop", "10.0.0.12:80"))
    assert [one.hops for one in by_name.branches] == [one.hops for one in by_address.branches]
    assert by_name.branches[0].hops[1].place.name == "node-b"
