"""Words around rules of kube-proxy: what the command line prints, and what pages say of chains that they fold."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.proxy.unwritten import Unwritten
from atlas.text.text import Text

RULES_OF = Text(ko="kube-proxy {release}, {mode} 모드", en="kube-proxy {release} in {mode} mode")
NO_RULES = Text(
    ko="{node} 노드에는 {service} 서비스를 위한 {family} 규칙이 없습니다. kube-proxy는 그 주소 체계의 ClusterIP가 있는 서비스만 다룹니다.",
    en="There are no {family} rules for {service} on {node}: kube-proxy writes rules only for Services with a ClusterIP of that family.",
)

OTHER_ENDPOINTS = Text(
    ko="다른 엔드포인트의 체인 {count}개", en="Chains of other endpoints: {count}"
)

TEXT_OF_RECORDED = Text(
    ko="규칙이 하는 일은 이 릴리스와 같습니다. 글자 하나까지 실제 기록과 대조한 릴리스는 {recorded}입니다.",
    en="These rules do what this release does. Only for {recorded} has their exact text been checked against a recording.",
)
UNWRITTEN: Mapping[Unwritten, Text] = {
    Unwritten.COUNTERS: Text(
        ko="여기에 없음: 세기만 하는 규칙과 카운터",
        en="Not written here: rules that only count, and counters",
    ),
    Unwritten.SINGLE_ENDPOINTS: Text(
        ko="다른 점: 엔드포인트가 하나면 v1.37은 numgen 없이 그 체인으로 바로 보냄",
        en="Written differently: for a single endpoint v1.37 goes straight to its chain, without numgen",
    ),
}
