"""Roles: nodes and Pods found by the part that they play, so that no table has to name one."""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.workload import Node, Pod
from atlas.tracer.finding import FlowError


def pods_behind(cluster: Cluster, service: str) -> list[Pod]:
    """Return the Pods that are ready endpoints of the Service, in the order of the cluster."""
    reference = parse_reference(service)
    slices = cluster.slices_by_service.get((reference.namespace, reference.name), ())
    addresses = {
        address
        for each in slices
        for endpoint in each.endpoints
        if endpoint.ready
        for address in endpoint.addresses
    }
    return [pod for pod in cluster.pods if addresses.intersection(pod.ips)]


def node_with(cluster: Cluster, service: str) -> Node:
    """Return the first node that runs a ready Pod of the Service. Raises FlowError."""
    nodes = {pod.node for pod in pods_behind(cluster, service)}
    return _first([node for node in cluster.nodes if node.name in nodes], "has a", service)


def node_without(cluster: Cluster, service: str) -> Node:
    """Return the first node that runs no ready Pod of the Service. Raises FlowError."""
    nodes = {pod.node for pod in pods_behind(cluster, service)}
    return _first([node for node in cluster.nodes if node.name not in nodes], "lacks a", service)


def only_pod_on_a_node(cluster: Cluster, service: str) -> Pod:
    """Return the first ready Pod of the Service that has no other beside it on its node. Raises FlowError."""
    pods = pods_behind(cluster, service)
    nodes = [pod.node for pod in pods]
    alone = [pod for pod in pods if nodes.count(pod.node) == 1]
    if not alone:
        raise FlowError(f"no node has exactly one ready Pod of {service}")
    return alone[0]


def pod_on(cluster: Cluster, node: Node) -> Pod:
    """Return the first Pod on the node. Raises FlowError."""
    pods = [pod for pod in cluster.pods if pod.node == node.name]
    if not pods:
        raise FlowError(f"node/{node.name} runs no Pod")
    return pods[0]


def _first(nodes: list[Node], has: str, service: str) -> Node:
    if not nodes:
        raise FlowError(f"no node {has} ready Pod of {service}")
    return nodes[0]
