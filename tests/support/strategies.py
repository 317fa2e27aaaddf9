"""Randomly generated clusters and flows, for properties that hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from atlas.model.cluster import Cluster, DetectLocal, PodNetwork, ProxyMode
from atlas.model.network import Packet, Protocol
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference
from atlas.model.service import (
    Endpoint,
    EndpointPort,
    EndpointSlice,
    Service,
    ServiceType,
    TrafficPolicy,
)
from atlas.tracer.trace import Entry, Flow
from support.clusters import node_port, pod, service, small_cluster

NODES = ("node-a", "node-b", "node-c")
CONDITIONS = ((True, True, False), (False, True, True), (False, False, True), (False, False, False))
"""ready, serving, terminating: what an endpoint can be."""
INSIDE = ("10.244.1.100", "10.244.1.200", "10.244.3.100", "10.0.0.11", "10.0.0.12", "127.0.0.1")
OUTSIDE = ("198.51.100.7", "192.0.2.9")
NODE_PORT_ADDRESSES = ((), (), ("all",), ("primary", "localhost"), ("10.0.0.8/29",))


@st.composite
def clusters(draw: DrawFn) -> Cluster:
    """Draw the small cluster with one Service, `target`, of any kind, and any setting of proxy and network."""
    cluster = small_cluster()
    endpoints = tuple(draw(_endpoint(number)) for number in range(draw(st.integers(0, 4))))
    pods = tuple(
        pod(f"target-{number}", one.node, str(one.addresses[0]))
        for number, one in enumerate(endpoints)
    )
    owner = draw(services())
    port = (EndpointPort(8080, "http"),)
    split = draw(st.integers(0, len(endpoints)))
    slices = tuple(
        EndpointSlice("default", f"target-{name}", "target", ports=port, endpoints=part)
        for name, part in (("x", endpoints[:split]), ("y", endpoints[split:]))
    )
    down = draw(st.sampled_from(("", "", *NODES)))
    forwarding = draw(st.sampled_from(Forwarding))
    everybody = draw(st.booleans())
    return replace(
        cluster,
        nodes=tuple(replace(one, up=one.name != down) for one in cluster.nodes),
        pods=(*cluster.pods, *pods),
        services=(*cluster.services, owner),
        endpoint_slices=(*cluster.endpoint_slices, *slices),
        load_balancers=tuple(
            replace(
                one,
                forwarding=forwarding,
                ips=(ip_address("192.0.2.120"),),
                unnoticed=frozenset(draw(st.sets(st.sampled_from(NODES), max_size=1))),
            )
            for one in cluster.load_balancers
        ),
        proxy=replace(
            cluster.proxy,
            mode=draw(st.sampled_from(ProxyMode)),
            detect_local=draw(st.sampled_from(DetectLocal)),
            masquerade_all=everybody,
            of_other_mode=(everybody, 14),
            node_port_addresses=draw(st.sampled_from(NODE_PORT_ADDRESSES)),
            nftables_localhost_node_ports=draw(st.booleans()),
        ),
        network=replace(
            cluster.network,
            pod_network=draw(st.sampled_from(PodNetwork)),
            egress_masquerade=draw(st.booleans()),
        ),
    )


@st.composite
def _endpoint(draw: DrawFn, number: int) -> Endpoint:
    at = draw(st.integers(0, 2))
    ready, serving, terminating = draw(st.sampled_from(CONDITIONS))
    return Endpoint(
        (ip_address(f"10.244.{at + 1}.{200 + number}"),),
        ready,
        serving,
        terminating,
        node=NODES[at],
        target=Reference("pod", f"target-{number}", "default"),
        hints_zones=draw(st.sampled_from(((), ("zone-1",), ("zone-2",)))),
        hints_nodes=draw(st.sampled_from(((), (), ("node-a",), ("node-c",)))),
    )


@st.composite
def services(draw: DrawFn) -> Service:
    """Draw a Service named `target` with any type that has a ClusterIP, and any policies."""
    return service(
        "target",
        "10.96.0.99",
        kind=ServiceType.LOAD_BALANCER,
        ports=[node_port(30099)],
        load_balancer="203.0.113.30",
        external_ips=(ip_address("192.0.2.77"),),
        health_check_node_port=32099,
        external_traffic_policy=draw(st.sampled_from(TrafficPolicy)),
        internal_traffic_policy=draw(st.sampled_from(TrafficPolicy)),
        load_balancer_source_ranges=draw(
            st.sampled_from(((), ("198.51.100.0/24",), ("10.0.0.0/8", "nonsense")))
        ),
    )


def packets(sources: tuple[str, ...] = (*INSIDE, *OUTSIDE)) -> SearchStrategy[Packet]:
    """Draw a packet from anywhere to any address that the Service `target` or its nodes may have."""
    places = (
        "10.96.0.99:80 10.96.0.99:81 203.0.113.30:80 192.0.2.77:80 10.96.0.250:80 10.244.2.11:8080"
    )
    hosts = "10.0.0.11 10.0.0.12 127.0.0.1"
    node_ports = (f"{host}:{port}" for host in hosts.split() for port in (30099, 30083, 32099, 22))

    def packet(source: str, to: str, protocol: Protocol) -> Packet:
        host, _, port = to.partition(":")
        return Packet(ip_address(source), 40000, ip_address(host), int(port), protocol)

    return st.builds(
        packet,
        st.sampled_from(sources),
        st.sampled_from((*places.split(), *node_ports)),
        st.sampled_from((Protocol.TCP, Protocol.TCP, Protocol.UDP)),
    )


def flows() -> SearchStrategy[Flow]:
    """Draw a flow to the Service `target` from anywhere, by any of its addresses.

    Only the network outside can be told which node to take: a balancer may have taken that node out.
    """
    anybody = st.sampled_from(
        ("pod/client", "pod/far-client", "pod/agent-b", "node/node-a", "client/laptop")
    )
    ports = st.sampled_from(("service/target", "service/target:81"))
    return (
        st.builds(
            Flow,
            source=anybody,
            to=ports,
            entry=st.sampled_from((Entry.AUTO, Entry.LOAD_BALANCER)),
        )
        | st.builds(
            Flow,
            source=anybody,
            to=ports,
            entry=st.sampled_from((Entry.CLUSTER_IP, Entry.EXTERNAL_IP)),
            node=st.sampled_from(NODES),
        )
        | st.builds(
            Flow,
            source=st.sampled_from(
                ("pod/client", "pod/far-client", "node/node-b", "client/laptop")
            ),
            to=st.just("service/target"),
            entry=st.just(Entry.NODE_PORT),
            node=st.sampled_from(NODES),
        )
    )
