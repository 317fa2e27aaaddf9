"""The Pod network: Pods reach each other by their own addresses, without NAT."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(ko="파드에서 파드로", en="From Pod to Pod"),
    scenes=(
        Scene(
            caption=Text(
                ko="다른 노드의 파드로 가는 경로. 두 주소는 끝까지 그대로입니다.",
                en="To a Pod on another node. Both addresses stay as they are.",
            ),
            flows=(Flow(source="pod/client", to="pod/web-2"),),
        ),
        Scene(
            caption=Text(
                ko="같은 노드의 파드로 가는 경로. 패킷이 노드를 떠나지 않습니다.",
                en="To a Pod on the same node. The packet does not leave the node.",
            ),
            flows=(Flow(source="pod/client", to="pod/web-1"),),
        ),
        Scene(
            caption=Text(
                ko="같은 파드의 다른 컨테이너로 가는 경로. 네트워크 네임스페이스가 하나라서 localhost로 충분합니다.",
                en="To another container of the same Pod. They share one network namespace, "
                "so localhost works.",
            ),
            flows=(Flow(source="pod/client", to="pod/client:9901"),),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
