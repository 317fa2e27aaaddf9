"""What each rule and each element of nftables mode is for, in both languages.

`{service}` is the Service port, `{subject}` the one value that the rule is about, `{target}` the chain it leads to.
"""

from __future__ import annotations

from collections.abc import Mapping

from atlas.proxy.nftables.ruleset import Element, Kind, Rule
from atlas.text.text import Lang, Text


def note(what: Rule | Element, lang: Lang) -> str:
    """Return the sentence for a rule or element in that language."""
    return NFTABLES_NOTES[what.kind].fill(lang, **what.facts)


_EVERY_NODE: Mapping[Kind, Text] = {
    Kind.CHECK_FIREWALL: Text(
        ko="새 연결이면 먼저 소스 주소 제한(loadBalancerSourceRanges)을 검사합니다.",
        en="A new connection is first checked against source ranges (loadBalancerSourceRanges).",
    ),
    Kind.CHECK_NODE_PORT_ENDPOINTS: Text(
        ko="노드로 들어온 새 연결이면 엔드포인트가 없는 노드 포트로 가는지 검사합니다.",
        en="A new connection to the node is checked for node ports that have no endpoints.",
    ),
    Kind.CHECK_SERVICE_ENDPOINTS: Text(
        ko="새 연결이면 엔드포인트가 없는 서비스 주소로 가는지 검사합니다.",
        en="A new connection is checked for Service addresses that have no endpoints.",
    ),
    Kind.CHECK_CLUSTER_IPS: Text(
        ko="목적지가 바뀌지 않은 새 연결이면 ClusterIP의 없는 포트로 가는지 검사합니다.",
        en="A new connection that nothing has rewritten is checked for unknown ports of ClusterIPs.",
    ),
    Kind.DISPATCH: Text(
        ko="모든 새 연결에서 {target} 체인이 서비스를 찾습니다.",
        en="For every new connection the chain {target} looks for a Service.",
    ),
    Kind.LEAVE: Text(
        ko="노드를 떠나기 전에 {target} 체인이 소스를 바꿔야 하는지 봅니다.",
        en="Before the packet leaves, the chain {target} sees whether its source must change.",
    ),
    Kind.LOOK_UP_FIREWALL: Text(
        ko="소스 주소를 제한하는 목적지이면 그 서비스의 방화벽 체인으로 갑니다.",
        en="A destination with source ranges leads to the firewall chain of its Service.",
    ),
    Kind.LOOK_UP_EMPTY_NODE_PORT: Text(
        ko="쓸 수 있는 엔드포인트가 없는 노드 포트이면 거부하거나 폐기합니다.",
        en="A node port without a usable endpoint is refused or dropped.",
    ),
    Kind.LOOK_UP_EMPTY_SERVICE: Text(
        ko="쓸 수 있는 엔드포인트가 없는 서비스 주소이면 거부하거나 폐기합니다.",
        en="A Service address without a usable endpoint is refused or dropped.",
    ),
    Kind.LOOK_UP_SERVICE: Text(
        ko="주소, 프로토콜, 포트를 맵에서 한 번 찾아 그 서비스의 체인으로 갑니다.",
        en="One look-up of address, protocol and port leads to the chain of the Service.",
    ),
    Kind.LOOK_UP_NODE_PORT: Text(
        ko="노드 포트를 받는 주소이면 프로토콜과 포트 번호로 서비스의 체인을 찾습니다.",
        en="At an address that takes node ports, protocol and number lead to the chain of the Service.",
    ),
    Kind.REJECT_UNKNOWN_PORT: Text(
        ko="ClusterIP이지만 서비스에 없는 포트이므로 거부합니다.",
        en="The address is a ClusterIP, but no Service has this port: the packet is refused.",
    ),
    Kind.SKIP_UNMARKED: Text(
        ko="표시가 없는 패킷은 소스를 그대로 둡니다.",
        en="A packet without the mark keeps its source.",
    ),
    Kind.CLEAR_MARK: Text(
        ko="다시 마스커레이딩하지 않도록 표시를 지웁니다.",
        en="The mark is cleared, so that nothing masquerades the packet again.",
    ),
    Kind.MASQUERADE: Text(
        ko="소스를 이 노드의 주소와 임의의 포트로 바꿉니다.",
        en="The source becomes an address of this node and a random port.",
    ),
    Kind.MARK: Text(
        ko="나중에 마스커레이딩하도록 패킷에 표시합니다.",
        en="The packet is marked, to be masqueraded later.",
    ),
    Kind.REJECT: Text(
        ko="연결을 거부한다고 보낸 쪽에 알립니다.",
        en="The sender is told that the connection is refused.",
    ),
}

