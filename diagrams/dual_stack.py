"""Dual-stack: one Service with an address of each family, and what clients with only one family reach."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow

FIGURE = Figure(
    title=Text(ko="주소 체계가 두 개인 서비스", en="A Service with two address families"),
    cluster="dual-stack",
    scenes=(
        Scene(
            caption=Text(
                ko="주소 체계마다 엔드포인트슬라이스가 하나씩 있고, 노드마다 규칙도 따로 있습니다. 파드는 같습니다.",
                en="One EndpointSlice for each family, and separate rules on every node. The "
                "Pods are the same.",
            ),
            shows=("service/web",),
        ),
        Scene(
            caption=Text(
                ko="IPv4만 쓰는 laptop(a)과 IPv6만 쓰는 phone(b)이 각자 자기 주소 체계로 같은 서비스에 연결합니다.",
                en="The laptop has only IPv4 (a), the phone only IPv6 (b). Each reaches the Service in its own family.",
            ),
            flows=(
                Flow("client/laptop", "service/web", Entry.LOAD_BALANCER),
                Flow("client/phone", "service/web", Entry.LOAD_BALANCER),
            ),
            shows=("service/web",),
        ),
        Scene(
            caption=Text(
                ko="IPv4만 있는 서비스의 노드 포트는 노드의 IPv6 주소로는 연결할 수 없습니다.",
                en="A Service with IPv4 only: nothing accepts its node port at the node's "
                "IPv6 address.",
            ),
            flows=(Flow("client/phone", "service/web-default", Entry.NODE_PORT, node="node-a"),),
            shows=("service/web-default",),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
