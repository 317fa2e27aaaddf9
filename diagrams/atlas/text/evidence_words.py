"""Words of evidence: which checks back a figure, and what the last run against the kernel found."""

from __future__ import annotations

from atlas.text.text import Text

CHECKS = Text(ko="이 그림의 근거:", en="Checked:")
BY_MODEL = Text(ko="모델", en="model")
BY_RULES = Text(ko="kube-proxy 규칙", en="kube-proxy's rules")
BY_KERNEL = Text(ko="커널에서 연결 {count}가지", en="kernel (flows: {count})")
KERNEL_DISAGREES = Text(
    ko="커널과 다른 결과 {count}개", en="disagreements with the kernel: {count}"
)

DATE = Text(ko="실행 시각(UTC)", en="Run (UTC)")
COMMIT = Text(ko="기록 당시의 커밋", en="Recorded at commit")
KERNEL = Text(ko="리눅스 커널", en="Linux kernel")
TOOLS = Text(ko="도구", en="Tools")
SEED = Text(ko="시드", en="Seed")
SCENARIOS = Text(ko="시나리오", en="Scenarios")
FLOWS = Text(ko="서로 다른 연결", en="Flows")
CONNECTIONS = Text(ko="연결 시도 횟수", en="Connections")
DISAGREEMENTS = Text(ko="불일치", en="Disagreements")
ASKED_AGAIN = Text(
    ko="처음에는 모델과 달랐지만 다시 시도하니 같았던 연결",
    en="Disagreed at first, agreed when repeated",
)
WHAT = Text(ko="항목", en="Item")
VALUE = Text(ko="값", en="Value")

FIGURE = Text(ko="그림", en="Figure")
CLUSTER = Text(ko="클러스터", en="Cluster")
SERVICE = Text(ko="서비스", en="Service")
SCENARIO = Text(ko="시나리오", en="Scenario")
OUTCOME = Text(ko="결과", en="Outcome")

OUTCOMES = {
    "answered": Text(ko="응답받음", en="answered"),
    "refused": Text(ko="거부됨", en="refused"),
    "timed out": Text(ko="시간 초과", en="timed out"),
    "unreachable": Text(ko="도달 불가", en="unreachable"),
    "not permitted": Text(ko="보낼 수 없음(EPERM)", en="not permitted (EPERM)"),
    "name not found": Text(ko="없는 이름", en="name not found"),
}
