"""A Service range that is used up: the API server creates no further Service."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="range-full",
    target="service/cart-debug",
    findings=("object-rejected",),
    flow=Flow("pod/front", "http://cart-debug:82/"),
    feels=(Verdict.NAME_NOT_FOUND,),
    shows=("service/cart",),
    connections=20,
    broken=Text(
        ko="서비스 범위에 남은 주소가 없어서 API 서버가 이 서비스를 만들지 않습니다.",
        en="The Service range has no address left, so the API server does not create this Service.",
    ),
)
