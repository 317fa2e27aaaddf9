"""A path of type Exact: the proxy has no rule for anything below it, and answers 404 itself."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="http-status",
    target="http://shop.example.com/cart/items",
    findings=("http-path",),
    flow=Flow("client/laptop", "http://shop.example.com/cart/items"),
    feels=(Verdict.NOT_FOUND,),
    shows=("ingress/shop",),
    connections=20,
    broken=Text(
        ko="규칙은 /cart 하나에만 해당합니다. /cart/items에 맞는 규칙이 없어서 프록시가 직접 404를 보냅니다.",
        en="The rule is for /cart alone. No rule matches /cart/items, so the proxy itself answers 404.",
    ),
)
