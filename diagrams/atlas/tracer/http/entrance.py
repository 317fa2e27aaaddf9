"""Entrances: at which port of Ingress or Gateway a connection to a proxy's own port has come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Packet, family_of
from atlas.model.outside import HttpProxy
from atlas.model.service import ServicePort
from atlas.model.targets import targets_of
from atlas.tracer.http.ingress import HTTPS_PORT
from atlas.tracer.http.outcome import Entrance
from atlas.tracer.http.request import Request
from atlas.tracer.trace import Place

_ServicePorts = Mapping[tuple[Address, int], tuple[ServicePort, ...]]


def entrance_of(
    cluster: Cluster, proxy: HttpProxy, place: Place, packet: Packet, request: Request
) -> Entrance:
    """Return where the packet came in.

    Pods listen on ports of their own; what Ingress and Gateway call the port is that of the Service in front, by
    whatever address the client came.
    """
    port, secure = packet.destination_port, packet.destination_port == HTTPS_PORT
    address = _address_of(cluster, place, packet.destination)
    if proxy.in_cluster:
        key = (address, packet.destination_port)
        ports = [
            one
            for one in _ports_in_front(cluster, proxy.namespace).get(key, ())
            if one.protocol is packet.protocol
        ]
        found = next((one for one in ports if one.port == request.port), next(iter(ports), None))
        if found is not None:
            port, secure = found.port, _has_tls(found)
    return Entrance(proxy, place.name, address, port, secure, request)


def _address_of(cluster: Cluster, place: Place, destination: Address) -> Address:
    """Return the Pod's own address for that of localhost: a proxy listens at all of them."""
    pod = cluster.pod_by_reference.get(place.reference) if destination.is_loopback else None
    return (pod.ip(family_of(destination)) if pod is not None else None) or destination


def _has_tls(port: ServicePort) -> bool:
    return port.port == HTTPS_PORT or "https" in (port.name, port.app_protocol)


def _ports_in_front(cluster: Cluster, namespace: str) -> _ServicePorts:
    """Return the ports of the namespace's Services by the endpoint address and port that they lead to."""
    key = ("ports in front", namespace)
    if key not in cluster.memo:
        found: dict[tuple[Address, int], tuple[ServicePort, ...]] = defaultdict(tuple)
        for service in cluster.services:
            if service.namespace != namespace:
                continue
            for port in service.ports:
                for family in service.ip_families:
                    for target in targets_of(cluster, service, port, family):
                        found[target.address, target.port] += (port,)
        cluster.memo[key] = dict(found)
    return cluster.memo[key]
