"""Words around rules of kube-proxy that the command line prints."""

from __future__ import annotations

from atlas.text.text import Text

NO_RULES = Text(
    ko="{node} 노드에는 {service} 서비스를 위한 {family} 규칙이 없습니다. kube-proxy는 그 패밀리의 ClusterIP가 있는 서비스만 다룹니다.",
    en="There are no {family} rules for {service} on {node}: kube-proxy minds only Services with a ClusterIP of that family.",
)
