"""The control plane's side: how a Service's endpoints get into the rules of every node. No packet here."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.figure.figure import Scene
from atlas.figure.stage import Box, Leg, Line, Look, Role, Stage
from atlas.figure.staging import Staged, node_frame, pod_box
from atlas.figure.what_if import apply_all
from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.reference import Reference, parse_reference
from atlas.model.service import Service
from atlas.model.workload import Node
from atlas.text import interface
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace


def stage_endpoints(cluster: Cluster, scene: Scene) -> Staged:
    """Return the stage of a scene without flows: Service, EndpointSlice, kube-proxies, rules, Pods."""
    changed = apply_all(cluster, scene.what_ifs)
    reference = parse_reference(scene.shows[0])
    service = changed.service_by_reference[reference]
    source, slices = _service_box(service), _slice_box(changed, service)
    targets = _targets(changed, service)
    frames = tuple(
        node_frame(
            node,
            tuple(
                pod_box(pod)
                for pod in changed.pods
                if pod.reference in targets and pod.node == node.name
            ),
            tuple(f"→ {address}" for address in _in_rules(changed, node, reference)),
        )
        for node in changed.nodes
    )
    legs = [Leg(source.key, slices.key, Role.CONTROL, "1")]
    legs += [Leg(slices.key, frame.kube_proxy.key, Role.CONTROL, "2") for frame in frames]
    legs += [Leg(frame.kube_proxy.key, frame.kernel.key, Role.CONTROL, "3") for frame in frames]
    return Staged(changed, (), Stage((), (source,), (slices,), frames, tuple(legs)))


def _service_box(service: Service) -> Box:
    labels = [f"{key}={value}" for key, value in sorted(service.selector.items())]
    lines: tuple[Line, ...] = tuple(labels) or (interface.NO_SELECTOR,)
    return Box("service", Look.CONFIG, "service", (f"Service {service.name}", *lines))


def _slice_box(cluster: Cluster, service: Service) -> Box:
    """Return the slices as one box: each endpoint's address, and a mark for those that are not ready."""
    lines: list[str] = []
    for one in cluster.slices_by_service.get((service.namespace, service.name), ()):
        for endpoint in one.endpoints:
            mark = "✓" if endpoint.ready else "✕"
            lines.append(f"{mark} {endpoint.addresses[0]}")
    return Box("endpointslice", Look.CONFIG, "", ("EndpointSlice", *lines))


def _targets(cluster: Cluster, service: Service) -> set[Reference]:
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    return {end.target for one in slices for end in one.endpoints if end.target}


def _in_rules(cluster: Cluster, node: Node, service: Reference) -> Iterator[Address]:
    """Yield the endpoints that the rules of this node pick from, as a connection would find them."""
    flow = Flow(str(node.reference), str(service), Entry.CLUSTER_IP)
    for branch in trace(cluster, flow).branches:
        yield branch.hops[-1].before.destination
