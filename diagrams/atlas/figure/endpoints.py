"""The control plane's side: how a Service's endpoints get into the rules of every node. No packet here."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.figure.figure import Scene
from atlas.figure.stage import Box, Leg, Line, Look, Role, Stage
from atlas.figure.staging import Staged, node_frame, pod_box, zones_of
from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.reference import Reference, parse_reference
from atlas.model.service import Endpoint, Service
from atlas.model.workload import Node
from atlas.text import interface
from atlas.text.packets import address_and_port
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.what_if.row import apply_all

LONGEST_TITLE = 12
"""Characters that have room beside the icon."""


def stage_endpoints(cluster: Cluster, scene: Scene) -> Staged:
    """Return the stage of a scene without flows: Service, EndpointSlice, kube-proxies, rules, Pods."""
    changed = apply_all(cluster, scene.what_ifs)
    reference = parse_reference(scene.shows[0])
    service = changed.service_by_reference[reference]
    source, slices = _service_box(service), tuple(_slice_boxes(changed, service))
    targets = _targets(changed, service)
    frames = tuple(
        node_frame(
            node,
            tuple(
                pod_box(pod)
                for pod in changed.pods
                if pod.reference in targets and pod.node == node.name
            ),
            tuple(f"→ {address}" for address in _in_rules(changed, node, service)),
            zones=zones_of(changed),
        )
        for node in changed.nodes
    )
    legs = [Leg(source.key, one.key, Role.CONTROL, "1") for one in slices]
    legs += [
        Leg(one.key, frame.kube_proxy.key, Role.CONTROL, "2") for one in slices for frame in frames
    ]
    legs += [Leg(frame.kube_proxy.key, frame.kernel.key, Role.CONTROL, "3") for frame in frames]
    return Staged(changed, (), Stage((), (source,), slices, frames, tuple(legs), walked=False))


def _service_box(service: Service) -> Box:
    labels = [f"{key}={value}" for key, value in sorted(service.selector.items())]
    lines: tuple[Line, ...] = tuple(labels) or (interface.NO_SELECTOR,)
    title = f"Service {service.name}"
    heads = (title,) if len(title) <= LONGEST_TITLE else ("Service", service.name)
    return Box("service", Look.CONFIG, "service", (*heads, *lines))


def _slice_boxes(cluster: Cluster, service: Service) -> Iterator[Box]:
    """Yield the slices as one box for each address family."""
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    families = dict.fromkeys(one.family for one in slices)
    for family in families:
        endpoints = [one for each in slices if each.family is family for one in each.endpoints]
        lines = (line for one in endpoints for line in _endpoint_lines(one))
        key, of_family = "endpointslice", (family.value,) * (len(families) > 1)
        yield Box(
            "-".join((key, *of_family)).lower(),
            Look.CONFIG,
            "",
            ("EndpointSlice", *of_family, *lines),
        )


def _endpoint_lines(endpoint: Endpoint) -> Iterator[str]:
    """Yield an endpoint's address, with a mark for those that are not ready, and what else is written there.

    Names of fields and conditions are the same in all languages.
    """
    yield f"{'✓' if endpoint.ready else '×'} {endpoint.addresses[0]}"
    if endpoint.terminating:
        if endpoint.serving:
            yield "serving"
        yield "terminating"
    hints = ", ".join(endpoint.hints_nodes or endpoint.hints_zones)
    if hints and endpoint.ready:
        yield f"hint: {hints}"


def _targets(cluster: Cluster, service: Service) -> set[Reference]:
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    return {end.target for one in slices for end in one.endpoints if end.target}


def _in_rules(cluster: Cluster, node: Node, service: Service) -> Iterator[Address]:
    """Yield the endpoints that the rules of this node pick from, as connections of each family would find them."""
    for ip in service.cluster_ips:
        flow = Flow(str(node.reference), address_and_port(ip, service.ports[0].port))
        for branch in trace(cluster, flow).branches:
            yield branch.hops[-1].before.destination
