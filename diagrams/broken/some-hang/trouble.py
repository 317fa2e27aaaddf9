"""A node is off and its Pod still listed: one connection in three gets no answer."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="some-hang",
    target="service/cart",
    flow=Flow("pod/front", "service/cart"),
    feels=(Verdict.DELIVERED, Verdict.TIMED_OUT),
    happened={"down": "node/node-b"},
    shows=("service/cart",),
    follow="node/node-b",
    connections=60,
    broken=Text(
        ko="node-b는 꺼졌지만 그 노드의 파드가 아직 목록에 있어서, 세 연결 중 하나는 응답이 없습니다.",
        en="node-b is off, but its Pod is still listed: one connection in three gets no answer.",
    ),
)
