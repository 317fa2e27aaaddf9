"""externalTrafficPolicy: Local and a node without a Pod: the node drops what it gets."""

from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="local-policy",
    target="service/cart",
    findings=("local-policy-nodes",),
    flow=Flow("client/laptop", "service/cart", Entry.NODE_PORT, node="node-c"),
    feels=(Verdict.TIMED_OUT,),
    shows=("service/cart",),
    connections=20,
    broken=Text(
        ko="node-c에는 파드가 없습니다. Local 정책이므로 다른 노드로 넘기지 않고 패킷을 폐기합니다.",
        en="node-c has no Pod. With policy Local it does not pass the packet on, but drops it.",
    ),
)
