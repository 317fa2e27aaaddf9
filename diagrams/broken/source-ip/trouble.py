"""policy Cluster: the node replaces the source, so the log of the Pod shows nodes."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="source-ip",
    target="service/cart",
    flow=Flow("client/laptop", "service/cart"),
    feels=(Verdict.DELIVERED,),
    sees=("node/node-a", "node/node-b"),
    sees_after=("client/laptop",),
    shows=("service/cart",),
    connections=60,
    broken=Text(
        ko="연결을 받은 노드가 소스를 자기 주소로 바꿉니다. 파드의 로그에는 노드만 남습니다.",
        en="The node that receives the connection replaces the source with its own address. The Pod logs only nodes.",
    ),
)
