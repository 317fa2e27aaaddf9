"""A targetPort at which no program listens: the packet arrives, and the Pod refuses it."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="wrong-port",
    target="service/cart",
    findings=("target-port-undeclared",),
    flow=Flow("pod/front", "service/cart"),
    feels=(Verdict.REFUSED,),
    shows=("service/cart",),
    connections=20,
    broken=Text(
        ko="연결은 파드까지 가지만, 9999번 포트에서 연결을 받는 프로그램이 없어 파드의 커널이 거부합니다.",
        en="The connection reaches a Pod, but no program listens on 9999, and the Pod's kernel refuses it.",
    ),
)
