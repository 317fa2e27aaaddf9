"""Who gets the next connection with `sessionAffinity: ClientIP`, after a first one has ended at a Pod."""

from collections.abc import Iterator
from dataclasses import replace

from atlas.model.cluster import Cluster
from atlas.model.outside import Forwarding
from atlas.model.reference import parse_reference
from atlas.model.service import SessionAffinity, TrafficPolicy
from atlas.tables import Case, Column, Table, main
from atlas.tables.cells import joined, said
from atlas.tables.traced import shares_of
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.history import connected_before, time_passed
from atlas.what_if.row import WhatIf
from atlas.what_if.rows import (
    balancer_forwards_as,
    external_policy,
    pod_not_ready,
    session_affinity,
)

STICKY, BALANCED, POD = "service/web-sticky", "service/web-lb", "pod/web-2"
AT_NODE_PORT = Flow("client/laptop", STICKY, Entry.NODE_PORT, "node-c")
AT_CLUSTER_IP = Flow("pod/client", STICKY, Entry.CLUSTER_IP)
AT_BALANCER = Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER, "node-b")
THROUGH_PROXY = balancer_forwards_as("edge", Forwarding.PROXY)
LOCAL = external_policy(BALANCED, TrafficPolicy.LOCAL)


def next_connections(cluster: Cluster) -> Iterator[Case]:
    yield from at_a_node_port(cluster)
    yield Case(
        Text(
            ko="클라이언트가 파드일 때, 클러스터 IP 다음에 자기 노드의 노드 포트",
            en="a Pod as client: first the cluster IP, then the node port of its own node",
        ),
        replace(AT_CLUSTER_IP, entry=Entry.NODE_PORT, node=node_of(cluster, AT_CLUSTER_IP.source)),
        (connected_before(AT_CLUSTER_IP, POD),),
    )
    yield from through_a_balancer()


def at_a_node_port(cluster: Cluster) -> Iterator[Case]:
    timeout = cluster.service_by_reference[parse_reference(STICKY)].session_affinity_timeout
    known = connected_before(AT_NODE_PORT, POD)
    unready = pod_not_ready(POD)
    yield Case(
        Text(ko="같은 클라이언트, 같은 노드", en="same client, same node"), AT_NODE_PORT, (known,)
    )
    yield Case(
        Text(ko="같은 클라이언트, 다른 노드", en="same client, another node"),
        replace(AT_NODE_PORT, node=another_node(cluster, AT_NODE_PORT.node)),
        (known,),
    )
    yield Case(
        Text(ko="다른 클라이언트, 같은 노드", en="another client, same node"),
        replace(AT_NODE_PORT, source="client/database"),
        (known,),
    )
    yield Case(
        Text(
            ko="같은 클라이언트와 노드, 제한 시간 만료 1초 전",
            en="same client and node, one second before the timeout",
        ),
        AT_NODE_PORT,
        (known, time_passed(timeout - 1)),
    )
    yield Case(
        Text(
            ko="같은 클라이언트와 노드, 제한 시간이 만료되었을 때",
            en="same client and node, once the timeout is reached",
        ),
        AT_NODE_PORT,
        (known, time_passed(timeout)),
    )
    yield Case(
        Text(
            ko="같은 클라이언트와 노드, 파드가 준비되지 않은 동안",
            en="same client and node, while the Pod is not ready",
        ),
        AT_NODE_PORT,
        (known, unready),
    )
    yield Case(
        Text(
            ko="같은 클라이언트와 노드, 파드가 다시 준비된 뒤",
            en="same client and node, after the Pod is ready again",
        ),
        AT_NODE_PORT,
        (known, unready, time_passed(1), ready_again(cluster)),
    )


def ready_again(cluster: Cluster) -> WhatIf:
    """Return the change back to how the cluster was; what the nodes remember stays as it has become."""
    return WhatIf(POD, lambda changed: replace(cluster, affinities=changed.affinities))


def through_a_balancer() -> Iterator[Case]:
    sticky, known = (
        session_affinity(BALANCED, SessionAffinity.CLIENT_IP),
        connected_before(AT_BALANCER, POD),
    )
    anywhere = replace(AT_BALANCER, node="")
    yield Case(
        Text(
            ko="같은 클라이언트, 패스스루 로드 밸런서가 노드를 다시 고름",
            en="same client; a passthrough balancer picks the node again",
        ),
        anywhere,
        (sticky, known),
    )
    yield Case(
        Text(
            ko="같은 클라이언트, 패스스루 로드 밸런서와 Local 정책",
            en="same client; a passthrough balancer, with policy Local",
        ),
        anywhere,
        (sticky, LOCAL, known),
    )
    yield Case(
        Text(
            ko="다른 클라이언트, 프록시형 로드 밸런서를 거쳐 같은 노드",
            en="another client, through a proxy balancer to the same node",
        ),
        replace(AT_BALANCER, source="client/database"),
        (sticky, THROUGH_PROXY, known),
    )


def node_of(cluster: Cluster, pod: str) -> str:
    return cluster.pod_by_reference[parse_reference(pod)].node


def another_node(cluster: Cluster, node: str) -> str:
    return next(each.name for each in cluster.nodes if each.name != node)


def chance(cluster: Cluster, case: Case) -> str:
    return str(shares_of(case.answer(cluster)).get(parse_reference(POD).name, 0))


TABLE = Table(
    title=Text(ko="세션 어피니티와 다음 연결", en="Session affinity and the next connection"),
    cases=next_connections,
    columns=(
        Column(Text(ko="다음 연결", en="Next connection"), said),
        Column(Text(ko="같은 파드가 받을 확률", en="Chance of the same Pod"), chance),
        Column(
            words.PODS_THAT_CAN_ANSWER,
            lambda cluster, case: joined(sorted(shares_of(case.answer(cluster)))),
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
