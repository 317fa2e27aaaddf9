"""Words around rules of kube-proxy: what the command line prints, and what tables of pages ask and say."""

from __future__ import annotations

from atlas.text.text import Text

NO_RULES = Text(
    ko="{node} 노드에는 {service} 서비스를 위한 {family} 규칙이 없습니다. kube-proxy는 그 주소 체계의 ClusterIP가 있는 서비스만 다룹니다.",
    en="There are no {family} rules for {service} on {node}: kube-proxy writes rules only for Services with a ClusterIP of that family.",
)

OTHER_ENDPOINTS = Text(
    ko="다른 엔드포인트의 체인 {count}개", en="Chains of other endpoints: {count}"
)

# Questions that both modes answer
HOW_IN = Text(ko="패킷은 어디에서 규칙을 만나나요?", en="Where does a packet meet the rules?")
WHICH_SERVICE = Text(
    ko="어느 서비스의 주소와 포트인가요?", en="Which Service has this address and port?"
)
FROM_A_POD = Text(
    ko="파드가 보낸 패킷인가요? 그렇지 않으면 소스를 바꾸도록 표시합니다.",
    en="Did a Pod send it? If not, it is marked for a new source.",
)
WHICH_ENDPOINT = Text(ko="어느 엔드포인트로 보내나요?", en="Which endpoint is it to be?")
NEW_DESTINATION = Text(ko="목적지를 어떻게 바꾸나요?", en="What becomes of the destination?")
SAME_CLIENT = Text(
    ko="세션 어피니티: 전에 연결한 적이 있는 클라이언트인가요? 이번 연결도 기억해 둡니다.",
    en="Session affinity: was this client here before? And it is remembered.",
)
WHICH_NODE_PORT = Text(ko="어느 서비스의 노드 포트인가요?", en="Whose node port is it?")
NEW_SOURCE = Text(
    ko="소스를 바꾸나요? 표시된 패킷만 바꿉니다.",
    en="Is the source replaced? Only if the packet is marked.",
)
NOBODY_READY = Text(ko="준비된 엔드포인트가 없으면?", en="What if no endpoint is ready?")
UNKNOWN_PORT = Text(
    ko="클러스터 IP에 없는 포트이면?", en="What if the cluster IP has no such port?"
)
NO_RULE = Text(ko="규칙이 없습니다", en="no rule")

# Tables about rules
ENDPOINT = Text(ko="엔드포인트", en="Endpoint")
WRITTEN_CHANCE = Text(ko="규칙에 적힌 확률", en="Probability in the rule")
LEFT = Text(ko="이 규칙까지 오는 비율", en="Share that gets to this rule")
SHARE_OF_ALL = Text(ko="전체에서 차지하는 몫", en="Share of all connections")
NO_NUMBER = Text(ko="없음 (언제나)", en="none (always)")
USE = Text(ko="용도", en="For")
CHAIN = Text(ko="체인", en="Chain")
HASHED = Text(ko="해시하는 글자", en="What is hashed")
ANY_ENDPOINT = Text(ko="모든 엔드포인트 가운데에서 고르기", en="choice among all endpoints")
LOCAL_ENDPOINT = Text(
    ko="이 노드의 엔드포인트 가운데에서 고르기", en="choice among those on this node"
)
FROM_OUTSIDE = Text(ko="바깥 트래픽", en="traffic from outside")
SOURCE_RANGES = Text(ko="로드 밸런서의 소스 범위", en="source ranges of a load balancer")
ONE_ENDPOINT = Text(ko="엔드포인트 하나", en="one endpoint")
SERVICES_IN_CLUSTER = Text(ko="서비스 수", en="Services")
COMPARED = Text(
    ko="iptables: 첫 패킷을 견주어 보는 KUBE-SERVICES 규칙 수",
    en="iptables: rules of KUBE-SERVICES that a first packet is held against",
)
LOOK_UPS = Text(ko="nftables: 찾아보는 횟수", en="nftables: look-ups")
RULES_IN_ALL = Text(ko="iptables: 전체 규칙 수", en="iptables: rules in all")
PARTS_IN_ALL = Text(ko="nftables: 전체 규칙과 원소 수", en="nftables: rules and elements in all")
CONNECTION = Text(ko="연결", en="Connection")
IN_IPTABLES = Text(ko="iptables 모드", en="In iptables mode")
IN_NFTABLES = Text(ko="nftables 모드", en="In nftables mode")
PORT_NOT_THERE = Text(
    ko="파드에서 클러스터 IP의 없는 포트로", en="A Pod to a port that a cluster IP lacks"
)
AT_LOCALHOST = Text(
    ko="노드의 프로세스에서 127.0.0.1 주소의 노드 포트로",
    en="A process on the node to a node port at 127.0.0.1",
)
AT_SECOND_ADDRESS = Text(
    ko="밖에서 노드의 둘째 주소(ExternalIP)의 노드 포트로",
    en="From outside to a node port at the node’s second address (ExternalIP)",
)
KIND = Text(ko="JSON의 kind", en="Kind in JSON")
MEANING = Text(ko="뜻", en="Meaning")
