"""What a Service has rules for: ports, protocols, slices, addresses; and Services that have none."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import pytest

from atlas.model.network import Family, Protocol
from atlas.model.service import (
    EndpointPort,
    EndpointSlice,
    IPMode,
    LoadBalancerIngress,
    ServicePort,
    ServiceType,
    TrafficPolicy,
)
from atlas.proxy.decide import decide
from support.cases import cases
from support.flows import (
    NAMES,
    Flows,
    endpoints,
    flows,
)

SOURCE = "kubernetes/kubernetes pkg/proxy/{iptables,nftables}/proxier_test.go: "
MODES = ("iptables", "nftables")
FAMILIES = pytest.mark.parametrize("family", Family)
EVERY_MODE = pytest.mark.parametrize("mode", MODES)
LOCAL: dict[str, Any] = {"external_traffic_policy": TrafficPolicy.LOCAL}


def many_ports(mode: str, family: Family) -> Flows:
    """Return a Service with TCP, UDP and SCTP at one number, and an HTTPS port with another number in the Pod."""
    ports = [
        ServicePort(80, 8080, "http"),
        ServicePort(443, 8443, "https"),
        ServicePort(53, 53, "dns-udp", Protocol.UDP),
        ServicePort(53, 5353, "dns-tcp"),
        ServicePort(53, 54, "dns-sctp", Protocol.SCTP),
    ]
    numbers = tuple(EndpointPort(int(one.target_port), one.name, one.protocol) for one in ports)
    made = EndpointSlice("default", "web-1", "web", family, numbers, endpoints("a1 b1", family))
    return flows("", mode, family, kind=ServiceType.CLUSTER_IP, ports=ports, slices=[made])


@FAMILIES
@cases(
    """
    to       port  protocol  iptables         nftables
    cluster  80    TCP       a1 b1            a1 b1
    cluster  443   TCP       a1:8443 b1:8443  a1:8443 b1:8443
    cluster  53    TCP       a1:5353 b1:5353  a1:5353 b1:5353
    cluster  53    UDP       a1:53 b1:53      a1:53 b1:53
    cluster  53    SCTP      a1:54 b1:54      a1:54 b1:54
    cluster  80    UDP       none             reject           # nftables minds the other ports of a live address
    cluster  81    TCP       none             reject
    free     80    TCP       none             drop             # and the free addresses of the range
    """,
    source=SOURCE + "TestClusterIPGeneral",
)
def test_ports_and_protocols(
    to: str, port: str, protocol: str, iptables: str, nftables: str, family: Family
) -> None:
    found = [
        many_ports(mode, family).outcome("pod", to, port=int(port), protocol=Protocol(protocol))
        for mode in MODES
    ]
    assert found == [iptables, nftables]


@EVERY_MODE
@cases(
    """
    slices                                outcome
    http=8080:a1 http=8080:b1             a1 b1
    http=8080:a1 http=8080:a1,b1          a1 b1                # doubles count once
    http=8080:a1 http=9090:a1             a1 a1:9090           # one address, two numbers: two endpoints
    http=8080:a1 http=9090:b1             a1 b1:9090           # a named target port may differ from Pod to Pod
    http=8080:a1 metrics=8080:b1          a1
    web=8080:a1                           reject               # joined by the port's name
    http=0:a1                             reject
    """,
    source=SOURCE + "TestUpdateEndpointsMap; pkg/proxy/endpointslicecache.go",
)
def test_slices_are_joined(slices: str, outcome: str, mode: str) -> None:
    made: list[EndpointSlice] = []
    for number, word in enumerate(slices.split(), start=1):
        port, _, names = word.partition(":")
        name, _, value = port.partition("=")
        made.append(
            EndpointSlice(
                "default",
                f"web-{number}",
                "web",
                ports=(EndpointPort(int(value), name),),
                endpoints=endpoints(names.replace(",", " ")),
            )
        )
    found = flows("", mode, slices=made)
    assert found.outcome("pod", "cluster") == outcome


@EVERY_MODE
@pytest.mark.parametrize("order", [1, -1])
def test_of_two_entries_for_one_address_a_node_believes_its_own(mode: str, order: int) -> None:
    """(pkg/proxy/endpointslicecache.go addEndpoints: isLocal wins.)"""
    (here,) = endpoints("a1")
    there = replace(here, node="node-b")
    port = (EndpointPort(8080, "http"),)
    slices = [
        EndpointSlice("default", f"web-{number}", "web", ports=port, endpoints=(one,))
        for number, one in enumerate((here, there)[::order])
    ]
    found = flows("", mode, slices=slices, **LOCAL)
    assert found.outcome("outside", "lb") == "a1"
    elsewhere = found.cluster.node_by_name["node-c"]
    packet = found.packet("outside", "lb")
    assert decide(found.cluster, elsewhere, packet).outcome.value == "drop"


@FAMILIES
@EVERY_MODE
@cases(
    """
    modes      first             second
    VIP VIP    a1 b1 masquerade  a1 b1 masquerade
    VIP Proxy  a1 b1 masquerade  none              # goes to the balancer, and comes back by the node port
    Proxy VIP  none              a1 b1 masquerade
    """,
    source=SOURCE + "TestLoadBalancerIngressRouteTypeProxy; KEP-1860",
)
def test_ip_mode(modes: str, first: str, second: str, mode: str, family: Family) -> None:
    made = flows("a1 b1", mode, family)
    ingress = tuple(
        LoadBalancerIngress(made.address(name), ip_mode=IPMode(one))
        for name, one in zip(("lb", "lb-2"), modes.split(), strict=True)
    )
    found = flows("a1 b1", mode, family, load_balancer_ingress=ingress)
    assert [found.outcome("outside", "lb"), found.outcome("outside", "lb-2")] == [first, second]


@EVERY_MODE
@cases(
    """
    fields                     outcome
    -                          a1 b1
    label service-proxy-name   none
    label headless             none
    headless                   none
    ExternalName               none
    """,
    source=SOURCE
    + "TestBuildServiceMapServiceHeadless, TestBuildServiceMapServiceTypeExternalName; cmd/kube-proxy/app/server.go",
)
def test_services_without_rules(fields: str, outcome: str, mode: str) -> None:
    made: dict[str, Any] = {
        "": {},
        "label service-proxy-name": {"labels": {"service.kubernetes.io/service-proxy-name": ""}},
        "label headless": {"labels": {"service.kubernetes.io/headless": ""}},
        "headless": {"headless": True},
        "ExternalName": {"kind": ServiceType.EXTERNAL_NAME, "external_name": "example.com"},
    }[fields]
    found = flows("a1 b1", mode, **made)
    bare = replace(
        found.cluster, network=replace(found.cluster.network, service_cidrs=())
    )  # so that nftables has no other reason to mind the address
    assert replace(found, cluster=bare).outcome("pod", "cluster") == outcome


@EVERY_MODE
@pytest.mark.parametrize("order", [1, -1])
def test_a_service_that_is_left_to_others_does_not_hide_one_with_the_same_address(
    mode: str, order: int
) -> None:
    found = flows("a1 b1", mode)
    (owner,) = found.cluster.services
    other = replace(
        owner,
        name="handed-over",
        cluster_ips=(found.address("free"),),
        labels={"service.kubernetes.io/service-proxy-name": "other"},
    )
    cluster = replace(found.cluster, services=(other, owner)[::order])
    assert replace(found, cluster=cluster).outcome("outside", "external") == "a1 b1 masquerade"


@EVERY_MODE
@cases(
    """
    families   v4                v6
    IPv4       a1 b1 masquerade  none
    IPv6       none              a1 b1 masquerade
    IPv4 IPv6  a1 b1 masquerade  a1 b1 masquerade
    """,
    source="kubernetes/kubernetes pkg/proxy/servicechangetracker_test.go TestServiceToServiceMap (dual-stack)",
)
def test_outside_addresses_count_in_the_families_of_the_cluster_ip(
    families: str, v4: str, v6: str, mode: str
) -> None:
    """Whatever other addresses are written down: kube-proxy for a family takes only what is of that family."""
    found: list[str] = []
    for family in Family:
        one = flows("a1 b1", mode, family)
        other = flows("a1 b1", mode, next(two for two in Family if two is not family))
        (owner,) = one.cluster.services
        (rival,) = other.cluster.services
        dual = replace(
            owner,
            cluster_ips=tuple(
                ip_address(NAMES[Family(word)]["cluster"]) for word in families.split()
            ),
            external_ips=(*owner.external_ips, *rival.external_ips),
            load_balancer_ingress=(*owner.load_balancer_ingress, *rival.load_balancer_ingress),
        )
        cluster = replace(one.cluster, services=(dual,))
        outcomes = {
            replace(one, cluster=cluster).outcome("outside", to) for to in ("external", "lb")
        }
        found += outcomes
    assert found == [v4, v6]