_SERVICE: Mapping[Kind, Text] = {
    Kind.MASQUERADE_STRANGERS: Text(
        ko="{subject} 범위의 파드가 아닌 곳에서 온 패킷이면 {service} 서비스의 응답이 돌아올 수 있도록 마스커레이딩 표시를 붙입니다.",
        en="A packet that no Pod ({subject}) sent is marked, so that answers of {service} come back through this node.",
    ),
    Kind.MASQUERADE_ALL: Text(
        ko="masqueradeAll 설정에 따라 {service} 서비스의 {subject} 주소로 가는 패킷을 모두 표시합니다.",
        en="With masqueradeAll every packet to {subject} of {service} is marked.",
    ),
    Kind.RETURN_TO_ENDPOINT: Text(
        ko="{service} 서비스가 기억하는 클라이언트이면 지난번과 같은 {subject} 엔드포인트로 보냅니다.",
        en="A client that {service} remembers goes to the same endpoint as before, {subject}.",
    ),
    Kind.PICK_ENDPOINT: Text(
        ko="{service} 서비스의 엔드포인트 {subject}개 가운데 하나를 같은 확률로 고릅니다.",
        en="One of {subject} endpoints of {service} is picked, each with the same probability.",
    ),
    Kind.MASQUERADE_OUTSIDE_TRAFFIC: Text(
        ko="{service} 서비스는 다른 노드의 엔드포인트도 쓰므로, 응답이 이 노드로 돌아오도록 표시합니다.",
        en="{service} also uses endpoints of other nodes, so the packet is marked and answers come back here.",
    ),
    Kind.SHORT_CIRCUIT_PODS: Text(
        ko="파드({subject})가 보낸 패킷에는 {service} 서비스의 Local 폴리시를 적용하지 않고 모든 엔드포인트를 씁니다.",
        en="Policy Local of {service} does not bind packets of Pods ({subject}): they may go to every endpoint.",
    ),
    Kind.MASQUERADE_OWN: Text(
        ko="이 노드가 {service} 서비스의 바깥 주소로 직접 보낸 패킷이면 표시합니다.",
        en="What the node itself sends to an outside address of {service} is marked.",
    ),
    Kind.SHORT_CIRCUIT_OWN: Text(
        ko="이 노드가 보낸 패킷에는 {service} 서비스의 Local 폴리시를 적용하지 않고 모든 엔드포인트를 씁니다.",
        en="Policy Local of {service} does not bind the node's own packets: they may go to every endpoint.",
    ),
    Kind.OBEY_POLICY: Text(
        ko="나머지 패킷은 {service} 서비스의 외부 트래픽 폴리시에 따라 {target} 체인으로 갑니다.",
        en="All other packets follow the external traffic policy of {service}, to {target}.",
    ),
    Kind.SOURCE_RANGES: Text(
        ko="소스가 {subject} 범위 밖이면 {service} 서비스로 가는 패킷을 폐기합니다.",
        en="A packet to {service} from outside {subject} is dropped.",
    ),
    Kind.HAIRPIN: Text(
        ko="{subject} 엔드포인트가 {service} 서비스를 거쳐 자기 자신에게 보낸 패킷이면 응답도 노드를 거치도록 표시합니다.",
        en="If endpoint {subject} reaches itself through {service}, the packet is marked, so that the answer passes the node too.",
    ),
    Kind.REMEMBER_CLIENT: Text(
        ko="{service} 서비스가 이 클라이언트를 {subject} 엔드포인트와 함께 기억합니다.",
        en="{service} remembers this client together with endpoint {subject}.",
    ),
    Kind.REWRITE: Text(
        ko="{service} 서비스 대신 {subject} 주소를 목적지로 씁니다.",
        en="The destination becomes {subject} instead of {service}.",
    ),
}

_ELEMENTS: Mapping[Kind, Text] = {
    Kind.ACTIVE_CLUSTER_IP: Text(
        ko="{subject} 주소는 {service} 서비스의 ClusterIP입니다.",
        en="{subject} is the ClusterIP of {service}.",
    ),
    Kind.NODE_PORT_ADDRESS: Text(
        ko="이 노드는 {subject} 주소에서 노드 포트를 받습니다.",
        en="The node takes node ports at {subject}.",
    ),
    Kind.TO_CLUSTER_IP: Text(
        ko="{service} 서비스의 ClusterIP인 {subject} 주소로 온 패킷은 {target} 체인으로 갑니다.",
        en="Packets to {subject}, the ClusterIP of {service}, go to {target}.",
    ),
    Kind.TO_EXTERNAL_IP: Text(
        ko="{service} 서비스의 externalIPs에 있는 {subject} 주소로 온 패킷은 {target} 체인으로 갑니다.",
        en="Packets to {subject}, one of the externalIPs of {service}, go to {target}.",
    ),
    Kind.TO_LOAD_BALANCER: Text(
        ko="{service} 서비스의 로드 밸런서인 {subject} 주소로 온 패킷은 {target} 체인으로 갑니다.",
        en="Packets to {subject}, the load balancer of {service}, go to {target}.",
    ),
    Kind.TO_NODE_PORT: Text(
        ko="{service} 서비스의 {subject} 노드 포트로 온 패킷은 {target} 체인으로 갑니다.",
        en="Packets to node port {subject} of {service} go to {target}.",
    ),
    Kind.NO_ENDPOINTS: Text(
        ko="{service} 서비스의 엔드포인트가 어느 노드에도 없으므로 {subject} 목적지로 가는 연결을 거부합니다.",
        en="No node has an endpoint of {service}, so connections to {subject} are refused.",
    ),
    Kind.NO_LOCAL_ENDPOINTS: Text(
        ko="Local 폴리시인 {service} 서비스의 엔드포인트가 이 노드에 없으므로 {subject} 목적지로 가는 패킷을 폐기합니다.",
        en="{service} has policy Local and no endpoint on this node, so packets to {subject} are dropped.",
    ),
    Kind.GUARDED_ADDRESS: Text(
        ko="{service} 서비스가 소스 주소를 제한하므로 {subject} 주소로 온 패킷은 먼저 {target} 체인을 거칩니다.",
        en="{service} limits who may send to {subject}: packets pass {target} first.",
    ),
}

NFTABLES_NOTES: Mapping[Kind, Text] = {**_EVERY_NODE, **_SERVICE, **_ELEMENTS}
