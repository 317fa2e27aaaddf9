"""Words of the lab's commands."""

from __future__ import annotations

from atlas.text.text import Text

UP = Text(
    ko="{name} 실습 환경을 띄웠습니다: 노드 {nodes}개, 파드 {pods}개, {mode} 모드, {network} 파드 네트워크",
    en="The lab {name} is up: {nodes} nodes, {pods} Pods, {mode} mode, {network} Pod network",
)
HOW_TO_END = Text(
    ko="다른 터미널에서 `atlas lab probe`, `atlas lab shell` 같은 명령을 쓰세요. Ctrl-C를 누르면 끝나고 아무것도 남지 않습니다.",
    en="Use `atlas lab probe` or `atlas lab shell` in another terminal. Ctrl-C ends it and leaves nothing behind.",
)
HOW_TO_END_DETACHED = Text(
    ko="`atlas lab down` 명령으로 끝내면 아무것도 남지 않습니다.",
    en="`atlas lab down` ends it and leaves nothing behind.",
)
ENDED = Text(ko="{name} 실습 환경이 끝났습니다.", en="The lab {name} has ended.")
NO_LABS = Text(ko="실행 중인 실습 환경이 없습니다.", en="No lab is running.")

CONNECTIONS = Text(ko="연결 {count}개", en="connections: {count}")
LOOKED_UP = Text(ko="DNS 조회   {name} → {addresses}", en="looked up    {name} → {addresses}")
NOT_FOUND = Text(ko="이름 없음  {name}", en="not found    {name}")
ANSWERED_BY = Text(ko="응답       {who}", en="answered by  {who}")
ANSWERED_BY_COUNT = Text(ko="응답       {count}곳", en="answered by  {count} in all")
ECHO_REPLY = Text(ko="응답       에코 응답", en="answered     with an echo reply")
SOURCE_SEEN = Text(ko="소스 주소  {source} ({port})", en="source seen  {source} ({port})")
STATUS = Text(ko="HTTP 상태  {status}", en="HTTP status  {status}")
REFUSED = Text(ko="거부됨     {who} 주소가 거부", en="refused      by {who}")
TIMED_OUT = Text(ko="시간 초과  응답 없음", en="timed out    no answer")
NO_ADDRESS = Text(ko="주소 없음  연결할 곳이 없음", en="no address   nothing to connect to")
UNREACHABLE = Text(ko="도달 불가  경로 없음", en="unreachable  no route")
NOT_PERMITTED = Text(
    ko="전송 불가  보내는 노드의 규칙이 막음(EPERM)",
    en="not permitted  a rule of the sending node stops it (EPERM)",
)
PORT_KEPT = Text(ko="포트 유지", en="port kept")
PORT_REWRITTEN = Text(ko="포트 바뀜", en="port rewritten")
AS_THE_MODEL_SAYS = Text(ko="모델과 일치합니다.", en="The model agrees.")
UNLIKE_THE_MODEL = Text(ko="모델과 다릅니다:", en="The model disagrees:")

DOWN = Text(ko="꺼짐", en="down")
RUNNING = Text(ko="켜짐", en="up")
READY = Text(ko="준비됨", en="ready")
NOT_READY = Text(ko="준비 안 됨", en="not ready")
TERMINATING = Text(ko="종료 중", en="terminating")
