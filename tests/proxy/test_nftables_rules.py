"""The rules of nftables mode against those that a real kube-proxy v1.30.5 wrote, and branch by branch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.cluster import Cluster, DetectLocal, ProxyMode
from atlas.model.network import Family
from atlas.model.reference import Reference
from atlas.model.release import RECORDED, Release
from atlas.model.service import (
    IPMode,
    LoadBalancerIngress,
    SessionAffinity,
    TrafficPolicy,
)
from atlas.proxy.follow import chains_of
from atlas.proxy.nftables.base import TABLE
from atlas.proxy.nftables.listing import listing
from atlas.proxy.nftables.rules import nftables_rules
from atlas.proxy.rules import Chain, Collection, Kind, Rule, Ruleset
from atlas.text.rule_notes import note
from atlas.text.text import Lang
from atlas.world.assumption import Wishes
from atlas.world.load import load
from support.cases import cases
from support.clusters import endpoint, node_port, pod, service, slice_of, small_cluster
from support.clusters import with_service as changed
from support.releases import RELEASES, as_of, asked, decided
from support.strategies import clusters
from support.thoroughness import examples
from support.walk import Nftables, Walk

ORACLE = Path(__file__).parents[1] / "data" / "oracle"
PROXIER = "kubernetes/kubernetes pkg/proxy/nftables/proxier.go syncProxyRules, setupNFTables"
NODES = ("node-a", "node-b", "node-c")


@cache
def oracle() -> Cluster:
    cluster = load([ORACLE / "cluster.yaml"], wishes=Wishes(release=RECORDED)).cluster
    return replace(cluster, proxy=replace(cluster.proxy, mode=ProxyMode.NFTABLES))


def lines(text: str) -> list[str]:
    """Return every line behind the names of its table and block, in order inside a block, blocks sorted."""
    found: list[str] = []
    for table, body in re.findall(r"^table (\S+) .*?\{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
        blocks = re.findall(r"^\t(\w+ \S+) \{\n(.*?)^\t\}", body, re.MULTILINE | re.DOTALL)
        for name, block in sorted(blocks):
            found += [f"{table} {name}: {line.strip()}" for line in block.splitlines() or [""]]
    return found


def chains_in(ruleset: Ruleset) -> Mapping[str, Chain]:
    return ruleset.tables[TABLE].chains


def collections_in(ruleset: Ruleset) -> Mapping[str, Collection]:
    return ruleset.tables[TABLE].collections


def texts(ruleset: Ruleset, chain: str) -> list[str]:
    """Return the rules of the one chain whose name starts so."""
    of_service = chain.endswith("-")
    (found,) = (
        one
        for name, one in chains_in(ruleset).items()
        if (name.startswith(chain) and "/" in name if of_service else name == chain)
    )
    return [re.sub(r"-[A-Z2-7]{8}-\S*?/(?:tcp|udp|sctp)/\S*", "", one.text) for one in found.rules]


def elements(ruleset: Ruleset, name: str) -> list[str]:
    found = collections_in(ruleset)[name].elements
    return [re.sub(r"-[A-Z2-7]{8}-\S*", "", one.text) for one in found]


def kind(ruleset: Ruleset, *kinds: Kind) -> list[Rule]:
    """Return the rules of some kinds."""
    every = (rule for chain in ruleset.chains for rule in chain.rules)
    return [one for one in every if one.kind in kinds]


@pytest.mark.parametrize("name", NODES)
def test_the_tables_are_those_of_a_real_kube_proxy(name: str) -> None:
    node = oracle().node_by_name[name]
    ours = "".join(listing(nftables_rules(oracle(), node, family)) for family in Family)
    recorded = (ORACLE / "rules" / "nftables" / f"{name}.txt").read_text()
    assert lines(ours) == lines(recorded)


def test_the_order_of_objects_changes_nothing() -> None:
    cluster = oracle()
    turned = replace(
        cluster,
        services=cluster.services[::-1],
        endpoint_slices=tuple(
            replace(one, endpoints=one.endpoints[::-1]) for one in cluster.endpoint_slices[::-1]
        ),
    )
    first, second = (listing(nftables_rules(one, cluster.nodes[0])) for one in (cluster, turned))
    assert lines(first) == lines(second)


def made(service_fields: dict[str, Any] | None = None, node: int = 0, **proxy: Any) -> Ruleset:
    """Return the rules for `web-lb` of the small cluster (endpoints: one on node-a, two on node-b)."""
    cluster = changed(small_cluster(), "web-lb", **(service_fields or {}))
    services = tuple(one for one in cluster.services if one.name == "web-lb")
    settings = replace(cluster.proxy, mode=ProxyMode.NFTABLES, **proxy)
    cluster = replace(cluster, services=services, proxy=settings)
    return nftables_rules(cluster, cluster.nodes[node])


LOCAL = {"external_traffic_policy": TrafficPolicy.LOCAL}


@cases(
    """
    detect        all    first rule
    ClusterCIDR   no     ip daddr 10.96.0.12 tcp dport 80 ip saddr != 10.244.0.0/16 jump mark-for-masquerade
    NodeCIDR      no     ip daddr 10.96.0.12 tcp dport 80 ip saddr != 10.244.1.0/24 jump mark-for-masquerade
    None          no     -
    None          yes    ip daddr 10.96.0.12 tcp dport 80 jump mark-for-masquerade
    ClusterCIDR   yes    ip daddr 10.96.0.12 tcp dport 80 jump mark-for-masquerade
    BridgeInterface      no    ip daddr 10.96.0.12 tcp dport 80 iifname != "pods" jump mark-for-masquerade
    InterfaceNamePrefix  no    ip daddr 10.96.0.12 tcp dport 80 iifname != "pods*" jump mark-for-masquerade
    """.replace("first rule", "first_rule"),
    source=f"{PROXIER}, masqueradeAll and localDetector",
)
def test_who_is_masqueraded_at_the_cluster_ip(detect: str, all: str, first_rule: str) -> None:
    found = made(
        detect_local=DetectLocal(detect), pod_interface="pods", masquerade_all=all == "yes"
    )
    *before, last = texts(found, "service-")
    assert before == ([first_rule] if first_rule else [])
    assert last.startswith("numgen random mod 3 vmap { 0 : goto endpoint")


def test_the_bit_of_the_mark_is_that_of_the_configuration() -> None:
    found = texts(made(masquerade_bit=10), "masquerading")
    found += texts(made(masquerade_bit=10), "mark-for-masquerade")
    assert [one for one in found if "mark" in one] == [
        "meta mark & 0x00000400 == 0x00000000 return",
        "meta mark set meta mark ^ 0x00000400",
        "meta mark set meta mark | 0x00000400",
    ]


def test_the_topmost_bit_is_listed_as_a_prefix() -> None:
    first, *_ = texts(made(masquerade_bit=31), "masquerading")
    assert first == "meta mark 0x00000000/1 return"


@cases(
    """
    addresses           looks up
    -                   ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
    primary             ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
    10.0.0.0/8          ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports
    all                 fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports
    0.0.0.0/0           fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @service-nodeports
    """.replace("looks up", "looks_up"),
    source=f"{PROXIER}, nodePortAddresses.MatchAll",
)
def test_where_node_ports_are_looked_up(addresses: str, looks_up: str) -> None:
    found = made(node_port_addresses=(addresses,) if addresses else ())
    assert texts(found, "services")[1] == looks_up
    check = texts(found, "nodeport-endpoints-check")
    assert check == [
        looks_up.removeprefix("fib daddr type local ").replace(
            "service-nodeports", "no-endpoint-nodeports"
        )
    ]
    assert ("nodeport-ips" in collections_in(found)) is ("@nodeport-ips" in looks_up)


@cases(
    """
    addresses                 served
    -                         10.0.0.11
    127.0.0.0/8               -
    192.0.2.0/24              -
    10.0.0.0/8 127.0.0.0/8    10.0.0.11
    fd00::/8                  10.0.0.11      # none of the family: the primary address
    """,
    source="v1.30 pkg/proxy/util/nodeport_addresses.go; localhost: proxier.go setupNFTables",
)
def test_the_addresses_that_serve_node_ports(addresses: str, served: str) -> None:
    found = made(node_port_addresses=tuple(addresses.split()))
    assert elements(found, "nodeport-ips") == served.split()


@cases(
    """
    ranges                           drops
    203.0.113.0/26                   ip saddr != 203.0.113.0/26 drop
    203.0.113.7/32                   ip saddr != 203.0.113.7 drop
    10.1.0.0/16 192.0.2.0/24         ip saddr != { 10.1.0.0/16, 192.0.2.0/24 } drop
    192.0.2.0/24 10.1.0.0/16         ip saddr != { 10.1.0.0/16, 192.0.2.0/24 } drop
    10.2.0.0/16 10.3.0.0/16          ip saddr != { 10.2.0.0/15 } drop
    10.1.0.0/16 10.2.0.0/16          ip saddr != { 10.1.0.0-10.2.255.255 } drop
    10.1.0.0/16 10.1.5.0/24          ip saddr != { 10.1.0.0/16 } drop
    10.0.0.0/24                      ip saddr != { 10.0.0.0/24, 203.0.113.10 } drop
    fd00::/8 10.1.0.0/16 nonsense    ip saddr != 10.1.0.0/16 drop
    """,
    source=f"{PROXIER}, usesFWChain and allowFromNode; merged as nft 1.0.6 lists them",
)
def test_source_ranges(ranges: str, drops: str) -> None:
    found = made({"load_balancer_source_ranges": tuple(ranges.split())})
    assert [one.text for one in kind(found, Kind.SOURCE_RANGES)] == [drops]


def firewalled(found: Ruleset) -> bool:
    return any(name.startswith("firewall-") and "/" in name for name in chains_in(found))


def test_without_readable_ranges_or_virtual_addresses_there_is_no_firewall() -> None:
    proxied = (LoadBalancerIngress(ip_address("203.0.113.10"), ip_mode=IPMode.PROXY),)
    ranges = {"load_balancer_source_ranges": ("203.0.113.0/26",)}
    assert firewalled(made(ranges))
    assert not firewalled(made({**ranges, "load_balancer_ingress": proxied}))
    assert not firewalled(made({"load_balancer_source_ranges": ("nonsense",)}))


@cases(
    """
    node    inside              outside
    0       TO_CLUSTER_IP       TO_LOAD_BALANCER
    2       TO_CLUSTER_IP       NO_LOCAL_ENDPOINTS
    """,
    source=f"{PROXIER}, hasExternalEndpoints",
)
def test_policy_local_refuses_outside_packets_where_no_endpoint_is(
    node: str, inside: str, outside: str
) -> None:
    found = made(LOCAL, int(node))
    kinds = {
        one.key[0]: one.kind.name
        for name in ("service-ips", "no-endpoint-services")
        for one in collections_in(found)[name].elements
    }
    assert kinds["10.96.0.12"] == inside
    assert kinds["203.0.113.10"] == outside
    # The chain for outside packets stays: what Pods and the node itself send is still served.
    short = Kind.SHORT_CIRCUIT_PODS, Kind.MASQUERADE_OWN, Kind.SHORT_CIRCUIT_OWN
    assert [one.kind for one in kind(found, *short)] == list(short)
    assert bool(kind(found, Kind.OBEY_POLICY)) is (node == "0")


def test_without_local_detection_pods_have_no_short_circuit() -> None:
    assert not kind(made(LOCAL, detect_local=DetectLocal.NONE), Kind.SHORT_CIRCUIT_PODS)


def test_clients_are_remembered_in_a_set_of_each_endpoint() -> None:
    sticky = {"session_affinity": SessionAffinity.CLIENT_IP, "session_affinity_timeout": 3661}
    found = made(sticky)
    sets = [one for name, one in collections_in(found).items() if name.startswith("affinity-")]
    options = ("size 65535", "flags dynamic,timeout", "timeout 1h1m1s")
    assert [one.options for one in sets] == [options] * 3
    read = [one.targets[1] for one in kind(found, Kind.RETURN_TO_ENDPOINT)]
    written = [one.targets[0] for one in kind(found, Kind.REMEMBER_CLIENT)]
    assert read == written == [f"@{one.name}" for one in sets]


def test_endpoints_are_numbered_by_their_text() -> None:
    """(pkg/proxy/endpointslicecache.go byEndpoint.)"""
    owner = service("web", "10.96.0.10")
    pods = [pod(f"web-{number}", "node-a", f"10.244.1.{number}") for number in (9, 10, 100, 11)]
    cluster = replace(
        small_cluster(),
        services=(owner,),
        endpoint_slices=(slice_of(owner, map(endpoint, pods)),),
    )
    (rule,) = kind(nftables_rules(cluster, cluster.nodes[0]), Kind.PICK_ENDPOINT)
    order = [re.sub(r".*__|/8080", "", one) for one in rule.targets]
    assert order == ["10.244.1.100", "10.244.1.10", "10.244.1.11", "10.244.1.9"]


def test_ipv6() -> None:
    owner = service("web", "fd00:10:96::a", ports=[node_port(30080)])
    target = pod("web-1", "node-a", "fd00:10:244::5")
    cluster = small_cluster()
    cluster = replace(
        cluster,
        services=(owner,),
        endpoint_slices=(slice_of(owner, [endpoint(target, Family.IPV6)], family=Family.IPV6),),
        proxy=replace(cluster.proxy, cluster_cidrs=(ip_network("fd00:10:244::/56"),)),
    )
    found = nftables_rules(cluster, cluster.nodes[0], Family.IPV6)
    assert elements(found, "service-ips") == ["fd00:10:96::a . tcp . 80 : goto service"]
    assert texts(found, "service-")[0] == (
        "ip6 daddr fd00:10:96::a tcp dport 80 ip6 saddr != fd00:10:244::/56 jump mark-for-masquerade"
    )
    (chain,) = (name for name in chains_in(found) if name.startswith("endpoint-"))
    assert chain.endswith("-default/web/tcp/http__fd00.10.244..5/8080")
    assert [one.text for one in chains_in(found)[chain].rules] == [
        "ip6 saddr fd00:10:244::5 jump mark-for-masquerade",
        "meta l4proto tcp dnat to [fd00:10:244::5]:8080",
    ]
    assert elements(found, "nodeport-ips") == []
    assert not elements(nftables_rules(cluster, cluster.nodes[0]), "cluster-ips")


@pytest.mark.parametrize("name", NODES)
def test_every_verdict_leads_to_a_chain_and_every_look_up_to_a_set(name: str) -> None:
    found = nftables_rules(oracle(), oracle().node_by_name[name])
    text = listing(found)
    assert set(re.findall(r"(?:jump|goto) ([^\s,]+)", text)) <= set(chains_in(found))
    # Comments name maps with an @ too.
    names = re.findall(r"@(\S+)", re.sub(r'comment "[^"]*"', "", text))
    assert set(names) <= set(collections_in(found))


def test_chains_stand_as_a_packet_meets_them() -> None:
    found = nftables_rules(oracle(), oracle().nodes[0])
    names = [one.name for one in chains_of(found, Reference("service", "web-lb-ranges", "default"))]
    short = [re.sub(r"-[A-Z2-7]{8}-.*", "", one) for one in names]
    assert list(dict.fromkeys(short))[:7] == [
        "filter-prerouting",
        "firewall-check",
        "firewall",
        "nat-prerouting",
        "services",
        "external",
        "service",
    ]
    assert short[-2:] == ["nat-postrouting", "masquerading"]
    assert not chains_of(found, Reference("service", "web-headless", "default"))


def test_every_rule_can_be_explained_in_both_languages() -> None:
    for node in oracle().nodes:
        found = nftables_rules(oracle(), node)
        said = list(found.parts)
        for lang in Lang:
            for one in said:
                assert not re.search(
                    r"\{|  |\(\)| ,|^ ", note(ProxyMode.NFTABLES, one, lang).partition("{ ")[0]
                )


class Written(Nftables):
    """The walker, taught what the recorded tables lack: several source ranges, and node ports at every address."""

    def _verdict(self, rule: str, walk: Walk) -> tuple[bool, str]:
        if found := re.fullmatch(r"ip saddr != \{ (.*) \} drop", rule):
            inside = any(self._is("ip saddr", one, walk) for one in found[1].split(", "))
            return not inside, "drop"
        if found := re.fullmatch(r"(fib daddr type local )?ip daddr != 127.0.0.0/8 (.*)", rule):
            if walk.destination.startswith("127.") or not walk.is_own(walk.destination):
                return False, ""
            rule = found[2]
        return super()._verdict(rule, walk)


@examples(60)
@given(cluster=clusters(), release=st.sampled_from(RELEASES))
def test_the_rules_do_what_decide_says(cluster: Cluster, release: Release) -> None:
    cluster = as_of(release, cluster, ProxyMode.NFTABLES)
    rules = Written(listing(nftables_rules(cluster, cluster.nodes[0])))
    for packet, walk in asked(cluster):
        assert rules.outcomes(walk) == decided(cluster, packet), str(packet)
