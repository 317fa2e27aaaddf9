"""The balancer asks for another path than the application answers, so every node fails its check."""

from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="health-probe",
    target="service/shop",
    findings=("probe-path",),
    flow=Flow("client/laptop", "service/shop", Entry.LOAD_BALANCER),
    feels=(Verdict.TIMED_OUT,),
    happened={"probes-failing": "node/node-a node/node-b"},
    shows=("service/shop",),
    connections=20,
    broken=Text(
        ko="파드는 모두 준비되었지만, 로드 밸런서의 헬스 체크가 실패해서 보낼 노드가 하나도 없습니다.",
        en="All Pods are ready, but the balancer's health checks fail, so it has no node left to send to.",
    ),
)
