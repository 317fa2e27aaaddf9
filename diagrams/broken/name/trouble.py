"""A short name for a Service of another namespace: the resolver finds nothing."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="name",
    target="pod/front->http://cart/",
    findings=("name-namespace",),
    flow=Flow("pod/front", "http://cart/"),
    feels=(Verdict.NAME_NOT_FOUND,),
    target_after="pod/front->http://cart.shop/",
    afterwards=Flow("pod/front", "http://cart.shop/"),
    shows=("service/shop/cart",),
    connections=20,
    broken=Text(
        ko="front 파드의 네임스페이스에는 cart라는 서비스가 없어서 이름을 찾지 못합니다.",
        en="The namespace of front has no Service called cart, so the name is not found.",
    ),
)
