"""What one node's rules do with one packet: the cases in which the modes differ, and what only addresses decide."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Packet, Protocol
from atlas.model.service import IPMode, LoadBalancerIngress
from atlas.proxy.decide import decide
from atlas.proxy.decision import Decision
from support.ask import changed
from support.cases import cases
from support.clusters import small_cluster, with_service

SOURCE = "kubernetes/kubernetes pkg/proxy/{iptables,nftables}/proxier.go"
MODES = ("iptables", "nftables")


def decided(cluster: Cluster, node: str, packet: str) -> Decision:
    """Return the decision about a packet written as `SRC>DST:PORT/PROTO`."""
    source, _, rest = packet.partition(">")
    address, _, port = rest.partition("/")[0].rpartition(":")
    protocol = Protocol(rest.partition("/")[2] or "TCP")
    header = Packet(ip_address(source), 40000, ip_address(address.strip("[]")), int(port), protocol)
    return decide(cluster, cluster.node_by_name[node], header)


def words(found: Decision) -> str:
    """Return `endpoints 3 masquerade` and the like."""
    if not found.choices:
        return found.outcome.value
    marks = {choice.is_masqueraded for choice in found.choices}
    masquerade = {frozenset({True}): " masquerade", frozenset({False}): ""}.get(
        frozenset(marks), " hairpin"
    )
    return f"{found.outcome.value} {len(found.choices)}{masquerade}"


@cases(
    """
    packet                           changes                               iptables                nftables
    10.244.1.100>10.96.0.10:80       -                                     endpoints 3             endpoints 3
    10.244.1.11>10.96.0.10:80        -                                     endpoints 3 hairpin     endpoints 3 hairpin
    10.0.0.11>10.96.0.10:80          -                                     endpoints 3 masquerade  endpoints 3 masquerade
    198.51.100.7>10.96.0.10:80       -                                     endpoints 3 masquerade  endpoints 3 masquerade  # routed to the node
    198.51.100.7>10.96.0.10:80       detect None                           endpoints 3             endpoints 3
    10.244.1.100>10.96.0.10:80       masquerade all                        endpoints 3 masquerade  endpoints 3 masquerade
    10.244.3.100>10.96.0.10:80       detect NodeCIDR                       endpoints 3 masquerade  endpoints 3 masquerade  # a Pod of another node
    10.244.1.100>10.96.0.10:81       -                                     none                    reject                  # unused port
    10.244.1.100>10.96.0.10:80/UDP   -                                     none                    reject
    10.244.1.100>10.96.200.1:80      -                                     none                    drop                    # unallocated
    10.244.1.100>10.96.0.13:80       -                                     reject                  reject
    198.51.100.7>10.0.0.11:30083     -                                     reject                  reject
    198.51.100.7>10.0.0.11:30080     -                                     endpoints 3 masquerade  endpoints 3 masquerade
    10.244.1.100>10.0.0.11:30080     -                                     endpoints 3 masquerade  endpoints 3 masquerade
    198.51.100.7>10.0.0.12:30080     -                                     none                    none                    # not this node's address
    10.0.0.11>127.0.0.1:30080        -                                     endpoints 3 masquerade  none
    127.0.0.1>127.0.0.1:30080        -                                     endpoints 3 masquerade  none
    127.0.0.1>127.0.0.1:30080        node-ports primary                    none                    none
    198.51.100.7>10.0.0.11:30080     node-ports primary                    endpoints 3 masquerade  endpoints 3 masquerade
    198.51.100.7>10.0.0.11:30080     node-ports 192.0.2.0/24               none                    none
    198.51.100.7>10.0.0.11:30083     node-ports 192.0.2.0/24               reject                  none                    # iptables refuses at any address
    198.51.100.7>10.0.0.11:30080     node-ports 10.0.0.0/8                 endpoints 3 masquerade  endpoints 3 masquerade
    198.51.100.7>10.0.0.11:30080     local web-nodeport                    endpoints 1             endpoints 1
    10.244.1.100>10.0.0.11:30080     local web-nodeport                    endpoints 3             endpoints 3             # shortcut
    10.244.1.11>10.0.0.11:30080      local web-nodeport                    endpoints 3 hairpin     endpoints 3 hairpin
    10.0.0.11>10.0.0.11:30080        local web-nodeport                    endpoints 3 masquerade  endpoints 3 masquerade
    10.244.1.100>10.0.0.11:30080     local web-nodeport, detect None       endpoints 1             endpoints 1             # nobody knows that it is a Pod
    198.51.100.7>203.0.113.10:80     local web-lb, gone web-1              drop                    drop
    10.244.1.100>203.0.113.10:80     local web-lb, gone web-1              endpoints 2             endpoints 2
    10.0.0.11>203.0.113.10:80        local web-lb, gone web-1              endpoints 2 masquerade  endpoints 2 masquerade
    10.244.1.100>10.96.0.10:80       internal-local web                    endpoints 1             endpoints 1
    10.244.1.100>10.96.0.10:80       internal-local web, gone web-1        drop                    drop
    10.0.0.11>10.96.0.10:80          internal-local web                    endpoints 1 masquerade  endpoints 1 masquerade
    198.51.100.7>203.0.113.10:80     ranges web-lb=198.51.100.0/24         endpoints 3 masquerade  endpoints 3 masquerade
    192.0.2.9>203.0.113.10:80        ranges web-lb=198.51.100.0/24         drop                    drop
    192.0.2.9>10.0.0.11:30082        ranges web-lb=198.51.100.0/24         endpoints 3 masquerade  endpoints 3 masquerade  # not for node ports
    192.0.2.9>10.96.0.12:80          ranges web-lb=198.51.100.0/24         endpoints 3 masquerade  endpoints 3 masquerade  # nor for the ClusterIP
    10.244.1.100>203.0.113.10:80     ranges web-lb=198.51.100.0/24         drop                    drop
    203.0.113.10>203.0.113.10:80     ranges web-lb=10.0.0.0/24             endpoints 3 masquerade  endpoints 3 masquerade  # allowFromNode
    203.0.113.10>203.0.113.10:80     ranges web-lb=198.51.100.0/24         drop                    drop
    192.0.2.9>203.0.113.10:80        ranges web-lb=nonsense                endpoints 3 masquerade  endpoints 3 masquerade  # none left: no firewall
    192.0.2.9>203.0.113.10:80        ranges web-lb=nonsense+198.51.100.0/24  drop                  drop
    192.0.2.9>203.0.113.10:80        ranges web-lb=192.0.2.77/24           endpoints 3 masquerade  endpoints 3 masquerade  # host bits are forgiven
    192.0.2.9>203.0.113.10:80        ranges web-lb=192.000.002.0/24        endpoints 3 masquerade  endpoints 3 masquerade
    192.0.2.9>203.0.113.10:80        ranges web-lb=fd00::/8                endpoints 3 masquerade  endpoints 3 masquerade  # other family
    192.0.2.9>203.0.113.10:80        ranges web-lb=198.51.100.0/24, gone web-1, gone web-2, gone web-3  reject  drop  # the firewall of iptables mode needs endpoints
    198.51.100.7>203.0.113.10:80     gone web-1, gone web-2, gone web-3    reject                  reject
    10.0.0.11>203.0.113.10:80        gone web-1, gone web-2, gone web-3    none                    reject                  # leaves for the balancer
    198.51.100.7>203.0.113.10:81     -                                     none                    none
    198.51.100.7>192.0.2.77:80       external-ip web=192.0.2.77            endpoints 3 masquerade  endpoints 3 masquerade
    198.51.100.7>192.0.2.77:80       external-ip web=192.0.2.77, local web  endpoints 1            endpoints 1
    10.244.1.100>192.0.2.77:80       external-ip web=192.0.2.77, local web  endpoints 3            endpoints 3
    198.51.100.7>10.0.0.11:32000     local web-lb, health-check web-lb     accept                  none
    198.51.100.7>10.0.0.11:32000/UDP  local web-lb, health-check web-lb    none                    none
    198.51.100.7>10.244.1.11:8080    -                                     none                    none
    10.244.1.100>127.0.0.1:22        -                                     drop                    none                    # localhost is guarded
    """,
    source=SOURCE,
)
def test_both_modes(packet: str, changes: str, iptables: str, nftables: str) -> None:
    clusters = [changed(small_cluster(), f"mode {mode}, {changes}") for mode in MODES]
    found = [words(decided(cluster, "node-a", packet)) for cluster in clusters]
    assert found == [iptables, nftables]


@pytest.mark.parametrize("mode", MODES)
def test_an_address_with_ip_mode_proxy_is_left_alone(mode: str) -> None:
    cluster = with_service(
        changed(small_cluster(), f"mode {mode}"),
        "web-lb",
        load_balancer_ingress=(
            LoadBalancerIngress(ip_address("203.0.113.10"), ip_mode=IPMode.PROXY),
        ),
    )
    assert words(decided(cluster, "node-a", "10.244.1.100>203.0.113.10:80")) == "none"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "label", ["service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless"]
)
def test_services_that_are_left_to_others_have_no_rules(mode: str, label: str) -> None:
    cluster = with_service(
        changed(small_cluster(), f"mode {mode}"), "web-nodeport", labels={label: "other"}
    )
    stray = replace(cluster, network=replace(cluster.network, service_cidrs=()))
    assert words(decided(stray, "node-a", "10.244.1.100>10.96.0.11:80")) == "none"
    assert words(decided(stray, "node-a", "198.51.100.7>10.0.0.11:30080")) == "none"


@pytest.mark.parametrize("mode", MODES)
def test_slices_that_are_left_to_others_give_no_endpoints(mode: str) -> None:
    cluster = changed(small_cluster(), f"mode {mode}")
    slices = (
        replace(one, labels={"service.kubernetes.io/headless": ""})
        for one in cluster.endpoint_slices
    )
    headless = replace(cluster, endpoint_slices=tuple(slices))
    assert words(decided(headless, "node-a", "10.244.1.100>10.96.0.10:80")) == "reject"


def test_a_service_has_rules_only_in_families_in_which_it_has_a_cluster_ip() -> None:
    cluster = small_cluster()
    nodes = tuple(
        replace(one, internal_ips=(*one.internal_ips, ip_address(f"fd00::{number}")))
        for number, one in enumerate(cluster.nodes, start=1)
    )
    dual = replace(cluster, nodes=nodes)
    assert words(decided(dual, "node-a", "2001:db8::7>[fd00::1]:30080")) == "none"


def test_only_the_first_pod_range_of_a_family_counts() -> None:
    ranges = (ip_network("10.244.0.0/16"), ip_network("10.250.0.0/16"), ip_network("fd00:1::/64"))
    cluster = small_cluster()
    cluster = replace(cluster, proxy=replace(cluster.proxy, cluster_cidrs=ranges))
    assert words(decided(cluster, "node-a", "10.250.1.1>10.96.0.10:80")) == "endpoints 3 masquerade"


def test_a_node_that_owns_the_balancers_address_refuses_for_itself_too() -> None:
    """The packet never leaves, so it meets the rules of the way in."""
    cluster = changed(small_cluster(), "gone web-1, gone web-2, gone web-3")
    nodes = tuple(replace(one, external_ips=(ip_address("203.0.113.10"),)) for one in cluster.nodes)
    cluster = replace(cluster, nodes=nodes)
    assert words(decided(cluster, "node-a", "10.0.0.11>203.0.113.10:80")) == "reject"


def test_endpoints_have_equal_chances() -> None:
    found = decided(small_cluster(), "node-a", "10.244.1.100>10.96.0.10:80")
    assert {str(choice.probability) for choice in found.choices} == {"1/3"}
