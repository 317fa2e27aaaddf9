"""A selector with a typing mistake: the Service has no endpoint, and every connection is refused."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="no-endpoints",
    target="service/cart",
    findings=("selector-value",),
    flow=Flow("pod/front", "service/cart"),
    feels=(Verdict.REFUSED,),
    shows=("service/cart",),
    connections=20,
    broken=Text(
        ko="셀렉터와 일치하는 파드가 없어서, front 파드가 있는 노드가 연결을 바로 거부합니다.",
        en="No Pod matches the selector, so the node of front rejects the connection at once.",
    ),
)
