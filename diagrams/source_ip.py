"""Source IP: whether the Pod sees the client or a node, and what a proxy balancer changes."""

from atlas.figure import Figure, Scene, control, main
from atlas.model.outside import Forwarding
from atlas.model.service import TrafficPolicy
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import balancer_forwards_as, external_policy

FROM_OUTSIDE = (Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER, node="node-b"),)

FIGURE = Figure(
    title=Text(ko="파드가 보는 소스 IP", en="The source IP that the Pod sees"),
    scenes=(
        Scene(
            caption=Text(
                ko="기본 설정에서는 연결을 받은 노드가 소스를 자기 주소로 바꿉니다. 파드에는 노드의 주소가 보입니다.",
                en="By default the receiving node replaces the source with its own address. "
                "The Pod sees that node.",
            ),
            flows=FROM_OUTSIDE,
            shows=("service/web-lb",),
            compare="external/Local",
            controls=(
                control.target(
                    ("lb", "LoadBalancer", "service/web-lb", Entry.LOAD_BALANCER),
                    ("nodeport", "NodePort", "service/web-lb", Entry.NODE_PORT),
                    ("clusterip", "ClusterIP", "service/web-lb", Entry.CLUSTER_IP),
                ),
                control.source("client/laptop", "pod/client", "pod/web-2"),
                control.external_policy("service/web-lb"),
                control.forwarding("edge"),
                control.proxy_mode(),
            ),
        ),
        Scene(
            caption=Text(
                ko="Local 정책에서는 같은 노드의 파드만 쓰므로 소스를 바꿀 필요가 없습니다. 파드에는 클라이언트의 주소가 보입니다.",
                en="Local uses only Pods on this node, so the source can stay. The Pod sees "
                "the client.",
            ),
            flows=FROM_OUTSIDE,
            shows=("service/web-lb",),
            what_ifs=(external_policy("service/web-lb", TrafficPolicy.LOCAL),),
        ),
        Scene(
            caption=Text(
                ko="프록시형 로드 밸런서는 연결을 새로 엽니다. Local 정책에서도 파드에는 로드 밸런서의 주소가 보입니다.",
                en="A proxy balancer opens a connection of its own. Even with Local the Pod sees the balancer.",
            ),
            flows=FROM_OUTSIDE,
            shows=("service/web-lb",),
            what_ifs=(
                balancer_forwards_as("edge", Forwarding.PROXY),
                external_policy("service/web-lb", TrafficPolicy.LOCAL),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
