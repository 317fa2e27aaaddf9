"""Affinity by source address behind a balancer that hides it: all users share one Pod for each node."""

from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="sticky",
    target="service/cart",
    findings=("affinity-behind-balancer",),
    flow=Flow("client/laptop", "service/cart", Entry.LOAD_BALANCER),
    feels=(Verdict.DELIVERED,),
    shows=("service/cart",),
    connections=60,
    options="--distinct",
    broken=Text(
        ko="로드 밸런서가 연결을 새로 열기 때문에 노드에는 모든 사용자가 같은 주소로 보입니다.",
        en="The balancer opens connections of its own, so nodes see all users with the same address.",
    ),
)
