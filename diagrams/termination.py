"""Termination: a Pod that is being deleted leaves the rules, unless all that are left are being deleted."""

from atlas.figure import Figure, Scene, control, main
from atlas.model.service import TrafficPolicy
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import external_policy, failure_unnoticed, pod_terminating

FIGURE = Figure(
    title=Text(ko="파드가 종료되는 동안", en="While a Pod terminates"),
    scenes=(
        Scene(
            caption=Text(
                ko="삭제된 파드는 아직 응답하지만 ready 조건을 잃고, 모든 노드의 규칙에서 빠집니다.",
                en="A deleted Pod still serves, but is no longer ready. Every node removes it "
                "from its rules.",
            ),
            shows=("service/web",),
            what_ifs=(pod_terminating("pod/web-2"),),
        ),
        Scene(
            caption=Text(
                ko="파드가 모두 종료 중이면, 노드는 아직 응답하는 파드를 다시 씁니다.",
                en="When all of them are terminating, the nodes fall back to those that still serve.",
            ),
            flows=(Flow("pod/client", "service/web"),),
            shows=("service/web",),
            compare="web-1",
            controls=(
                control.source("pod/client", "pod/api-2"),
                control.internal_policy("service/web"),
                control.pod("web-1", "ready", "terminating", "gone", initial="terminating"),
                control.pod("web-2", "ready", "terminating", "gone", initial="terminating"),
                control.pod("web-3", "ready", "terminating", "gone", initial="terminating"),
            ),
        ),
        Scene(
            caption=Text(
                ko="Local 정책: 로드 밸런서가 아직 모르는 동안, 노드는 하나뿐인 종료 중인 파드로 연결을 넘깁니다.",
                en="With Local: until the balancer notices, the node sends connections to its "
                "only Pod, even though it is terminating.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER, node="node-b"),),
            shows=("service/web-lb",),
            what_ifs=(
                external_policy("service/web-lb", TrafficPolicy.LOCAL),
                pod_terminating("pod/web-2"),
                failure_unnoticed("node-b"),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
