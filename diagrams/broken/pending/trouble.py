"""A LoadBalancer Service in a cluster without a balancer: the address stays pending."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="pending",
    target="service/cart",
    findings=("balancer-waits",),
    flow=Flow("client/laptop", "service/cart"),
    feels=(Verdict.NO_ADDRESS,),
    shows=("service/cart",),
    connections=20,
    broken=Text(
        ko="이 서비스에 주소를 줄 로드 밸런서가 없어서 연결할 곳이 없습니다.",
        en="No balancer gives this Service an address, so there is nothing to connect to.",
    ),
)
