"""Two Services that ask for one node port: the API server creates only the first."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="range-full",
    target="service/shop",
    findings=("node-port-taken",),
    flow=Flow("pod/front", "http://shop/"),
    feels=(Verdict.NAME_NOT_FOUND,),
    drawn=False,
    connections=20,
    broken=Text(
        ko="30080번 노드 포트는 cart 서비스가 쓰고 있어서 API 서버가 이 서비스를 만들지 않습니다.",
        en="The Service cart has node port 30080, so the API server does not create this Service.",
    ),
)
