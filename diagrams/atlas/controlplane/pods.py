"""The part of the control plane that makes Pods: workload controllers and network plugin, with the scheduler between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from atlas.controlplane.allocate import Addresses
from atlas.controlplane.pod_index import PodsByLabel
from atlas.controlplane.scheduler import of_daemon, refusal, schedule
from atlas.controlplane.sidecars import with_sidecar_of_namespace
from atlas.manifests.objects import Objects, Workload, WorkloadKind, WrittenPod
from atlas.manifests.pod_dns import dns_of
from atlas.manifests.problem import Expected, Facts, Problem, ProblemKind, Severity
from atlas.manifests.source import Keys
from atlas.model.gaps import Lack, WaitingPod
from atlas.model.network import Address, Family
from atlas.model.reference import Reference
from atlas.model.workload import Node, Pod

FIRST_ADDRESSES = 1
"""How many addresses of a node's Pod range are the node's own: the bridge or gateway has the first."""


MOST_TOLD = 5
"""How many nodes are named where a Pod fits on none."""
Refusals = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A Pod that does not run, and what it would need."""

    pod: Pod
    kind: ProblemKind
    expected: Expected
    facts: Facts = ()
    why: str = ""


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
    """Return all Pods that are written or that workloads ask for, placed and completed."""
    nodes = {node.name: node for node in objects.nodes}
    pods = [one.pod for one in objects.pods if one.observed and one.pod.ips]
    left_out = [
        LeftOut(one.pod, ProblemKind.SKIPPED, Expected.ADDRESS_OF_POD)
        for one in objects.pods
        if one.observed and not one.pod.ips
    ]
    made = (*(one for one in objects.pods if not one.observed), *_pods_of_workloads(objects))
    waiting = sorted(
        (with_sidecar_of_namespace(one, objects.sidecars) for one in made),
        key=lambda one: (one.pod.namespace, one.pod.name),
    )
    observed = [(one.pod, one.placement) for one in objects.pods if one.observed and one.pod.ips]
    scheduled = schedule(waiting, observed, objects.nodes, objects.namespaces)
    for pod in _assign_addresses(scheduled.pods, pods.copy(), nodes):
        if pod.ips and pod.node in nodes:
            pods.append(pod)
        else:
            refusals = scheduled.refusals.get((pod.namespace, pod.name), ())
            left_out.append(_left_out(pod, nodes, refusals))
    waits = tuple(map(_waiting, sorted(left_out, key=lambda one: one.pod.reference)))
    return CompletedPods(pods, waits, _warnings(objects, left_out))


def _waiting(one: LeftOut) -> WaitingPod:
    pod = one.pod
    return WaitingPod(pod.reference, _LACKS[one.expected], pod.labels, pod.node, one.why)


def _left_out(pod: Pod, nodes: Mapping[str, Node], refusals: Refusals) -> LeftOut:
    if not pod.node:
        why = _told(refusals)
        return LeftOut(pod, ProblemKind.SKIPPED, Expected.FITTING_NODE, (("why", why),), why)
    if pod.node not in nodes:
        facts = (("target", f"node/{pod.node}"),)
        return LeftOut(pod, ProblemKind.NOT_FOUND, Expected.EXISTING_OBJECT, facts)
    return LeftOut(pod, ProblemKind.SKIPPED, Expected.ROOM_ON_NODE, (("node", pod.node),))


def _told(refusals: Refusals) -> str:
    """Return what keeps a Pod from which nodes, in the words of the API: `node-a: nodeSelector disk=ssd`."""
    if not refusals:
        return "-"
    if all(rule == refusals[0][1] for _, rule in refusals) and len(refusals) > 1:
        return f"{_listed([name for name, _ in refusals])}: {refusals[0][1]}"
    return _listed([f"{name}: {rule}" for name, rule in refusals], "; ")


def _listed(texts: Sequence[str], between: str = ", ") -> str:
    more = f" … ({len(texts)})" if len(texts) > MOST_TOLD else ""
    return between.join(texts[:MOST_TOLD]) + more


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
        keys = _field(origin.kind, expected, first.why)
        problems.append(document.problem_at(keys, first.kind, expected, facts, severity=severity))
    return problems


def _origin(objects: Objects, pod: Pod) -> Reference:
    """Return what is written: the Pod, or the workload that it was made for."""
    if pod.reference in objects.documents:
        return pod.reference
    kind, _, name = pod.owner.partition("/")
    return Reference(kind, name, pod.namespace)


def _field(kind: str, expected: Expected, why: str) -> Keys:
    """Return the field of the Pod or workload that the warning is about."""
    spec: Keys = ("spec",) if kind == "pod" else ("spec", "template", "spec")
    match expected:
        case Expected.FITTING_NODE:
            return (*spec, next((one for word, one in _FIELDS if word in why), "nodeSelector"))
        case Expected.ADDRESS_OF_POD:
            return ("status", "podIP")
        case _:
            return (*spec, "nodeName")


_FIELDS = (
    ("taint ", "tolerations"),
    ("nodeAffinity", "affinity"),
    ("ffinity", "affinity"),
    ("topologySpreadConstraints", "topologySpreadConstraints"),
    ("schedulingGates", "schedulingGates"),
    ("hostPort", "containers"),
)
"""Which field a rule is written in. What keeps a Pod from a node by its selector comes first in the Pod's spec."""


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
        spec = workload.spec
        placement = of_daemon(spec.placement, host_network=spec.host_network)
        fitting = [one for one in nodes if not refusal(spec.node_selector, placement, one)]
        places = [one.name for one in sorted(fitting, key=lambda node: node.name)]
    else:
        places = [""] * workload.replicas
    number = workload.first
    for place in places:
        while (workload.namespace, f"{workload.name}-{number}") in names:
            number += 1
        yield _pod_of(workload, f"{workload.name}-{number}", place)
        number += 1


def _pod_of(workload: Workload, name: str, only_node: str) -> WrittenPod:
    """The Pods of a StatefulSet have names in DNS: under the Service that it names."""
    spec = workload.spec
    stateful = workload.kind == WorkloadKind.STATEFUL_SET
    dns_policy, dns_config = dns_of(spec)
    pod = Pod(
        namespace=workload.namespace,
        name=name,
        node=spec.node,
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
    placement = spec.placement
    if only_node:
        placement = of_daemon(placement, host_network=spec.host_network)
    return WrittenPod(pod, spec.node_selector, placement, only_node)


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
