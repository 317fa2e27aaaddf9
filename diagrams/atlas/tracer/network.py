"""The networks: who gets a packet next, by its destination address."""

from __future__ import annotations

from functools import lru_cache

from atlas.model.addresses import bridge_address
from atlas.model.cluster import Cluster, PodNetwork
from atlas.model.network import Address, contains, family_of
from atlas.model.outside import HttpProxy, LoadBalancer
from atlas.model.reason import Reason
from atlas.model.service import Service
from atlas.model.workload import Node, Pod
from atlas.proxy.data_plane import data_plane_of
from atlas.tracer.trace import Place, PlaceKind

NOWHERE = Place(PlaceKind.NOWHERE, "nowhere")
UNNAMED_BALANCER = "load-balancer"
"""Stands for the balancer of a cluster whose manifests describe none, as in a dump of a real one."""


def pod_place(pod: Pod) -> Place:
    return Place(PlaceKind.POD, pod.name, pod.namespace)


def node_place(node: Node | str) -> Place:
    return _place_of_node(node if isinstance(node, str) else node.name)


@lru_cache(maxsize=16_384)
def _place_of_node(name: str) -> Place:
    """Return the place; every way passes several nodes, each of them several times."""
    return Place(PlaceKind.NODE, name)


def owns(cluster: Cluster, node: Node, address: Address) -> bool:
    """Return whether packets to the address end on the node itself."""
    return data_plane_of(cluster, node).owns(cluster, node, address)


def next_stop(cluster: Cluster, here: Place, destination: Address) -> Place:
    """Return the place that gets a packet from `here`, or NOWHERE if no route leads there.

    A packet from a Pod always reaches its node's kernel first, unless it stays in the Pod.
    """
    if here.kind is PlaceKind.POD:
        return _from_pod(cluster, here, destination)
    if here.kind is PlaceKind.CLIENT and destination.is_loopback:
        return here
    pod = cluster.pod_by_ip.get(destination)
    if pod is not None:
        return _towards_pod(here, pod)
    if here.kind is PlaceKind.NODE and owns(cluster, cluster.node_by_name[here.name], destination):
        return here
    node = cluster.node_by_ip.get(destination)
    if node is not None:
        return node_place(node)
    return _outside(cluster, destination) or _towards_pod_range(cluster, here, destination)


def is_inside(cluster: Cluster, address: Address) -> bool:
    """Return whether the address lies in the Pod range, so that the network plugin does not masquerade for it."""
    return address in cluster.pod_by_ip or contains(cluster.proxy.cluster_cidrs, address)


def is_private(cluster: Cluster, address: Address) -> bool:
    """Return whether the address means something inside the cluster only."""
    return is_inside(cluster, address) or contains(cluster.network.service_cidrs, address)


def egress_is_masqueraded(cluster: Cluster, source: Address, destination: Address) -> bool:
    """Return whether the network plugin hides a Pod behind its node for this destination."""
    return (
        cluster.network.egress_masquerade
        and is_inside(cluster, source)
        and not is_inside(cluster, destination)
    )


def outgoing_address(cluster: Cluster, node: Node, stop: Place, destination: Address) -> Address:
    """Return the node's address on the interface towards `stop`: what a masqueraded packet carries.

    With a bridge plugin Pods of this node are reached through the bridge, which has an address of its own.
    Raises ValueError for a node without an address of that family.
    """
    family = family_of(destination)
    if stop.kind is PlaceKind.POD and cluster.network.pod_network is PodNetwork.BRIDGE:
        bridge = bridge_address(cluster, node, family)
        if bridge is not None:
            return bridge
    address = node.ip(family)
    if address is None:
        raise ValueError(f"{node.name} has no {family} address but sends to {destination}")
    return address


def route_reason(cluster: Cluster, came_from: Place, stop: Place, destination: Address) -> Reason:
    """Return why a node forwards a packet to `stop` as it is."""
    match stop.kind:
        case PlaceKind.POD if came_from.kind is PlaceKind.NODE:
            return Reason.POD_FROM_OTHER_NODE
        case PlaceKind.POD:
            return Reason.POD_ON_THIS_NODE
        case PlaceKind.NODE if is_inside(cluster, destination):
            return Reason.POD_ON_OTHER_NODE
        case PlaceKind.NODE:
            return Reason.TO_OTHER_NODE
        case _:
            return Reason.TO_OUTSIDE


def balancer_of(cluster: Cluster, address: Address) -> LoadBalancer | None:
    """Return the load balancer that an address belongs to: by its own addresses, else by its pool."""
    for balancer in cluster.load_balancers:
        if address in balancer.ips or contains(balancer.pool, address):
            return balancer
    return None


def balancer_for(cluster: Cluster, service: Service) -> LoadBalancer | None:
    """Return the load balancer that serves the Service's `loadBalancerClass`, if one is described."""
    serving = (one for one in cluster.load_balancers if service.load_balancer_class in one.classes)
    return next(serving, None)


def has_name_only(service: Service) -> bool:
    """Return whether the Service's balancer reports a name and no address, as those of AWS do."""
    return not service.load_balancer_ips and bool(service.load_balancer_names)


def http_proxy_of(cluster: Cluster, address: Address) -> HttpProxy | None:
    """Return the HTTP proxy outside the cluster that an address belongs to."""
    for proxy in cluster.http_proxies:
        if not proxy.in_cluster and (address in proxy.ips or contains(proxy.pool, address)):
            return proxy
    return None


def _from_pod(cluster: Cluster, here: Place, destination: Address) -> Place:
    pod = cluster.pod_by_reference[here.reference]
    stays = destination.is_loopback or destination in pod.ips
    return here if stays and not pod.host_network else node_place(pod.node)


def _towards_pod(here: Place, pod: Pod) -> Place:
    """Pod addresses are routed on the nodes and for balancers of the same network, not for other clients."""
    if here.kind is PlaceKind.CLIENT:
        return NOWHERE
    if here.kind is PlaceKind.NODE and here.name == pod.node:
        return pod_place(pod)
    return node_place(pod.node)


def _outside(cluster: Cluster, destination: Address) -> Place | None:
    client = cluster.client_by_ip.get(destination)
    if client is not None:
        return Place(PlaceKind.CLIENT, client.name)
    if destination in cluster.services_by_load_balancer_ip:
        balancer = balancer_of(cluster, destination)
        return Place(PlaceKind.BALANCER, balancer.name if balancer else UNNAMED_BALANCER)
    proxy = http_proxy_of(cluster, destination)
    if proxy is not None:
        return Place(PlaceKind.HTTP_PROXY, proxy.name)
    balancer = balancer_of(cluster, destination)
    return Place(PlaceKind.BALANCER, balancer.name) if balancer else None


def _towards_pod_range(cluster: Cluster, here: Place, destination: Address) -> Place:
    """A Pod IP that nobody has is still routed to the node whose range it lies in."""
    if here.kind is PlaceKind.CLIENT:
        return NOWHERE
    node = cluster.node_of_pod_range(destination)
    if node is None or here == node_place(node):
        return NOWHERE
    return node_place(node)
