"""Who answers a client whose zone has one Pod, by what is the matter with the hints."""

from collections.abc import Iterator

from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.service import TrafficPolicy
from atlas.tables import Case, Column, Table, main
from atlas.tables.cells import said
from atlas.tables.roles import pods_behind
from atlas.tables.traced import answered
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.row import WhatIf
from atlas.what_if.rows import internal_policy, pod_not_ready, zone_unknown

NEAR, CLIENT = "service/web-near", "pod/api-2"
FLOW = Flow(CLIENT, NEAR, Entry.CLUSTER_IP)


def situations(cluster: Cluster) -> Iterator[Case]:
    own = cluster.pod_by_reference[parse_reference(CLIENT)].node
    zone = cluster.node_by_name[own].zone
    pods = pods_behind(cluster, NEAR)
    same_zone = [pod for pod in pods if cluster.node_by_name[pod.node].zone == zone]
    elsewhere = next(pod.node for pod in pods if pod not in same_zone)

    def case(ko: str, en: str, *what_ifs: WhatIf) -> Case:
        return Case(Text(ko=ko, en=en), FLOW, what_ifs)

    yield case("파드가 모두 준비됨", "all Pods are ready")
    yield case(
        "클라이언트의 영역에 준비된 파드가 없음",
        "no Pod is ready in the client's zone",
        *(pod_not_ready(str(pod.reference)) for pod in same_zone),
    )
    yield case(
        "다른 노드에 영역 레이블이 없어 그 엔드포인트에 힌트가 없음",
        "another node lacks its zone label, so its endpoints lack hints",
        zone_unknown(elsewhere),
    )
    yield case(
        "클라이언트의 노드에 영역 레이블이 없음",
        "the client's own node lacks its zone label",
        zone_unknown(own),
    )
    yield case(
        "internalTrafficPolicy: Local 설정도 있음",
        "internalTrafficPolicy: Local is set, too",
        internal_policy(NEAR, TrafficPolicy.LOCAL),
    )


TABLE = Table(
    title=Text(ko="힌트를 쓸 수 없을 때 받는 파드", en="Who answers when hints cannot be used"),
    cases=situations,
    columns=(
        Column(words.SITUATION, said),
        Column(words.PODS_THAT_CAN_ANSWER, lambda cluster, case: answered(case.answer(cluster))),
    ),
)

if __name__ == "__main__":
    main(TABLE)
