"""A loadBalancerClass that no balancer serves."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="pending",
    target="service/cart",
    findings=("balancer-class",),
    flow=Flow("client/laptop", "service/cart"),
    feels=(Verdict.NO_ADDRESS,),
    drawn=False,
    connections=20,
    broken=Text(
        ko="이 클래스를 처리하는 로드 밸런서가 없습니다.",
        en="No balancer serves this class.",
    ),
)
