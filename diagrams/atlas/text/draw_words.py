"""What drawings of any cluster say, besides sentences about packets."""

from __future__ import annotations

from atlas.text.text import Text

FLOW = Text(ko="{source} → {to} 연결", en="A connection from {source} to {to}")
PING = Text(ko="{source} → {to} ping", en="A ping from {source} to {to}")
OUTCOME = Text(ko="결과: {verdict}", en="Outcome: {verdict}")
OUTCOME_AND_WHY = Text(ko="결과: {verdict}. {why}", en="Outcome: {verdict}. {why}")
SERVICE = Text(ko="{service} 서비스의 동작", en="How {service} behaves")
NAMESPACE = Text(ko="{namespace} 네임스페이스", en="Namespace {namespace}")
NAMESPACES = Text(ko="네임스페이스 {count}개", en="{count} namespaces")
COUNTS = Text(
    ko="서비스 {services}개 · 파드 {pods}개 · 노드 {nodes}개",
    en="Services: {services} · Pods: {pods} · nodes: {nodes}",
)
LEGEND = Text(
    ko="선: 연결이 가는 곳. 붉은 파선: 연결이 실패. 물음표: 입력만으로는 알 수 없음. 짧은 파선 테두리: 가정한 것.",
    en="Lines: where connections go. Red dashes: they fail. Question mark: the input does not say. Dashed border: assumed.",
)
PICKED_NODE = Text(
    ko="이 연결을 받는 노드로 {count}개 중 {offered}개를 고를 수 있습니다. 다른 노드에서 시작하려면 명령에 --node 옵션을 주세요.",
    en="The entry node can be one of {offered} here, of {count} in all; --node starts at another one.",
)
DRAWN_NODES = Text(
    ko="관련된 노드 {count}개 중 {drawn}개만 하나씩 그렸습니다. 결과는 모든 노드를 따진 것이고, 그리지 않은 노드를 지나는 경로는 고를 수 없습니다.",
    en="{drawn} of the {count} nodes involved are drawn one by one. Outcomes count all of them; paths through the others cannot be picked.",
)
DRAWN_WAYS = Text(
    ko="한 상태에서 최대 {ways}개의 경로만 그렸습니다. 결과는 모든 경로를 따진 것입니다.",
    en="No more than {ways} paths of a state are drawn. Outcomes count all of them.",
)
LEFT_OUT_CONTROLS = Text(
    ko="파일이 너무 커지지 않도록 뺀 설정: {controls}. 명령의 바꾸어 보기 옵션으로 바꿀 수 있습니다.",
    en="Controls left out to keep this file small: {controls}. The command's what-if options change them, too.",
)
MORE_SERVICES = Text(ko="다른 {type} 서비스 {count}개", en="{count} more {type} Services")
MORE_NODES_PODS = Text(ko="다른 노드 {count}개", en="{count} more nodes")
ITS_PODS = Text(ko="파드 {count}개", en="Pods: {count}")
PLUS_PODS = Text(ko="+파드 {count}개", en="+{count} Pods")
READY_OF = Text(ko="{count}개 중 {ready}개 준비됨", en="{ready} of {count} ready")
NO_ENDPOINTS = Text(ko="엔드포인트 없음", en="no endpoints")
UNKNOWN_ENDPOINTS = Text(ko="엔드포인트를 알 수 없음?", en="endpoints unknown?")
PENDING = Text(ko="주소 없음(pending)", en="no address (pending)")
OUTSIDE = Text(ko="클러스터 밖", en="outside")
INSIDE = Text(ko="클러스터 안", en="inside")
ANY_NODE = Text(ko="모든 노드의 포트", en="port of every node")
MORE_ENDS = Text(ko="+{count}개", en="+{count} more")
COULD_NOT_ASK = Text(ko="확인할 수 없음", en="cannot be asked")
