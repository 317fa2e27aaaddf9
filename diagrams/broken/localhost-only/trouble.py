"""A program that listens on 127.0.0.1 only: the packet arrives, and the Pod refuses it."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="wrong-port",
    target="service/cart",
    findings=("listens-on-localhost",),
    flow=Flow("pod/front", "service/cart"),
    feels=(Verdict.REFUSED,),
    happened={"listens": "pod/cart-1=127.0.0.1:8080 pod/cart-2=127.0.0.1:8080"},
    connections=20,
    drawn=False,
    broken=Text(
        ko="프로그램이 127.0.0.1에서만 연결을 받아서 파드 밖에서 온 연결은 거부됩니다.",
        en="The program listens on 127.0.0.1 only, so connections from outside the Pod are refused.",
    ),
)
