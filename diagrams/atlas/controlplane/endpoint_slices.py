"""The EndpointSlice controller: selector → Pods → slices (kubernetes/kubernetes staging endpointslice)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from atlas.controlplane.pod_index import PodsByLabel
from atlas.controlplane.topology_hints import wants_shared_hints, with_shared_hints
from atlas.model import service_rules
from atlas.model.network import Family
from atlas.model.selector import LabelSelector
from atlas.model.service import (
    Endpoint,
    EndpointPort,
    EndpointSlice,
    Service,
    ServicePort,
)
from atlas.model.service_rules import has_endpoints
from atlas.model.workload import Node, Pod

MOST_IN_A_SLICE = 100
"""Default of `--max-endpoints-per-slice`."""

Ports = tuple[EndpointPort, ...]


def complete_slices(
    services: Iterable[Service],
    pods: Iterable[Pod],
    nodes: Mapping[str, Node],
    written: Iterable[EndpointSlice],
) -> list[EndpointSlice]:
    """Return all slices: the written ones, and those of Services with a selector that have none."""
    slices = list(written)
    have_slices = {(one.namespace, one.service) for one in slices}
    waiting = [
        one
        for one in services
        if has_endpoints(one) and (one.namespace, one.name) not in have_slices
    ]
    if not waiting:
        return slices
    index = PodsByLabel(pods)
    names = {(one.namespace, one.name) for one in slices}
    for service in waiting:
        selected = index.selected(service.namespace, LabelSelector(service.selector))
        selected.sort(key=lambda pod: pod.name)
        slices += _slices_of(service, selected, nodes, names)
    return slices


def _slices_of(
    service: Service, pods: list[Pod], nodes: Mapping[str, Node], names: set[tuple[str, str]]
) -> Iterator[EndpointSlice]:
    number = 0
    for family in service.ip_families:
        made: list[EndpointSlice] = []
        for ports, endpoints in _groups(service, pods, nodes, family):
            number += 1
            while (service.namespace, f"{service.name}-{number}") in names:
                number += 1
            one = EndpointSlice(
                namespace=service.namespace,
                name=f"{service.name}-{number}",
                service=service.name,
                family=family,
                ports=ports,
                endpoints=tuple(endpoints),
                filled_in=True,
            )
            made.append(one)
        yield from with_shared_hints(made, nodes.values()) if wants_shared_hints(service) else made


def _groups(
    service: Service, pods: Iterable[Pod], nodes: Mapping[str, Node], family: Family
) -> Iterator[tuple[Ports, list[Endpoint]]]:
    """Return the content of each slice. All endpoints of a slice have its ports, so each set of ports has its own.

    A Service that selects nothing has one empty slice, as a real one has.
    """
    by_ports: dict[Ports, list[Endpoint]] = {}
    for pod in pods:
        endpoint = endpoint_of(service, pod, nodes.get(pod.node), family)
        if endpoint is not None:
            by_ports.setdefault(_ports_on(service, pod), []).append(endpoint)
    for ports, endpoints in (by_ports or {(): []}).items():
        for start in range(0, max(len(endpoints), 1), MOST_IN_A_SLICE):
            yield ports, endpoints[start : start + MOST_IN_A_SLICE]


def _ports_on(service: Service, pod: Pod) -> Ports:
    """Return the Service's ports with their numbers in that Pod; a name that it does not know is left out."""
    found = ((port, port_number(port, pod)) for port in service.ports)
    return tuple(EndpointPort(number, port.name, port.protocol) for port, number in found if number)


def port_number(port: ServicePort, pod: Pod) -> int:
    """Return the number that a Service port's target has in a Pod, or 0."""
    if isinstance(port.target_port, int):
        return port.target_port
    for one in pod.ports:
        if one.name == port.target_port and one.protocol is port.protocol:
            return one.number
    return 0


def endpoint_of(service: Service, pod: Pod, node: Node | None, family: Family) -> Endpoint | None:
    """Return the Pod's endpoint, or None if it has no address of that family (podToEndpoint, utils.go)."""
    ip = pod.ip(family)
    if ip is None:
        return None
    ready = service.publish_not_ready_addresses or (pod.ready and not pod.terminating)
    zone = node.zone if node is not None else ""
    zones, nodes = _hints(service, pod, zone) if ready else ((), ())
    in_dns = bool(pod.hostname) and pod.subdomain == service.name
    return Endpoint(
        addresses=(ip,),
        ready=ready,
        serving=pod.ready,
        terminating=pod.terminating,
        node=pod.node,
        zone=zone,
        hostname=pod.hostname if in_dns else "",
        target=pod.reference,
        hints_zones=zones,
        hints_nodes=nodes,
    )


def _hints(service: Service, pod: Pod, zone: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return for which zones and nodes a ready endpoint is meant (trafficdist.go, KEP-3015).

    The annotation topology-mode wins over the field, even where it comes to nothing (reconciler.go).
    """
    if wants_shared_hints(service):
        return (), ()
    match service.traffic_distribution:
        case service_rules.PREFER_SAME_ZONE | service_rules.PREFER_CLOSE:
            return ((zone,) if zone else ()), ()
        case service_rules.PREFER_SAME_NODE:
            return ((zone,) if zone else ()), ((pod.node,) if pod.node else ())
        case _:
            return (), ()
