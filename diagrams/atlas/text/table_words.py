"""Headings and cells of computed tables."""

from __future__ import annotations

from atlas.model.reason import Reason
from atlas.text.text import Text

NODE = Text(ko="노드", en="Node")
ADDRESS = Text(ko="주소", en="Address")
ZONE = Text(ko="영역", en="Zone")
POD_RANGE = Text(ko="파드 주소 범위", en="Pod range")
POD = Text(ko="파드", en="Pod")
NAMESPACE = Text(ko="네임스페이스", en="Namespace")
SERVICE = Text(ko="서비스", en="Service")
TYPE = Text(ko="타입", en="Type")
CLUSTER_IP = Text(ko="클러스터 IP", en="ClusterIP")
PORT = Text(ko="포트", en="Port")
NODE_PORT = Text(ko="노드 포트", en="Node port")
BALANCER_ADDRESS = Text(ko="로드 밸런서 주소", en="Load balancer address")
ENDPOINTS = Text(ko="엔드포인트", en="Endpoints")
SLICE = Text(ko="엔드포인트슬라이스", en="EndpointSlice")
READY = Text(ko="준비됨", en="Ready")
CLIENT = Text(ko="클러스터 밖의 장비", en="Machine outside")
NAMES = Text(ko="DNS 이름", en="DNS names")
INGRESS = Text(ko="오브젝트", en="Object")
HOSTS = Text(ko="호스트", en="Hosts")
ANSWER = Text(ko="DNS 응답", en="DNS answer")
FROM_POD = Text(ko="파드에서", en="From a Pod")
FROM_OUTSIDE = Text(ko="클러스터 밖에서", en="From outside")
SOURCE_SEEN = Text(ko="파드가 보는 소스", en="Source that the Pod sees")
WHO = Text(ko="클라이언트", en="Client")
SOURCE_FROM_OUTSIDE = Text(
    ko="밖에서 왔을 때 파드가 보는 소스", en="Source that the Pod sees, from outside"
)
ENTRY = Text(ko="들어오는 길", en="Entry")
POLICY = Text(ko="트래픽 폴리시", en="Traffic policy")
VERDICT = Text(ko="결과", en="Outcome")
IN_JSON = Text(ko="JSON 값", en="In JSON")
ACTION = Text(ko="하는 일", en="Action")
SENTENCE = Text(ko="설명", en="Sentence")
SOURCE_OF_BEHAVIOUR = Text(ko="근거", en="Source")
NONE = Text(ko="없음", en="none")
YES = Text(ko="예", en="yes")
NO = Text(ko="아니요", en="no")
NAME_TRIED = Text(ko="시도한 이름", en="Name tried")
RECORD = Text(ko="응답 레코드", en="Records in the answer")
NOT_FOUND = Text(ko="그런 이름 없음 (NXDOMAIN)", en="no such name (NXDOMAIN)")
TERM_EN = Text(ko="영어", en="English")
TERM_KO = Text(ko="한국어", en="Korean")
TERM_NOTE = Text(ko="설명", en="Note")
SAME_ADDRESS = Text(ko="클라이언트의 주소", en="the client's own")
NODE_ADDRESS = Text(ko="노드의 주소", en="a node's")
BALANCER_OWN_ADDRESS = Text(ko="로드 밸런서의 주소", en="the balancer's")
SOURCE_PORT = Text(ko="소스 포트", en="Source port")
WHY = Text(ko="이유", en="Why")
POD_ON_SAME_NODE = Text(
    ko="뽑힌 파드가 같은 노드에 있을 때", en="The chosen Pod runs on the same node"
)
POD_ON_OTHER_NODE = Text(
    ko="뽑힌 파드가 다른 노드에 있을 때", en="The chosen Pod runs on another node"
)
NOT_APPLICABLE = Text(ko="해당 없음", en="n/a")
DOES_NOT_HAPPEN = Text(ko="해당 없음", en="does not happen")
PASSTHROUGH_BALANCER = Text(ko="LoadBalancer (패스스루)", en="LoadBalancer (passthrough)")
PROXY_BALANCER = Text(ko="LoadBalancer (프록시형)", en="LoadBalancer (proxy)")
POD_CLIENT = Text(ko="client 파드", en="Pod client")
NODE_CLIENT = Text(ko="node-a 노드의 프로세스", en="a process on node-a")
POD_PICKS_ITSELF = Text(ko="자기 자신이 뽑힌 web-1 파드", en="Pod web-1, which is picked itself")
LAPTOP_AT_NODE = Text(ko="laptop → {node} 노드", en="laptop → {node}")
LAPTOP_SENT_TO_NODE = Text(
    ko="laptop → {node} 노드 (로드 밸런서가 선택)", en="laptop → {node} (the balancer's pick)"
)
LAPTOP = Text(ko="laptop", en="laptop")
POD_ON_NODE_A = Text(ko="node-a 노드의 client 파드", en="Pod client on node-a")
POD_ON_NODE_C = Text(ko="node-c 노드의 api-2 파드", en="Pod api-2 on node-c")
PROCESS_ON_NODE_C = Text(ko="node-c 노드의 프로세스", en="a process on node-c")
NODE_PORT_WITH_POD = Text(ko="node-a 노드의 노드 포트", en="node port of node-a")
NODE_PORT_WITHOUT_POD = Text(ko="node-c 노드의 노드 포트", en="node port of node-c")
DIALED = Text(ko="연결하는 주소", en="Address called")
UNDER_CLUSTER = Text(ko="Cluster일 때", en="With Cluster")
UNDER_LOCAL = Text(ko="Local일 때", en="With Local")
SHARE_UNDER_CLUSTER = Text(ko="Cluster일 때의 몫", en="Share with Cluster")
SHARE_UNDER_LOCAL = Text(ko="Local일 때의 몫", en="Share with Local")
READY_PODS = Text(ko="준비된 파드", en="Ready Pods")
READY_ON_THIS_NODE = Text(ko="이 노드에 있음", en="on this node")
READY_ELSEWHERE = Text(ko="다른 노드에만 있음", en="on other nodes only")
READY_NOWHERE = Text(ko="어디에도 없음", en="nowhere")
EXTERNAL_CLUSTER = Text(ko="외부 Cluster", en="External Cluster")
EXTERNAL_LOCAL = Text(ko="외부 Local", en="External Local")
INTERNAL_CLUSTER = Text(ko="내부 Cluster", en="Internal Cluster")
INTERNAL_LOCAL = Text(ko="내부 Local", en="Internal Local")
NEXT_CONNECTION = Text(ko="다음 연결", en="Next connection")
CHANCE_OF_SAME_POD = Text(ko="같은 파드가 받을 확률", en="Chance of the same Pod")
PODS_THAT_CAN_ANSWER = Text(ko="받을 수 있는 파드", en="Pods that can get it")
NEXT_AT_SAME_NODE = Text(ko="같은 클라이언트, 같은 노드", en="same client, same node")
NEXT_AT_OTHER_NODE = Text(ko="같은 클라이언트, 다른 노드", en="same client, another node")
NEXT_OF_OTHER_CLIENT = Text(ko="다른 클라이언트, 같은 노드", en="another client, same node")
NEXT_IN_TIME = Text(
    ko="같은 클라이언트와 노드, 시간 제한이 되기 1초 전",
    en="same client and node, one second before the timeout",
)
NEXT_TOO_LATE = Text(
    ko="같은 클라이언트와 노드, 시간 제한이 되었을 때",
    en="same client and node, once the timeout is reached",
)
NEXT_WHILE_NOT_READY = Text(
    ko="같은 클라이언트와 노드, 파드가 준비되지 않은 동안",
    en="same client and node, while the Pod is not ready",
)
NEXT_WHEN_READY_AGAIN = Text(
    ko="같은 클라이언트와 노드, 파드가 다시 준비된 뒤",
    en="same client and node, after the Pod is ready again",
)
NEXT_AT_OTHER_ADDRESS = Text(
    ko="클라이언트가 파드일 때, 클러스터 IP 다음에 자기 노드의 노드 포트",
    en="a Pod as client: first the cluster IP, then the node port of its own node",
)
NEXT_THROUGH_BALANCER = Text(
    ko="같은 클라이언트, 패스스루 로드 밸런서가 노드를 다시 고름",
    en="same client; a passthrough balancer picks the node anew",
)
NEXT_THROUGH_BALANCER_LOCAL = Text(
    ko="같은 클라이언트, 패스스루 로드 밸런서와 Local 폴리시",
    en="same client; a passthrough balancer, with policy Local",
)
NEXT_THROUGH_PROXY = Text(
    ko="다른 클라이언트, 프록시형 로드 밸런서를 거쳐 같은 노드",
    en="another client, through a proxy balancer to the same node",
)
PORT_KEPT = Text(ko="그대로", en="kept")
PORT_NEW = Text(ko="새 번호", en="new")
BALANCER_NAMED = Text(ko="로드 밸런서 {name}", en="balancer {name}")
BRIDGE_OF = Text(ko="{node} 노드의 브리지", en="the bridge of {node}")

