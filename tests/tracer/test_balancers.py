"""Outside load balancers: which addresses they serve, which nodes they pick, and what arrives there."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Family, Protocol
from atlas.model.outside import Client, Forwarding, LoadBalancer
from atlas.model.service import (
    EndpointPort,
    EndpointSlice,
    IPMode,
    LoadBalancerIngress,
    ServicePort,
    ServiceType,
)
from atlas.model.workload import ContainerPort
from atlas.tracer.near_miss import Near, near_misses
from atlas.tracer.trace import Action, Flow, Trace
from atlas.tracer.tracer import trace
from support.ask import answers as pods_of
from support.ask import ask, changed, sources_seen
from support.ask import verdict as verdicts
from support.cases import cases
from support.clusters import endpoint, pod, service, small_cluster, with_service

MODES = pytest.mark.parametrize("mode", ["iptables", "nftables"])
BALANCER_IP = "192.0.2.120"


def nodes_picked(found: Trace) -> str:
    """Return the letters of the nodes that the balancer picks."""
    return " ".join(
        sorted(
            {
                str(dict(hop.facts)["node"]).removeprefix("node-")
                for branch in found.branches
                for hop in branch.hops
                if hop.action is Action.BALANCE
            }
        )
    )


@MODES
@cases(
    """
    changes                                                   nodes  verdict
    -                                                         a b c  delivered
    excluded node-a                                           b c    delivered
    deleting node-a                                           b c    delivered     # no target any more
    deleting node-a, local web-lb                             b      delivered     # its own check would still pass
    down node-a                                               b c    delivered / timed out   # web-1 is still listed
    down node-a, unnoticed node-a                             a b c  delivered / timed out
    proxy-stopped node-c                                      a b    delivered     # nobody answers 10256/healthz
    proxy-stopped node-c, unnoticed node-c                    a b c  delivered     # the old rules still work
    local web-lb                                              a b    delivered     # healthCheckNodePort
    local web-lb, not-ready web-1                             b      delivered
    local web-lb, terminating web-1                           b      delivered     # it still serves, but fails the check
    local web-lb, not-ready web-1, unnoticed node-a           a b    delivered / timed out
    local web-lb, unnoticed node-c                            a b c  delivered / timed out
    local web-lb, down node-c, unnoticed node-c               a b    delivered     # it was no target before it failed
    local web-lb, down node-a, unnoticed node-a               a b    delivered / timed out
    local web-lb, proxy-stopped node-a                        b      delivered
    not-ready web-1, not-ready web-2, not-ready web-3         a b c  refused       # Cluster asks after the node, not the Pods
    local web-lb, not-ready web-1, not-ready web-2, not-ready web-3  -  timed out
    excluded node-a, excluded node-b, excluded node-c         -      timed out
    """,
    source="FACTS 4.5; KEP-3458; KEP-3836; pkg/proxy/healthcheck; cloud-provider controllers/service",
)
def test_nodes_in_rotation(changes: str, nodes: str, verdict: str, mode: str) -> None:
    cluster = changed(small_cluster(), f"{changes}, mode {mode}")
    found = ask(cluster, "client/laptop", "service/web-lb", "LoadBalancer")
    assert nodes_picked(found) == nodes
    assert verdicts(found) == verdict


def test_nodes_that_are_not_ready_stay_in_rotation() -> None:
    cluster = small_cluster()
    nodes = tuple(replace(one, ready=one.name != "node-a") for one in cluster.nodes)
    found = ask(replace(cluster, nodes=nodes), "client/laptop", "service/web-lb")
    assert nodes_picked(found) == "a b c"


# What passes it


def last_packet(found: Trace) -> str:
    """Return source and destination port of the first packet after the balancer, in the first branch."""
    for hop in found.branches[0].hops:
        if hop.action is Action.BALANCE:
            return f"{hop.after.source} {hop.after.destination}:{hop.after.destination_port}"
    return ""


@MODES
@cases(
    """
    changes                                    client         source_seen                       leaves                             verdict
    -                                          client/laptop  node/node-a node/node-b node/node-c  198.51.100.7 203.0.113.10:80    delivered
    local web-lb                               client/laptop  client/laptop                     198.51.100.7 203.0.113.10:80       delivered
    balancer Proxy                             client/laptop  node/node-a node/node-b node/node-c  192.0.2.120 10.0.0.11:30082     delivered
    balancer Proxy, local web-lb               client/laptop  192.0.2.120                       192.0.2.120 10.0.0.11:30082        delivered   # Local keeps the balancer's address
    balancer Proxy, no-node-ports web-lb       client/laptop  192.0.2.120                       192.0.2.120 10.244.1.11:8080       delivered   # straight to the Pod
    balancer Proxy, no-node-ports web-lb, local web-lb  client/laptop  192.0.2.120              192.0.2.120 10.244.1.11:8080       delivered
    no-node-ports web-lb                       client/laptop  node/node-a node/node-b node/node-c  198.51.100.7 203.0.113.10:80    delivered   # no node port needed
    balancer Proxy, no-node-ports web-lb, down node-a  client/laptop  192.0.2.120               192.0.2.120 10.244.2.11:8080       delivered   # it asks the Pods itself
    balancer Proxy, no-node-ports web-lb, down node-a, unnoticed node-a  client/laptop  192.0.2.120  192.0.2.120 10.244.1.11:8080  delivered / timed out
    balancer Proxy, no-node-ports web-lb, not-ready web-1  client/laptop  192.0.2.120           192.0.2.120 10.244.2.11:8080       delivered
    ranges web-lb=198.51.100.0/24              client/laptop  node/node-a node/node-b node/node-c  198.51.100.7 203.0.113.10:80    delivered
    ranges web-lb=192.0.2.0/24                 client/laptop  -                                 198.51.100.7 203.0.113.10:80       timed out   # kube-proxy's part of it
    balancer Proxy, ranges web-lb=192.0.2.0/28  client/laptop  node/node-a node/node-b node/node-c  192.0.2.120 10.0.0.11:30082    delivered   # does not guard node ports
    """,
    source="FACTS 3.5, 6, 7; KEP-1860; core/v1 allocateLoadBalancerNodePorts, loadBalancerSourceRanges",
)
def test_what_arrives(
    changes: str, client: str, source_seen: str, leaves: str, verdict: str, mode: str
) -> None:
    cluster = changed(small_cluster(), f"{changes}, mode {mode}")
    found = ask(cluster, client, "service/web-lb", "LoadBalancer")
    assert sources_seen(cluster, found) == source_seen
    assert last_packet(found) == leaves
    assert verdicts(found) == verdict


def by_name(name: str, ip: str = "", mode: IPMode = IPMode.VIP) -> tuple[LoadBalancerIngress, ...]:
    return (LoadBalancerIngress(ip_address(ip) if ip else None, name, mode),)


@MODES
@cases(
    """
    ip_mode  client      nodes  source_seen                          # who answers is the same
    VIP      pod/client  -      node/node-a                          # the node's own rules take it
    Proxy    pod/client  a b c  node/node-a node/node-b node/node-c  # it really goes out
    VIP      node/node-c  -     node/node-c
    Proxy    node/node-c  a b c  node/node-a node/node-b node/node-c
    """,
    source="KEP-1860; FACTS 3.5",
)
def test_clients_inside_and_the_mode_of_the_address(
    ip_mode: str, client: str, nodes: str, source_seen: str, mode: str
) -> None:
    cluster = with_service(
        small_cluster(),
        "web-lb",
        load_balancer_ingress=by_name("", "203.0.113.10", IPMode(ip_mode)),
    )
    cluster = changed(cluster, f"mode {mode}")
    found = ask(cluster, client, "service/web-lb", "LoadBalancer")
    assert (nodes_picked(found), sources_seen(cluster, found)) == (nodes, source_seen)
    assert verdicts(found) == "delivered"


# Several addresses, one address for several


def shared() -> Cluster:
    """Two Services at one address of the balancer, one of them with TCP and UDP and an address more; one of SCTP."""
    cluster = small_cluster()
    on_port_53 = tuple(ContainerPort(53, one, one) for one in (Protocol.TCP, Protocol.UDP))
    pods = [
        replace(pod("name-1", "node-a", "10.244.1.61"), ports=on_port_53),
        pod("radio-1", "node-b", "10.244.2.61", 36412, protocol=Protocol.SCTP),
    ]
    names = service(
        "names",
        "10.96.0.81",
        kind=ServiceType.LOAD_BALANCER,
        ports=[
            ServicePort(53, 53, "tcp", node_port=30053),
            ServicePort(53, 53, "udp", Protocol.UDP, node_port=30053),
        ],
        load_balancer="203.0.113.10 203.0.113.11",
    )
    radio = service(
        "radio",
        "10.96.0.82",
        kind=ServiceType.LOAD_BALANCER,
        ports=[ServicePort(36412, 36412, "s1ap", Protocol.SCTP, node_port=30054)],
        load_balancer="203.0.113.10",
    )
    slices = [
        EndpointSlice(
            "default",
            "names-1",
            "names",
            ports=(EndpointPort(53, "tcp"), EndpointPort(53, "udp", Protocol.UDP)),
            endpoints=(endpoint(pods[0]),),
        ),
        EndpointSlice(
            "default",
            "radio-1",
            "radio",
            ports=(EndpointPort(36412, "s1ap", Protocol.SCTP),),
            endpoints=(endpoint(pods[1]),),
        ),
    ]
    return replace(
        cluster,
        pods=(*cluster.pods, *pods),
        services=(*cluster.services, names, radio),
        endpoint_slices=(*cluster.endpoint_slices, *slices),
    )


@MODES
@pytest.mark.parametrize("forwarding", ["Passthrough", "Proxy"])
@cases(
    """
    to                     protocol  answers            verdict
    203.0.113.10:80        TCP       web-1 web-2 web-3  delivered
    203.0.113.10:53        TCP       name-1             delivered
    203.0.113.10:53        UDP       name-1             delivered   # the same number, another protocol
    203.0.113.11:53        UDP       name-1             delivered   # its second address
    203.0.113.11:80        TCP       -                  timed out   # which is not shared
    203.0.113.10:80        UDP       -                  timed out
    203.0.113.10:36412     SCTP      radio-1            delivered
    203.0.113.10:36412     TCP       -                  timed out
    """,
    source="FACTS 3.1: KEP-1435; metallb/metallb website/content/usage: IP address sharing",
)
def test_addresses_are_shared_port_by_port(
    to: str, protocol: str, answers: str, verdict: str, mode: str, forwarding: str
) -> None:
    cluster = changed(shared(), f"balancer {forwarding}, mode {mode}")
    found = trace(cluster, Flow("client/laptop", to, protocol=Protocol(protocol)))
    assert (pods_of(found), verdicts(found)) == (answers, verdict)


# Names, classes, what is pending


def aws(**fields: Any) -> Cluster:
    """web-lb has a balancer of another class, which reports a name; the balancer has an address of its own."""
    cluster = small_cluster()
    balancer = LoadBalancer(
        "nlb",
        (ip_network("192.0.2.128/28"),),
        (ip_address("192.0.2.130"),),
        Forwarding.PROXY,
        ("service.k8s.aws/nlb",),
    )
    cluster = replace(cluster, load_balancers=(*cluster.load_balancers, balancer))
    standard = {"load_balancer_class": "service.k8s.aws/nlb"}
    ingress = by_name("web.elb.example.com")
    return with_service(cluster, "web-lb", load_balancer_ingress=ingress, **{**standard, **fields})


@MODES
@cases(
    """
    client         to                            answers            verdict
    client/laptop  service/web-lb                web-1 web-2 web-3  delivered   # by the name in its status
    client/laptop  web.elb.example.com:80        web-1 web-2 web-3  delivered
    client/laptop  http://web.elb.example.com/   web-1 web-2 web-3  delivered
    client/laptop  web.elb.example.com:81        -                  timed out   # no such port there
    pod/client     web.elb.example.com:80        web-1 web-2 web-3  delivered   # out and in again: kube-proxy knows no address
    node/node-a    web.elb.example.com:80        web-1 web-2 web-3  delivered
    pod/client     service/web-lb                web-1 web-2 web-3  delivered
    """,
    source="FACTS 6: AWS reports a host name; core/v1 LoadBalancerIngress.hostname",
)
def test_a_balancer_that_reports_a_name(
    client: str, to: str, answers: str, verdict: str, mode: str
) -> None:
    found = ask(changed(aws(), f"mode {mode}"), client, to)
    assert (pods_of(found), verdicts(found)) == (answers, verdict)


def test_where_the_name_of_an_unknown_balancer_leads_is_not_known() -> None:
    found = ask(aws(load_balancer_class="another.example/class"), "client/laptop", "service/web-lb")
    assert verdicts(found) == "unknown"
    assert found.lookups[0].question == "web.elb.example.com."


def test_a_client_may_stand_for_what_has_the_name() -> None:
    cluster = aws(load_balancer_class="another.example/class")
    front = Client("front", (ip_address("192.0.2.77"),), ("web.elb.example.com",))
    cluster = replace(cluster, clients=(*cluster.clients, front))
    found = ask(cluster, "client/laptop", "service/web-lb")
    assert found.branches[0].destination.name == "front"


def test_a_name_beside_an_address_is_the_name_of_that_address() -> None:
    cluster = with_service(
        small_cluster(), "web-lb", load_balancer_ingress=by_name("LB.example.com", "203.0.113.10")
    )
    found = ask(cluster, "client/laptop", "lb.example.com:80")
    assert (pods_of(found), verdicts(found)) == ("web-1 web-2 web-3", "delivered")


@pytest.mark.parametrize("entry", ["LoadBalancer", "auto"])
def test_a_service_whose_balancer_is_pending_has_no_address_and_no_other_entry_stands_in(
    entry: str,
) -> None:
    cluster = with_service(small_cluster(), "web-lb", load_balancer_ingress=())
    found = ask(cluster, "client/laptop", "service/web-lb", entry)
    assert verdicts(found) == "no address"
    ((near, facts),) = [(one.near, dict(one.facts)) for one in near_misses(cluster, found)]
    assert (near, facts["port"]) == (Near.PENDING, "30082"), "the node port is named"


def test_a_balancer_picks_pods_of_the_family_that_it_was_asked_in() -> None:
    """Straight to Pods: an IPv6 address of a dual-stack Service leads to IPv6 endpoints."""
    double = pod("double", "node-a", "10.244.1.71 fd00:244:1::71")
    owner = replace(
        service(
            "double",
            "10.96.0.90 fd00:96::90",
            kind=ServiceType.LOAD_BALANCER,
            load_balancer="203.0.113.30 2001:db8:203::30",
        ),
        allocate_load_balancer_node_ports=False,
    )
    slices = tuple(
        EndpointSlice(
            "default",
            f"double-{family}",
            "double",
            family,
            (EndpointPort(8080, "http"),),
            (endpoint(double, family),),
        )
        for family in Family
    )
    cluster = small_cluster()
    balancer = LoadBalancer(
        "edge",
        (ip_network("203.0.113.0/26"), ip_network("2001:db8:203::/64")),
        (ip_address(BALANCER_IP), ip_address("2001:db8::120")),
        Forwarding.PROXY,
    )
    laptop = Client("laptop", (ip_address("198.51.100.7"), ip_address("2600:5200::7")))
    cluster = replace(
        cluster,
        pods=(*cluster.pods, double),
        services=(*cluster.services, owner),
        endpoint_slices=(*cluster.endpoint_slices, *slices),
        clients=(laptop,),
        load_balancers=(balancer,),
    )
    for to, expected in (
        ("203.0.113.30:80", f"{BALANCER_IP} 10.244.1.71:8080"),
        ("[2001:db8:203::30]:80", "2001:db8::120 fd00:244:1::71:8080"),
    ):
        found = ask(cluster, "client/laptop", to)
        assert (last_packet(found), verdicts(found)) == (expected, "delivered")


@cases(
    """
    own            listening         node_port  leaves                         verdict
    -              203.0.113.10      30082      203.0.113.10 10.0.0.11:30082   delivered
    -              2001:db8:203::10  30082      -                              timed out   # it has nothing to reach IPv4 nodes from
    192.0.2.120    2001:db8:203::10  30082      192.0.2.120 10.0.0.11:30082    delivered   # IPv6 outside, IPv4 inside
    2001:db8::120  203.0.113.10      30082      203.0.113.10 10.0.0.11:30082   delivered
    192.0.2.120    2001:db8:203::10  0          192.0.2.120 10.244.1.11:8080   delivered
    -              2001:db8:203::10  0          -                              timed out
    """,
    source="KEP-1860; a connection has two ends of one family",
)
def test_a_proxy_may_change_the_family(
    own: str, listening: str, node_port: str, leaves: str, verdict: str
) -> None:
    cluster = small_cluster()
    ports = (ServicePort(80, 8080, "http", node_port=int(node_port)),)
    ingress = by_name("", listening, IPMode.PROXY)
    cluster = with_service(cluster, "web-lb", load_balancer_ingress=ingress, ports=ports)
    edge = LoadBalancer(
        "edge",
        (ip_network("203.0.113.0/26"), ip_network("2001:db8:203::/64")),
        (ip_address(own),) if own else (),
    )
    laptop = Client("laptop", (ip_address("198.51.100.7"), ip_address("2600:5200::7")))
    cluster = replace(cluster, load_balancers=(edge,), clients=(laptop,))
    found = ask(cluster, "client/laptop", "service/web-lb", "LoadBalancer")
    assert (last_packet(found), verdicts(found)) == (leaves, verdict)
