"""Questions that are alike are asked once, and answered as if each had been asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.cluster import Cluster, PodNetwork
from atlas.model.service import EndpointSlice, Service, ServiceType, TrafficPolicy
from atlas.model.workload import Pod
from atlas.report import alike
from atlas.report.alike import Answers, Question
from atlas.report.matrix import matrix, usual_sources
from atlas.tracer.trace import Entry, Flow
from support.clusters import endpoint, node_port, pod, service, slice_of, small_cluster
from support.strategies import clusters
from support.thoroughness import examples


def many_services(count: int = 12) -> Cluster:
    """Return the small cluster with so many Services more, each with two Pods on neighbouring nodes."""
    cluster = small_cluster()
    names = [node.name for node in cluster.nodes]
    pods: list[Pod] = []
    services: list[Service] = []
    slices: list[EndpointSlice] = []
    for number in range(count):
        name, ip = f"many-{number}", f"10.96.1.{number + 1}"
        behind: list[Pod] = []
        for at in range(2):
            node = (number + at) % len(names)
            address = f"10.244.{node + 1}.{150 + 2 * number + at}"
            behind.append(pod(f"{name}-{at}", names[node], address))
        if number % 2:
            ports = (node_port(31000 + number),)
            made = service(name, ip, kind=ServiceType.NODE_PORT, ports=ports)
        else:
            made = service(name, ip)
        pods += behind
        services.append(made)
        slices.append(slice_of(made, map(endpoint, behind)))
    return replace(
        cluster,
        pods=tuple(sorted((*cluster.pods, *pods), key=lambda one: one.reference)),
        services=tuple(sorted((*cluster.services, *services), key=lambda one: one.reference)),
        endpoint_slices=(*cluster.endpoint_slices, *slices),
    )


def asked_one_by_one(cluster: Cluster, *, vary: bool) -> list[tuple[object, ...]]:
    """Return the rows of the table without an answer that stands for another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Answers, "to", lambda _, question: question.ask())
        return rows(cluster, vary=vary)


def rows(cluster: Cluster, *, vary: bool) -> list[tuple[object, ...]]:
    """Return the rows of the table: question and endings."""
    sources = (*usual_sources(cluster), *(str(one.reference) for one in cluster.pods))
    found = matrix(cluster, tuple(dict.fromkeys(sources)), cluster.services, vary=vary)
    return [(*row.question, row.endings) for row in found]


@pytest.mark.parametrize("network", PodNetwork)
def test_services_that_are_alike_are_asked_once(network: PodNetwork) -> None:
    cluster = many_services()
    cluster = replace(cluster, network=replace(cluster.network, pod_network=network))
    asked: list[Question] = []
    ask = Question.ask

    def counted(question: Question) -> alike.Found:
        asked.append(question)
        return ask(question)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Question, "ask", counted)
        found = rows(cluster, vary=True)
    assert found == asked_one_by_one(cluster, vary=True)
    assert len(asked) < len(found) / 2


@given(clusters(), st.booleans())
@examples(60)
def test_any_cluster_is_answered_as_if_each_question_were_asked(
    cluster: Cluster, vary: bool
) -> None:
    assert rows(cluster, vary=vary) == asked_one_by_one(cluster, vary=vary)


def test_what_the_second_question_of_a_kind_contradicts_is_told_of_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster = many_services()
    monkeypatch.setattr(Answers, "_key", lambda *_: "all alike")
    refused = question(cluster, "many-1", Entry.NODE_PORT, "198.51.100.7")
    others = [question(cluster, "many-0", Entry.CLUSTER_IP, one) for one in usual_sources(cluster)]
    answers = Answers(cluster)
    for one in (refused, *others):
        assert answers.to(one) == one.ask()


def question(cluster: Cluster, name: str, entry: Entry, source: str) -> Question:
    """Return the question from a source to a Service by one of its entries."""
    found = next(one for one in cluster.services if one.name == name)
    node = cluster.nodes[0].name if entry is Entry.NODE_PORT else ""
    flow = Flow(source, f"service/{name}", entry, node)
    return Question(flow, found, 0, None, lambda: cluster)


def test_a_policy_that_differs_makes_another_kind() -> None:
    cluster = many_services()
    local = replace(
        cluster,
        services=tuple(
            replace(one, internal_traffic_policy=TrafficPolicy.LOCAL)
            if one.name == "many-4"
            else one
            for one in cluster.services
        ),
    )
    assert rows(local, vary=False) == asked_one_by_one(local, vary=False)
