"""Topology: hints in the EndpointSlice say for which zone an endpoint is meant, and every node reads them for itself."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow
from atlas.what_if.rows import pod_not_ready

FIGURE = Figure(
    title=Text(ko="같은 가용 영역을 우선하는 서비스", en="A Service that prefers the same zone"),
    scenes=(
        Scene(
            caption=Text(
                ko="엔드포인트마다 어느 영역에서 쓸지 힌트가 붙습니다. 각 노드의 규칙에는 자기 영역의 엔드포인트만 들어갑니다.",
                en="Each endpoint carries a hint for a zone. The rules of a node hold only the endpoints of its own zone.",
            ),
            shows=("service/web-near",),
        ),
        Scene(
            caption=Text(
                ko="node-c 노드의 클라이언트는 같은 영역에 하나뿐인 파드로만 연결됩니다.",
                en="A client on node-c always reaches the one Pod in its zone.",
            ),
            flows=(Flow("pod/api-2", "service/web-near"),),
            shows=("service/web-near",),
            compare="distribution/none",
            controls=(
                control.source("pod/api-2", "pod/client", "pod/web-2"),
                control.traffic_distribution("service/web-near"),
                control.node_down("node-a", "node-b"),
                control.pod("web-2", "ready", "not-ready", "terminating"),
                control.pod("web-1", "ready", "not-ready"),
            ),
        ),
        Scene(
            caption=Text(
                ko="그 파드가 준비되지 않으면 이 영역의 힌트가 없어지고, 노드는 준비된 파드를 모두 씁니다.",
                en="When that Pod is not ready, no hint is left for the zone, and its nodes use all ready Pods.",
            ),
            flows=(Flow("pod/api-2", "service/web-near"),),
            shows=("service/web-near",),
            what_ifs=(pod_not_ready("pod/web-2"),),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
