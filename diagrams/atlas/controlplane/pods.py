"""The part of the control plane that makes Pods: workload controllers, scheduler, network plugin."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from atlas.controlplane.allocate import Addresses
from atlas.controlplane.pod_index import PodsByLabel
from atlas.manifests.objects import Objects, Workload, WorkloadKind, WrittenPod
from atlas.manifests.pod_dns import dns_of
from atlas.manifests.problem import Expected, Facts, Problem, ProblemKind, Severity
from atlas.manifests.source import Keys
from atlas.model.gaps import Lack, WaitingPod
from atlas.model.network import Address, Family
from atlas.model.reference import Reference
from atlas.model.workload import Node, Pod, no_labels

FIRST_ADDRESSES = 1
"""How many addresses of a node's Pod range are the node's own: the bridge or gateway has the first."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A Pod that does not run, and what it would need."""

    pod: Pod
    kind: ProblemKind
    expected: Expected
    facts: Facts = ()
    node_selector: Mapping[str, str] = field(default_factory=no_labels)


_LACKS = {
    Expected.ADDRESS_OF_POD: Lack.STATUS,
    Expected.FITTING_NODE: Lack.NODE,
    Expected.EXISTING_OBJECT: Lack.NODE_OBJECT,
    Expected.ROOM_ON_NODE: Lack.POD_ADDRESS,
}


@dataclass(frozen=True, slots=True)
class CompletedPods:
    """All Pods that run, with node and addresses; those that cannot; and warnings about them."""

    running: list[Pod]
    waiting: tuple[WaitingPod, ...]
    problems: list[Problem]


def complete_pods(objects: Objects) -> CompletedPods:
    """Return what becomes of all Pods that are written or that workloads ask for."""
    nodes = {node.name: node for node in objects.nodes}
    pods = [one.pod for one in objects.pods if one.observed and one.pod.ips]
    left_out = [
        LeftOut(one.pod, ProblemKind.SKIPPED, Expected.ADDRESS_OF_POD)
        for one in objects.pods
        if one.observed and not one.pod.ips
    ]
    waiting = sorted(
        (*(one for one in objects.pods if not one.observed), *_pods_of_workloads(objects)),
        key=lambda one: (one.pod.namespace, one.pod.name),
    )
    selectors = {one.pod.reference: one.node_selector for one in waiting}
    placed = _schedule(waiting, pods, objects.nodes)
    for pod in _assign_addresses(placed, pods.copy(), nodes):
        if pod.ips and pod.node in nodes:
            pods.append(pod)
        else:
            left_out.append(_left_out(pod, nodes, selectors[pod.reference]))
    waits = tuple(map(_waiting, sorted(left_out, key=lambda one: one.pod.reference)))
    return CompletedPods(pods, waits, _warnings(objects, left_out))


def _waiting(one: LeftOut) -> WaitingPod:
    unmet = ", ".join(f"{key}={value}" for key, value in sorted(one.node_selector.items()))
    pod = one.pod
    return WaitingPod(pod.reference, _LACKS[one.expected], pod.labels, pod.node, unmet)


def _left_out(pod: Pod, nodes: Mapping[str, Node], selector: Mapping[str, str]) -> LeftOut:
    if not pod.node:
        facts: Facts = ()
        return LeftOut(pod, ProblemKind.SKIPPED, Expected.FITTING_NODE, facts, selector)
    if pod.node not in nodes:
        facts = (("target", f"node/{pod.node}"),)
        return LeftOut(pod, ProblemKind.NOT_FOUND, Expected.EXISTING_OBJECT, facts)
    return LeftOut(pod, ProblemKind.SKIPPED, Expected.ROOM_ON_NODE, (("node", pod.node),))


def _warnings(objects: Objects, left_out: Iterable[LeftOut]) -> list[Problem]:
    """Return one warning for all Pods of a workload that lack the same."""
    groups: dict[tuple[Reference, Expected], list[LeftOut]] = defaultdict(list)
    for one in left_out:
        groups[_origin(objects, one.pod), one.expected].append(one)
    problems: list[Problem] = []
    for (origin, expected), group in groups.items():
        first = min(group, key=lambda one: (len(one.pod.name), one.pod.name))
        facts = (("pod", str(first.pod.reference)), ("times", str(len(group))), *first.facts)
        document, severity = objects.documents.get(origin), Severity.WARNING
        if document is None:  # nobody has written it
            continue
        keys = _field(origin.kind, expected)
        problems.append(document.problem_at(keys, first.kind, expected, facts, severity=severity))
    return problems


def _origin(objects: Objects, pod: Pod) -> Reference:
    """Return what is written: the Pod, or the workload that it was made for."""
    if pod.reference in objects.documents:
        return pod.reference
    kind, _, name = pod.owner.partition("/")
    return Reference(kind, name, pod.namespace)


def _field(kind: str, expected: Expected) -> Keys:
    """Return the field of the Pod or workload that the warning is about."""
    spec: Keys = ("spec",) if kind == "pod" else ("spec", "template", "spec")
    match expected:
        case Expected.FITTING_NODE:
            return (*spec, "nodeSelector")
        case Expected.ADDRESS_OF_POD:
            return ("status", "podIP")
        case _:
            return (*spec, "nodeName")


# Workload controllers


def _pods_of_workloads(objects: Objects) -> Iterator[WrittenPod]:
    """A workload that has Pods already gets no more: the manifests then show a cluster that runs."""
    if not objects.workloads:
        return
    existing = PodsByLabel(one.pod for one in objects.pods)
    names = {(one.pod.namespace, one.pod.name) for one in objects.pods}
    owners = {
        (one.namespace, one.path)
        for one in objects.workloads
        if one.kind != WorkloadKind.CRON_JOB  # what its Jobs do, they say themselves
    }
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
    if workload.kind == WorkloadKind.DAEMON_SET:
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
    stateful = workload.kind == WorkloadKind.STATEFUL_SET
    dns_policy, dns_config = dns_of(spec)
    pod = Pod(
        namespace=workload.namespace,
        name=name,
        node=node,
        ips=(),
        labels=workload.labels,
        ports=spec.ports,
        host_network=spec.host_network,
        hostname=name if stateful or workload.indexed else spec.hostname,
        subdomain=workload.service_name if stateful else spec.subdomain,
        owner=workload.path,
        dns_policy=dns_policy,
        dns_config=dns_config,
        listening=spec.listening,
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
