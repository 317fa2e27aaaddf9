"""What a node says to a load balancer in each state, and whether it then gets traffic."""

from collections.abc import Callable, Iterator

from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.service import TrafficPolicy
from atlas.model.workload import EXCLUDE_LABEL
from atlas.proxy.health import health_check_answers
from atlas.tables import Case, Column, Table, main
from atlas.tables.cells import said, yes_or_no
from atlas.tables.roles import only_pod_on_a_node
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Action, Entry, Flow
from atlas.what_if.row import WhatIf
from atlas.what_if.rows import (
    excluded_from_balancers,
    external_policy,
    kube_proxy_stopped,
    node_being_deleted,
    node_down,
    node_not_ready,
    pod_not_ready,
    pod_terminating,
)

BALANCED = "service/web-lb"
CLUSTER, LOCAL = TrafficPolicy
NO_ANSWER = Text(ko="응답 없음", en="no answer")


def states(cluster: Cluster) -> Iterator[Case]:
    """Yield the states of a node that runs one Pod of the Service; the flow names it."""
    pod = only_pod_on_a_node(cluster, BALANCED)
    node, its_pod = pod.node, str(pod.reference)

    def case(ko: str, en: str, *what_ifs: WhatIf) -> Case:
        flow = Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER)
        return Case(Text(ko=ko, en=en), flow, what_ifs)

    yield case("모두 정상", "all is well")
    yield case("노드의 파드가 준비되지 않음", "its Pod is not ready", pod_not_ready(its_pod))
    yield case("노드의 파드가 종료 중", "its Pod is terminating", pod_terminating(its_pod))
    yield case("노드가 NotReady 상태", "the Node is NotReady", node_not_ready(node))
    yield case("kube-proxy가 멈춤", "kube-proxy has stopped", kube_proxy_stopped(node))
    yield case("노드가 삭제되는 중", "the Node is being deleted", node_being_deleted(node))
    yield case(
        "제외 레이블이 붙어 있음",
        "the Node has the exclude label",
        excluded_from_balancers(node),
    )
    yield case("노드가 꺼짐", "the machine is off", node_down(node))


def listed(cluster: Cluster, case: Case) -> Text:
    """Return whether Kubernetes gives the node to the balancer at all (cloud-provider, controllers/service)."""
    name, changed = only_pod_on_a_node(cluster, BALANCED).node, case.after(cluster)
    excluded = changed.node_by_name[name].labels.get(EXCLUDE_LABEL, "false") != "false"
    return yes_or_no(not excluded and name not in changed.deleted_nodes)


def check(policy: TrafficPolicy) -> Callable[[Cluster, Case], str | Text]:
    """Return what gives the status code; without kube-proxy or without the node there is none."""

    def cell(cluster: Cluster, case: Case) -> str | Text:
        changed = case.after(cluster, external_policy(BALANCED, policy))
        node = changed.node_by_name[only_pod_on_a_node(cluster, BALANCED).node]
        service = changed.service_by_reference[parse_reference(BALANCED)]
        if not node.up or node.name in changed.rules_written_from:
            return NO_ANSWER
        return "200" if health_check_answers(changed, node, service) else "503"

    return cell


def gets_traffic(policy: TrafficPolicy) -> Callable[[Cluster, Case], Text]:
    """Return what tells whether the balancer may pick the node."""

    def cell(cluster: Cluster, case: Case) -> Text:
        node = only_pod_on_a_node(cluster, BALANCED).node
        answer = case.answer(cluster, external_policy(BALANCED, policy))
        hops = (hop for way in answer.branches for hop in way.hops)
        return yes_or_no(
            any(hop.action is Action.BALANCE and ("node", node) in hop.facts for hop in hops)
        )

    return cell


TABLE = Table(
    title=Text(ko="노드의 상태와 헬스 체크", en="States of a node and health checks"),
    cases=states,
    columns=(
        Column(words.SITUATION, said),
        Column(Text(ko="대상 목록에 있음", en="On the target list"), listed),
        Column(Text(ko="10256번 포트 /healthz", en="Port 10256, /healthz"), check(CLUSTER)),
        Column(
            Text(ko="Cluster: 트래픽을 받음", en="Cluster: gets traffic"), gets_traffic(CLUSTER)
        ),
        Column(Text(ko="healthCheckNodePort", en="healthCheckNodePort"), check(LOCAL)),
        Column(Text(ko="Local: 트래픽을 받음", en="Local: gets traffic"), gets_traffic(LOCAL)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
