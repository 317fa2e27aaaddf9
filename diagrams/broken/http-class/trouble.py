"""An Ingress of a class that nobody serves: it never gets an address."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="http-status",
    target="ingress/shop",
    findings=("ingress-class",),
    flow=Flow("client/laptop", "http://shop.example.com/"),
    feels=(Verdict.NO_ADDRESS,),
    drawn=False,
    connections=20,
    broken=Text(
        ko="이 클래스를 처리하는 컨트롤러가 없어서 인그레스가 주소를 받지 못합니다.",
        en="No controller serves this class, so the Ingress gets no address.",
    ),
)
