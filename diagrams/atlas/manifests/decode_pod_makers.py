"""Jobs, CronJobs, ReplicationControllers, and objects of any kind that hold a Pod template and so make Pods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from atlas.manifests import api_fields
from atlas.manifests.decode_workloads import MOST_REPLICAS, read_pod_template
from atlas.manifests.document import Document
from atlas.manifests.fields import Report, Section
from atlas.manifests.metadata import Metadata, read_label_selector, read_metadata
from atlas.manifests.objects import Objects, Workload, WorkloadKind
from atlas.manifests.problem import Expected, Problem, ProblemKind, Severity
from atlas.manifests.source import Keys
from atlas.model.selector import LabelSelector
from atlas.model.workload import NO_LABELS

JOB_NAME_LABELS: tuple[str, ...] = ("batch.kubernetes.io/job-name", "job-name")
_INDEXED = "Indexed"
_ENDED = ("Complete", "Failed")


def read_replication_controller(root: Section, objects: Objects) -> None:
    """Its selector is a plain mapping, and that of the template's labels if nothing is written."""
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.REPLICATION_CONTROLLER_SPEC)
    spec.require("template")
    labels, pods = read_pod_template(spec.section("template"))
    selector = LabelSelector(spec.labels("selector") or labels)
    if spec.has("template") and (selector.empty or not selector.accepts(labels)):
        spec.error("selector", ProblemKind.INVALID, Expected.LABELS_OF_TEMPLATE)
    objects.workloads.append(
        Workload(
            kind=WorkloadKind.REPLICATION_CONTROLLER,
            namespace=metadata.namespace,
            name=metadata.name,
            replicas=spec.number("replicas", 0, MOST_REPLICAS, default=1),
            selector=selector,
            labels=labels,
            spec=pods,
            owner=metadata.owner,
        )
    )


# Jobs


def read_job(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec, status = root.section("spec"), root.section("status")
    spec.only(api_fields.JOB_SPEC)
    replicas = _running_at_once(spec)
    if root.document.stored and (status.values or not replicas):
        replicas = status.number("active", 0, MOST_REPLICAS)
    if any(
        one.text("type") in _ENDED and one.text("status") == "True"
        for one in status.sections("conditions")
    ):
        replicas = 0
    names = dict.fromkeys(JOB_NAME_LABELS, metadata.name)
    objects.workloads.append(_job(WorkloadKind.JOB, metadata, spec, replicas, names))


def read_cron_job(root: Section, objects: Objects) -> None:
    """Written by hand it stands for one Job at work. In a dump the Jobs that it has made speak for themselves."""
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.CRON_JOB_SPEC)
    spec.require("schedule")
    template = spec.section("jobTemplate")
    template.only(api_fields.JOB_TEMPLATE)
    job = template.section("spec")
    job.only(api_fields.JOB_SPEC)
    works = not (spec.flag("suspend") or root.document.stored)
    replicas = _running_at_once(job) if works else 0
    objects.workloads.append(_job(WorkloadKind.CRON_JOB, metadata, job, replicas, NO_LABELS))


def _running_at_once(spec: Section) -> int:
    """Return how many Pods of a Job run at the same time when it has begun (batch/v1 JobSpec)."""
    parallelism = spec.number("parallelism", 0, MOST_REPLICAS, default=1)
    completions = spec.number("completions", 0, MOST_REPLICAS, default=parallelism)
    return 0 if spec.flag("suspend") else min(parallelism, completions)


def _job(
    kind: WorkloadKind, metadata: Metadata, spec: Section, replicas: int, names: Mapping[str, str]
) -> Workload:
    """The Pods of an Indexed Job have names in DNS, numbered from 0, under the `subdomain` of their template."""
    spec.require("template")
    written, pods = read_pod_template(spec.section("template"))
    labels = {**names, **written}
    indexed = spec.text("completionMode") == _INDEXED and kind is WorkloadKind.JOB
    selector = read_label_selector(spec.section("selector"))
    return Workload(
        kind=kind,
        namespace=metadata.namespace,
        name=metadata.name,
        replicas=replicas,
        selector=LabelSelector(labels) if selector.empty else selector,
        labels=labels,
        spec=pods,
        first=0 if indexed else 1,
        owner=metadata.owner,
        indexed=indexed,
    )


# Any kind, by its shape

_TEMPLATES: tuple[Keys, ...] = (
    ("spec", "template"),
    ("spec", "podTemplate"),
    ("spec", "jobTemplate", "spec", "template"),
)
_MAKES_NONE = frozenset({"PodTemplate", "ControllerRevision"})
_LIKE: Mapping[str, WorkloadKind] = {
    "DaemonSet": WorkloadKind.DAEMON_SET,
    "StatefulSet": WorkloadKind.STATEFUL_SET,
}
"""What the name of a kind ends with, and which of Kubernetes' own behaves like that."""


class _Lenient(Report):
    """Notes what is odd about an object whose rules nobody here knows; none of it is an error."""

    def add(
        self,
        keys: Keys,
        kind: ProblemKind,
        expected: Expected,
        facts: tuple[tuple[str, str], ...] = (),
        *,
        value: object = None,
        nearest: str = "",
        severity: Severity = Severity.WARNING,
    ) -> None:
        del severity
        warning = Severity.WARNING
        super().add(keys, kind, expected, facts, value=value, nearest=nearest, severity=warning)


def template_of(document: Document) -> Keys:
    """Return where an object of an unknown kind keeps the template of its Pods; () if it has none."""
    if document.kind in _MAKES_NONE:
        return ()
    for keys in _TEMPLATES:
        containers = document.value_at((*keys, "spec", "containers"))
        if isinstance(containers, list) and containers:
            return keys
    return ()


def read_by_shape(
    document: Document, keys: Keys, objects: Objects, problems: list[Problem]
) -> None:
    """Make of an object with a Pod template what most controllers would: `replicas` Pods, or one on each node."""
    root = Section(document.value, _Lenient(document, problems))
    metadata = read_metadata(root)
    section = root
    for key in keys:
        section = section.section(str(key))
    labels, pods = read_pod_template(section)
    spec = root.section("spec")
    objects.documents[document.reference] = document
    objects.workloads.append(
        Workload(
            kind=_LIKE.get(document.kind, document.kind),
            namespace=metadata.namespace,
            name=metadata.name,
            replicas=_replicas(document),
            selector=_selector(spec, labels),
            labels=labels,
            spec=pods,
            service_name=spec.text("serviceName"),
            owner=metadata.owner,
        )
    )


def _replicas(document: Document) -> int:
    """Return how many Pods it wants: `replicas`, or one. Nothing runs while it is suspended or paused at none."""
    if document.value_at(("spec", "suspend")) is True:
        return 0
    wanted = document.value_at(("spec", "replicas"))
    if not isinstance(wanted, int) or isinstance(wanted, bool):
        return 1
    return max(0, min(wanted, MOST_REPLICAS))


def _selector(spec: Section, labels: Mapping[str, str]) -> LabelSelector:
    """Return the selector, whichever of the two forms it has; that of the template's labels if there is none."""
    written = spec.values.get("selector")
    if not isinstance(written, dict):
        return LabelSelector(labels)
    known = cast("dict[str, Any]", written)
    if "matchLabels" in known or "matchExpressions" in known:
        return read_label_selector(spec.section("selector"))
    return LabelSelector(spec.labels("selector"))
