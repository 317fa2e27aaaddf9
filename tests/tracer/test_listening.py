"""Who listens: declared ports, probes, the annotation of ours, nodes; and what is assumed where nothing is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from atlas.manifests.listening import parse_listens
from atlas.model.listening import Listening, in_words
from atlas.model.network import Protocol
from atlas.text.near_misses import say_near_miss
from atlas.text.text import Lang
from atlas.tracer.near_miss import near_misses
from atlas.tracer.trace import Flow, Trace, Verdict
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.ask import changed, verdict
from support.cases import cases
from support.clusters import small_cluster

LISTENING = Path(__file__).parents[1] / "data" / "partial" / "listening.yaml"


def asked(client: str, to: str, protocol: str = "") -> Trace:
    found = load([LISTENING]).cluster
    return trace(found, Flow(client, to, protocol=Protocol(protocol or "TCP")))


def reason_of(found: Trace) -> str:
    return " ".join(sorted({one.hops[-1].reason.name for one in found.branches if one.hops}))


@cases(
    """
    client         to                        protocol  verdict    reason
    pod/probe      pod/declares:8080         TCP       delivered  RECEIVED_BY_POD
    pod/probe      pod/declares:8080         UDP       refused    PORT_NOT_DECLARED       # declared for TCP
    pod/probe      pod/declares:9999         TCP       refused    PORT_NOT_DECLARED
    pod/probe      pod/declares:9090         TCP       delivered  RECEIVED_BY_POD         # by a second container
    pod/probe      pod/declares:15001        TCP       delivered  RECEIVED_BY_POD         # by a sidecar: an init container that stays
    pod/probe      pod/declares:15002        TCP       refused    PORT_NOT_DECLARED       # by an init container that ends
    pod/probe      pod/declares:8081         TCP       delivered  RECEIVED_BY_POD         # a probe finds it open
    pod/probe      pod/declares:8082         TCP       refused    PORT_NOT_DECLARED       # a probe asks another host there
    pod/probe      pod/silent:1234           TCP       delivered  ASSUMED_TO_LISTEN
    pod/probe      pod/silent:1234           UDP       delivered  ASSUMED_TO_LISTEN
    pod/probe      service/wrong             TCP       refused    PORT_NOT_DECLARED
    client/outside  service/wrong            TCP       refused    PORT_NOT_DECLARED       # by its node port
    pod/probe      service/silent            TCP       delivered  ASSUMED_TO_LISTEN
    pod/probe      headless:80               TCP       refused    PORT_NOT_DECLARED       # DNS translates no ports
    pod/probe      headless:8080             TCP       delivered  RECEIVED_BY_POD
    pod/probe      pod/stated:8080           TCP       refused    OPEN_ELSEWHERE          # at localhost only
    pod/stated     localhost:8080            TCP       delivered  SAME_POD
    pod/stated     pod/stated:8080           TCP       refused    OPEN_ELSEWHERE
    pod/probe      pod/stated:9901           TCP       delivered  RECEIVED_BY_POD
    pod/probe      pod/stated:9090           TCP       refused    PORT_NOT_OPEN           # declared, but the annotation counts
    pod/probe      pod/deaf:8080             TCP       refused    NO_PORT_OPEN
    pod/probe      client/database:5432      TCP       delivered  RECEIVED_OUTSIDE
    pod/probe      client/database:22        TCP       refused    PORT_NOT_OPEN
    pod/probe      client/outside:22         TCP       delivered  RECEIVED_OUTSIDE        # nothing is said of it
    """,
    source="core/v1 ContainerPort; kubernetes/website tasks/configure-pod-container probes; the annotation",
)
def test_who_listens(client: str, to: str, protocol: str, verdict: str, reason: str) -> None:
    found = asked(client, to, protocol)
    assert {one.value for one in found.verdicts} == {verdict}
    assert reason_of(found) == reason


@pytest.mark.parametrize(
    ("protocol", "port", "expected"),
    [("TCP", 9999, "8080 (http)"), ("UDP", 8080, "8080/TCP (http)")],
)
def test_what_is_declared_is_said_so_that_the_difference_shows(
    protocol: str, port: int, expected: str
) -> None:
    (way,) = asked("pod/probe", f"pod/declares:{port}", protocol).branches
    assert expected in str(dict(way.hops[-1].facts)["declared"])


@cases(
    """
    client          to                  protocol  verdict    reason
    client/outside  node/worker:80      TCP       refused    NOTHING_KNOWN_ON_NODE
    client/outside  node/worker:80      UDP       refused    NOTHING_KNOWN_ON_NODE
    client/outside  node/worker:10250   TCP       delivered  RECEIVED_BY_NODE        # the kubelet
    client/outside  node/worker:10250   UDP       refused    NOTHING_KNOWN_ON_NODE
    client/outside  node/worker:10256   TCP       delivered  KUBE_PROXY_HEALTH       # kube-proxy
    client/outside  node/worker:10256   UDP       refused    NOBODY_LISTENS
    client/outside  node/worker:10249   TCP       refused    NOTHING_KNOWN_ON_NODE   # at localhost only
    node/worker     127.0.0.1:10249     TCP       delivered  RECEIVED_BY_NODE
    node/worker     127.0.0.1:10248     TCP       delivered  RECEIVED_BY_NODE
    client/outside  node/worker:6443    TCP       refused    NOTHING_KNOWN_ON_NODE
    client/outside  node/control:6443   TCP       delivered  RECEIVED_BY_NODE        # the API server
    client/outside  node/worker:22      TCP       unknown    PROCESS_NOT_IN_INPUT    # differs from cluster to cluster
    client/outside  node/worker:30999   TCP       refused    NOBODY_LISTENS          # nobody's node port
    client/outside  node/worker:9100    TCP       delivered  RECEIVED_BY_POD         # a host-network Pod
    client/outside  node/control:9100   TCP       refused    NOTHING_KNOWN_ON_NODE   # which runs on the other node
    client/outside  node/worker:9101    TCP       refused    NOTHING_KNOWN_ON_NODE   # at localhost, says its probe
    node/worker     127.0.0.1:9101      TCP       delivered  RECEIVED_BY_POD
    client/outside  node/special:22     TCP       delivered  RECEIVED_BY_NODE        # the node's annotation
    client/outside  node/special:10250  TCP       refused    PORT_NOT_OPEN
    client/outside  node/special:10256  TCP       delivered  KUBE_PROXY_HEALTH       # kube-proxy has its own ports
    """,
    source="kubernetes/website reference/networking/ports-and-protocols.md; kubelet and kube-proxy configuration",
)
def test_what_listens_on_a_node(
    client: str, to: str, protocol: str, verdict: str, reason: str
) -> None:
    found = asked(client, to, protocol)
    assert {one.value for one in found.verdicts} == {verdict}
    assert reason_of(found) == reason


@cases(
    """
    to                  said
    node/worker:80      80 is a port of service/wrong itself; on nodes that Service is reached at its node port 30080
    pod/declares:9999   containerPort only informs. If a program of pod/declares does listen on 9999, say so with the annotation atlas.example/listens
    pod/silent:1234     No container of pod/silent declares a port, so 1234 is assumed to be open. To override: ports, or the annotation atlas.example/listens
    """,
    source="issues of users: the Service's port asked at a node; ports that nobody declares",
)
def test_what_is_assumed_is_said(to: str, said: str) -> None:
    found = load([LISTENING]).cluster
    near = near_misses(found, trace(found, Flow("pod/probe", to)))
    assert [say_near_miss(one, Lang.EN) for one in near] == [said]
    assert [say_near_miss(one, Lang.KO) for one in near] != [said]


@cases(
    """
    text                         ports
    8080                         8080
    8080,9090                    8080, 9090
    8080 9090                    8080, 9090
    53/UDP                       53/UDP
    127.0.0.1:9901               127.0.0.1:9901
    localhost:9901               127.0.0.1:9901
    [::1]:9901                   [::1]:9901
    [::]:80                      80
    0.0.0.0:80                   IPv4:80
    *:80                         80
    IPv6:80/SCTP                 IPv6:80/SCTP
    nothing                      -
    nothing,80                   wrong
    0                            wrong
    65536                        wrong
    80/tcp                       wrong
    web:80                       wrong
    ,                            wrong
    """,
    source="reference/cluster: the annotation",
)
def test_the_annotation(text: str, ports: str) -> None:
    found = parse_listens(text)
    assert ("wrong" if found is None else in_words(found)) == ports


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_a_refusal_comes_from_the_address_that_was_asked(mode: str) -> None:
    """Conntrack translates the refusal of a Pod like its answers."""
    cluster = changed(small_cluster(), f"mode {mode}, listens web-1=nothing")
    found = trace(cluster, Flow("pod/client", "service/web"))
    assert verdict(found) == "delivered / refused"
    for branch in found.branches:
        back = branch.reply[-1].after
        assert (str(back.source), back.source_port) == ("10.96.0.10", 80)


def test_a_name_without_a_port_leads_to_its_machine_whatever_listens_there() -> None:
    cluster = small_cluster()
    closed = Listening(stated=())
    clients = tuple(replace(one, listening=closed) for one in cluster.clients)
    services = tuple(
        replace(one, ports=()) if one.name == "billing" else one for one in cluster.services
    )
    cluster = replace(cluster, clients=clients, services=services)
    answer = trace(cluster, Flow("pod/client", "service/billing"))
    assert [one.verdict for one in answer.branches] == [Verdict.DELIVERED]
