"""A targetPort whose name no container has: the slice has no port, and every connection is refused."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="no-endpoints",
    target="service/cart",
    findings=("target-port-name",),
    flow=Flow("pod/front", "service/cart"),
    feels=(Verdict.REFUSED,),
    connections=20,
    drawn=False,
    broken=Text(
        ko="어느 컨테이너에도 htpp라는 포트가 없어서 연결이 바로 거부됩니다.",
        en="No container has a port called htpp, so the connection is refused at once.",
    ),
)
