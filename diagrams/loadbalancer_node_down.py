"""LoadBalancer with a failed node: before and after the health check has noticed."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import failure_unnoticed, node_down

FIGURE = Figure(
    title=Text(ko="로드 밸런서 뒤의 노드가 꺼졌을 때", en="When a node behind the balancer fails"),
    scenes=(
        Scene(
            caption=Text(
                ko="헬스 체크가 아직 알아채기 전: 꺼진 노드로 간 연결은 시간 초과로 끝납니다.",
                en="Before the health check notices: connections sent to the failed node time out.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER),),
            shows=("service/web-lb",),
            what_ifs=(node_down("node-c"), failure_unnoticed("node-c")),
            follow="node/node-c",
        ),
        Scene(
            caption=Text(
                ko="헬스 체크가 알아챈 뒤: 로드 밸런서가 살아 있는 노드로만 보냅니다.",
                en="Once it has noticed: the balancer sends only to the healthy nodes.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER),),
            shows=("service/web-lb",),
            what_ifs=(node_down("node-c"),),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
