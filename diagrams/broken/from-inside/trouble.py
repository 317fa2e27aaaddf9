"""A Pod calls the external address: the shortcut skips the balancer, and with it the PROXY protocol header."""

from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="from-inside",
    target="service/shop",
    findings=("way-fails",),
    flow=Flow("pod/front", "service/shop", Entry.LOAD_BALANCER),
    feels=(Verdict.CLOSED,),
    stays=("way-fails",),
    shows=("service/shop",),
    connections=20,
    broken=Text(
        ko="노드의 규칙이 외부 주소를 파드로 바로 바꿉니다. 로드 밸런서를 지나지 않으니 PROXY 헤더가 없습니다.",
        en="The node's rules rewrite the external address to the Pod. The balancer is bypassed, so nothing adds the PROXY header.",
    ),
)
