"""Checking: do the objects fit each other? What one object can contain by itself, `decode` has checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from atlas.controlplane.network import complete_network
from atlas.manifests.fields import nearest
from atlas.manifests.objects import Mention, Objects
from atlas.manifests.problem import Expected, Facts, Problem, ProblemKind, Severity
from atlas.manifests.source import Keys
from atlas.model.cluster import Cluster
from atlas.model.gaps import EndpointsGap
from atlas.model.network import Address, contains
from atlas.model.reference import Reference
from atlas.model.service import EndpointSlice, Service
from atlas.model.service_rules import TYPES_WITH_NODE_PORTS, has_endpoints
from atlas.model.workload import Pod, matches
from atlas.world.shared_selectors import warn_about_shared_selectors

MOST_PODS = 150_000
"""As many as the largest cluster that Kubernetes is tested with (FACTS 9)."""
OFTEN_LEFT_OUT = frozenset(
    {"ingressclass", "gatewayclass", "gateway", "listenerset", "xlistenerset"}
)
"""Kinds that a dump of a cluster often lacks; then nothing is said about a missing one."""


def check(objects: Objects) -> list[Problem]:
    """Return what does not fit: numbers and addresses that two want, or that are outside their range."""
    return [
        *_check_node_ports(objects),
        *_check_cluster_ips(objects),
        *_check_number_of_pods(objects),
        *_check_mentions(objects),
    ]


def warn(objects: Objects, cluster: Cluster) -> list[Problem]:
    """Return what Kubernetes accepts although it can hardly be meant."""
    return [
        *_warn_about_selectors(objects, cluster),
        *warn_about_shared_selectors(objects, cluster),
        *_warn_about_pods(objects, cluster),
    ]


# Node ports


def _check_node_ports(objects: Objects) -> Iterator[Problem]:
    """A number belongs to one Service; within it, TCP and UDP may share the number (FACTS 3.6)."""
    network = complete_network(objects)
    first, last = network.node_port_range
    owners: dict[int, Service] = {}
    for one in objects.services:
        protocols: set[tuple[int, str]] = set()
        for keys, number, protocol in _numbers(one.service):
            other = owners.setdefault(number, one.service)
            if other is not one.service or (number, protocol) in protocols:
                kind, expected = ProblemKind.DUPLICATE, Expected.FREE_NUMBER
                facts: Facts = (("other", str(other.reference)),)
                yield _service_problem(objects, one.service, keys, kind, expected, facts, number)
            protocols.add((number, protocol))
            if not first <= number <= last:
                kind, expected = ProblemKind.INVALID, Expected.NUMBER_RANGE
                facts = (("low", str(first)), ("high", str(last)))
                yield _service_problem(objects, one.service, keys, kind, expected, facts, number)


def _numbers(service: Service) -> Iterator[tuple[Keys, int, str]]:
    if service.type not in TYPES_WITH_NODE_PORTS:
        return
    for index, port in enumerate(service.ports):
        if port.node_port:
            yield ("spec", "ports", index, "nodePort"), port.node_port, port.protocol
    if service.health_check_node_port:
        yield ("spec", "healthCheckNodePort"), service.health_check_node_port, "health check"


def _service_problem(
    objects: Objects,
    service: Service,
    keys: Keys,
    kind: ProblemKind,
    expected: Expected,
    facts: Facts,
    value: object,
) -> Problem:
    """What an API server has stored is right for its cluster, whose ranges we may not know: only a warning."""
    document = objects.documents[service.reference]
    severity = Severity.WARNING if document.stored else Severity.ERROR
    return document.problem_at(keys, kind, expected, facts, value=value, severity=severity)


# ClusterIPs


def _check_cluster_ips(objects: Objects) -> Iterator[Problem]:
    ranges = complete_network(objects).service_cidrs
    owners: dict[Address, Service] = {}
    for one in objects.services:
        for index, ip in enumerate(one.service.cluster_ips):
            keys = ("spec", "clusterIP") if index == 0 else ("spec", "clusterIPs", index)
            other = owners.setdefault(ip, one.service)
            if other is not one.service:
                kind, expected = ProblemKind.DUPLICATE, Expected.FREE_ADDRESS
                facts: Facts = (("other", str(other.reference)),)
                yield _service_problem(objects, one.service, keys, kind, expected, facts, str(ip))
            if objects.service_cidrs and not contains(ranges, ip):
                kind, expected = ProblemKind.INVALID, Expected.WITHIN_RANGE
                facts = (("ranges", ", ".join(map(str, ranges))),)
                yield _service_problem(objects, one.service, keys, kind, expected, facts, str(ip))


# Sizes


def _check_number_of_pods(objects: Objects) -> Iterator[Problem]:
    """More Pods than any cluster has must be a slip, and would take minutes to make."""
    totals = accumulate((one.replicas for one in objects.workloads), initial=len(objects.pods))
    next(totals)
    for workload, total in zip(objects.workloads, totals, strict=True):
        if total > MOST_PODS:
            facts = (("total", str(total)), ("limit", str(MOST_PODS)))
            document = objects.documents[workload.reference]
            keys, expected = ("spec", "replicas"), Expected.FEWER_PODS
            yield document.problem_at(keys, ProblemKind.TOO_MANY, expected, facts)
            return


# Mentions


def _check_mentions(objects: Objects) -> Iterator[Problem]:
    """Warn about objects that others name but nobody has written."""
    kinds = {reference.kind for reference in objects.documents}
    services = {one.service.reference: one.service for one in objects.services}
    for mention in objects.mentions:
        target = mention.target.without_port()
        if target not in objects.documents:
            if target.kind in kinds or target.kind not in OFTEN_LEFT_OUT:
                yield _missing(mention, objects.documents)
        elif mention.target.port and target in services:
            problem = _missing_port(mention, services[target])
            if problem is not None:
                yield problem


def _missing(mention: Mention, documents: Iterable[Reference]) -> Problem:
    target = mention.target.without_port()
    names = [
        one.name
        for one in documents
        if one.kind == target.kind and one.namespace == target.namespace
    ]
    return mention.document.problem_at(
        mention.keys,
        ProblemKind.NOT_FOUND,
        Expected.EXISTING_OBJECT,
        (("target", str(target)),),
        value=target.name,
        nearest=nearest(target.name, names),
        severity=Severity.WARNING,
    )


def _missing_port(mention: Mention, service: Service) -> Problem | None:
    wanted = mention.target.port
    keys = [one.name for one in service.ports if one.name] + [
        str(one.port) for one in service.ports
    ]
    if wanted in keys:
        return None
    return mention.document.problem_at(
        (*mention.keys[:-1], "port"),  # stands beside the name in Ingress and in HTTPRoute
        ProblemKind.NOT_FOUND,
        Expected.EXISTING_PORT,
        (("target", str(service.reference)), ("ports", ", ".join(keys))),
        value=wanted,
        nearest=nearest(wanted, keys),
        severity=Severity.WARNING,
    )


# Selectors


def _warn_about_selectors(objects: Objects, cluster: Cluster) -> Iterator[Problem]:
    """Only of Services whose slices the control plane made: written slices say themselves what they hold."""
    written = {(one.namespace, one.service) for one in objects.endpoint_slices}
    for one in objects.services:
        key = (one.service.namespace, one.service.name)
        is_written = one.service.reference in objects.documents
        if is_written and has_endpoints(one.service) and key not in written:
            slices = cluster.slices_by_service.get(key, ())
            if not any(one.endpoints for one in slices):
                problem = _without_endpoints(objects, one.service, cluster)
                if problem is not None:
                    yield problem
            else:
                yield from _unknown_target_ports(objects, one.service, slices)


def _without_endpoints(objects: Objects, service: Service, cluster: Cluster) -> Problem | None:
    """Return why a Service has no endpoints: its Pods do not run, or nobody has any; None if nobody can tell."""
    for one in cluster.gaps.endpoints:
        if one.service == service.reference and one.gap is EndpointsGap.NO_PODS:
            facts: Facts = (("namespace", service.namespace),)
            return _selector_warning(objects, service, Expected.PODS_IN_INPUT, facts)
        if one.service == service.reference:
            facts = (("other", one.other),)
            return _selector_warning(objects, service, Expected.PODS_OF_OTHER_OBJECT, facts)
    waiting = [
        one
        for one in cluster.gaps.waiting
        if one.reference.namespace == service.namespace and matches(service.selector, one.labels)
    ]
    if waiting:
        names = [str(one.reference) for one in waiting[:3]]
        pods = ", ".join(names) + (f" … ({len(waiting)})" if len(waiting) > len(names) else "")
        return _selector_warning(objects, service, Expected.RUNNING_PODS, (("pods", pods),))
    if any(
        one.namespace == service.namespace and matches(service.selector, one.labels)
        for one in cluster.pods
    ):
        return (
            None  # they have no address of the Service's families, or their port has no such name
        )
    return _selects_nothing(objects, service, cluster.pods)


def _selector_warning(
    objects: Objects, service: Service, expected: Expected, facts: Facts
) -> Problem:
    return objects.documents[service.reference].problem_at(
        ("spec", "selector"),
        ProblemKind.NOT_FOUND,
        expected,
        facts,
        value=dict(service.selector),
        severity=Severity.WARNING,
    )


def _selects_nothing(objects: Objects, service: Service, pods: Sequence[Pod]) -> Problem:
    labels = {
        value
        for pod in pods
        if pod.namespace == service.namespace
        for key, value in pod.labels.items()
        if key in service.selector
    }
    close = (nearest(value, labels) for value in service.selector.values() if value not in labels)
    return objects.documents[service.reference].problem_at(
        ("spec", "selector"),
        ProblemKind.NOT_FOUND,
        Expected.SELECTED_PODS,
        (("namespace", service.namespace),),
        value=dict(service.selector),
        nearest=next(close, ""),
        severity=Severity.WARNING,
    )


def _unknown_target_ports(
    objects: Objects, service: Service, slices: Sequence[EndpointSlice]
) -> Iterator[Problem]:
    found = {(port.name, port.protocol) for one in slices for port in one.ports}
    for index, port in enumerate(service.ports):
        if (port.name, port.protocol) not in found:
            yield objects.documents[service.reference].problem_at(
                ("spec", "ports", index, "targetPort"),
                ProblemKind.NOT_FOUND,
                Expected.NAMED_PORT_IN_PODS,
                (("protocol", port.protocol.value),),
                value=port.target_port,
                severity=Severity.WARNING,
            )


# Pods


def _warn_about_pods(objects: Objects, cluster: Cluster) -> Iterator[Problem]:
    """Only of Pods that were written by hand. In a real cluster the network plugin may ignore podCIDR."""
    owners: dict[Address, Pod] = {}
    for one in objects.pods:
        document = objects.documents.get(one.pod.reference)
        if document is None or not one.observed or document.stored:
            continue
        yield from _misplaced(objects, one.pod, cluster)
        for ip in () if one.pod.host_network else one.pod.ips:
            other = owners.setdefault(ip, one.pod)
            if other is not one.pod:
                facts = (("other", str(other.reference)),)
                kind, expected = ProblemKind.DUPLICATE, Expected.FREE_ADDRESS
                yield _pod_warning(objects, one.pod, kind, expected, facts, str(ip))


def _misplaced(objects: Objects, pod: Pod, cluster: Cluster) -> Iterator[Problem]:
    node = cluster.node_by_name.get(pod.node)
    if node is None or node.reference in cluster.gaps.assumed:
        written = [one for one in cluster.nodes if one.reference not in cluster.gaps.assumed]
        if pod.node and written:
            facts: Facts = (("target", f"node/{pod.node}"),)
            yield objects.documents[pod.reference].problem_at(
                ("spec", "nodeName"),
                ProblemKind.NOT_FOUND,
                Expected.EXISTING_OBJECT,
                facts,
                value=pod.node,
                nearest=nearest(pod.node, (one.name for one in written)),
                severity=Severity.WARNING,
            )
    elif node.pod_ranges and not pod.host_network:
        for ip in pod.ips:
            if not contains(node.pod_ranges, ip):
                facts = (("node", node.name), ("ranges", ", ".join(map(str, node.pod_ranges))))
                kind, expected = ProblemKind.INVALID, Expected.WITHIN_POD_RANGE
                yield _pod_warning(objects, pod, kind, expected, facts, str(ip))


def _pod_warning(
    objects: Objects, pod: Pod, kind: ProblemKind, expected: Expected, facts: Facts, value: str
) -> Problem:
    document = objects.documents[pod.reference]
    keys, severity = ("status", "podIP"), Severity.WARNING
    return document.problem_at(keys, kind, expected, facts, value=value, severity=severity)
