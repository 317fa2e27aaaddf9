"""Selectors that select more than was meant: Pods of several workloads, of which some do not serve the port."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from atlas.controlplane.endpoint_slices import port_number
from atlas.controlplane.pod_index import PodsByLabel
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, Problem, ProblemKind, Severity
from atlas.model.cluster import Cluster
from atlas.model.selector import LabelSelector
from atlas.model.service import Service, ServicePort
from atlas.model.service_rules import has_endpoints
from atlas.model.workload import Pod


def warn_about_shared_selectors(objects: Objects, cluster: Cluster) -> Iterator[Problem]:
    """Yield the Services that share their traffic out to Pods of several workloads without need.

    Two Deployments behind one Service are nothing special (canary, blue and green). But a Job that has the labels of the
    Deployment beside it, as charts make them, gets connections that it does not expect: it declares no such port.
    """
    index = PodsByLabel(cluster.pods)
    for written in objects.services:
        service = written.service
        if not has_endpoints(service) or service.reference not in objects.documents:
            continue
        by_owner: dict[str, list[Pod]] = defaultdict(list)
        for pod in index.selected(service.namespace, LabelSelector(service.selector)):
            by_owner[pod.owner or f"pod/{pod.name}"].append(pod)
        yield from _of_service(objects, service, by_owner)


def _of_service(
    objects: Objects, service: Service, by_owner: Mapping[str, Sequence[Pod]]
) -> Iterator[Problem]:
    for port in service.ports:
        silent = [one for one, pods in by_owner.items() if not _declares(port, pods[0])]
        if not silent or len(silent) == len(by_owner):
            continue
        yield objects.documents[service.reference].problem_at(
            ("spec", "selector"),
            ProblemKind.TOO_MANY,
            Expected.PODS_OF_ONE_WORKLOAD,
            (
                ("workloads", ", ".join(sorted(by_owner))),
                ("other", ", ".join(sorted(silent))),
                ("port", str(port.target_port)),
            ),
            severity=Severity.WARNING,
        )
        return


def _declares(port: ServicePort, pod: Pod) -> bool:
    number = port_number(port, pod)
    return any(one.number == number and one.protocol is port.protocol for one in pod.ports)
