"""NodePort with the entry node switched off: the client's choice was the weak point."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import node_down

FIGURE = Figure(
    title=Text(ko="진입 노드가 꺼졌을 때", en="When the entry node is switched off"),
    scenes=(
        Scene(
            caption=Text(
                ko="클라이언트가 고른 노드가 꺼져 있으면, 파드가 다른 노드에 살아 있어도 연결되지 않습니다.",
                en="If the node that the client chose is off, nothing answers, even though "
                "Pods run elsewhere.",
            ),
            flows=(Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT, node="node-c"),),
            shows=("service/web-nodeport",),
            what_ifs=(node_down("node-c"),),
        ),
        Scene(
            caption=Text(
                ko="다른 노드의 주소로는 그대로 연결됩니다.",
                en="Any other node's address still works.",
            ),
            flows=(Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT, node="node-a"),),
            shows=("service/web-nodeport",),
            what_ifs=(node_down("node-c"),),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
