"""A rollout: a Pod is gone and the node has not been told; requests through the entry fail for a moment."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="rollout-502",
    target="ingress/shop",
    flow=Flow("client/laptop", "http://shop.example.com/"),
    feels=(Verdict.DELIVERED, Verdict.BAD_GATEWAY),
    happened={"listens": "pod/cart-2=nothing"},
    shows=("ingress/shop",),
    connections=40,
    broken=Text(
        ko="cart-2는 종료 신호를 받자마자 포트를 닫았지만 프록시는 아직 그 파드를 고릅니다.",
        en="cart-2 closed its port as soon as it was told to stop, and the proxy still picks it.",
    ),
)
