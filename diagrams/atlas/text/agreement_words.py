"""Words of `atlas agree`: what the model says and what the kernel did, side by side."""

from __future__ import annotations

from atlas.text.text import Text

MODEL_SAYS = Text(ko="모델의 답", en="the model says")
KERNEL_DID = Text(ko="커널이 한 일", en="the kernel did")
REPEAT = Text(ko="다시 실행하기", en="repeat with")
TIMES = Text(ko="{total}번 중 {count}번", en="{count} of {total}")
"""How often an ending was seen."""
LOOKED_UP = Text(ko="{name} 조회 → {addresses}", en="looked up {name} → {addresses}")
LOOKED_UP_NOTHING = Text(ko="DNS 조회 없음", en="no DNS lookup")

ANSWERED_BY = Text(ko="{who} 응답", en="answered by {who}")
ANSWERED = Text(ko="응답", en="answered")
STATUS = Text(ko="HTTP {status}", en="HTTP {status}")
ARRIVED_AT = Text(ko="도착한 주소 {address}", en="at {address}")
SOURCE_SEEN = Text(ko="받는 쪽이 본 소스 {source}", en="which sees {source}")
PORT_KEPT = Text(ko="소스 포트 유지", en="source port kept")
PORT_REWRITTEN = Text(ko="소스 포트 바뀜", en="source port rewritten")
REFUSED = Text(ko="거부", en="refused")
REFUSED_BY = Text(ko="{who} 주소가 거부", en="refused by {who}")
TIMED_OUT = Text(ko="시간 초과", en="timed out")
UNREACHABLE = Text(ko="경로 없음", en="no route")
NOT_PERMITTED = Text(ko="보낼 수 없음(EPERM)", en="not permitted (EPERM)")
NAME_NOT_FOUND = Text(ko="없는 이름", en="name not found")

PROGRESS = Text(
    ko="시나리오 {done}/{total}, 연결 {flows}가지, 불일치 {disagreements}개",
    en="scenario {done} of {total}, {flows} flows, {disagreements} disagreements",
)
SUMMARY = Text(
    ko="연결 {flows}가지, 시도 {connections}번, 시나리오 {scenarios}개, 리눅스 {kernel}, {seconds}초",
    en="{flows} flows, {connections} connections, {scenarios} scenarios, Linux {kernel}, {seconds} s",
)
LEFT_OUT = Text(
    ko="시나리오 {name} 생략: {why}",
    en="left out {name}: {why}",
)
DISAGREEMENTS = Text(ko="disagreements: {count}", en="disagreements: {count}")
"""The last line, the same in both languages: scripts look for it."""
