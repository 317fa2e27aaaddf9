"""What the client feels under each value of each traffic policy, by where there are ready Pods."""

from collections.abc import Iterator

from atlas.model.cluster import Cluster
from atlas.model.service import TrafficPolicy
from atlas.tables import Case, Column, Table, main
from atlas.tables.cells import said
from atlas.tables.roles import node_with, node_without, pods_behind
from atlas.tables.traced import verdicts
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace
from atlas.what_if.rows import external_policy, internal_policy, pod_not_ready

OPENED, INSIDE = "service/web-nodeport", "service/web"
HERE = Text(ko="이 노드에 있음", en="on this node")
ELSEWHERE = Text(ko="다른 노드에만 있음", en="on other nodes only")
NOWHERE = Text(ko="어디에도 없음", en="nowhere")


def situations(cluster: Cluster) -> Iterator[Case]:
    near, far = node_with(cluster, OPENED).name, node_without(cluster, OPENED).name
    none_ready = tuple(pod_not_ready(str(pod.reference)) for pod in pods_behind(cluster, OPENED))
    yield Case(HERE, at(near))
    yield Case(ELSEWHERE, at(far))
    yield Case(NOWHERE, at(near), none_ready)


def at(node: str) -> Flow:
    """Return the connection from outside to that node."""
    return Flow("client/laptop", OPENED, Entry.NODE_PORT, node)


def external(policy: TrafficPolicy) -> Column[Case]:
    heading = {
        TrafficPolicy.CLUSTER: Text(ko="외부 Cluster", en="External Cluster"),
        TrafficPolicy.LOCAL: Text(ko="외부 Local", en="External Local"),
    }
    what_if = external_policy(OPENED, policy)
    return Column(heading[policy], lambda cluster, case: verdicts(case.answer(cluster, what_if)))


def internal(policy: TrafficPolicy) -> Column[Case]:
    """Return the column of a process on the node itself."""
    heading = {
        TrafficPolicy.CLUSTER: Text(ko="내부 Cluster", en="Internal Cluster"),
        TrafficPolicy.LOCAL: words.INTERNAL_LOCAL,
    }
    what_if = internal_policy(INSIDE, policy)

    def cell(cluster: Cluster, case: Case) -> Text:
        flow = Flow(f"node/{case.flow.node}", INSIDE, Entry.CLUSTER_IP)
        return verdicts(trace(case.after(cluster, what_if), flow))

    return Column(heading[policy], cell)


TABLE = Table(
    title=Text(ko="트래픽 정책과 연결 실패", en="Traffic policies and failing connections"),
    cases=situations,
    columns=(
        Column(Text(ko="준비된 파드", en="Ready Pods"), said),
        *map(external, TrafficPolicy),
        *map(internal, TrafficPolicy),
    ),
)

if __name__ == "__main__":
    main(TABLE)