WHY_SOURCE = {
    Reason.CLUSTER_IP: Text(
        ko="클라이언트의 노드가 목적지를 바꾸었고, 응답도 이 노드를 지납니다.",
        en="The client's own node rewrote the destination, and the reply comes past it.",
    ),
    Reason.MASQUERADE_NOT_A_POD: Text(
        ko="보낸 쪽의 주소가 파드 주소 범위에 없습니다.",
        en="The sender's address is not in the Pod range.",
    ),
    Reason.MASQUERADE_HAIRPIN: Text(
        ko="바꾸지 않으면 응답이 파드를 벗어나지 않습니다(헤어핀).",
        en="Otherwise the reply would never leave the Pod (hairpin).",
    ),
    Reason.MASQUERADE_EXTERNAL: Text(
        ko="패킷을 받은 노드를 응답도 거쳐야 합니다.",
        en="The reply has to come back to the node that received the packet.",
    ),
    Reason.MASQUERADE_FROM_NODE: Text(
        ko="노드 자신이 보낸 패킷에는 폴리시가 적용되지 않습니다.",
        en="The policy does not apply to what the node itself sends.",
    ),
    Reason.EXTERNAL_LOCAL: Text(
        ko="같은 노드의 파드만 쓰므로 응답은 어차피 이 노드를 지납니다.",
        en="Only Pods of this node are used, so the reply comes past it anyway.",
    ),
    Reason.SHORTCUT_FROM_POD: Text(
        ko="파드가 보낸 패킷에는 폴리시가 적용되지 않고, 응답도 그 파드의 노드를 지납니다.",
        en="The policy does not apply to Pods, and the reply comes past their node.",
    ),
    Reason.NO_LOCAL_ENDPOINTS_EXTERNAL: Text(
        ko="이 노드에 쓸 수 있는 파드가 없어 폐기(DROP)합니다.",
        en="The node has no Pod to use and drops the packet.",
    ),
    Reason.BALANCED_AS_PROXY: Text(
        ko="노드 쪽 연결은 로드 밸런서가 새로 연 것입니다.",
        en="The connection to the node is one that the balancer opened itself.",
    ),
}
"""Why a Pod sees this source, in half a sentence; `text.reasons` has the long ones."""

