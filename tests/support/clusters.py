"""Small clusters built by hand: three nodes, a few Pods, Services as a test needs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any

from atlas.model.cluster import Cluster, NetworkConfiguration
from atlas.model.network import Address, Family, Protocol, SourcePort, family_of
from atlas.model.outside import Client, LoadBalancer
from atlas.model.reference import Reference
from atlas.model.service import (
    MANAGED_BY,
    SLICE_CONTROLLER,
    Endpoint,
    EndpointPort,
    EndpointSlice,
    LoadBalancerIngress,
    Service,
    ServicePort,
    ServiceType,
)
from atlas.model.workload import ZONE_LABEL, ContainerPort, Node, Pod

WEB = ("web-1", "web-2", "web-3")


def node(letter: str, zone: str) -> Node:
    """Return node-a, node-b … with 10.0.0.11, 10.0.0.12 … and Pod range 10.244.1.0/24, 10.244.2.0/24 and so on."""
    number = ord(letter) - ord("a") + 1
    return Node(
        name=f"node-{letter}",
        labels={ZONE_LABEL: zone},
        internal_ips=(ip_address(f"10.0.0.{10 + number}"),),
        pod_ranges=(ip_network(f"10.244.{number}.0/24"),),
    )


def pod(name: str, node_name: str, ip: str, port: int = 8080, **fields: Any) -> Pod:
    """Return a Pod with one declared port, `http`; without any if the number is 0."""
    protocol = fields.pop("protocol", Protocol.TCP)
    return Pod(
        namespace=fields.pop("namespace", "default"),
        name=name,
        node=node_name,
        ips=tuple(ip_address(one) for one in ip.split()),
        ports=(ContainerPort(port, "http", protocol),) if port else (),
        **fields,
    )


def endpoint(target: Pod, family: Family = Family.IPV4, **fields: Any) -> Endpoint:
    """Return the endpoint that the control plane makes of a Pod."""
    address = target.ip(family)
    assert address is not None
    zones = {"node-a": "zone-1", "node-b": "zone-2", "node-c": "zone-2"}
    return Endpoint(
        (address,),
        node=target.node,
        zone=zones.get(target.node, ""),
        target=target.reference,
        **fields,
    )


def service(
    name: str,
    ip: str = "",
    *,
    kind: ServiceType = ServiceType.CLUSTER_IP,
    ports: Iterable[ServicePort] = (),
    load_balancer: str = "",
    **fields: Any,
) -> Service:
    """Return a Service; `ip` holds its ClusterIPs, `load_balancer` its balancer's addresses."""
    cluster_ips: tuple[Address, ...] = tuple(ip_address(one) for one in ip.split())
    return Service(
        namespace=fields.pop("namespace", "default"),
        name=name,
        type=kind,
        ports=tuple(ports) or (ServicePort(80, 8080, "http"),),
        cluster_ips=cluster_ips,
        ip_families=tuple(family_of(one) for one in cluster_ips) or (Family.IPV4,),
        load_balancer_ingress=tuple(
            LoadBalancerIngress(ip_address(one)) for one in load_balancer.split()
        ),
        **fields,
    )


def node_port(number: int, target: int | str = 8080) -> ServicePort:
    """Return port 80, reachable at a node port."""
    return ServicePort(80, target, "http", node_port=number)


def slice_of(
    owner: Service, endpoints: Iterable[Endpoint], port: int = 8080, family: Family = Family.IPV4
) -> EndpointSlice:
    """Return the one EndpointSlice of a Service whose only port goes to `port`, as a controller has made it."""
    return EndpointSlice(
        namespace=owner.namespace,
        name=f"{owner.name}-1",
        service=owner.name,
        family=family,
        ports=(EndpointPort(port, owner.ports[0].name, owner.ports[0].protocol),),
        endpoints=tuple(endpoints),
        labels={MANAGED_BY: SLICE_CONTROLLER},
    )


def small_cluster() -> Cluster:
    """Return three nodes; web-1 on node-a, web-2 and web-3 on node-b, client on node-a, agents on the host network.

    Services: web (ClusterIP), web-nodeport, web-lb, db (headless), billing (ExternalName), nobody (no endpoints).
    """
    web = [
        pod("web-1", "node-a", "10.244.1.11"),
        pod("web-2", "node-b", "10.244.2.11"),
        pod("web-3", "node-b", "10.244.2.12"),
    ]
    databases = [
        pod("db-0", "node-a", "10.244.1.31", 5432, hostname="db-0", subdomain="db"),
        pod("db-1", "node-c", "10.244.3.31", 5432, hostname="db-1", subdomain="db"),
    ]
    agents = [
        pod(f"agent-{letter}", f"node-{letter}", f"10.0.0.1{number}", 9100, host_network=True)
        for number, letter in enumerate("abc", start=1)
    ]
    client = pod("client", "node-a", "10.244.1.100", 0)
    far = pod("far-client", "node-c", "10.244.3.100", 0)
    services = [
        service("web", "10.96.0.10"),
        service("web-nodeport", "10.96.0.11", kind=ServiceType.NODE_PORT, ports=[node_port(30080)]),
        service(
            "web-lb",
            "10.96.0.12",
            kind=ServiceType.LOAD_BALANCER,
            ports=[node_port(30082)],
            load_balancer="203.0.113.10",
        ),
        service("nobody", "10.96.0.13", kind=ServiceType.NODE_PORT, ports=[node_port(30083)]),
        service("agent", "10.96.0.14", kind=ServiceType.NODE_PORT, ports=[node_port(30084, 9100)]),
        service("db", headless=True, ports=[ServicePort(5432, 5432, "sql")]),
        service("billing", kind=ServiceType.EXTERNAL_NAME, external_name="db.example.com"),
        service("legacy", "10.96.0.15", ports=[ServicePort(5432, 5432, "sql")]),
        service(
            "kube-dns",
            "10.96.0.53",
            namespace="kube-system",
            ports=[ServicePort(53, 53, "dns", Protocol.UDP)],
        ),
    ]
    by_name = {one.name: one for one in services}
    slices = [
        slice_of(by_name["web"], map(endpoint, web)),
        slice_of(by_name["web-nodeport"], map(endpoint, web)),
        slice_of(by_name["web-lb"], map(endpoint, web)),
        slice_of(by_name["agent"], map(endpoint, agents), 9100),
        slice_of(by_name["db"], [endpoint(one, hostname=one.hostname) for one in databases], 5432),
        slice_of(by_name["legacy"], [Endpoint((ip_address("192.0.2.50"),))], 5432),
    ]
    return Cluster(
        nodes=(node("a", "zone-1"), node("b", "zone-2"), node("c", "zone-2")),
        pods=(*web, *databases, *agents, client, far),
        services=tuple(services),
        endpoint_slices=tuple(slices),
        clients=(
            Client("laptop", (ip_address("198.51.100.7"),)),
            Client("database", (ip_address("192.0.2.50"),), ("db.example.com",)),
        ),
        load_balancers=(LoadBalancer("edge", (ip_network("203.0.113.0/26"),)),),
        network=NetworkConfiguration(egress_source_port=SourcePort.RANDOM),
    )


def with_service(cluster: Cluster, name: str, **fields: Any) -> Cluster:
    """Return the cluster with fields of one Service of the default namespace changed."""
    reference = Reference("service", name, "default")
    services = tuple(
        replace(one, **fields) if one.reference == reference else one for one in cluster.services
    )
    return replace(cluster, services=services)
