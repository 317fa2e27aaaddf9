"""A preference for the own zone: all calls from one zone go to the one Pod there."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="uneven",
    target="service/cart",
    findings=("hints-uneven",),
    flow=Flow("pod/front", "service/cart"),
    feels=(Verdict.DELIVERED,),
    shows=("service/cart",),
    connections=60,
    broken=Text(
        ko="front 파드와 같은 가용 영역에는 파드가 하나뿐이라, 모든 연결이 그 파드로 갑니다.",
        en="The zone of front has a single Pod, and it gets every connection.",
    ),
)