# Topology
FROM_ZONE_1 = Text(ko="zone-1 영역의 클라이언트", en="Client in zone-1")
FROM_ZONE_2 = Text(ko="zone-2 영역의 클라이언트", en="Client in zone-2")
HALF_FROM_EACH_ZONE = Text(
    ko="두 영역에서 절반씩 연결할 때", en="Half of the connections from each zone"
)
CLIENT_ON = Text(ko="클라이언트의 노드", en="Client on")
NO_PREFERENCE = Text(ko="설정 없음", en="Not set")
PREFER_SAME_ZONE = Text(ko="PreferSameZone", en="PreferSameZone")
PREFER_SAME_NODE = Text(ko="PreferSameNode", en="PreferSameNode")
SITUATION = Text(ko="상황", en="Situation")
ALL_READY = Text(ko="파드가 모두 준비됨", en="all Pods are ready")
NONE_IN_ZONE = Text(
    ko="클라이언트의 영역에 준비된 파드가 없음", en="no Pod is ready in the client's zone"
)
ONE_WITHOUT_HINT = Text(
    ko="다른 노드에 영역 레이블이 없어 그 엔드포인트에 힌트가 없음",
    en="another node lacks its zone label, so its endpoints lack hints",
)
CLIENT_WITHOUT_ZONE = Text(
    ko="클라이언트의 노드에 영역 레이블이 없음", en="the client's own node lacks its zone label"
)
LOCAL_AS_WELL = Text(
    ko="internalTrafficPolicy: Local 설정도 있음", en="internalTrafficPolicy: Local is set, too"
)

