"""What a lab sees of many connections at once is what comes of each of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Family, Protocol
from atlas.model.reference import Reference
from atlas.tracer.trace import Flow
from atlas.what_if.change import with_proxy_mode
from atlas.world.load import load
from atlas_lab.bring_up import bring_up
from atlas_lab.observation import Outcome
from support.manifests import CLUSTER, OTHER_CLUSTERS

PATIENCE = 60.0
"""Seconds until a connection has timed out: none here is to."""
MANY = 200
"""More than the 50 refusals that a kernel sends in a row if it holds them to a limit (icmp_msgs_burst)."""


@pytest.mark.parametrize("mode", ProxyMode)
@pytest.mark.parametrize("family", Family)
def test_every_refusal_is_heard(mode: ProxyMode, family: Family) -> None:
    """A refused datagram is the hard case: nobody sends it again. A node's own one is stopped while it is sent (EPERM)."""
    cluster = with_proxy_mode(nobody_answers(), mode)
    service = cluster.service_by_reference[Reference("service", "web-both", "default")]
    address = service.cluster_ip(family)
    to = f"[{address}]:80" if family is Family.IPV6 else f"{address}:80"
    pod = next(one for one in cluster.pods if not one.host_network)
    flows = [Flow(str(one.reference), to, protocol=Protocol.UDP) for one in (pod, cluster.nodes[0])]
    with bring_up(cluster) as lab:
        seen = lab.observe_all(flows, MANY, PATIENCE)
    outcomes = [{one.outcome for one in each} for each in seen]
    assert outcomes == [{Outcome.REFUSED}, {Outcome.NOT_PERMITTED}]


@pytest.mark.parametrize("mode", ProxyMode)
@pytest.mark.parametrize("family", Family)
def test_machines_answer_a_ping_and_a_cluster_ip_does_not(mode: ProxyMode, family: Family) -> None:
    """In nftables mode a rule rejects it, of which a node's own process learns while it sends, with IPv4 at least."""
    cluster = with_proxy_mode(nobody_answers(), mode)
    service = cluster.service_by_reference[Reference("service", "web-both", "default")]
    pod = next(one for one in cluster.pods if not one.host_network)
    node = cluster.nodes[0]
    asked = [(pod, node.ip(family)), (node, pod.ip(family))]
    asked += [(one, service.cluster_ip(family)) for one in (pod, node)]
    flows = [Flow(str(one.reference), str(ip), protocol=Protocol.ICMP) for one, ip in asked]
    patience = 1.0 if mode is ProxyMode.IPTABLES else PATIENCE
    with bring_up(cluster) as lab:
        machines = lab.observe_all(flows[:2], 10, PATIENCE)
        virtual = lab.observe_all(flows[2:], 3, patience)
    outcomes = [{one.outcome for one in each} for each in (*machines, *virtual)]
    assert outcomes[:2] == [{Outcome.ANSWERED}] * 2
    if mode is ProxyMode.IPTABLES:
        assert outcomes[2:] == [{Outcome.TIMED_OUT}] * 2
    else:
        own = Outcome.NOT_PERMITTED if family is Family.IPV4 else Outcome.REFUSED
        assert outcomes[2:] == [{Outcome.REFUSED}, {own}]


def test_connections_to_one_pod_by_two_services_keep_their_source_ports() -> None:
    """A node may remember the port of one of the first, and would rewrite it for one of the second."""
    with bring_up(load([str(CLUSTER)]).cluster) as lab:
        for service in ("web", "web-sticky"):
            seen = lab.observe_all([Flow("pod/client", f"service/{service}")], 1000, PATIENCE)[0]
            assert all(one.source_port_seen == one.source_port for one in seen)


def nobody_answers() -> Cluster:
    """Return a cluster whose Services take UDP and have no endpoints."""
    (folder,) = (one for one in OTHER_CLUSTERS if one.name == "dual-stack")
    cluster = load([str(folder)]).cluster
    services = tuple(
        replace(one, ports=tuple(replace(port, protocol=Protocol.UDP) for port in one.ports))
        for one in cluster.services
    )
    return replace(cluster, services=services, endpoint_slices=())
