"""nftables mode: a node port does not answer at 127.0.0.1."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="localhost-nodeport",
    target="service/cart",
    flow=Flow("node/node-a", "127.0.0.1:30080"),
    feels=(Verdict.REFUSED,),
    afterwards=Flow("node/node-a", "10.0.0.11:30080"),
    shows=("service/cart",),
    broken=Text(
        ko="nftables 모드의 규칙은 노드 포트를 노드의 주소에서만 받습니다. 127.0.0.1에는 규칙이 없습니다.",
        en="In nftables mode the rules accept node ports at the node's addresses only, not at 127.0.0.1.",
    ),
)
