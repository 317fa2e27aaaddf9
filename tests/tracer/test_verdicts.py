"""Every verdict and every action is reached, in both proxy modes."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest

from atlas.figure.catalog import OTHER_CLUSTERS
from atlas.figure.catalog import run as run_script
from atlas.tables.catalog import script
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Action, Entry, Flow, Verdict
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.ask import ask, changed, verdict
from support.cases import cases, rows
from support.clusters import pod, small_cluster
from support.http_clusters import http_cluster

VERDICTS = """
    verdict         changes                           client         to
    delivered       -                                 pod/client     service/web
    refused         -                                 pod/client     service/nobody
    timed out       internal-local web                pod/far-client  service/web
    unreachable     -                                 pod/client     [2001:db8::1]:80
    not permitted   udp web                           node/node-a    10.96.0.10:80/UDP
    name not found  -                                 pod/client     nothing:80
    no address      pending web-lb                    client/laptop  service/web-lb
    unknown         -                                 pod/client     192.0.2.99:80
    closed          expects-header web-1              pod/client     pod/web-1
    TLS failed      -                                 client/laptop  https://through.tls.example.com/
    HTTP 301        -                                 client/laptop  http://moved.example.com/301
    HTTP 302        -                                 client/laptop  http://moved.example.com/302
    HTTP 303        -                                 client/laptop  http://moved.example.com/303
    HTTP 307        -                                 client/laptop  http://moved.example.com/307
    HTTP 308        -                                 client/laptop  http://moved.example.com/308
    HTTP 400        -                                 client/laptop  http://secure.example.com:443/
    HTTP 404        -                                 client/laptop  http://203.0.113.20/
    HTTP 421        -                                 client/laptop  https://own.tls.example.com/ Host=a.tls.example.com
    HTTP 500        -                                 client/laptop  http://broken.example.com/missing
    HTTP 502        not-ready api-1, not-ready api-2  client/laptop  http://store.example.com/api
    HTTP 503        not-ready api-1, not-ready api-2  client/laptop  http://shop.example.com/api
    HTTP 504        down node-a, not-ready api-2      client/laptop  http://shop.example.com/api
