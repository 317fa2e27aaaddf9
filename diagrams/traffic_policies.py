"""Traffic policies: Local keeps to the node, whether the connection comes from outside or from inside."""

from atlas.figure import Figure, Scene, control, main
from atlas.model.service import TrafficPolicy
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import external_policy, internal_policy

FIGURE = Figure(
    title=Text(ko="트래픽 정책이 Local일 때", en="With a traffic policy of Local"),
    scenes=(
        Scene(
            caption=Text(
                ko="외부 트래픽 정책이 Local이면 로드 밸런서는 준비된 파드가 있는 노드만 고르고, 소스는 바뀌지 않습니다.",
                en="External policy Local: the balancer picks among nodes with a ready Pod, and no source is rewritten.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER),),
            shows=("service/web-lb",),
            follow="pod/web-2",
            compare="external/Cluster",
            controls=(
                control.external_policy("service/web-lb", initial=TrafficPolicy.LOCAL),
                control.source("client/laptop", "pod/client"),
                control.node_down("node-a", "node-b", "node-c"),
                control.pod("web-2", "ready", "not-ready", "terminating", "node-c"),
                control.pod("web-1", "ready", "gone"),
            ),
        ),
        Scene(
            caption=Text(
                ko="노드 포트에는 노드를 골라 주는 로드 밸런서가 없습니다. 파드가 없는 노드는 연결을 폐기합니다.",
                en="With a node port, no balancer picks the node. A node without a Pod drops "
                "the connection.",
            ),
            flows=(Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT, node="node-c"),),
            shows=("service/web-nodeport",),
            what_ifs=(external_policy("service/web-nodeport", TrafficPolicy.LOCAL),),
        ),
        Scene(
            caption=Text(
                ko="내부 트래픽 정책이 Local이면 클라이언트와 같은 노드의 파드만 응답합니다.",
                en="Internal policy Local: only Pods on the client's own node answer.",
            ),
            flows=(Flow("pod/client", "service/web", Entry.CLUSTER_IP),),
            shows=("service/web",),
            what_ifs=(internal_policy("service/web", TrafficPolicy.LOCAL),),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
