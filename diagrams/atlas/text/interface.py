"""Words of the interface: what figures and macros say besides sentences about packets."""

from __future__ import annotations

from atlas.text.text import Lang, Text

LANGS = tuple(Lang)

KERNEL = Text(ko="커널 규칙", en="kernel rules")
FORWARDS = Text(ko="전달만 합니다", en="only forwards")
NO_POD_OF_SERVICE = Text(ko="이 서비스의 파드 없음", en="no Pod of this Service")
NO_POD_INVOLVED = Text(ko="관련된 파드 없음", en="no Pod involved")
NOBODY_ANSWERS = Text(ko="받는 곳 없음", en="no answer")
NOBODY_LISTENS = Text(ko="열린 포트 없음", en="no open port")
NOT_READY = Text(ko="준비되지 않음", en="not ready")
TERMINATING = Text(ko="종료 중", en="terminating")
KUBE_PROXY_STOPPED = Text(ko="kube-proxy 정지", en="kube-proxy off")
SWITCHED_OFF = Text(ko="꺼져 있음", en="switched off")
SHARE = Text(ko="연결의 {share}", en="share {share}")
DROPPED = Text(ko="폐기(DROP)", en="DROP")
REFUSED = Text(ko="거부(REJECT)", en="REJECT")
CLUSTER_DNS = Text(ko="클러스터 DNS", en="cluster DNS")
HEADLESS = Text(ko="클러스터 IP 없음(헤드리스)", en="no ClusterIP (headless)")
NO_SELECTOR = Text(ko="셀렉터 없음", en="no selector")

FIGURE_OUTCOME = Text(ko="결과: {verdict}.", en="Outcome: {verdict}.")
STEP = Text(
    ko="{number}: {start} → {end} 구간, {packet} 패킷.",
    en="{number}: from {start} to {end}, {packet}.",
)
CONTROL_STEP = Text(ko="{number}: {start} → {end}.", en="{number}: {start} → {end}.")

HOPS = Text(ko="한 홉씩 보기", en="Hop by hop")
COLUMN_NUMBER = Text(ko="홉", en="Hop")
COLUMN_WAY = Text(ko="구간", en="From → to")
COLUMN_PACKET = Text(ko="패킷 (소스 → 목적지)", en="Packet (source → destination)")
COLUMN_ACTION = Text(ko="도착한 곳에서 일어나는 일", en="What happens where it arrives")
OUTCOME = Text(ko="결과", en="Outcome")
OTHER_WAYS = Text(
    ko="연결은 {count}가지 경로 중 하나로 갑니다. 번호가 붙은 경로는 그중 한 예이며, 확률은 {share}입니다.",
    en="Each connection takes one of {count} paths. The numbered one is an example; its probability is {share}.",
)
BALANCER = Text(ko="로드 밸런서", en="load balancer")
ASSUMED = Text(ko="가정", en="assumed")
MORE_NODES = Text(ko="다른 노드 {count}개", en="{count} more nodes")
NODES = Text(ko="노드 {count}개", en="{count} nodes")
TAKES_NO_PART = Text(ko="이 경로에는 없습니다", en="takes no part")
NOT_DRAWN = Text(ko="하나씩 그리지 않았습니다", en="not drawn one by one")
MORE_PODS = Text(ko="다른 파드 {count}개", en="other Pods: {count}")
LEGEND_REQUEST = Text(ko="요청", en="request")
LEGEND_REPLY = Text(ko="응답", en="reply")
LEGEND_FAILED = Text(ko="실패", en="failure")
LEGEND_CONTROL = Text(ko="규칙과 설정 (패킷 아님)", en="rules and settings (not packets)")
DOWNLOAD = Text(ko="내려받기", en="Download")
DOWNLOAD_WIDE = Text(ko="넓은 그림", en="wide")
DOWNLOAD_NARROW = Text(ko="좁은 그림", en="narrow")
ORIGIN_MODEL = Text(
    ko="페이지를 만들 때 모델이 계산한 출력입니다. 실제 클러스터에서는 AGE 같은 열이 더 나오고, 주소와 이름이 다릅니다.",
    en="Computed by the model when this page was built. A real cluster prints more columns, such as AGE, and has its "
    "own addresses and names.",
)
ORIGIN_LAB = Text(
    ko="실습 환경에서 실행해 기록한 출력입니다({date}, kube-proxy {release} 규칙).",
    en="Recorded in the lab on {date}, with the rules of kube-proxy {release}.",
)
MINUTES = Text(ko="{count}분", en="{count} min")
MINUTES_TOGETHER = Text(ko="모두 {count}분", en="Total: {count} minutes")
PROVED = Text(ko="모델로 확인함", en="checked by the model")
LICENCE = Text(ko="그림: CC BY 4.0", en="Figure: CC BY 4.0")

