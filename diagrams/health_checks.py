"""Health checks: kube-proxy answers for its node, so a stopped one takes the node out although its rules still work."""

from atlas.figure import Figure, Scene, main
from atlas.model.service import TrafficPolicy
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import external_policy, failure_unnoticed, kube_proxy_stopped, pod_not_ready

FIGURE = Figure(
    title=Text(ko="로드 밸런서가 노드를 빼는 이유", en="Why a balancer leaves a node out"),
    scenes=(
        Scene(
            caption=Text(
                ko="kube-proxy가 멈춘 노드는 헬스 체크에 응답하지 않습니다. 로드 밸런서는 다른 노드만 고릅니다.",
                en="A node whose kube-proxy has stopped does not answer health checks. The "
                "balancer picks the others.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER),),
            shows=("service/web-lb",),
            what_ifs=(kube_proxy_stopped("node-c"),),
        ),
        Scene(
            caption=Text(
                ko="그 노드의 규칙은 그대로 동작합니다. 노드 포트로 직접 연결하면 응답을 받습니다.",
                en="That node's rules keep working. Connections to its node port are still served.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.NODE_PORT, node="node-c"),),
            shows=("service/web-lb",),
            what_ifs=(kube_proxy_stopped("node-c"),),
            follow="pod/web-1",
        ),
        Scene(
            caption=Text(
                ko="Local 정책: 하나뿐인 파드가 방금 준비 상태를 잃었고 로드 밸런서는 아직 모릅니다. 노드는 연결을 폐기합니다.",
                en="With Local: the node's only Pod has just failed, and the balancer has not "
                "noticed. The node drops the connection.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER, node="node-b"),),
            shows=("service/web-lb",),
            what_ifs=(
                external_policy("service/web-lb", TrafficPolicy.LOCAL),
                pod_not_ready("pod/web-2"),
                failure_unnoticed("node-b"),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
