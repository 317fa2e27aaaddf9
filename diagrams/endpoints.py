"""Endpoints: from selector to EndpointSlice to the rules on every node."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.what_if.rows import pod_not_ready

FIGURE = Figure(
    title=Text(ko="셀렉터에서 커널 규칙까지", en="From selector to kernel rules"),
    scenes=(
        Scene(
            caption=Text(
                ko="준비되지 않은 파드는 엔드포인트슬라이스에 남지만 어느 노드의 규칙에도 들어가지 않습니다.",
                en="A Pod that is not ready stays in the EndpointSlice, but not in any node's "
                "rules.",
            ),
            shows=("service/web",),
            what_ifs=(pod_not_ready("pod/web-2"),),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
