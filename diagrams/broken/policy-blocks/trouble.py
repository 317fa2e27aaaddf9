"""A policy that names the port of the Service: it decides about Pods, so the connection may not be let in."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="policy-blocks",
    target="service/cart",
    findings=("policy-unread",),
    flow=Flow("pod/front", "service/cart"),
    feels=(Verdict.UNKNOWN,),
    ends_well=(Verdict.UNKNOWN,),
    stays=("policy-unread",),
    tried=False,
    shows=("service/cart",),
    broken=Text(
        ko="cart 파드에 정책이 걸려 있습니다. 이 연결을 허용하는지는 모델이 답하지 않습니다.",
        en="A policy selects the Pods of cart. Whether it lets this connection in, the model does not say.",
    ),
)