"""
ROWS = rows(VERDICTS)[1]


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_verdict_is_reached(row: list[str], mode: str) -> None:
    felt, changes, client, to = row
    assert verdict(ask(changed(http_cluster(), f"{changes}, mode {mode}"), client, to)) == felt


def test_there_is_a_row_for_every_verdict() -> None:
    assert {Verdict(row[0]) for row in ROWS} | verdicts_of_gateways() == set(Verdict)


def verdicts_of_gateways() -> set[Verdict]:
    """Return those of the cases of Gateway API, each of which has its own test."""
    cluster = load([OTHER_CLUSTERS / "gateways"]).cluster
    cases_ = run_script(script("gateway-routes")).CASES
    return {one for case in cases_ for one in trace(cluster, case.flow).verdicts}


def test_every_action_is_reached() -> None:
    flows = (
        ("-", "pod/web-1", "service/web"),
        ("balancer Proxy", "client/laptop", "service/web-lb"),
        ("-", "client/laptop", "http://shop.example.com/"),
        ("-", "pod/client", "service/nobody"),
        ("internal-local web", "pod/far-client", "service/web"),
        ("-", "client/laptop", "service/web"),
        ("-", "pod/client", "192.0.2.99:80"),
    )
    reached: set[Action] = set()
    for changes, client, to in flows:
        for branch in ask(changed(http_cluster(), changes.strip("-")), client, to).branches:
            reached |= {hop.action for hop in (*branch.hops, *branch.reply)}
    assert reached == set(Action)


@cases(
    """
    source         to                     entry         message
    pod/cliant     service/web            -             pod/cliant does not exist; did you mean pod/client?
    client/labtop  service/web            -             client/labtop does not exist; did you mean client/laptop?
    node/node-x    service/web            -             node/node-x does not exist; did you mean
    pod/client     service/wep            -             service/wep does not exist; did you mean service/web?
    pod/client     service/web:htpp       -             service/web:htpp does not exist; did you mean service/web:http?
    pod/client     pod/client             -             declares no such port
    pod/client     node/node-a            -             needs a port number
    pod/client     web                    -             needs a port
    pod/client     service/web            NodePort      has no node port
    pod/client     service/web            LoadBalancer  has no LoadBalancer address
    pod/client     service/db             ClusterIP     has no ClusterIP address
    pod/client     ftp://web/             -             needs http://, https:// or grpc://
    pod/client     ingress/shop           -             a flow goes to
    service/web    service/web            -             a flow starts at
    nonsense       service/web            -             is not a reference
    """,
    source="STYLE.md §9: say what is wrong, suggest the nearest name",
)
def test_a_flow_that_names_nothing_is_refused(
    source: str, to: str, entry: str, message: str
) -> None:
    flow = Flow(source, to, Entry(entry) if entry else Entry.AUTO)
    with pytest.raises(FlowError, match=message.replace("?", r"\?")):
        trace(small_cluster(), flow)


def test_an_unused_port_is_a_fair_question() -> None:
    found = ask(small_cluster(), "pod/client", "service/web:81")
    assert verdict(found) == "timed out"
    assert (
        verdict(ask(changed(small_cluster(), "mode nftables"), "pod/client", "service/web:81"))
        == "refused"
    )


def test_an_address_that_nobody_has_is_a_client_of_its_own() -> None:
    found = ask(small_cluster(), "192.0.2.200", "service/web-nodeport", "NodePort", "node-a")
    assert verdict(found) == "delivered"
    assert found.branches[0].reply[-1].place.name == "192.0.2.200"


def test_a_pod_that_is_known_by_address_only_is_the_pod() -> None:
    found = ask(small_cluster(), "10.244.1.100", "service/web")
    assert found.branches[0].hops[0].place.name == "client"


def test_dual_stack_clients_use_the_family_that_they_share_with_the_service() -> None:
    cluster = small_cluster()
    double = pod("double", "node-a", "10.244.1.77 fd00:1::77", 0)
    cluster = replace(cluster, pods=(*cluster.pods, double))
    assert verdict(ask(cluster, "pod/double", "service/web")) == "delivered"
    services = tuple(
        replace(one, cluster_ips=(ip_address("fd00:96::10"),)) if one.name == "web" else one
        for one in cluster.services
    )
    six = replace(cluster, services=services)
    assert verdict(ask(six, "pod/client", "service/web")) == "unreachable"
    assert verdict(ask(six, "pod/double", "service/web")) == "refused"  # its slices are IPv4


@cases(
    """
    changes                               client          to                    entry      node    refused_by
    -                                     pod/client      service/nobody        -          -       10.0.0.11       # where the node sends its packets to the Pod from
    pods bridge                           pod/client      service/nobody        -          -       10.244.1.1      # the bridge
    -                                     node/node-a     service/nobody        -          -       10.0.0.11
    gone web-1, gone web-2, gone web-3    client/laptop   service/web-nodeport  NodePort   node-a  10.0.0.11
    gone web-1, gone web-2, gone web-3    client/laptop   service/web-nodeport  NodePort   node-b  10.0.0.12       # the address that was asked
    gone web-1, gone web-2, gone web-3, pods bridge  pod/client  node/node-a:30080  -      -       10.0.0.11       # it is the node's own
    """,
    source="Linux net/ipv4/icmp.c, icmp_send: the address that was asked if it is local, else the route's",
)
def test_who_refuses(
    changes: str, client: str, to: str, entry: str, node: str, refused_by: str
) -> None:
    found = ask(changed(small_cluster(), changes), client, to, entry, node)
    assert {(one.verdict.value, str(one.reply[0].before.source)) for one in found.branches} == {
        ("refused", refused_by)
    }
