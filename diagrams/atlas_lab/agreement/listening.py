"""Who listens in a lab. The model delivers to every port of a Pod; only on some of them a program waits."""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.model.network import Packet
from atlas.model.workload import Pod, matches
from atlas.proxy.health import listens
from atlas.tracer.trace import Place, PlaceKind


def somebody_listens(cluster: Cluster, place: Place, packet: Packet) -> bool:
    """Return whether a program of the lab waits at the place for such a packet."""
    match place.kind:
        case PlaceKind.POD:
            return _pod_listens(cluster, cluster.pod_by_reference[place.reference], packet)
        case PlaceKind.NODE:
            node = cluster.node_by_name[place.name]
            checks = listens(cluster, node, packet.destination, packet.destination_port)
            return checks or _is_an_endpoint(cluster, packet)
        case PlaceKind.CLIENT:
            return _is_an_endpoint(cluster, packet)
        case _:
            return True


def is_http_proxy(cluster: Cluster, place: Place) -> bool:
    """Return whether the place reads HTTP requests, so that an answer tells more about routes than about packets."""
    if place.kind is PlaceKind.HTTP_PROXY:
        return True
    if place.kind is not PlaceKind.POD:
        return False
    pod = cluster.pod_by_reference[place.reference]
    return any(
        one.namespace == pod.namespace and matches(one.selector, pod.labels)
        for one in cluster.http_proxies
    )


def _pod_listens(cluster: Cluster, pod: Pod, packet: Packet) -> bool:
    declared = any(
        (one.number, one.protocol) == (packet.destination_port, packet.protocol)
        for one in pod.ports
    )
    return declared or _is_an_endpoint(cluster, packet)


def _is_an_endpoint(cluster: Cluster, packet: Packet) -> bool:
    """Return whether an EndpointSlice names the packet's destination, so that the lab has somebody answer there."""
    return any(
        (one.port, one.protocol) == (packet.destination_port, packet.protocol)
        for part in cluster.endpoint_slices
        if any(packet.destination in endpoint.addresses for endpoint in part.endpoints)
        for one in part.ports
    )
