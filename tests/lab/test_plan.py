"""The plan of a lab: what is built, and what it says when nothing can be built."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from atlas.model.cluster import Cluster, DetectLocal, PodNetwork
from atlas.model.reference import Reference
from atlas.what_if.change import Change, node_down, pod_not_ready, with_pod_network
from atlas.world.load import load
from atlas_lab.plan import MOST_MACHINES, obstacles, plan
from support.cases import cases
from support.manifests import CLUSTER, OTHER_CLUSTERS, PROJECT

HOST_PORTS = PROJECT / "tests" / "data" / "partial" / "host-ports.yaml"
BY_BRIDGE, BY_NAME = DetectLocal.BRIDGE_INTERFACE, DetectLocal.INTERFACE_NAME_PREFIX


@pytest.fixture(scope="module")
def site() -> Cluster:
    return load([str(CLUSTER)]).cluster


@pytest.mark.parametrize("folder", [CLUSTER, *OTHER_CLUSTERS], ids=lambda one: one.name)
@pytest.mark.parametrize("network", PodNetwork)
def test_every_machine_has_one_wire_and_every_device_one_name(folder, network):
    made = plan(with_pod_network(load([str(folder)]).cluster, network))
    ends = [(end.machine, end.device) for wire in made.wires for end in (wire.near, wire.far)]
    assert max(Counter(ends).values()) == 1
    hung = Counter(wire.far.machine for wire in made.wires)
    machines = [one.reference for one in made.machines]
    assert hung == Counter(machines[1:]), "each machine but the switch hangs on exactly one wire"
    hardware = [end.hardware for wire in made.wires for end in (wire.near, wire.far)]
    assert len(set(hardware)) == len(hardware)
    assert all(len(device) <= 15 for _, device in ends), "the kernel's limit (IFNAMSIZ)"


def test_a_machine_is_built_before_what_hangs_on_it(site):
    made = plan(site)
    place = {one.reference: index for index, one in enumerate(made.machines)}
    assert all(place[wire.near.machine] < place[wire.far.machine] for wire in made.wires)


def test_what_may_change_while_a_lab_runs_does_not_change_its_plan(site):
    changed = pod_not_ready(node_down(site, "node-b"), Reference("pod", "web-1", "default"))
    assert plan(changed) == plan(site)


def test_clients_have_no_routes_to_pods_but_nodes_and_balancers_have(site):
    commands = {one.reference.kind: " ".join(one.commands) for one in plan(site).machines}
    assert "10.244.2.0/24" not in commands["client"]
    assert "10.244.2.0/24 via 10.0.0.12" in commands["loadbalancer"]


def test_only_a_bridge_has_an_address_of_its_own(site):
    bridged = plan(with_pod_network(site, PodNetwork.BRIDGE))
    node = next(one for one in bridged.machines if one.reference.name == "node-a")
    assert "address add 10.244.1.1/32 dev cni0" in node.commands
    routed = next(one for one in plan(site).machines if one.reference.name == "node-a")
    assert not any("10.244.1.1/" in line for line in routed.commands)


def test_interfaces_have_the_names_that_kube_proxy_goes_by(site):
    bridged = plan(_by_interface(BY_BRIDGE, "br-pods", PodNetwork.BRIDGE)(site))
    node = next(one for one in bridged.machines if one.reference.name == "node-a")
    assert "address add 10.244.1.1/32 dev br-pods" in node.commands
    routed = plan(_by_interface(BY_NAME, "veth", PodNetwork.ROUTED)(site))
    of_pods = [one.near.device for one in routed.wires if one.near.machine.kind == "node"]
    assert of_pods == [f"veth{number}" for number in range(1, len(of_pods) + 1)]


def _two_pods_at_one_address(site: Cluster) -> Cluster:
    first, second, *others = (pod for pod in site.pods if not pod.host_network)
    return replace(site, pods=(first, replace(second, ips=first.ips), *others))


def _no_node(site: Cluster) -> Cluster:
    return replace(site, nodes=())


def _no_address(site: Cluster) -> Cluster:
    first, *others = site.pods
    return replace(site, pods=(replace(first, ips=()), *others))


def _pod_range_in_service_range(site: Cluster) -> Cluster:
    network = replace(site.network, service_cidrs=(ip_network("10.244.0.0/16"),))
    return replace(site, network=network)


def _client_in_pod_range(site: Cluster) -> Cluster:
    first, *others = site.clients
    return replace(site, clients=(replace(first, ips=(ip_address("10.244.1.200"),)), *others))


def _unknown_node(site: Cluster) -> Cluster:
    first, *others = site.pods
    return replace(site, pods=(replace(first, node="node-z"), *others))


def _too_many(site: Cluster) -> Cluster:
    pod = site.pods[0]
    many = (
        replace(pod, name=f"pod-{number}", ips=(ip_address("10.244.1.2") + number,))
        for number in range(MOST_MACHINES)
    )
    return replace(site, pods=tuple(many))


def _by_interface(detect: DetectLocal, name: str, network: PodNetwork) -> Change:
    """Return the change to Pods that kube-proxy tells by interface."""

    def change(site: Cluster) -> Cluster:
        proxy = replace(site.proxy, detect_local=detect, pod_interface=name)
        return replace(site, proxy=proxy, network=replace(site.network, pod_network=network))

    return change


def _node_address_twice(site: Cluster) -> Cluster:
    first, second, *others = site.nodes
    return replace(site, nodes=(first, replace(second, internal_ips=first.internal_ips), *others))


OBSTACLES = {
    "no node": (_no_node, "there is no Node"),
    "one address for two Pods": (_two_pods_at_one_address, "have the same address"),
    "one address for two nodes": (
        _node_address_twice,
        "node/node-a and node/node-b have the same address",
    ),
    "a Pod without address": (_no_address, "has no address"),
    "ranges overlap": (_pod_range_in_service_range, "the Service range 10.244.0.0/16 overlap"),
    "a client inside": (_client_in_pod_range, "lies in the Pod range of node/node-a 10.244.1.0/24"),
    "a Pod on no node": (_unknown_node, "runs on node/node-z, which does not exist"),
    "too many": (_too_many, f"more than the {MOST_MACHINES}"),
    "no bridge": (_by_interface(BY_BRIDGE, "cni0", PodNetwork.ROUTED), "BridgeInterface goes by a"),
    "a bridge called lo": (_by_interface(BY_BRIDGE, "lo", PodNetwork.BRIDGE), "called lo here"),
    "a bridge called pod7": (_by_interface(BY_BRIDGE, "pod7", PodNetwork.BRIDGE), "called pod7"),
    "by interface on a bridge": (
        _by_interface(BY_NAME, "veth", PodNetwork.BRIDGE),
        "InterfaceNamePrefix goes by the interface of each Pod",
    ),
    "eth": (_by_interface(BY_NAME, "eth", PodNetwork.ROUTED), "begins with eth too"),
    "a long name": (_by_interface(BY_NAME, "interface-no-", PodNetwork.ROUTED), "is too long"),
}


@pytest.mark.parametrize("case", OBSTACLES)
def test_a_cluster_that_cannot_be_built_is_refused_with_the_reason(site, case):
    break_it, expected = OBSTACLES[case]
    assert any(expected in one for one in obstacles(break_it(site))), obstacles(break_it(site))


@cases(
    """
    folder
    cluster
    dual-stack
    """,
    source="the site's own clusters",
)
def test_the_clusters_of_the_site_can_be_built(folder):
    paths = {one.name: one for one in (CLUSTER, *OTHER_CLUSTERS)}
    assert obstacles(load([str(paths[folder])]).cluster) == ()


def test_a_node_maps_the_ports_that_its_pods_ask_for():
    """The rules stand behind kube-proxy's, and localhost may leave towards the Pod."""
    made = plan(load([HOST_PORTS]).cluster)
    tables = [text for node, text in made.pod_tables if "cni_hostport" in text]
    assert [str(node) for node, text in made.pod_tables if "cni_hostport" in text] == [
        "node/node-a"
    ]
    assert "tcp dport 8081 dnat to 10.244.1.2:8080" in tables[0]
    assert "ip daddr 127.0.0.1 tcp dport 9091 dnat to 10.244.1.2:9090" in tables[0]
    assert "udp dport 5353 dnat to 10.244.1.2:53" in tables[0]
    assert "hook prerouting priority -99" in tables[0]
    settings = {name for one in made.machines for name, _ in one.settings}
    assert {one for one in settings if one.endswith("pod2/route_localnet")}
