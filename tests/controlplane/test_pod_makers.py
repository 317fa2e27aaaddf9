"""Kinds beside Deployment and its like that make Pods: by their API, or by their shape."""

from __future__ import annotations

from pathlib import Path

from atlas.manifests.decode import decode_all
from atlas.manifests.problem import Expected
from atlas.manifests.read import parse
from support.cases import cases
from support.manifests import NODES, cluster_of, workload

TEMPLATE = "template: {metadata: {labels: {app: it}}, spec: {containers: [{name: c, image: x}]}}"


def object_of(version: str, kind: str, spec: str, more: str = "") -> str:
    spec = spec.replace("TEMPLATE", TEMPLATE)
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: it{more}}}\nspec: {spec}\n"


@cases(
    """
    version                   kind                   spec                                                      pods
    v1                        ReplicationController  {replicas: 2, TEMPLATE}                                   it-1 it-2
    v1                        ReplicationController  {replicas: 0, TEMPLATE}                                   -
    batch/v1                  Job                    {TEMPLATE}                                                it-1
    batch/v1                  Job                    {parallelism: 3, TEMPLATE}                                it-1 it-2 it-3
    batch/v1                  Job                    {parallelism: 3, completions: 2, TEMPLATE}                it-1 it-2
    batch/v1                  Job                    {completions: 5, TEMPLATE}                                it-1
    batch/v1                  Job                    {suspend: true, TEMPLATE}                                 -
    batch/v1                  Job                    {completions: 2, parallelism: 2, completionMode: Indexed, TEMPLATE}  it-0 it-1
    batch/v1                  CronJob                {schedule: "@daily", jobTemplate: {spec: {TEMPLATE}}}     it-1
    batch/v1                  CronJob                {schedule: "@daily", suspend: true, jobTemplate: {spec: {TEMPLATE}}}  -
    argoproj.io/v1alpha1      Rollout                {replicas: 2, selector: {matchLabels: {app: it}}, TEMPLATE}  it-1 it-2
    apps.kruise.io/v1alpha1   CloneSet               {TEMPLATE}                                                it-1
    apps.kruise.io/v1beta1    StatefulSet            {replicas: 2, TEMPLATE}                                   it-1 it-2
    apps.kruise.io/v1alpha1   DaemonSet              {TEMPLATE}                                                it-1 it-2 it-3
    apps.openshift.io/v1      DeploymentConfig       {replicas: 1, selector: {app: it}, TEMPLATE}              it-1
    example.org/v1            Machine                {template: {metadata: {labels: {app: it}}}}               -
    v1                        PodTemplate            {TEMPLATE}                                                -
    """,
    source="core/v1 ReplicationControllerSpec, batch/v1 JobSpec; the others by their shape",
)
def test_pods(version: str, kind: str, spec: str, pods: str) -> None:
    cluster = cluster_of(NODES, object_of(version, kind, spec))
    assert [one.name for one in cluster.pods] == pods.split()


def test_the_pods_of_a_job_have_its_name_as_a_label() -> None:
    """Services select them by it."""
    (pod,) = cluster_of(NODES, object_of("batch/v1", "Job", "{TEMPLATE}")).pods
    assert pod.labels["job-name"] == pod.labels["batch.kubernetes.io/job-name"] == "it"


def test_an_indexed_job_has_host_names() -> None:
    spec = "{parallelism: 2, completions: 2, completionMode: Indexed, TEMPLATE}"
    cluster = cluster_of(NODES, object_of("batch/v1", "Job", spec))
    assert [one.hostname for one in cluster.pods] == ["it-0", "it-1"]


def test_a_dump_tells_itself_which_jobs_work() -> None:
    more = ', uid: a, resourceVersion: "1"'
    job, cron = (
        object_of("batch/v1", "Job", "{TEMPLATE}", more),
        "{jobTemplate: {spec: {TEMPLATE}}, schedule: a}",
    )
    ended = f'{job}status: {{succeeded: 1, conditions: [{{type: Complete, status: "True"}}]}}\n'
    active = f"{job}status: {{active: 1}}\n"
    waiting = f"{job}status: {{startTime: a}}\n"
    counted = [len(cluster_of(NODES, one).pods) for one in (ended, active, waiting)]
    assert counted == [0, 1, 0]
    assert len(cluster_of(NODES, job).pods) == 1  # without a status nobody has looked at it yet
    assert not cluster_of(NODES, object_of("batch/v1", "CronJob", cron, more)).pods


def test_a_kind_of_that_shape_is_named_once() -> None:
    text = object_of("argoproj.io/v1alpha1", "Rollout", "{TEMPLATE}")
    other = text.replace("name: it}", "name: other}")
    _, problems = decode_all(parse(f"{text}---\n{other}", Path("a.yaml")))
    assert [(one.expected, dict(one.facts)) for one in problems] == [
        (Expected.POD_TEMPLATE, {"template": "spec.template", "times": "2"})
    ]


def test_the_owner_of_a_replica_set_makes_the_pods() -> None:
    owned = workload("it-5d8f", 1, "ReplicaSet").replace(
        "metadata: {name: it-5d8f}",
        "metadata: {name: it-5d8f, ownerReferences: [{apiVersion: argoproj.io/v1alpha1, kind: Rollout,"
        " name: it, uid: a, controller: true}]}",
    )
    rollout = object_of("argoproj.io/v1alpha1", "Rollout", "{TEMPLATE}")
    assert [one.name for one in cluster_of(NODES, rollout, owned).pods] == ["it-1"]
