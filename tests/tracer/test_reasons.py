"""Every reason is reached by a flow, and can be said in both languages with the facts that it comes with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from atlas.figure.catalog import OTHER_CLUSTERS
from atlas.figure.catalog import run as run_script
from atlas.model.cluster import ProxyMode
from atlas.model.network import Packet, Protocol
from atlas.model.reason import Reason
from atlas.proxy.decide import decide
from atlas.tables.catalog import script
from atlas.text.reason_sources import is_said, source_of
from atlas.text.reasons import REASONS
from atlas.text.reasons_of_one import REASONS_OF_ONE
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.text.verdicts import ACTIONS, VERDICTS
from atlas.tracer.finding import split_address
from atlas.tracer.trace import Action, Flow, Hop, Place, PlaceKind, Trace, Verdict, checked_hop
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.ask import ask, changed
from support.cases import rows
from support.http_clusters import http_cluster

# One flow for each reason that stands behind a hop or a DNS answer.
FLOWS = """
    reason                       changes                          client          to                       entry         node
    SENT                         -                                pod/client      pod/web-1                -             -
    SAME_POD                     -                                pod/web-1       localhost:8080           -             -
    POD_ON_THIS_NODE             -                                pod/client      pod/web-1                -             -
    POD_ON_OTHER_NODE            -                                pod/client      pod/web-2                -             -
    POD_FROM_OTHER_NODE          -                                pod/client      pod/web-2                -             -
    TO_OTHER_NODE                egress kept                      pod/client      node/node-b:22           -             -
    TO_OUTSIDE                   egress kept                      pod/client      client/database:5432     -             -
    TO_HOST_PROCESS              -                                pod/client      node/node-a:9100         -             -
    EGRESS_MASQUERADE            -                                pod/client      client/database:5432     -             -
    RECEIVED_BY_POD              -                                pod/client      pod/web-1                -             -
    RECEIVED_BY_NODE             -                                pod/client      node/node-a:10250        -             -
    HEALTH_CHECK_ANSWERED        local web-lb, health-check web-lb  pod/client    node/node-a:32000        -             -
    KUBE_PROXY_HEALTH            -                                pod/client      node/node-a:10256        -             -
    PROCESS_NOT_IN_INPUT         -                                pod/client      node/node-a:22           -             -
    RECEIVED_OUTSIDE             -                                pod/client      client/database:5432     -             -
    ECHO_ANSWERED                -                                pod/client      pod/web-1/ICMP           -             -
    ECHO_REJECTED                mode nftables                    pod/client      service/web/ICMP         -             -
    ECHO_AT_BALANCER             -                                client/laptop   service/web-lb/ICMP      -             -
    ASSUMED_TO_LISTEN            -                                pod/web-1       pod/client:9901          -             -
    CLUSTER_IP                   -                                pod/client      service/web              -             -
    CLUSTER_IP_LOCAL             internal-local web               pod/client      service/web              -             -
    NODE_PORT                    -                                client/laptop   service/web-nodeport     NodePort      node-a
    LOAD_BALANCER_IP             -                                client/laptop   service/web-lb           -             -
    EXTERNAL_IP                  external-ip web=192.0.2.77       client/laptop   service/web              ExternalIP    -
    EXTERNAL_LOCAL               local web-nodeport               client/laptop   service/web-nodeport     NodePort      node-a
    SESSION_AFFINITY             sticky web, visited pod/client>service/web  pod/client  service/web        -             -
    LOCALHOST_NODE_PORT          mode nftables, localhost open    node/node-a     127.0.0.1:30080          -             -
    LOCALHOST_UNSERVED           mode nftables, localhost open    node/node-a     127.0.0.2:30080          -             -
    SHORTCUT_FROM_POD            local web-lb                     pod/client      service/web-lb           LoadBalancer  -
    CHECKED_BEFORE_DNAT          mode nftables, release 1.30, local web-lb  node/node-c  service/web-lb    LoadBalancer  -
    SHORTCUT_FROM_NODE           local web-lb                     node/node-a     service/web-lb           LoadBalancer  -
    MASQUERADE_NOT_A_POD         -                                node/node-a     service/web              -             -
    MASQUERADE_ALL               masquerade all                   pod/client      service/web              -             -
    MASQUERADE_EXTERNAL          -                                client/laptop   service/web-nodeport     NodePort      node-a
    MASQUERADE_BY_PROCESS        mode nftables, localhost open    node/node-a     127.0.0.1:30080          -             -
    MASQUERADE_FROM_NODE         local web-lb                     node/node-a     service/web-lb           LoadBalancer  -
    MASQUERADE_HAIRPIN           -                                pod/web-1       service/web              -             -
    NO_ENDPOINTS                 -                                pod/client      service/nobody           -             -
    NO_LOCAL_ENDPOINTS_INTERNAL  internal-local web               pod/far-client  service/web              -             -
    NO_LOCAL_ENDPOINTS_EXTERNAL  local web-nodeport               client/laptop   service/web-nodeport     NodePort      node-c
    SOURCE_RANGES                ranges web-lb=192.0.2.0/24       client/laptop   service/web-lb           -             -
    UNUSED_PORT                  mode nftables                    pod/client      service/web:81           -             -
    UNALLOCATED_CLUSTER_IP       mode nftables                    pod/client      10.96.200.1:80           -             -
    NODE_DOWN                    down node-a                      client/laptop   service/web-nodeport     NodePort      node-a
    POD_GONE                     gone web-2                       pod/client      10.244.2.11:8080         -             -
    NO_SUCH_ADDRESS              -                                pod/client      10.96.200.1:80           -             -
    BEYOND_INPUT                 -                                pod/client      192.0.2.99:80            -             -
    DNS_NOT_IN_INPUT             -                                pod/client      www.example.org:80       -             -
    PRIVATE_ADDRESS              -                                client/laptop   service/web              -             -
    OWN_SOURCE                   gone web-1, gone web-2, gone web-3  node/node-a  service/web-lb           LoadBalancer  -
    FORWARDING_LOOP              circle web-lb                    client/laptop   service/web-lb           -             -
    NOBODY_LISTENS               -                                client/laptop   node/node-a:31999        -             -
    PORT_NOT_DECLARED            -                                pod/client      pod/web-1:9999           -             -
    PORT_NOT_OPEN                listens web-1=8443               pod/client      pod/web-1                -             -
    SIDECAR_DECIDES              sidecar web-1                    pod/client      pod/web-1:9999           -             -
    NO_PORT_OPEN                 listens web-1=nothing            pod/client      pod/web-1                -             -
    OPEN_ELSEWHERE               listens web-1=127.0.0.1:8080     pod/client      pod/web-1                -             -
    NOTHING_KNOWN_ON_NODE        -                                pod/client      node/node-a:80           -             -
    BALANCED                     -                                client/laptop   service/web-lb           -             -
    BALANCED_UNNOTICED           down node-c, unnoticed node-c    client/laptop   service/web-lb           -             -
    BALANCED_AS_PROXY            balancer Proxy                   client/laptop   service/web-lb           -             -
    PROXY_HEADER_UNEXPECTED      balancer Proxy, header sent      client/laptop   service/web-lb           -             -
    PROXY_HEADER_MISSING         expects-header web-1             pod/client      pod/web-1                -             -
    OVERLAY_CUT                  overlay-cut node-b               pod/client      pod/web-2                -             -
    NO_HAIRPIN                   no-hairpin node-a, pods bridge   pod/web-1       service/web              -             -
    NODE_PORT_FIREWALL           node-ports-closed node-a         client/laptop   service/web-nodeport     NodePort      node-a
    UDP_REMEMBERED               dns node-a, udp-remembered kube-system/dns-0  pod/client  service/kube-system/kube-dns:dns  -  -
    DNS_ANSWER_LOST              dns-lost node-a                  pod/client      10.244.2.11:53           -             -
    DNS_ANSWERS_UNHEARD          dns node-b, dns-lost node-a      pod/client      web:80                   -             -
    BALANCED_REWRITING           balancer Rewrite                 client/laptop   service/web-lb           -             -
    BALANCED_REWRITING_TO_POD    balancer Rewrite, targets Pods   client/laptop   service/web-lb           -             -
    BALANCED_TO_TARGET_POD       balancer Proxy, targets Pods     client/laptop   service/web-lb           -             -
    BALANCED_TO_ITS_CLIENT       balancer Rewrite, ip-mode web-lb=Proxy  pod/client      service/web-lb           LoadBalancer  -
    BALANCER_RESTORES            balancer Rewrite                 client/laptop   service/web-lb           -             -
    BALANCED_TO_POD              balancer Proxy, no-node-ports web-lb  client/laptop  service/web-lb       -             -
    NO_READY_POD_TO_BALANCE      balancer Proxy, no-node-ports web-lb, not-ready web-1, not-ready web-2, not-ready web-3  client/laptop  service/web-lb  -  -
    NO_HEALTHY_NODE              down node-a, down node-b, down node-c  client/laptop  service/web-lb      -             -
    NO_FORWARDING_RULE           -                                client/laptop   203.0.113.10:81          -             -
    INGRESS_TO_POD               -                                client/laptop   http://shop.example.com/      -        -
    INGRESS_TO_NEG               -                                client/laptop   http://store.example.com/     -        -
    INGRESS_TO_NODE_PORT         -                                client/laptop   http://store.example.com/api  -        -
    ROUTE_TO_POD                 -                                client/laptop   http://news.example.com/      -        -
    INGRESS_TO_NAME              -                                client/laptop   http://names.example.com/     -        -
    DEFAULT_CERTIFICATE          -                                client/laptop   https://bare.example.com/     -        -
    REDIRECTED_TO_HTTPS          -                                client/laptop   http://secure.example.com/    -        -
    REQUEST_CHANGED              -                                client/laptop   http://changed.example.com/v1   -      -
    REQUEST_MIRRORED             -                                client/laptop   http://changed.example.com/v1   -      -
    REDIRECTED                   -                                client/laptop   http://moved.example.com/302    -      -
    NO_CERTIFICATE               -                                client/laptop   https://203.0.113.23/           -      -
    MISDIRECTED                  -                                client/laptop   https://own.tls.example.com/ Host=a.tls.example.com  -  -
    TLS_NOT_SPOKEN               -                                client/laptop   https://secure.example.com:80/  -      -
    TLS_EXPECTED                 -                                client/laptop   http://secure.example.com:443/  -      -
    PROXY_CIRCLE                 -                                client/laptop   http://circle.example.com/      -      -
    NO_STREAM_ROUTE              -                                client/laptop   http://203.0.113.23:9000/       -      -
    NO_BACKEND_REFS              -                                client/laptop   http://broken.example.com/empty     -  -
    BACKEND_NOT_FOUND            -                                client/laptop   http://broken.example.com/missing   -  -
    BACKEND_KIND_NOT_SUPPORTED   -                                client/laptop   http://broken.example.com/kind      -  -
    EXTERNAL_NAME_NOT_SUPPORTED  -                                client/laptop   http://broken.example.com/external  -  -
    REFERENCE_NOT_GRANTED        -                                client/laptop   http://broken.example.com/foreign   -  -
    NO_HTTP_RULE                 -                                client/laptop   http://203.0.113.20/          -        -
    NO_HTTP_BACKEND              not-ready api-1, not-ready api-2  client/laptop  http://shop.example.com/api   -        -
    DNS_CLUSTER_IP               -                                pod/client      service/web              Name          -
    DNS_HEADLESS                 -                                pod/client      service/db               -             -
    DNS_POD_NAME                 -                                pod/client      db-0.db:5432             -             -
    DNS_EXTERNAL_NAME            -                                pod/client      service/billing:5432     -             -
    DNS_SERVICE_PORT             -                                pod/client      _sql._tcp.db:5432        -             -
    DNS_REVERSE                  -                                pod/client      10.0.96.10.in-addr.arpa:80  -          -
    DNS_OUTSIDE                  -                                pod/client      db.example.com:5432      -             -
    DNS_PUBLISHED                -                                client/laptop   http://shop.example.com/      -        -
    DNS_NO_READY_ENDPOINT        not-ready db-0, not-ready db-1   pod/client      service/db               -             -
    DNS_LOOP                     loop billing                     pod/client      service/billing          -             -
    DNS_UNKNOWN                  -                                pod/client      nothing:80               -             -
    DNS_DANGLING_ALIAS           alias billing=192.0.2.50         pod/client      service/billing:5432     -             -
    DNS_SERVER_REFUSED           dns none                         pod/client      service/web              Name          -
    DNS_SERVER_SILENT            dns node-b, down node-b          pod/client      service/web              Name          -
    DNS_CLUSTER_NAME_OUTSIDE     -                                client/laptop   web.default.svc.cluster.local:80  -    -
    ANSWERED                     -                                pod/client      service/web              -             -
    REJECTED_BY_ICMP             -                                pod/client      service/nobody           -             -
    ROUTER_TELLS                 unused HostUnreachable           pod/client      10.96.200.1:80           -             -
    NODE_TELLS                   unused HostUnreachable, gone web-2  pod/client   10.244.2.11:8080         -             -
    UNREACHABLE_BY_ICMP          unused HostUnreachable, gone web-2  pod/client   10.244.2.11:8080         -             -
    CONNTRACK                    -                                pod/client      service/web              -             -
    RELAYED                      balancer Proxy                   client/laptop   service/web-lb           -             -
    REFUSAL_KEPT_BACK            balancer Proxy, udp web-lb       client/laptop   203.0.113.10:80/UDP      -             -
    REPLY_RECEIVED               -                                pod/client      service/web              -             -
    REPLY_FROM_STRANGER          local web-nodeport, egress kept  pod/far-client  service/web-nodeport     NodePort      node-a
