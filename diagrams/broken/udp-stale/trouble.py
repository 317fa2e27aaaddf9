"""The kernel remembers a UDP flow to a Pod that is gone: what the client goes on sending is lost."""

from atlas.model.network import Protocol
from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="udp-stale",
    target="service/metrics",
    flow=Flow("pod/front", "service/metrics", protocol=Protocol.UDP),
    feels=(Verdict.TIMED_OUT,),
    happened={"udp-remembered": "pod/metrics-2", "gone": "pod/metrics-2"},
    shows=("service/metrics",),
    connections=20,
    broken=Text(
        ko="node-a의 커널은 이 UDP 흐름을 기억해서, 이미 없는 파드의 주소로 계속 보냅니다.",
        en="The kernel of node-a remembers this UDP flow, and keeps sending its packets to a Pod that is gone.",
    ),
)
