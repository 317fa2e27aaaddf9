"""What is said of the moments of a Pod's deletion, by the values of `what_if.deletion.Step`."""

from __future__ import annotations

from atlas.text.text import Text

STEPS = {
    "before": Text(
        ko="삭제 전: 모든 노드가 {pod} 파드로도 연결을 보냅니다",
        en="Before: every node also sends connections to {pod}",
    ),
    "deleted": Text(
        ko="{pod} 파드 삭제: 오브젝트에 삭제 시각이 적혔을 뿐, 규칙은 아직 그대로입니다",
        en="{pod} is deleted: its object says so, but no rule has changed yet",
    ),
    "slice": Text(
        ko="엔드포인트슬라이스에서 {pod} 파드가 ready 조건을 잃습니다. 노드의 규칙은 아직 예전 것입니다",
        en="In the EndpointSlice {pod} is no longer ready. The nodes still have their old rules",
    ),
    "rules": Text(
        ko="{node} 노드의 규칙에서 {pod} 파드가 빠집니다. 이 노드의 새 연결은 다른 파드로 갑니다",
        en="The rules on {node} no longer list {pod}. New connections there go to other Pods",
    ),
    "signal": Text(
        ko="preStop 훅이 끝나고 {pod} 파드가 종료 신호(SIGTERM)를 받습니다. 열린 연결은 계속됩니다",
        en="The preStop hook is over, and {pod} gets the stop signal (SIGTERM). Open connections go on",
    ),
    "killed": Text(
        ko="유예 기간이 끝나 {pod} 파드를 강제로 종료합니다(SIGKILL). 열려 있던 연결은 끊깁니다",
        en="The grace period is over, and {pod} is killed (SIGKILL). Connections still open are cut",
    ),
}
AT = Text(ko="{at}초", en="{at} s")
BEFORE = Text(ko="전", en="before")
TOLD = Text(ko="{at} · {step}", en="{at} · {step}")
MOMENT = Text(ko="삭제한 뒤 지난 시간", en="Time since the deletion")
TITLE = Text(ko="삭제되는 {pod} 파드의 시간표", en="The deletion of {pod} over time")
POD = Text(ko="{pod} 파드", en="Pod {pod}")
POD_STATES = {
    "before": Text(ko="실행", en="runs"),
    "deleted": Text(ko="preStop", en="preStop"),
    "signal": Text(ko="종료 중", en="stopping"),
    "killed": Text(ko="없음", en="gone"),
}
READY = Text(ko="엔드포인트슬라이스의 ready", en="ready in the EndpointSlice")
NEW = Text(ko="{node} 노드의 새 연결", en="new connections on {node}")
OPEN = Text(ko="열린 연결", en="open connections")
OPEN_STATES = (Text(ko="계속", en="go on"), Text(ko="끊김", en="cut"))
LATE = Text(ko="예전 규칙", en="old rules")
