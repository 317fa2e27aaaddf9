"""The part of the control plane that makes Pods: workload controllers, scheduler, network plugin."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from atlas.manifests.allocate import Addresses
from atlas.manifests.document import Document
from atlas.manifests.objects import (
    LabelSelector,
    Objects,
    Workload,
    WorkloadKind,
    WrittenPod,
)
from atlas.manifests.problem import Expected, Facts, Problem, ProblemKind, Severity
from atlas.model.network import Address, Family
from atlas.model.reference import Reference
from atlas.model.workload import Node, Pod

FIRST_ADDRESSES = 1
"""How many addresses of a node's Pod range are the node's own: the bridge or gateway has the first."""


class PodsByLabel:
    """Finds the Pods that a selector selects without looking at all of them."""

    def __init__(self, pods: Iterable[Pod]) -> None:
        self._of_namespace: dict[str, list[Pod]] = defaultdict(list)
        self._of_label: dict[tuple[str, str, str], list[Pod]] = defaultdict(list)
        for pod in pods:
            self._of_namespace[pod.namespace].append(pod)
            for key, value in pod.labels.items():
                self._of_label[pod.namespace, key, value].append(pod)

    def selected(self, namespace: str, selector: LabelSelector) -> list[Pod]:
        """Return the Pods of the namespace that the selector accepts."""
        candidates = self._of_namespace.get(namespace, [])
        for key, value in selector.labels.items():
            narrower = self._of_label.get((namespace, key, value), [])
            candidates = min(candidates, narrower, key=len)
        return [pod for pod in candidates if selector.accepts(pod.labels)]


def complete_pods(objects: Objects) -> tuple[list[Pod], list[Problem]]:
    """Return all Pods with node and addresses, and warnings about those that cannot run."""
    nodes = {node.name: node for node in objects.nodes}
    problems: list[Problem] = []
    waiting = sorted(
        (*(one for one in objects.pods if not one.observed), *_pods_of_workloads(objects)),
        key=lambda one: (one.pod.namespace, one.pod.name),
    )
    pods: list[Pod] = []
    for one in objects.pods:
        if one.observed and one.pod.ips:
            pods.append(one.pod)
        elif one.observed:
            problems.append(
                _warning(objects, one.pod, ("status", "podIP"), Expected.ADDRESS_OF_POD)
            )
    placed = _schedule(waiting, pods, objects.nodes)
    with_addresses = _assign_addresses(placed, pods, nodes)
    for pod in with_addresses:
        if pod.node not in nodes:
            problems.append(_warning(objects, pod, ("spec", "nodeSelector"), Expected.FITTING_NODE))
        elif not pod.ips:
            facts = (("node", pod.node),)
            problems.append(_warning(objects, pod, (), Expected.ROOM_ON_NODE, facts))
        else:
            pods.append(pod)
    return pods, problems


def _warning(
    objects: Objects, pod: Pod, keys: tuple[str, ...], expected: Expected, facts: Facts = ()
) -> Problem:
    """Return the warning that a Pod does not run, at the object that it comes from."""
    document = _origin(objects, pod)
    return document.problem_at(
        keys if document.kind == "Pod" else (),
        ProblemKind.SKIPPED,
        expected,
        (("pod", str(pod.reference)), *facts),
        severity=Severity.WARNING,
    )


def _origin(objects: Objects, pod: Pod) -> Document:
    """Return the document of the Pod, or of the workload that it was made for."""
    document = objects.documents.get(pod.reference)
    if document is not None:
        return document
    kind, _, name = pod.owner.partition("/")
    return objects.documents[Reference(kind, name, pod.namespace)]


# Workload controllers


def _pods_of_workloads(objects: Objects) -> Iterator[WrittenPod]:
    """A workload that has Pods already gets no more: the manifests then show a cluster that runs."""
    if not objects.workloads:
        return
    existing = PodsByLabel(one.pod for one in objects.pods)
    names = {(one.pod.namespace, one.pod.name) for one in objects.pods}
    owners = {(one.namespace, one.path) for one in objects.workloads}
    for workload in sorted(objects.workloads, key=lambda one: one.reference):
        if (workload.namespace, workload.owner) in owners:
            continue
        if not existing.selected(workload.namespace, workload.selector):
            for pod in _pods_of(workload, objects.nodes, names):
                names.add((pod.pod.namespace, pod.pod.name))
                yield pod


def _pods_of(
    workload: Workload, nodes: Sequence[Node], names: set[tuple[str, str]]
) -> Iterator[WrittenPod]:
    if workload.kind is WorkloadKind.DAEMON_SET:
        fitting = [node for node in nodes if _fits(workload.spec.node_selector, node)]
        places = [node.name for node in sorted(fitting, key=lambda node: node.name)]
    else:
        places = [workload.spec.node] * workload.replicas
    number = workload.first
    for place in places:
        while (workload.namespace, f"{workload.name}-{number}") in names:
            number += 1
        yield _pod_of(workload, f"{workload.name}-{number}", place)
        number += 1


def _pod_of(workload: Workload, name: str, node: str) -> WrittenPod:
    """The Pods of a StatefulSet have names in DNS: under the Service that it names."""
    spec = workload.spec
    stateful = workload.kind is WorkloadKind.STATEFUL_SET
    pod = Pod(
        namespace=workload.namespace,
        name=name,
        node=node,
        ips=(),
        labels=workload.labels,
        ports=spec.ports,
        host_network=spec.host_network,
        hostname=name if stateful else spec.hostname,
        subdomain=workload.service_name if stateful else spec.subdomain,
        owner=workload.path,
    )
    return WrittenPod(pod, spec.node_selector)


# Scheduler


def _schedule(
    waiting: Sequence[WrittenPod], running: Iterable[Pod], nodes: Sequence[Node]
) -> list[Pod]:
    """Return the Pods with a node each; without one if none fits.

    The node with the fewest Pods of the same workload wins, then the one with the fewest Pods, then the first.
    """
    load = Counter(pod.node for pod in running)
    load.update(one.pod.node for one in waiting if one.pod.node)
    placed = [one.pod for one in waiting if one.pod.node]
    for group in _groups(one for one in waiting if not one.pod.node):
        fitting = [node.name for node in nodes if _fits(group[0].node_selector, node)]
        queue = [(0, load[name], name) for name in fitting]
        heapq.heapify(queue)
        for one in group:
            if not queue:
                placed.append(one.pod)
                continue
            same, total, name = queue[0]
            heapq.heapreplace(queue, (same + 1, total + 1, name))
            load[name] += 1
            placed.append(replace(one.pod, node=name))
    return placed


def _groups(waiting: Iterable[WrittenPod]) -> Iterable[list[WrittenPod]]:
    """Return the Pods by workload; a Pod of its own is a group of its own."""
    groups: dict[tuple[str, str], list[WrittenPod]] = defaultdict(list)
    for one in waiting:
        groups[one.pod.namespace, one.pod.owner or f"pod/{one.pod.name}"].append(one)
    return groups.values()


def _fits(selector: Mapping[str, str], node: Node) -> bool:
    return all(node.labels.get(key) == value for key, value in selector.items())


# Network plugin


def _assign_addresses(
    placed: Iterable[Pod], running: Iterable[Pod], nodes: Mapping[str, Node]
) -> Iterator[Pod]:
    """Return the Pods with the next free addresses of their node's Pod ranges, one of each."""
    taken: set[Address] = {ip for pod in running for ip in pod.ips}
    free: dict[str, Addresses] = {}
    for pod in sorted(placed, key=lambda one: (one.namespace, one.name)):
        node = nodes.get(pod.node)
        if node is None or pod.ips:
            yield pod
        elif pod.host_network:
            yield replace(pod, ips=_addresses_of(node))
        else:
            if node.name not in free:
                free[node.name] = Addresses(node.pod_ranges, taken, skip=FIRST_ADDRESSES)
            ranges = node.pod_ranges
            picked = (free[node.name].pick(one.version) for one in ranges)
            yield replace(pod, ips=tuple(ip for ip in picked if ip is not None))


def _addresses_of(node: Node) -> tuple[Address, ...]:
    found = (node.ip(family) for family in Family)
    return tuple(ip for ip in found if ip is not None)
