"""Words around rules of kube-proxy: what the command line prints, and what pages say of chains that they fold."""

from __future__ import annotations

from atlas.text.text import Text

NO_RULES = Text(
    ko="{node} 노드에는 {service} 서비스를 위한 {family} 규칙이 없습니다. kube-proxy는 그 주소 체계의 ClusterIP가 있는 서비스만 다룹니다.",
    en="There are no {family} rules for {service} on {node}: kube-proxy writes rules only for Services with a ClusterIP of that family.",
)

OTHER_ENDPOINTS = Text(
    ko="다른 엔드포인트의 체인 {count}개", en="Chains of other endpoints: {count}"
)
