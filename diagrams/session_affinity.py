"""Session affinity: a node sends a client it knows to the same Pod again. Other nodes do not know it."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.history import connected_before
from atlas.what_if.rows import pod_not_ready

THROUGH_C = Flow("client/laptop", "service/web-sticky", Entry.NODE_PORT, node="node-c")
THROUGH_A = Flow("client/laptop", "service/web-sticky", Entry.NODE_PORT, node="node-a")
FIRST = connected_before(THROUGH_C, "pod/web-2")

FIGURE = Figure(
    title=Text(ko="같은 클라이언트의 다음 연결", en="The next connection of the same client"),
    scenes=(
        Scene(
            caption=Text(
                ko="첫 연결에서 web-2 파드가 선택되었습니다. 제한 시간 안에 같은 노드로 다시 "
                "연결하면 이 파드로 갑니다.",
                en="The first connection went to web-2. Until the timeout, later ones through "
                "the same node go there, too.",
            ),
            flows=(THROUGH_C,),
            shows=("service/web-sticky",),
            compare="affinity/None",
            controls=(
                control.session_affinity("service/web-sticky", THROUGH_C, "pod/web-2"),
                control.entry_node("node-a", "node-b", "node-c", initial="node-c"),
                control.node_down("node-a", "node-b", "node-c"),
                control.pod("web-2", "ready", "not-ready", "terminating", "gone"),
            ),
        ),
        Scene(
            caption=Text(
                ko="다른 노드는 이 클라이언트를 기억하지 못합니다. 파드를 새로 고릅니다.",
                en="Another node does not remember the client. It picks again from all Pods.",
            ),
            flows=(THROUGH_A,),
            shows=("service/web-sticky",),
            what_ifs=(FIRST,),
            follow="pod/web-1",
        ),
        Scene(
            caption=Text(
                ko="기억하던 파드가 준비 상태를 잃으면, 노드는 나머지 중 하나를 새로 고릅니다.",
                en="When the remembered Pod is no longer ready, the node picks again from the "
                "others.",
            ),
            flows=(THROUGH_C,),
            shows=("service/web-sticky",),
            what_ifs=(FIRST, pod_not_ready("pod/web-2")),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
