"""ICMP echo (ping): machines answer, virtual addresses do not, and in nftables mode somebody says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.manifests.read import parse
from atlas.model.network import Protocol
from atlas.text.near_misses import say_near_miss
from atlas.text.text import Lang
from atlas.tracer.finding import FlowError
from atlas.tracer.near_miss import Near, near_misses
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace
from atlas.world.load import load_documents
from support.ask import ask, changed, verdict
from support.cases import cases
from support.clusters import small_cluster
from support.manifests import NODES


@cases(
    """
    changes                      client          to                 entry         iptables   nftables
    -                            pod/client      pod/client         -             delivered  delivered       # itself
    -                            pod/client      localhost          -             delivered  delivered
    -                            client/laptop   localhost          -             delivered  delivered
    -                            pod/client      pod/web-1          -             delivered  delivered
    -                            pod/client      pod/web-3          -             delivered  delivered       # on another node
    listens web-1=nothing        pod/client      pod/web-1          -             delivered  delivered       # the kernel answers
    not-ready web-1              pod/client      pod/web-1          -             delivered  delivered
    gone web-2                   pod/client      10.244.2.11        -             timed out  timed out
    -                            pod/client      node/node-a        -             delivered  delivered
    -                            pod/client      node/node-b        -             delivered  delivered
    -                            client/laptop   node/node-b        -             delivered  delivered
    down node-b                  client/laptop   node/node-b        -             timed out  timed out
    down node-b                  pod/client      pod/web-2          -             timed out  timed out
    node-ports-closed node-b     client/laptop   node/node-b        -             delivered  delivered       # a firewall for ports
    overlay-cut node-b           pod/client      pod/web-2          -             timed out  timed out
    -                            client/laptop   pod/web-1          -             timed out  timed out       # no route from outside
    -                            pod/client      client/laptop      -             delivered  delivered
    -                            pod/client      service/web        -             timed out  refused
    -                            node/node-a     service/web        -             timed out  not permitted
    release 1.30                 pod/client      service/web        -             timed out  refused
    -                            pod/client      web                -             timed out  refused         # by its name
    -                            pod/client      service/nobody     -             timed out  refused         # endpoints do not matter
    -                            pod/client      10.96.200.1        -             timed out  timed out       # no Service's
    -                            client/laptop   service/web        ClusterIP     timed out  timed out
    -                            pod/client      service/db         -             delivered  delivered       # headless: its Pods
    -                            client/laptop   service/web-lb     -             unknown    unknown         # the balancer's own affair
    -                            pod/client      service/web-lb     LoadBalancer  unknown    unknown
    external-ip web=192.0.2.77   pod/client      service/web        ExternalIP    unknown    unknown
    external-ip web=10.0.0.12    pod/client      service/web        ExternalIP    delivered  delivered       # a node has it
    """,
    source="RFC 1122, 3.2.2.6; kubernetes/kubernetes pkg/proxy/nftables/proxier.go cluster-ips-check; kubernetes#47156",
)
def test_who_answers_a_ping(
    changes: str, client: str, to: str, entry: str, iptables: str, nftables: str
) -> None:
    for mode, expected in (("iptables", iptables), ("nftables", nftables)):
        cluster = changed(small_cluster(), f"{changes}, mode {mode}" if changes else f"mode {mode}")
        found = ask(cluster, client, f"{to}/ICMP", entry)
        assert verdict(found) == expected, mode


@cases(
    """
    release  mode      reason
    1.30     iptables  NO_SUCH_ADDRESS
    1.37     iptables  NO_SUCH_ADDRESS
    1.30     nftables  NO_SUCH_ADDRESS
    1.32     nftables  NO_SUCH_ADDRESS
    1.33     nftables  UNALLOCATED_CLUSTER_IP
    1.37     nftables  UNALLOCATED_CLUSTER_IP
    """,
    source="kubernetes/kubernetes pkg/proxy/nftables/README.md: ClusterIPs not yet allocated; kubernetes#125021",
)
def test_an_address_that_no_service_has_depends_on_the_release(
    release: str, mode: str, reason: str
) -> None:
    cluster = changed(small_cluster(), f"mode {mode}, release {release}")
    (branch,) = ask(cluster, "pod/client", "10.96.200.1/ICMP").branches
    assert branch.hops[-1].reason.name == reason


def test_a_cluster_ip_is_explained_where_it_does_not_answer() -> None:
    found = near_misses(small_cluster(), ask(small_cluster(), "pod/client", "service/web/ICMP"))
    (said,) = [say_near_miss(one, Lang.EN) for one in found if one.near is Near.ECHO_AT_SERVICE]
    assert "stands for rules about the ports of service/web (80/TCP), not for a machine" in said


def test_no_header_has_ports() -> None:
    for to in ("node/node-b", "client/laptop", "service/web"):
        for branch in ask(
            changed(small_cluster(), "mode nftables"), "pod/client", f"{to}/ICMP"
        ).branches:
            packets = [
                one for hop in (*branch.hops, *branch.reply) for one in (hop.before, hop.after)
            ]
            assert {(one.source_port, one.destination_port) for one in packets} == {(0, 0)}


@cases(
    """
    to                 entry     said
    web:80             -         ICMP has no ports
    service/web:80     -         ICMP has no ports
    10.96.0.10:53      -         ICMP has no ports
    [fd00::1]:53       -         ICMP has no ports
    http://web/        -         ICMP has no ports
    service/web-nodeport  NodePort  there is no node port
    service/web        ExternalIP   has no ExternalIP address
    deployment/web     -         a flow goes to a Service
    """,
    source="RFC 792",
)
def test_what_cannot_be_pinged(to: str, entry: str, said: str) -> None:
    with pytest.raises(FlowError, match=said):
        usual = Entry(entry) if entry else Entry.AUTO
        trace(small_cluster(), Flow("pod/client", to, usual, protocol=Protocol.ICMP))


@cases(
    """
    to              protocol  iptables   nftables
    10.96.0.1:443   TCP       unknown    unknown     # the API server's endpoints are not in the input
    10.96.0.1:444   TCP       timed out  refused     # none of its ports: endpoints do not matter
    10.96.0.1       ICMP      timed out  refused
    """,
    source="kubernetes/kubernetes pkg/proxy/nftables/proxier.go cluster-ips-check",
)
def test_what_is_for_no_port_of_a_service_needs_no_endpoints(
    to: str, protocol: str, iptables: str, nftables: str
) -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: kubernetes}\n"
        "spec: {clusterIP: 10.96.0.1, ports: [{port: 443}]}\n"
    )
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: one}\nspec: {containers: [{name: one}]}\n"
    text = "---\n".join((NODES, service, pod))
    partial = load_documents(list(parse(text, Path("a.yaml")))).cluster
    for mode, expected in (("iptables", iptables), ("nftables", nftables)):
        cluster = changed(partial, f"mode {mode}")
        flow = Flow("pod/one", to, protocol=Protocol(protocol))
        assert verdict(trace(cluster, flow)) == expected, mode