# Health checks
IN_TARGET_LIST = Text(ko="대상 목록에 있음", en="On the target list")
KUBE_PROXY_CHECK = Text(ko="10256번 포트 /healthz", en="Port 10256, /healthz")
SERVICE_CHECK = Text(ko="healthCheckNodePort", en="healthCheckNodePort")
GETS_TRAFFIC_CLUSTER = Text(ko="Cluster: 트래픽을 받음", en="Cluster: gets traffic")
GETS_TRAFFIC_LOCAL = Text(ko="Local: 트래픽을 받음", en="Local: gets traffic")
ALL_WELL = Text(ko="모두 정상", en="all is well")
POD_NOT_READY = Text(ko="노드의 파드가 준비되지 않음", en="its Pod is not ready")
POD_TERMINATING = Text(ko="노드의 파드가 종료 중", en="its Pod is terminating")
NODE_NOT_READY = Text(ko="노드가 NotReady 상태", en="the Node is NotReady")
KUBE_PROXY_STOPPED = Text(ko="kube-proxy가 멈춤", en="kube-proxy has stopped")
NODE_BEING_DELETED = Text(ko="노드가 삭제되는 중", en="the Node is being deleted")
NODE_EXCLUDED = Text(ko="제외 레이블이 붙어 있음", en="the Node has the exclude label")
NODE_OFF = Text(ko="노드가 꺼짐", en="the machine is off")
NO_ANSWER = Text(ko="응답 없음", en="no answer")

# Address families
FAMILY_POLICY = Text(ko="ipFamilyPolicy", en="ipFamilyPolicy")
CLUSTER_IPS = Text(ko="clusterIPs", en="clusterIPs")
SLICES = Text(ko="엔드포인트슬라이스", en="EndpointSlices")
AT_IPV4 = Text(ko="IPv4 주소", en="At the IPv4 address")
AT_IPV6 = Text(ko="IPv6 주소", en="At the IPv6 address")
IPV4_CLIENT = Text(ko="laptop (IPv4만)", en="laptop (IPv4 only)")
IPV6_CLIENT = Text(ko="phone (IPv6만)", en="phone (IPv6 only)")
POD_WITH_BOTH = Text(ko="client 파드 (둘 다)", en="Pod client (both)")
BALANCER_OF_WEB = Text(ko="web 로드 밸런서", en="balancer of web")
NODE_PORT_OF_WEB = Text(ko="web 노드 포트", en="node port of web")
NODE_PORT_OF_DEFAULT = Text(ko="web-default 노드 포트", en="node port of web-default")
CLUSTER_IP_OF_WEB = Text(ko="web 클러스터 IP", en="cluster IP of web")
CLUSTER_IP_OF_DEFAULT = Text(ko="web-default 클러스터 IP", en="cluster IP of web-default")
CLUSTER_IP_OF_IPV6 = Text(ko="web-ipv6 클러스터 IP", en="cluster IP of web-ipv6")
NO_SUCH_ADDRESS = Text(ko="주소 없음", en="no such address")
CLIENT_LACKS_FAMILY = Text(ko="쓸 수 없음", en="cannot use it")