CONTROL_ENTRY = Text(ko="진입 노드", en="Entry node")
CONTROL_DOWN = Text(ko="꺼진 노드", en="Node down")
CONTROL_BALANCER = Text(ko="로드 밸런서", en="Load balancer")
CONTROL_HEALTH = Text(ko="헬스 체크 실패", en="Failed health check")
CONTROL_MODE = Text(ko="kube-proxy 모드", en="kube-proxy mode")
CONTROL_SOURCE = Text(ko="클라이언트", en="Client")
CONTROL_TYPE = Text(ko="서비스 종류", en="Kind of Service")
CONTROL_STATE = Text(ko="상태", en="State")
BROKEN = Text(ko="고장", en="broken")
REPAIRED = Text(ko="수정 후", en="repaired")
CONTROL_TARGET = Text(ko="목적지", en="Destination")
NO_NODE = Text(ko="없음", en="none")
ALL_URLS = Text(ko="둘 다", en="both")
READY = Text(ko="준비됨", en="ready")
GONE = Text(ko="삭제됨", en="gone")
MOVED = Text(ko="{node} 노드로 옮김", en="moved to {node}")
NOT_SET = Text(ko="설정 안 함", en="not set")
AFFINITY_FIRST = Text(ko="ClientIP, 첫 연결", en="ClientIP, first connection")
AFFINITY_NEXT = Text(ko="ClientIP, 다음 연결", en="ClientIP, next connection")
FORWARDING_PASSTHROUGH = Text(ko="패킷을 그대로 전달", en="passes packets through")
FORWARDING_PROXY = Text(ko="프록시(연결을 새로 엶)", en="proxy (opens its own connection)")
NOTICED = Text(ko="로드 밸런서가 알아챔", en="noticed by the load balancer")
UNNOTICED = Text(ko="아직 알아채지 못함", en="not noticed yet")
SOURCES = {
    "pod": Text(ko="안: {name} 파드", en="inside: Pod {name}"),
    "node": Text(ko="안: {name} 노드", en="inside: node {name}"),
    "client": Text(ko="밖: {name}", en="outside: {name}"),
}

EXPLORE = Text(ko="바꾸어 보기", en="What if")
EXPLORE_WORDS = {
    "reset": Text(ko="초기화", en="Reset"),
    "previous": Text(ko="이전 홉", en="Previous hop"),
    "next": Text(ko="다음 홉", en="Next hop"),
    "play": Text(ko="재생", en="Play"),
    "pause": Text(ko="멈춤", en="Pause"),
    "way": Text(ko="경로", en="Path"),
    "way_option": Text(ko="{end} · 확률 {share}", en="{end} · probability {share}"),
    "send": Text(ko="연결 100번 보내기", en="Send 100 connections"),
    "predict": Text(ko="먼저 맞혀 보기", en="Predict first"),
    "question": Text(
        ko="{state} 패킷은 어디에서 끝날까요? 그림에서 그곳을 누르세요.",
        en="{state} Where does the packet end up? Press the place in the figure.",
    ),
    "right": Text(ko="맞습니다. 끝날 수 있는 곳: {ends}.", en="Right. It can end at: {ends}."),
    "wrong": Text(ko="아닙니다. 끝날 수 있는 곳: {ends}.", en="No. It can end at: {ends}."),
    "whole": Text(
        ko="전체 경로: 홉 {count}개. 결과: {verdict}.",
        en="Whole path, hops: {count}. Outcome: {verdict}.",
    ),
    "at": Text(ko="홉 {number} / {count}", en="Hop {number} of {count}"),
    "hint": Text(
        ko="노드, 파드, 서비스를 직접 눌러 상태를 바꿔 보세요.",
        en="Press a node, a Pod or the Service to change it.",
    ),
    "change_thing": Text(ko="상태 바꾸기", en="change it"),
    "next_question": Text(ko="다음 문제", en="Next question"),
    "speed": Text(ko="재생 속도", en="Speed"),
    "rule": Text(ko="이 일을 하는 규칙 보기", en="See the rule that does this"),
    "all_nodes": Text(ko="모든 노드 펼치기", en="Show all nodes"),
    "request": Text(ko="요청", en="request"),
    "reply": Text(ko="응답", en="reply"),
    "failed": Text(ko="실패", en="failure"),
    "changed": Text(ko="바뀐 점", en="What changed"),
    "change": Text(ko="{name}: {before} → {after}", en="{name}: {before} → {after}"),
    "ends": Text(ko="끝날 수 있는 곳", en="Possible outcomes"),
    "hop_count": Text(ko="홉 수", en="Number of hops"),
    "no_change": Text(ko="결과와 홉은 그대로입니다.", en="Outcome and hops are unchanged."),
    "spread": Text(ko="연결 {count}번의 결과", en="Where {count} connections went"),
    "thousand": Text(ko="한꺼번에 1000번 보내기", en="Send 1,000 at once"),
    "expected": Text(ko="확률로 계산한 값 {share}", en="computed from the share: {share}"),
    "compare": Text(ko="나란히 비교", en="Compare"),
    "with": Text(ko="비교할 상태", en="Compare with"),
    "first_difference": Text(
        ko="처음 달라지는 홉: {number}", en="First hop that differs: {number}"
    ),
    "unknown": Text(
        ko="링크가 가리키는 상태는 이제 없습니다. 처음 상태를 보여 줍니다.",
        en="The state in this link no longer exists. This is the initial state.",
    ),
    "impossible": Text(
        ko="이 조합에서는 연결을 시작할 수 없습니다.",
        en="No connection can be made with this combination.",
    ),
    "unloaded": Text(
        ko="다른 상태를 불러오지 못했습니다.", en="The other states could not be loaded."
    ),
}
SPREAD = Text(ko="연결 {count}번이 끝나는 곳: {ends}.", en="Where {count} connections end: {ends}.")
EXPLORE_STATIC = Text(ko="다른 상태의 그림", en="Other states as figures")
"""Before links to drawings that need no script."""
CHOICE = Text(ko="{name}: {value}", en="{name}: {value}")
