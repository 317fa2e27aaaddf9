"""LoadBalancer: an outside balancer picks a node, the node's kernel picks a Pod."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow

FIGURE = Figure(
    title=Text(
        ko="LoadBalancer 서비스로 들어오는 연결", en="A connection through a LoadBalancer Service"
    ),
    scenes=(
        Scene(
            caption=Text(
                ko="로드 밸런서가 노드를 고르고 그 노드의 커널이 파드를 고릅니다. 응답은 로드 밸런서를 거치지 않습니다.",
                en="The balancer picks a node, and the node's kernel picks a Pod. The reply "
                "bypasses the balancer.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER),),
            shows=("service/web-lb",),
            compare="external/Local",
            controls=(
                control.source("client/laptop", "pod/client"),
                control.node_down("node-a", "node-b", "node-c"),
                control.external_policy("service/web-lb"),
                control.forwarding("edge"),
                control.pod("web-2", "ready", "not-ready", "gone", "node-c"),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
