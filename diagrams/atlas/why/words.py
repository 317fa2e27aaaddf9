"""Words of `atlas why` in both languages: what links and states are called, and what stands around findings."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.text.text import Text
from atlas.why.kind import Link, State

LINKS: Mapping[Link, Text] = {
    Link.NAME: Text(ko="이름", en="name"),
    Link.OBJECT: Text(ko="오브젝트", en="object"),
    Link.CLASS: Text(ko="클래스", en="class"),
    Link.GATE: Text(ko="리스너", en="listener"),
    Link.HOST: Text(ko="호스트", en="host"),
    Link.PATH: Text(ko="경로", en="path"),
    Link.BACKEND: Text(ko="백엔드", en="backend"),
    Link.ADDRESS: Text(ko="주소", en="address"),
    Link.ENTRY: Text(ko="진입점", en="entry"),
    Link.NODE: Text(ko="노드", en="node"),
    Link.POLICY: Text(ko="트래픽 정책", en="policy"),
    Link.PORT: Text(ko="포트", en="port"),
    Link.SELECTOR: Text(ko="셀렉터", en="selector"),
    Link.READINESS: Text(ko="준비 상태", en="readiness"),
    Link.TARGET_PORT: Text(ko="targetPort", en="target port"),
    Link.PROCESS: Text(ko="프로세스", en="process"),
    Link.REPLY: Text(ko="응답", en="reply"),
}
STATES: Mapping[State, Text] = {
    State.OK: Text(ko="정상", en="ok"),
    State.WARNING: Text(ko="주의", en="warning"),
    State.UNKNOWN: Text(ko="알 수 없음", en="unknown"),
    State.BROKEN: Text(ko="끊김", en="BROKEN"),
}
NOT_REACHED = Text(ko="여기까지 오지 못함", en="not reached")
SEES = Text(ko="클라이언트", en="client")
PAGE = Text(ko="설명", en="more")
SHARE = Text(ko="연결 {count}개 중 {failing}개 실패", en="{failing} of {count} connections fail")
SHARE_OK = Text(ko="연결 {count}개 모두 성공", en="all {count} connections arrive")
SHARE_ONE = Text(ko="연결 실패", en="the connection fails")
SHARE_ONE_OK = Text(ko="연결 성공", en="the connection arrives")
SHARE_NONE = Text(ko="시도한 연결 없음", en="no connection tried")
REPAIR = Text(
    ko="수정안 {number}: 적용해 다시 계산했습니다. 이후 상태: {state}. 연결 {compared}개 중 {changed}개가 달라집니다",
    en="repair {number}, tried: afterwards the target is {state}; connections that change: {changed} of {compared}",
)
REPAIR_UNCHANGED = Text(
    ko="수정안 {number}: 적용해 다시 계산했습니다. 이후 상태: {state}. 연결 {compared}개의 결과는 그대로입니다",
    en="repair {number}, tried: afterwards the target is {state}; none of {compared} connections changes",
)
"""What is said of a repair that heals something else than a connection, such as an object that is rejected."""
REPAIR_OF_ONE = Text(
    ko="수정안 {number}: 적용해 다시 계산했습니다. 이 문제는 고쳐지지만 다음 문제가 남아서 상태는 아직 {state}입니다: {left}",
    en="repair {number}, tried: it fixes this, but the target is still {state}, because of what comes next: {left}",
)
NO_REPAIR = Text(
    ko="시도해 본 변경으로는 고쳐지지 않아서 제안할 수정안이 없습니다",
    en="none of the changes that were tried fixes it, so none is proposed",
)
SAME_CAUSE = Text(ko="원인은 위와 같습니다: {place}", en="same cause as above: {place}")
AFTERWARDS = Text(ko="수정한 뒤 드러나는 문제", en="found after that repair")
SUMMARY = Text(
    ko="대상 {count}개: 끊김 {broken}, 알 수 없음 {unknown}, 주의 {warning}, 정상 {ok}",
    en="{count} targets: {broken} broken, {unknown} unknown, {warning} with warnings, {ok} ok",
)
NOTHING = Text(
    ko="입력에 서비스, 인그레스, HTTPRoute가 없습니다",
    en="the input has no Service, Ingress or HTTPRoute",
)
ALSO = Text(ko="그 밖에 찾은 것", en="also found")
NOT_ALLOWED = Text(
    ko="kubectl에 읽을 권한이 없는 것: {kinds}. 이것에 따라 달라지는 것은 가정하거나 알 수 없다고 답합니다.",
    en="kubectl is not allowed to read: {kinds}. Whatever depends on them is assumed or unknown.",
)
NOT_THERE = Text(ko="클러스터에 없는 API: {kinds}", en="the cluster does not have the API: {kinds}")
