"""Words around the answers of the command line: what stands beside sentences about packets."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.proxy.decision import Outcome
from atlas.text.text import Text

POD_NETWORK = Text(ko="파드 네트워크 {mode}", en="Pod network {mode}")
EGRESS_MASQUERADE = Text(ko="클러스터 밖으로 나가는 패킷은 마스커레이딩", en="egress masqueraded")
EGRESS_KEPT = Text(ko="클러스터 밖으로 나가는 패킷도 소스 유지", en="egress not masqueraded")
LOOKUP = Text(ko="{server} 서버에서 {name} 조회", en="looks up {name} at {server}")
TRIED = Text(ko="시도한 이름: {names}", en="tried: {names}")
REPLY = Text(ko="응답:", en="the reply:")
SOURCE_SEEN = Text(ko="받는 쪽이 보는 소스 {source}", en="sees {source} as the source")
PORT_KEPT = Text(ko="소스 포트 유지", en="source port kept")
PORT_REWRITTEN = Text(ko="소스 포트 바뀜", en="source port rewritten")
PORT_OPEN = Text(ko="소스 포트는 바뀔 수 있음", en="source port may be replaced")
PORTS = {"kept": PORT_KEPT, "rewritten": PORT_REWRITTEN, "unknown": PORT_OPEN}
"""What becomes of a source port, by the values that reports have for it."""
NO_MEMORY = Text(
    ko="메모리가 부족합니다. 매니페스트를 나누거나 필요한 오브젝트만 넣으세요.",
    en="out of memory; split the manifests, or leave out what the question does not need",
)
NO_ANSWERS = Text(ko="(없음)", en="(none)")
NO_CHANGES = Text(ko="달라지는 연결이 없습니다.", en="No flow changes.")
CHANGES = Text(
    ko="연결 {total}개 중 {count}개가 달라집니다.", en="Flows that change: {count} of {total}."
)
ONLY_BEFORE = Text(ko="이전에만 있음", en="only before")
ONLY_AFTER = Text(ko="이후에만 있음", en="only after")
BEFORE = Text(ko="이전", en="before")
AFTER = Text(ko="이후", en="after")
NOT_BEFORE = Text(ko="이전에는 없음", en="not there before")
NOT_AFTER = Text(ko="이후에는 없음", en="no longer there")
MORE_CHANGES = Text(
    ko="달라지는 연결이 {count}개 더 있습니다.", en="More flows that change: {count}."
)

OUTCOMES: Mapping[Outcome, Text] = {
    Outcome.ENDPOINTS: Text(ko="엔드포인트로 보냄", en="endpoints"),
    Outcome.REJECT: Text(ko="거부(REJECT)", en="reject"),
    Outcome.DROP: Text(ko="폐기(DROP)", en="drop"),
    Outcome.ACCEPT: Text(ko="노드 자신이 받음", en="accept"),
    Outcome.NONE: Text(ko="규칙을 적용하지 않음", en="none"),
}
"""What the rules of one node do with a packet; in English it is the word that JSON has."""

MATRIX_COLUMNS = (
    Text(ko="보내는 쪽", en="from"),
    Text(ko="대상", en="to"),
    Text(ko="진입점", en="entry"),
    Text(ko="노드", en="node"),
    Text(ko="트래픽 정책", en="policy"),
    Text(ko="결과", en="verdict"),
    Text(ko="받는 쪽", en="receivers"),
    Text(ko="받는 쪽이 본 소스", en="sources seen"),
    Text(ko="소스 포트", en="source port"),
)

SOURCE_KEPT = Text(ko="소스 유지", en="source kept")
SOURCE_REWRITTEN = Text(ko="마스커레이딩", en="masqueraded")
CLUSTER_ENDPOINTS = Text(ko="Cluster 정책일 때", en="with policy Cluster")
LOCAL_ENDPOINTS = Text(ko="Local 정책일 때", en="with policy Local")
REACHABLE_ENDPOINTS = Text(ko="이 노드의 규칙에 들어가는 전체", en="in the rules of this node")
BY_HINTS = Text(ko="힌트({hints})로 고름", en="chosen by hints ({hints})")
TERMINATING_STAND_IN = Text(
    ko="준비된 엔드포인트가 없어 종료 중인 엔드포인트가 대신함",
    en="no endpoint is ready, so terminating ones are used",
)
ELSEWHERE_ONLY = Text(
    ko="쓸 수 있는 엔드포인트는 다른 노드에만 있음", en="only other nodes have usable endpoints"
)

NOT_READY = Text(ko="준비되지 않음", en="not ready")
TERMINATING = Text(ko="종료 중", en="terminating")
UNUSED_ENDPOINT = Text(ko="쓰지 않음: {endpoint} ({state})", en="not used: {endpoint} ({state})")
NO_ROWS = Text(
    ko="매니페스트에 서비스가 없어서 계산할 것이 없습니다.",
    en="Nothing to ask: the manifests have no Service.",
)

NOWHERE = Text(ko="갈 곳 없음", en="nowhere")
"""Where a packet ends that no machine takes."""
QUESTIONS = Text(ko="조합", en="questions")
STAND_INS = Text(
    ko="행이 {total}개나 되므로, 이름만 다른 노드와 보내는 쪽은 첫 번째 것만 출력합니다(행 {rows}개). 모두 보려면 --every-row를 주세요.",
    en="The table would have {total} rows: of senders and nodes that differ in names only, just the first is listed "
    "({rows} rows); --every-row prints every one.",
)
MANY_QUESTIONS = Text(
    ko="조합 {total}개를 계산합니다(서비스 {services}개, 보내는 쪽 {sources}개). "
    "--service, --from, --as-written로 줄일 수 있습니다.",
    en="{total} questions ({services} Services, {sources} sources); fewer with --service, --from, --as-written.",
)
