"""Node ports: at which addresses of a node they are served, and what happens at the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from atlas.model.network import Family, Protocol
from atlas.model.service import (
    EndpointPort,
    ServicePort,
    ServiceType,
    TrafficPolicy,
)
from support.cases import cases
from support.flows import (
    NODE_PORT,
    NODE_RANGES,
    SECOND_RANGES,
    flows,
)

SOURCE = "kubernetes/kubernetes pkg/proxy/{iptables,nftables}/proxier_test.go: "
MODES = ("iptables", "nftables")
FAMILIES = pytest.mark.parametrize("family", Family)
EVERY_MODE = pytest.mark.parametrize("mode", MODES)
LOCAL: dict[str, Any] = {"external_traffic_policy": TrafficPolicy.LOCAL}


@cases(
    """
    mode      family  addresses          other             node  second  localhost  loopback
    iptables  IPv4    -                  -                 yes   yes     yes        yes
    iptables  IPv4    all                -                 yes   yes     yes        yes
    iptables  IPv4    0.0.0.0/0          -                 yes   yes     yes        yes
    iptables  IPv4    -                  closed            yes   yes     no         no        # localhostNodePorts: false
    iptables  IPv4    primary            -                 yes   no      no         no
    iptables  IPv4    localhost          -                 no    no      yes        no        # rules for the addresses of interfaces
    iptables  IPv4    primary localhost  -                 yes   no      yes        no
    iptables  IPv4    primary localhost  closed            yes   no      no         no
    iptables  IPv4    NODES              -                 yes   no      no         no
    iptables  IPv4    NODES SECOND       -                 yes   yes     no         no
    iptables  IPv4    NODES 127.0.0.1/32  -                yes   no      yes        no
    iptables  IPv4    NODES 127.0.0.1/32  closed           yes   no      no         no
    iptables  IPv4    2001:db8::/32      -                 yes   yes     yes        yes       # speaks of the other family only
    iptables  IPv6    -                  -                 yes   yes     no         no
    iptables  IPv6    all                -                 yes   yes     no         no
    iptables  IPv6    primary            -                 yes   no      no         no
    iptables  IPv6    primary localhost  -                 yes   no      no         no
    iptables  IPv6    NODES ::1/128      -                 yes   no      no         no
    iptables  IPv6    NODES SECOND       -                 yes   yes     no         no
    iptables  IPv6    10.0.0.0/8         -                 yes   yes     no         no
    nftables  IPv4    -                  -                 yes   no      no         no
    nftables  IPv4    all                -                 yes   yes     no         no
    nftables  IPv4    0.0.0.0/0          -                 yes   yes     no         no
    nftables  IPv4    primary localhost  -                 yes   no      no         no
    nftables  IPv4    NODES SECOND       -                 yes   yes     no         no
    nftables  IPv4    2001:db8::/32      -                 yes   yes     no         no
    nftables  IPv6    -                  -                 yes   no      no         no
    nftables  IPv6    all                -                 yes   yes     no         no
    nftables  IPv6    NODES SECOND       -                 yes   yes     no         no
    nftables  IPv4    primary localhost  gate              yes   no      yes        refused   # KEP-6032
    nftables  IPv6    primary localhost  gate              yes   no      yes        yes       # ::1 is all there is
    nftables  IPv4    NODES 127.0.0.0/8  gate              yes   no      yes        refused
    nftables  IPv4    all                gate              yes   yes     refused    refused   # has to name localhost
    nftables  IPv4    0.0.0.0/0 127.0.0.1/32  gate         yes   yes     yes        refused
    nftables  IPv4    -                  gate              yes   no      refused    refused
    iptables  IPv6    primary localhost  gate              yes   no      no         no        # for nftables mode only
    """,
    source=SOURCE + "TestNodePorts; pkg/proxy/util/nodeport_addresses.go; KEP-6032",
)
def test_node_port_addresses(
    mode: str,
    family: str,
    addresses: str,
    other: str,
    node: str,
    second: str,
    localhost: str,
    loopback: str,
) -> None:
    which = Family(family)
    written = addresses.replace("NODES", NODE_RANGES[which]).replace("SECOND", SECOND_RANGES[which])
    proxy = {
        "node_port_addresses": tuple(written.split()),
        "localhost_node_ports": other != "closed",
        "nftables_localhost_node_ports": other == "gate",
    }
    found = flows("a1 b1", mode, which, proxy=proxy)
    said = {"none": "no", "reject": "refused", "a1 b1 masquerade": "yes"}
    outcomes = [
        said[found.outcome("node", "node-port@node")],
        said[found.outcome("node", "node-port@second")],
        said[found.outcome("localhost", "node-port@localhost")],
        said[found.outcome("localhost", "node-port@loopback")],
    ]
    assert outcomes == [node, second, localhost, loopback]


@cases(
    """
    mode      addresses          source    to                   endpoints    outcome
    iptables  primary            outside   node-port@second     a1 b1        none
    iptables  primary            outside   node-port@second     -            reject  # refuses at every address of the node
    iptables  primary            outside   node-port@second     LOCAL b1     drop
    iptables  primary            pod       node-port@second     LOCAL b1     drop    # no shortcut where nothing is caught
    iptables  primary            outside   node-port@second     LOCAL a1     none
    nftables  primary            outside   node-port@second     -            none
    nftables  all                outside   node-port@second     -            reject
    nftables  all                outside   node-port@second     LOCAL b1     drop
    nftables  all                node      node-port@localhost  -            none
    iptables  -                  localhost  node-port@localhost  -           reject
    iptables  -                  node      node-port@localhost  -            drop    # localhost is guarded first
    iptables  -                  pod       node-port@localhost  -            drop
    iptables  primary            node      node-port@localhost  -            reject
    iptables  -                  outside   node-port@other-node  a1          none    # not an address of this node
    """,
    source="pkg/proxy/iptables/proxier.go KUBE-EXTERNAL-SERVICES, KUBE-FIREWALL; nftables/proxier.go nodeport-endpoints-check",
)
def test_node_ports_that_nobody_serves(
    mode: str, addresses: str, source: str, to: str, endpoints: str, outcome: str
) -> None:
    local = endpoints.startswith("LOCAL")
    found = flows(
        endpoints.removeprefix("LOCAL"),
        mode,
        proxy={"node_port_addresses": tuple(addresses.split())},
        **(LOCAL if local else {}),
    )
    assert found.outcome(source, to) == outcome


@FAMILIES
@cases(
    """
    protocol  endpoints    policy   outcome
    TCP       a1 b1        Cluster  a1 b1 masquerade
    TCP       a1 b1        Local    a1 masquerade     # the process makes no shortcut
    TCP       b1           Local    none              # nobody listens
    TCP       -            Cluster  none
    UDP       a1 b1        Cluster  reject
    SCTP      a1 b1        Cluster  reject
    """,
    source="KEP-6032, Service Feature Support; pkg/proxy/localnodeportproxy",
)
def test_localhost_in_nftables_mode(
    protocol: str, endpoints: str, policy: str, outcome: str, family: Family
) -> None:
    proxy = {
        "node_port_addresses": ("primary", "localhost"),
        "nftables_localhost_node_ports": True,
    }
    spoken = Protocol(protocol)
    port = ServicePort(80, 8080, "http", spoken, NODE_PORT)
    made = flows(
        endpoints,
        "nftables",
        family,
        proxy=proxy,
        ports=[port],
        external_traffic_policy=TrafficPolicy(policy),
    )
    slices = tuple(
        replace(one, ports=(EndpointPort(8080, "http", spoken),))
        for one in made.cluster.endpoint_slices
    )
    found = replace(made, cluster=replace(made.cluster, endpoint_slices=slices))
    assert found.outcome("localhost", "node-port@localhost", protocol=spoken) == outcome


@FAMILIES
@cases(
    """
    policy   kind          protocol  iptables  nftables
    Local    LoadBalancer  TCP       accept    none      # nftables leaves it to others
    Local    LoadBalancer  UDP       none      none
    Cluster  LoadBalancer  TCP       none      none      # such a number means nothing without policy Local
    Local    NodePort      TCP       none      none      # nor with another type
    """,
    source=SOURCE + "TestHealthCheckNodePort; pkg/api/v1/service/util.go NeedsHealthCheck",
)
def test_health_check_node_port(
    policy: str, kind: str, protocol: str, iptables: str, nftables: str, family: Family
) -> None:
    fields: dict[str, Any] = {
        "kind": ServiceType(kind),
        "external_traffic_policy": TrafficPolicy(policy),
        "health_check_node_port": 32000,
    }
    found = [
        flows("b1", mode, family, **fields).outcome(
            "outside", "node", port=32000, protocol=Protocol(protocol)
        )
        for mode in MODES
    ]
    assert found == [iptables, nftables]
