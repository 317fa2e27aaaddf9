"""Headings and cells that several tables share; what only one table says stands in its script."""

from __future__ import annotations

from atlas.text.text import Text

NODE = Text(ko="노드", en="Node")
ADDRESS = Text(ko="주소", en="Address")
ZONE = Text(ko="가용 영역", en="Zone")
POD = Text(ko="파드", en="Pod")
NAMESPACE = Text(ko="네임스페이스", en="Namespace")
SERVICE = Text(ko="서비스", en="Service")
TYPE = Text(ko="타입", en="Type")
CLUSTER_IP = Text(ko="클러스터 IP", en="ClusterIP")
NODE_PORT = Text(ko="노드 포트", en="Node port")
BALANCER_ADDRESS = Text(ko="로드 밸런서 주소", en="Load balancer address")
FROM_POD = Text(ko="파드에서", en="From a Pod")
FROM_OUTSIDE = Text(ko="클러스터 밖에서", en="From outside")
SOURCE_SEEN = Text(ko="파드가 보는 소스", en="Source that the Pod sees")
WHO = Text(ko="클라이언트", en="Client")
ADDRESS_CALLED = Text(ko="연결하는 주소", en="Destination")
ENTRY = Text(ko="들어오는 길", en="Entry")
POLICY = Text(ko="트래픽 정책", en="Traffic policy")
INTERNAL_LOCAL = Text(ko="내부 Local", en="Internal Local")
SITUATION = Text(ko="상황", en="Situation")
PODS_THAT_CAN_ANSWER = Text(ko="받을 수 있는 파드", en="Pods that can answer")
IN_JSON = Text(ko="JSON 값", en="In JSON")
KIND = Text(ko="JSON의 kind", en="Kind in JSON")
MEANING = Text(ko="뜻", en="Meaning")

# Cells
NONE = Text(ko="없음", en="none")
YES = Text(ko="예", en="yes")
NO = Text(ko="아니요", en="no")
NOT_APPLICABLE = Text(ko="해당 없음", en="n/a")
POD_NAMED = Text(ko="{pod} 파드", en="Pod {pod}")
POD_ON_NODE = Text(ko="{node} 노드의 {pod} 파드", en="Pod {pod} on {node}")
PROCESS_ON_NODE = Text(ko="{node} 노드의 프로세스", en="a process on {node}")
NODE_PORT_OF_NODE = Text(ko="{node} 노드의 노드 포트", en="node port of {node}")
SAME_ADDRESS = Text(ko="클라이언트의 주소", en="the client's own")
NODE_ADDRESS = Text(ko="노드의 주소", en="a node's")
BALANCER_OWN_ADDRESS = Text(ko="로드 밸런서의 주소", en="the balancer's")
BALANCER_NAMED = Text(ko="로드 밸런서 {name}", en="balancer {name}")
BRIDGE_OF = Text(ko="{node} 노드의 브리지", en="the bridge of {node}")

# DNS answers and the glossary, which macros show as tables
NAME_TRIED = Text(ko="시도한 이름", en="Name tried")
RECORD = Text(ko="응답 레코드", en="Records in the answer")
NOT_FOUND = Text(ko="그런 이름 없음 (NXDOMAIN)", en="no such name (NXDOMAIN)")
