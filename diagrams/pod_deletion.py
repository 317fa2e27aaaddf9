"""Pod deletion: signal, EndpointSlice, each node's rules and the kill, each at its own moment."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow
from atlas.what_if.deletion import Delays

FIGURE = Figure(
    title=Text(ko="파드 하나가 삭제되는 동안의 시간표", en="The deletion of one Pod over time"),
    scenes=(
        Scene(
            caption=Text(
                ko="0.8초 · node-b 노드의 규칙에서 web-2 파드가 빠집니다. 다른 노드는 아직 그 파드로 연결을 보냅니다.",
                en="0.8 s · The rules on node-b no longer list web-2. The other nodes still send connections to it.",
            ),
            flows=(Flow("pod/api-2", "service/web"),),
            shows=("service/web",),
            follow="pod/web-2",
            lagging=True,
            compare="moment/rules-node-c",
            controls=(
                control.moment(
                    "pod/web-2",
                    "service/web",
                    Delays(
                        endpoint_slice=0.3,
                        rules=(("node-b", 0.8), ("node-a", 1.4), ("node-c", 2.5)),
                        signal=5,
                        grace=30,
                    ),
                    initial="rules-node-b",
                ),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
