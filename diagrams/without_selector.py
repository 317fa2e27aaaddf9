"""A Service without a selector: endpoints written by hand may lie outside the cluster."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(
        ko="셀렉터가 없는 서비스로 가는 연결", en="A connection to a Service without a selector"
    ),
    scenes=(
        Scene(
            caption=Text(
                ko="직접 적은 엔드포인트 주소로 목적지가 바뀌고, 클러스터를 떠날 때 소스가 노드 주소로 바뀝니다.",
                en="The destination becomes the endpoint written by hand; on the way out the source becomes the node.",
            ),
            flows=(Flow(source="pod/client", to="service/legacy"),),
            shows=("service/legacy",),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
