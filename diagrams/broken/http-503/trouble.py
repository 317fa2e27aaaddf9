"""A backend port that the Service does not have: the proxy has nowhere to send a request."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="http-status",
    target="ingress/shop",
    findings=("backend-port",),
    flow=Flow("client/laptop", "http://shop.example.com/"),
    feels=(Verdict.UNAVAILABLE,),
    drawn=False,
    connections=20,
    broken=Text(
        ko="서비스에 8080번 포트가 없어서 프록시가 직접 503을 보냅니다.",
        en="The Service has no port 8080, so the proxy itself answers 503.",
    ),
)
