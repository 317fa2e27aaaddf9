"""ClusterIP: one virtual address, rewritten on the client's own node."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(ko="ClusterIP 서비스로 가는 연결", en="A connection to a ClusterIP Service"),
    scenes=(
        Scene(
            caption=Text(
                ko="클라이언트가 있는 노드의 커널이 목적지를 파드 주소로 바꿉니다. 소스는 그대로입니다.",
                en="The kernel of the client's node rewrites the destination to a Pod. The source stays.",
            ),
            flows=(Flow(source="pod/client", to="service/web"),),
            shows=("service/web",),
            compare="down",
            controls=(
                control.source("pod/client", "pod/api-2", "pod/web-1", "pod/web-2"),
                control.node_down("node-a", "node-b", "node-c"),
                control.internal_policy("service/web"),
                control.pod("web-2", "ready", "not-ready", "terminating"),
                control.proxy_mode(),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
