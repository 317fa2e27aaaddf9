"""A readiness probe that can never pass: no endpoint is ready, and every connection is refused."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="no-endpoints",
    target="service/cart",
    findings=("probe-port-name",),
    flow=Flow("pod/front", "service/cart"),
    feels=(Verdict.REFUSED,),
    happened={"not-ready": "pod/cart-1 pod/cart-2"},
    connections=20,
    drawn=False,
    broken=Text(
        ko="프로브를 통과한 파드가 없어서 연결이 바로 거부됩니다.",
        en="No Pod passes its probe, so the connection is refused at once.",
    ),
)