"""

# What only a decision shows, because no hop comes of it.
PACKETS = """
    reason             changes                            packet
    SOURCE_KEPT        -                                  10.244.1.100 10.96.0.10:80
    NO_RULE            -                                  10.244.1.100 10.244.2.11:8080
    LOCALNET_BLOCKED   -                                  10.244.1.100 127.0.0.1:22
    HEALTH_CHECK_PORT  local web-lb, health-check web-lb  198.51.100.7 10.0.0.11:32000
"""

# What only clusters show of which the input tells a part: tests/data/partial.
UNKNOWN = """
    reason                    input            client          to
    POD_NOT_IN_INPUT          slices           pod/probe       service/web
    ENDPOINT_NOT_IN_INPUT     slices           pod/probe       service/far
    SLICES_NOT_IN_INPUT       services         pod/probe       service/bare
    PODS_NOT_IN_INPUT         services         pod/probe       service/shop/api
    PODS_OF_UNREAD_KIND       services         pod/probe       service/canary
    POLICY_NOT_READ           policies         pod/probe       service/web
    FORCED_TO_HTTPS           annotations      client/outside  http://forced.example.com/
    NGINX_REDIRECT            annotations      client/outside  http://moved.example.com/
    NGINX_PATTERN             annotations      client/outside  http://pattern.example.com/x
    ANNOTATION_NOT_READ       annotations      client/outside  http://app.example.com/x
    DNS_HOST_WITHOUT_ADDRESS  annotations      client/outside  http://nobody.example.com/
