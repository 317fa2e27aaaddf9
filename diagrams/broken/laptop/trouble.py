"""kind on a laptop: the node is a container whose ports the laptop cannot reach."""

from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="laptop",
    target="service/cart",
    flow=Flow("client/laptop", "service/cart", Entry.NODE_PORT, node="node-a"),
    feels=(Verdict.TIMED_OUT,),
    happened={"node-ports-closed": "node/node-a"},
    shows=("service/cart",),
    broken=Text(
        ko="노드 포트는 열려 있지만, 노트북에서 노드까지 가는 경로가 막혀 있습니다.",
        en="The node port is open, but the laptop cannot reach the node.",
    ),
)
