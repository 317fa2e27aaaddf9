"""Words of the interface: what figures and macros say besides sentences about packets."""

from __future__ import annotations

from atlas.text.text import Text

KERNEL = Text(ko="커널 규칙", en="kernel rules")
FORWARDS = Text(ko="전달만 합니다", en="only forwards")
NO_POD_OF_SERVICE = Text(ko="이 서비스의 파드 없음", en="no Pod of this Service")
NO_POD_INVOLVED = Text(ko="관련된 파드 없음", en="no Pod involved")
NOBODY_ANSWERS = Text(ko="받는 곳 없음", en="nobody answers")
NOBODY_LISTENS = Text(ko="열린 포트 없음", en="no open port")
NOT_READY = Text(ko="준비되지 않음", en="not ready")
TERMINATING = Text(ko="종료 중", en="terminating")
KUBE_PROXY_STOPPED = Text(ko="kube-proxy 정지", en="kube-proxy off")
SWITCHED_OFF = Text(ko="꺼져 있음", en="switched off")
SHARE = Text(ko="연결의 {share}", en="share {share}")
DROPPED = Text(ko="폐기(DROP)", en="DROP")
REFUSED = Text(ko="거부(REJECT)", en="REJECT")
HEADLESS = Text(ko="클러스터 IP 없음(헤드리스)", en="no ClusterIP (headless)")
NO_SELECTOR = Text(ko="셀렉터 없음", en="no selector")
SELECTOR = Text(ko="셀렉터 {selector}", en="selector {selector}")

FIGURE_TEXT = Text(
    ko="{title}. {caption} {steps} 결과: {verdict}.",
    en="{title}. {caption} {steps} Outcome: {verdict}.",
)
STEP = Text(
    ko="{number}: {start} → {end} 구간, {packet} 패킷.",
    en="{number}: from {start} to {end}, {packet}.",
)
CONTROL_STEP = Text(ko="{number}: {start} → {end}.", en="{number}: {start} → {end}.")
STAGE_TEXT = Text(ko="{title}. {caption} {steps}", en="{title}. {caption} {steps}")

HOPS = Text(ko="한 홉씩 보기", en="Hop by hop")
COLUMN_NUMBER = Text(ko="홉", en="Hop")
COLUMN_WAY = Text(ko="구간", en="From → to")
COLUMN_PACKET = Text(ko="패킷 (소스 → 목적지)", en="Packet (source → destination)")
COLUMN_ACTION = Text(ko="도착한 곳에서 일어나는 일", en="What happens where it arrives")
OUTCOME = Text(ko="결과", en="Outcome")
OTHER_WAYS = Text(
    ko="연결은 {count}가지 길 가운데 하나로 갑니다. 번호가 붙은 길은 그중 하나의 예이며, 확률은 {share}입니다.",
    en="Each connection takes one of {count} ways. The numbered one, with probability {share}, is an example.",
)
LEGEND_REQUEST = Text(ko="요청", en="request")
LEGEND_REPLY = Text(ko="응답", en="reply")
LEGEND_OTHER = Text(ko="다른 연결이 갈 수 있는 길", en="way another connection may take")
LEGEND_FAILED = Text(ko="실패", en="failure")
LEGEND_CONTROL = Text(ko="규칙과 설정 (패킷 아님)", en="rules and settings (no packets)")
DOWNLOAD = Text(ko="내려받기", en="Download")
DOWNLOAD_WIDE = Text(ko="넓은 그림", en="wide")
DOWNLOAD_NARROW = Text(ko="좁은 그림", en="narrow")
PROVED = Text(ko="모델로 확인함", en="checked by the model")
LICENCE = Text(ko="그림: CC BY 4.0", en="Figure: CC BY 4.0")