"""

# Ports of nodes that lead to Pods: tests/data/partial/host-ports.yaml.
MAPPED = """
    reason                mode      client         to
    HOST_PORT             iptables  client/laptop  10.0.0.11:8081
    MASQUERADE_HOST_PORT  iptables  node/node-a    127.0.0.1:8081
    HOST_PORT_OR_SERVICE  nftables  client/laptop  10.0.0.11:30080
"""
PARTIAL = Path(__file__).parents[1] / "data" / "partial"
UNKNOWN_ROWS = rows(UNKNOWN)[1]
MAPPED_ROWS = rows(MAPPED)[1]
FLOW_ROWS = rows(FLOWS)[1]
PACKET_ROWS = rows(PACKETS)[1]


def hops_of(found: Trace) -> list[Hop]:
    return [hop for one in found.branches for hop in (*one.hops, *one.reply)]


@pytest.mark.parametrize("row", FLOW_ROWS, ids=lambda row: row[0])
def test_a_flow_reaches_the_reason(row: list[str]) -> None:
    name, changes, client, to, entry, node = row
    found = ask(changed(http_cluster(), changes), client, to, entry, node)
    reasons = {hop.reason for hop in hops_of(found)} | {one.reason for one in found.lookups}
    assert Reason[name] in reasons
    for hop in hops_of(found):
        for lang in Lang:
            sentence = say(hop.reason, lang, **dict(hop.facts))
            assert "{" not in sentence
            assert "  " not in sentence


@pytest.mark.parametrize("row", UNKNOWN_ROWS, ids=lambda row: row[0])
def test_a_gap_of_the_input_reaches_the_reason(row: list[str]) -> None:
    name, manifest, client, to = row
    found = trace(load([PARTIAL / f"{manifest}.yaml"]).cluster, Flow(client, to))
    reasons = {hop.reason for hop in hops_of(found)} | {one.reason for one in found.lookups}
    assert Reason[name] in reasons
    answered = {Verdict.MOVED_PERMANENTLY, Verdict.PERMANENT_REDIRECT, Verdict.UNAVAILABLE}
    assert found.verdicts <= {Verdict.UNKNOWN, Verdict.NO_ADDRESS, *answered}
    for hop in hops_of(found):
        assert all("{" not in say(hop.reason, lang, **dict(hop.facts)) for lang in Lang)


@pytest.mark.parametrize("row", MAPPED_ROWS, ids=lambda row: row[0])
def test_a_host_port_reaches_the_reason(row: list[str]) -> None:
    name, mode, client, to = row
    cluster = load([PARTIAL / "host-ports.yaml"]).cluster
    cluster = replace(cluster, proxy=replace(cluster.proxy, mode=ProxyMode(mode)))
    found = hops_of(trace(cluster, Flow(client, to)))
    assert Reason[name] in {hop.reason for hop in found}
    assert all(
        "{" not in say(hop.reason, lang, **dict(hop.facts)) for hop in found for lang in Lang
    )


@pytest.mark.parametrize("row", PACKET_ROWS, ids=lambda row: row[0])
def test_a_packet_reaches_the_reason(row: list[str]) -> None:
    name, changes, packet = row
    source, destination = packet.split()
    cluster = changed(http_cluster(), changes)
    found = decide(cluster, cluster.nodes[0], packet_between(source, destination))
    assert Reason[name] in {found.reason, *(choice.masquerade for choice in found.choices)}


def packet_between(source: str, destination: str) -> Packet:
    aimed, origin = split_address(destination), split_address(f"{source}:40000")
    assert aimed is not None
    assert origin is not None
    return Packet(*origin, *aimed, Protocol.TCP)


def reasons_of_gateways() -> set[Reason]:
    """Return the reasons that the cases of Gateway API reach; the table of the evidence page shows them."""
    cluster = load([OTHER_CLUSTERS / "gateways"]).cluster
    flows = [case.flow for case in run_script(script("gateway-routes")).CASES]
    return {hop.reason for flow in flows for hop in hops_of(trace(cluster, flow))}


def test_the_cases_of_gateways_can_be_said() -> None:
    cluster = load([OTHER_CLUSTERS / "gateways"]).cluster
    for case in run_script(script("gateway-routes")).CASES:
        for hop in hops_of(trace(cluster, case.flow)):
            for lang in Lang:
                sentence = say(hop.reason, lang, **dict(hop.facts))
                assert "{" not in sentence
                assert "  " not in sentence


def test_every_reason_has_a_row_and_a_text() -> None:
    reached = {Reason[row[0]] for row in (*FLOW_ROWS, *PACKET_ROWS)}
    reached |= {Reason[row[0]] for row in (*UNKNOWN_ROWS, *MAPPED_ROWS)} | reasons_of_gateways()
    assert set(Reason) - reached == set()
    assert set(Reason) - set(REASONS) == set()


def test_every_reason_names_its_source_and_none_is_an_alias() -> None:
    assert len(Reason) == len(Reason.__members__)
    assert all(reason.source for reason in Reason)


def test_every_verdict_and_action_has_a_text() -> None:
    assert set(Verdict) == set(VERDICTS)
    assert set(Action) == set(ACTIONS)


@pytest.mark.parametrize("reason", Reason, ids=lambda reason: reason.name)
def test_korean_particles_never_follow_a_placeholder(reason: Reason) -> None:
    # Units follow a number without a space, and these particles are the same after any word.
    fixed = "개|번|에|의|도"
    assert not re.search(rf"\}}(?!{fixed})[가-힣]", REASONS[reason].ko)


@pytest.mark.parametrize("reason", Reason, ids=lambda reason: reason.name)
def test_a_reason_knows_what_its_sentence_names(reason: Reason) -> None:
    named = {name for _, name, _, _ in Formatter().parse(REASONS[reason].en) if name}
    assert named == reason.facts


@pytest.mark.parametrize("reason", Reason, ids=lambda reason: reason.name)
def test_a_korean_reader_can_read_each_source(reason: Reason) -> None:
    assert is_said(reason)
    assert source_of(reason, Lang.EN) == reason.source


def test_whatever_is_counted_can_be_one() -> None:
    assert {reason for reason, text in REASONS.items() if "{count}" in text.en} == set(
        REASONS_OF_ONE
    )


@pytest.mark.parametrize("reason", REASONS_OF_ONE, ids=lambda reason: reason.name)
def test_one_is_not_counted(reason: Reason) -> None:
    text = REASONS_OF_ONE[reason]
    named = {name for _, name, _, _ in Formatter().parse(text.en) if name}
    assert named == reason.facts - {"count"}
    facts = dict.fromkeys(reason.facts - {"count"}, "x")
    assert say(reason, Lang.KO, **facts, count="1") == text.fill(Lang.KO, **facts)
    assert say(reason, Lang.EN, **facts, count="2") == REASONS[reason].fill(
        Lang.EN, **facts, count="2"
    )
    assert not re.search(r"\}(?!개|번|에|의|도)[가-힣]", text.ko)


@pytest.mark.parametrize(
    "facts", [{"node": "a"}, {"node": "a", "port": 80, "service": "web"}], ids=["missing", "extra"]
)
def test_a_hop_has_just_the_facts_that_its_reason_names(facts: dict[str, object]) -> None:
    place, packet = Place(PlaceKind.NODE, "a"), packet_between("198.51.100.7", "10.0.0.11:80")
    known = {"node": "a", "port": 80}
    assert checked_hop(place, Action.REFUSE, packet, packet, Reason.NOBODY_LISTENS, known).facts
    with pytest.raises(ValueError, match="NOBODY_LISTENS names"):
        checked_hop(place, Action.REFUSE, packet, packet, Reason.NOBODY_LISTENS, facts)
