"""The Pod network between nodes is cut: a node port answers only where the Pod runs."""

from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="one-node-only",
    target="service/cart",
    flow=Flow("client/laptop", "service/cart", Entry.NODE_PORT, node="node-b"),
    feels=(Verdict.TIMED_OUT,),
    happened={"overlay-cut": "node/node-b"},
    shows=("service/cart",),
    broken=Text(
        ko="node-b는 연결을 받아 목적지를 바꾸지만, node-a에 있는 파드까지 패킷이 가지 못합니다.",
        en="node-b accepts the connection and rewrites it, but the packet cannot get to the Pod on node-a.",
    ),
)
