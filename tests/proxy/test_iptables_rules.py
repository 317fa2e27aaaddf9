"""The rules of iptables mode against those that a real kube-proxy v1.30.5 wrote, and branch by branch."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.cluster import Cluster, DetectLocal, ProxyMode
from atlas.model.network import Family, Protocol
from atlas.model.reference import Reference
from atlas.model.release import RECORDED, Release
from atlas.model.service import (
    EndpointPort,
    IPMode,
    LoadBalancerIngress,
    ServicePort,
    SessionAffinity,
    TrafficPolicy,
)
from atlas.proxy.follow import chains_of
from atlas.proxy.iptables.base import TableName
from atlas.proxy.iptables.listing import as_line, listing
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.rules import Kind, Rule, Ruleset
from atlas.text.rule_notes import NOTES, note
from atlas.text.text import Lang
from atlas.what_if import change
from atlas.world.assumption import Wishes
from atlas.world.load import load
from support.cases import cases
from support.clusters import endpoint, node_port, pod, service, slice_of, small_cluster
from support.clusters import with_service as changed
from support.releases import RELEASES, as_of, asked, decided
from support.strategies import clusters
from support.thoroughness import examples
from support.walk import Iptables

ORACLE = Path(__file__).parents[1] / "data" / "oracle"
PROXIER = "kubernetes/kubernetes pkg/proxy/iptables/proxier.go syncProxyRules"
NODES = ("node-a", "node-b", "node-c")
OF_ALL_SERVICES = ("SERVICES", "EXTERNAL-SERVICES", "NODEPORTS", "PROXY-FIREWALL")
LAST = "NOTE: this must be the last rule in this chain"


@cache
def oracle() -> Cluster:
    return load([ORACLE / "cluster.yaml"], wishes=Wishes(release=RECORDED)).cluster


def chains(text: str) -> dict[tuple[str, str], list[str]]:
    """Return what a text says of each chain of each table: policy and rules in order, without counters.

    In chains that all Services share, rules are put in order of their Services, which kube-proxy writes in no order.
    """
    found: dict[tuple[str, str], list[str]] = {}
    table = ""
    for line in text.splitlines():
        words = line.split()
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith(":"):
            found[table, words[0][1:]] = [words[1]]
        elif line.startswith("-A"):
            found[table, words[1]].append(line)
    for (_, name), rules in found.items():
        if name.removeprefix("KUBE-") in OF_ALL_SERVICES:
            rules[1:] = sorted(rules[1:], key=service_of)
    return found


def service_of(rule: str) -> tuple[bool, str]:
    remark = re.search(r'--comment "(\S+)', rule)
    return LAST in rule, remark[1] if remark else ""


@pytest.mark.parametrize("name", NODES)
def test_the_tables_are_those_of_a_real_kube_proxy(name: str) -> None:
    ours = chains(listing(iptables_rules(oracle(), oracle().node_by_name[name])))
    recorded = chains((ORACLE / "rules" / "iptables" / f"{name}.txt").read_text())
    assert ours == recorded
    assert list(ours) == list(recorded)


def test_the_order_of_objects_changes_nothing() -> None:
    cluster = oracle()
    turned = replace(
        cluster,
        services=cluster.services[::-1],
        endpoint_slices=tuple(
            replace(one, endpoints=one.endpoints[::-1]) for one in cluster.endpoint_slices[::-1]
        ),
    )
    first, second = (listing(iptables_rules(one, cluster.nodes[0])) for one in (cluster, turned))
    assert first == second


def made(service_fields: dict[str, Any] | None = None, node: int = 0, **proxy: Any) -> Ruleset:
    """Return the rules for `web-lb` of the small cluster (endpoints: one on node-a, two on node-b)."""
    cluster = changed(small_cluster(), "web-lb", **(service_fields or {}))
    services = tuple(one for one in cluster.services if one.name == "web-lb")
    cluster = replace(cluster, services=services, proxy=replace(cluster.proxy, **proxy))
    return iptables_rules(cluster, cluster.nodes[node])


def rules(ruleset: Ruleset, *kinds: Kind) -> list[Rule]:
    """Return the rules of some kinds, or all."""
    every = (rule for chain in ruleset.chains for rule in chain.rules)
    return [one for one in every if not kinds or one.kind in kinds]


def texts(ruleset: Ruleset, *kinds: Kind) -> list[str]:
    """Return rules of some kinds as text, without comments, and without the hash in names of chains."""
    return [short(one) for one in rules(ruleset, *kinds)]


def short(rule: Rule) -> str:
    text = re.sub(r'-m comment --comment "[^"]*" ?', "", as_line(rule)).removeprefix("-A ")
    return re.sub(r"KUBE-(SVC|SVL|EXT|FW|SEP)-[A-Z2-7]{16}", r"\1", text).strip()


LOCAL = {"external_traffic_policy": TrafficPolicy.LOCAL}
MASQUERADES = (Kind.MASQUERADE_STRANGERS, Kind.MASQUERADE_ALL)


@cases(
    """
    detect                 all    rule
    ClusterCIDR            no     SVC ! -s 10.244.0.0/16 -d 10.96.0.12/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
    NodeCIDR               no     SVC ! -s 10.244.1.0/24 -d 10.96.0.12/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
    BridgeInterface        no     SVC -d 10.96.0.12/32 ! -i pods -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
    InterfaceNamePrefix    no     SVC -d 10.96.0.12/32 ! -i pods+ -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
    None                   no     -
    None                   yes    SVC -d 10.96.0.12/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
    ClusterCIDR            yes    SVC -d 10.96.0.12/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
    """,
    source=f"{PROXIER}, masqueradeAll and localDetector",
)
def test_who_is_masqueraded_at_the_cluster_ip(detect: str, all: str, rule: str) -> None:
    found = made(
        detect_local=DetectLocal(detect), pod_interface="pods", masquerade_all=all == "yes"
    )
    assert texts(found, *MASQUERADES) == ([rule] if rule else [])


def test_the_bit_of_the_mark_is_that_of_the_configuration() -> None:
    kinds = (Kind.MARK, Kind.SKIP_UNMARKED, Kind.CLEAR_MARK, Kind.FORWARD_MARKED)
    assert texts(made(masquerade_bit=31), *kinds) == [
        "KUBE-FORWARD -m mark --mark 0x80000000/0x80000000 -j ACCEPT",
        "KUBE-MARK-MASQ -j MARK --set-xmark 0x80000000/0x80000000",
        "KUBE-POSTROUTING -m mark ! --mark 0x80000000/0x80000000 -j RETURN",
        "KUBE-POSTROUTING -j MARK --set-xmark 0x80000000/0x0",
    ]


def test_liberal_connection_tracking_drops_nothing_that_is_invalid() -> None:
    assert texts(made(), Kind.DROP_INVALID) == [
        "KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP"
    ]
    assert not rules(made(tcp_is_liberal=True), Kind.DROP_INVALID)


@cases(
    """
    addresses                 localhost    look-ups                                           guard
    -                         yes          LOCAL                                              yes
    -                         no           ! -d 127.0.0.0/8 LOCAL                             no
    all                       yes          LOCAL                                              yes
    0.0.0.0/0                 yes          LOCAL                                              yes
    0.0.0.0/0 192.0.2.0/24    yes          LOCAL                                              yes
    fd00::/8                  yes          LOCAL                                              yes     # none of the family
    primary                   yes          -d 10.0.0.11/32                                    no
    10.0.0.0/8                yes          -d 10.0.0.11/32                                    no
    10.0.0.0/8 127.0.0.0/8    yes          -d 10.0.0.11/32 + -d 127.0.0.1/32                  yes
    10.0.0.0/8 127.0.0.0/8    no           -d 10.0.0.11/32                                    no
    192.0.2.0/24              yes          -                                                  no
    """.replace("look-ups", "look_ups"),
    source=f"{PROXIER}, NewProxier; v1.30 pkg/proxy/util/nodeport_addresses.go",
)
def test_where_node_ports_are_looked_up(
    addresses: str, localhost: str, look_ups: str, guard: str
) -> None:
    found = made(
        node_port_addresses=tuple(addresses.split()), localhost_node_ports=localhost == "yes"
    )
    kinds = (Kind.LOOK_UP_NODE_PORT, Kind.LOOK_UP_NODE_PORT_AT)
    expected = [
        f"KUBE-SERVICES {one.replace('LOCAL', '-m addrtype --dst-type LOCAL')} -j KUBE-NODEPORTS"
        for one in look_ups.split(" + ")
        if one
    ]
    assert texts(found, *kinds) == expected
    assert bool(rules(found, Kind.BLOCK_LOCALHOST)) is (guard == "yes")
    chain = found.tables[TableName.NAT].chains["KUBE-SERVICES"]
    assert [one.kind in kinds for one in chain.rules] == [False, False] + [True] * len(expected)


@cases(
    """
    ranges                           admits
    203.0.113.0/26                   203.0.113.0/26
    203.0.113.7/32                   203.0.113.7/32
    192.0.2.0/24 10.1.0.0/16         192.0.2.0/24 10.1.0.0/16
    10.1.0.0/16 10.1.5.0/24          10.1.0.0/16 10.1.5.0/24
    10.0.0.0/24                      10.0.0.0/24 203.0.113.10/32       # the node is in the range
    0.0.0.0/0                        everybody 203.0.113.10/32         # iptables-save prints no such match
    fd00::/8 10.1.0.0/16 nonsense    10.1.0.0/16
    """,
    source=f"{PROXIER}, usesFWChain and allowFromNode",
)
def test_source_ranges(ranges: str, admits: str) -> None:
    found = made({"load_balancer_source_ranges": tuple(ranges.split())})
    expected = ["FW " + f"-s {one} -j EXT" for one in admits.split()]
    admitted = texts(found, Kind.ADMIT_RANGE, Kind.ADMIT_BALANCER)
    assert admitted == [one.replace("-s everybody ", "") for one in expected]
    assert texts(found, Kind.TO_LOAD_BALANCER)[0].endswith("-j FW")
    assert texts(found, Kind.TO_NODE_PORT)[0].endswith("-j EXT")
    drop = "KUBE-PROXY-FIREWALL -d 203.0.113.10/32 -p tcp -m tcp --dport 80 -j DROP"
    assert texts(found, Kind.DROP_NOT_ADMITTED) == [drop]
    assert texts(found, Kind.NOT_ADMITTED) == ["FW"]


@cases(
    """
    ranges            mode     endpoints    guarded
    203.0.113.0/26    VIP      yes          yes
    203.0.113.0/26    Proxy    yes          no
    203.0.113.0/26    VIP      no           no
    nonsense          VIP      yes          no
    """,
    source=f"{PROXIER}, usesFWChain; KEP-1860",
)
def test_what_has_a_firewall(ranges: str, mode: str, endpoints: str, guarded: str) -> None:
    address = LoadBalancerIngress(ip_address("203.0.113.10"), ip_mode=IPMode(mode))
    fields = {"load_balancer_source_ranges": (ranges,), "load_balancer_ingress": (address,)}
    if endpoints == "no":
        fields["selector"] = None
        cluster = changed(small_cluster(), "web-lb", **fields)
        found = iptables_rules(replace(cluster, endpoint_slices=()), cluster.nodes[0])
    else:
        found = made(fields)
    assert bool(rules(found, Kind.DROP_NOT_ADMITTED, Kind.NOT_ADMITTED)) is (guarded == "yes")
    assert bool(rules(found, Kind.TO_LOAD_BALANCER)) is (mode == "VIP" and endpoints == "yes")


EXTERNAL = {**LOCAL, "external_ips": (ip_address("198.51.100.40"),)}
REFUSALS = (Kind.NO_ENDPOINTS, Kind.NO_LOCAL_ENDPOINTS)


def test_policy_local_drops_outside_packets_where_no_endpoint_is() -> None:
    here, elsewhere = made(EXTERNAL, 0), made(EXTERNAL, 2)
    assert not rules(here, *REFUSALS)
    assert texts(elsewhere, *REFUSALS) == [
        "KUBE-EXTERNAL-SERVICES -d 198.51.100.40/32 -p tcp -m tcp --dport 80 -j DROP",
        "KUBE-EXTERNAL-SERVICES -d 203.0.113.10/32 -p tcp -m tcp --dport 80 -j DROP",
        "KUBE-EXTERNAL-SERVICES -p tcp -m addrtype --dst-type LOCAL -m tcp --dport 30082 -j DROP",
    ]
    # The chain for outside packets stays: what Pods and the node itself send is still served.
    short_circuits = [
        "EXT -s 10.244.0.0/16 -j SVC",
        "EXT -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ",
        "EXT -m addrtype --src-type LOCAL -j SVC",
    ]
    for found, policy in ((here, ["EXT -j SVL"]), (elsewhere, [])):
        (chain,) = (one for one in found.chains if one.name.startswith("KUBE-EXT-"))
        assert [short(one) for one in chain.rules] == short_circuits + policy
        assert len(rules(found, Kind.TO_EXTERNAL_IP, Kind.TO_LOAD_BALANCER, Kind.TO_NODE_PORT)) == 3


def test_internal_policy_local_drops_at_the_cluster_ip_where_no_endpoint_is() -> None:
    found = made({"internal_traffic_policy": TrafficPolicy.LOCAL}, 2)
    drop = "KUBE-SERVICES -d 10.96.0.12/32 -p tcp -m tcp --dport 80 -j DROP"
    assert texts(found, *REFUSALS) == [drop]
    assert not rules(found, *MASQUERADES, Kind.TO_CLUSTER_IP)
    assert rules(found, Kind.TO_LOAD_BALANCER)


@cases(
    """
    detect               rule
    BridgeInterface      EXT -i pods -j SVC
    NodeCIDR             EXT -s 10.244.1.0/24 -j SVC
    None                 -
    """,
    source=f"{PROXIER}, localDetector.IfLocal",
)
def test_who_takes_the_short_circuit(detect: str, rule: str) -> None:
    found = made(LOCAL, detect_local=DetectLocal(detect), pod_interface="pods")
    assert texts(found, Kind.SHORT_CIRCUIT_PODS) == ([rule] if rule else [])


@cases(
    """
    kind            policy     port     accepts
    LoadBalancer    Local      32000    yes
    LoadBalancer    Local      0        no
    LoadBalancer    Cluster    32000    no
    """,
    source="kubernetes/kubernetes pkg/api/v1/service/util.go NeedsHealthCheck",
)
def test_health_checks_are_let_in(kind: str, policy: str, port: str, accepts: str) -> None:
    policies = {"external_traffic_policy": TrafficPolicy(policy)}
    found = made({**policies, "health_check_node_port": int(port)}, 2)
    rule = "KUBE-NODEPORTS -p tcp -m tcp --dport 32000 -j ACCEPT"
    assert texts(found, Kind.ACCEPT_HEALTH_CHECK) == ([rule] if accepts == "yes" else [])


def test_clients_are_remembered_in_a_list_of_each_endpoint() -> None:
    sticky = {"session_affinity": SessionAffinity.CLIENT_IP, "session_affinity_timeout": 3661}
    found = made(sticky)
    read, written = rules(found, Kind.RETURN_TO_ENDPOINT), rules(found, Kind.REMEMBER_AND_REWRITE)
    lists = [re.search(r"--name (\S+)", one.text)[1] for one in read]  # type: ignore[index]
    assert lists == [one.targets[0] for one in read]
    assert sorted(lists) == [one.chain for one in written]
    assert {f"--set --name {one.chain} " in one.text for one in written} == {True}
    assert {"--rcheck --seconds 3661 --reap" in one.text for one in read} == {True}
    # They stand before chance has its turn.
    (chain,) = {one.chain for one in read}
    kinds = [one.kind for one in found.tables[TableName.NAT].chains[chain].rules]
    assert kinds[1:5] == [Kind.RETURN_TO_ENDPOINT] * 3 + [Kind.PICK_ENDPOINT]


def crowd(count: int) -> Ruleset:
    """Return the rules for one Service with so many endpoints."""
    owner = service("web", "10.96.0.10")
    pods = [
        pod(f"web-{one}", "node-a", f"10.244.{one // 250}.{one % 250 + 1}") for one in range(count)
    ]
    cluster = replace(
        small_cluster(),
        services=(owner,),
        endpoint_slices=(slice_of(owner, map(endpoint, pods)),),
    )
    return iptables_rules(cluster, cluster.nodes[0])


def test_each_endpoint_gets_the_same_share() -> None:
    picks = rules(crowd(7), Kind.PICK_ENDPOINT)
    found = [re.search(r"--probability (\S+)", one.text)[1] for one in picks]  # type: ignore[index]
    # As the kernel keeps them: multiples of 2⁻³¹.
    assert found == [
        *("0.14285714272", "0.16666666651", "0.20000000019"),
        *("0.25000000000", "0.33333333349", "0.50000000000"),
    ]
    assert [one.subject for one in picks] == [f"10.244.0.{one}:8080" for one in range(1, 7)]


def test_endpoints_are_tried_in_the_order_of_their_text() -> None:
    """(pkg/proxy/endpointslicecache.go byEndpoint.)"""
    found = rules(crowd(100), Kind.PICK_ENDPOINT, Kind.TAKE_LAST_ENDPOINT)
    assert [one.subject for one in found][:3] == [
        "10.244.0.100:8080",
        "10.244.0.10:8080",
        "10.244.0.11:8080",
    ]


@cases(
    """
    endpoints    remarks
    1000         1 2000 1000
    1001         1 0 0
    """,
    source=f"{PROXIER}, largeClusterEndpointsThreshold",
)
def test_large_clusters_do_without_comments(endpoints: str, remarks: str) -> None:
    """At the entry they stay, in the chains of endpoints and before each of them they go."""

    def commented(some: Iterable[Rule]) -> int:
        return sum("--comment" in one.text for one in some)

    found = crowd(int(endpoints))
    entry = rules(found, Kind.TO_CLUSTER_IP)
    chains = rules(found, Kind.HAIRPIN, Kind.REWRITE)
    choices = rules(found, Kind.PICK_ENDPOINT, Kind.TAKE_LAST_ENDPOINT)
    assert [commented(one) for one in (entry, chains, choices)] == list(map(int, remarks.split()))


@pytest.mark.parametrize("protocol", [Protocol.UDP, Protocol.SCTP])
def test_protocols(protocol: Protocol) -> None:
    owner = service("dns", "10.96.0.53", ports=[ServicePort(53, 5353, "dns", protocol, 30053)])
    target = pod("dns-1", "node-a", "10.244.1.53")
    part = replace(
        slice_of(owner, [endpoint(target)]), ports=(EndpointPort(5353, "dns", protocol),)
    )
    cluster = replace(small_cluster(), services=(owner,), endpoint_slices=(part,))
    found = iptables_rules(cluster, cluster.nodes[0])
    word = protocol.value.lower()
    assert texts(found, Kind.TO_NODE_PORT, Kind.TO_CLUSTER_IP, Kind.REWRITE) == [
        f"KUBE-NODEPORTS -p {word} -m {word} --dport 30053 -j EXT",
        f"SEP -p {word} -m {word} -j DNAT --to-destination 10.244.1.53:5353",
        f"KUBE-SERVICES -d 10.96.0.53/32 -p {word} -m {word} --dport 53 -j SVC",
    ]


def test_ipv6() -> None:
    owner = service("web", "fd00:10:96::a", ports=[node_port(30080)])
    nobody = service("nobody", "fd00:10:96::b")
    sticky = replace(owner, session_affinity=SessionAffinity.CLIENT_IP)
    target = pod("web-1", "node-a", "fd00:10:244::5")
    cluster = small_cluster()
    cluster = replace(
        cluster,
        services=(nobody, sticky),
        endpoint_slices=(slice_of(owner, [endpoint(target, Family.IPV6)], family=Family.IPV6),),
        proxy=replace(cluster.proxy, cluster_cidrs=(ip_network("fd00:10:244::/56"),)),
    )
    found = iptables_rules(cluster, cluster.nodes[0], Family.IPV6)
    mask = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    chosen = [*REFUSALS, *MASQUERADES, Kind.HAIRPIN, Kind.LOOK_UP_NODE_PORT]
    assert texts(found, *chosen) == [
        "KUBE-SERVICES -d fd00:10:96::b/128 -p tcp -m tcp --dport 80"
        " -j REJECT --reject-with icmp6-port-unreachable",
        "SEP -s fd00:10:244::5/128 -j KUBE-MARK-MASQ",
        "KUBE-SERVICES ! -d ::1/128 -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS",
        "SVC ! -s fd00:10:244::/56 -d fd00:10:96::a/128 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ",
    ]
    assert texts(found, Kind.REMEMBER_AND_REWRITE) == [
        f"SEP -p tcp -m recent --set --name SEP --mask {mask} --rsource"
        " -m tcp -j DNAT --to-destination [fd00:10:244::5]:8080"
    ]
    assert not rules(found, Kind.BLOCK_LOCALHOST)
    assert not any(one.owner for one in rules(iptables_rules(cluster, cluster.nodes[0])))


def test_where_kube_proxy_has_stopped_its_rules_stay() -> None:
    node = "node-a"
    before = small_cluster()
    stopped = change.kube_proxy_stopped(before, node)
    later = changed(stopped, "web-lb", cluster_ips=(ip_address("10.96.0.99"),))
    written = [
        listing(iptables_rules(one, one.node_by_name[name]))
        for one in (before, later)
        for name in (node, "node-b")
    ]
    assert "10.96.0.99" in written[3]
    assert written[0] == written[2]
    assert written[1] != written[3]


@pytest.mark.parametrize("name", NODES)
def test_every_jump_leads_to_a_chain_of_its_table(name: str) -> None:
    found = iptables_rules(oracle(), oracle().node_by_name[name])
    for chain in found.chains:
        for rule in chain.rules:
            assert rule.chain == chain.name
            assert set(rule.targets) <= set(found.tables[chain.table].chains)
            jump = re.search(r"-j (KUBE-\S+)", rule.text)
            assert rule.targets == ((jump[1],) if jump else ())


def test_chains_stand_as_a_packet_meets_them() -> None:
    found = iptables_rules(oracle(), oracle().nodes[0])
    guarded = chains_of(found, Reference("service", "web-lb-ranges", "default"))
    names = [re.sub(r"-[A-Z2-7]{16}", "", one.name) for one in guarded]
    assert list(dict.fromkeys(names)) == [
        *("PREROUTING", "KUBE-SERVICES", "KUBE-FW", "KUBE-NODEPORTS", "KUBE-EXT", "KUBE-SVC"),
        *("KUBE-SEP", "KUBE-MARK-MASQ", "OUTPUT", "INPUT", "KUBE-PROXY-FIREWALL"),
        *("FORWARD", "KUBE-FORWARD", "POSTROUTING", "KUBE-POSTROUTING"),
    ]
    assert {str(one.owner) for two in guarded for one in two.rules if one.owner} == {
        "service/web-lb-ranges:http"
    }
    assert not chains_of(found, Reference("service", "web-headless", "default"))


def test_a_port_has_chains_of_its_own() -> None:
    found = iptables_rules(oracle(), oracle().nodes[0])
    both = chains_of(found, Reference("service", "dns", "default"))
    one = chains_of(found, Reference("service", "dns", "default", "dns-tcp"))
    protocols = {re.search(r"-p (\w+)", rule.text) for two in one for rule in two.rules}
    assert {found[1] for found in protocols if found} == {"tcp"}
    assert len(one) < len(both)


def explained(ruleset: Ruleset) -> None:
    for lang in Lang:
        for one in rules(ruleset):
            said = note(ProxyMode.IPTABLES, one, lang)
            assert not re.search(r"[{}]|  |\(\)| [,.]|^ ", said), said
            names = one.targets[:1] if "{target}" in NOTES[ProxyMode.IPTABLES][one.kind].en else ()
            assert all(name and name in said for name in names)


def test_every_rule_can_be_explained_in_both_languages() -> None:
    assert {kind for notes in NOTES.values() for kind in notes} == set(Kind)
    for node in oracle().nodes:
        explained(iptables_rules(oracle(), node))


@examples(30)
@given(cluster=clusters())
def test_every_rule_of_clusters_made_up_by_chance_can_be_explained(cluster: Cluster) -> None:
    explained(iptables_rules(cluster, cluster.nodes[0]))


@examples(60)
@given(cluster=clusters(), release=st.sampled_from(RELEASES))
def test_the_rules_do_what_decide_says(cluster: Cluster, release: Release) -> None:
    cluster = as_of(release, cluster, ProxyMode.IPTABLES)
    rules = Iptables(listing(iptables_rules(cluster, cluster.nodes[0])))
    for packet, walk in asked(cluster):
        assert rules.outcomes(walk) == decided(cluster, packet), str(packet)
