"""NodePort: every node answers on the same port; the client picks the node."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow

FIGURE = Figure(
    title=Text(ko="NodePort 서비스로 들어오는 연결", en="A connection through a NodePort Service"),
    scenes=(
        Scene(
            caption=Text(
                ko="node-c 노드에는 웹 파드가 없지만 연결을 받아, 목적지와 소스를 모두 바꾸어 넘깁니다.",
                en="No web Pod runs on node-c. It still accepts the connection and rewrites "
                "both addresses.",
            ),
            flows=(Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT, node="node-c"),),
            shows=("service/web-nodeport",),
            compare="external/Local",
            controls=(
                control.entry_node("node-a", "node-b", "node-c", initial="node-c"),
                control.node_down("node-a", "node-b", "node-c"),
                control.external_policy("service/web-nodeport"),
                control.pod("web-2", "ready", "not-ready", "terminating", "gone"),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
