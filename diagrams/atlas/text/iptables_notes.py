"""What the rules of iptables mode are for that no other mode has, or that mean something else there."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.proxy.rules import Kind
from atlas.text.text import Text

IPTABLES_NOTES: Mapping[Kind, Text] = {
    Kind.GUARD_LOCALHOST: Text(
        ko="{target} 체인이 localhost 주소를 다른 곳에서 온 패킷으로부터 지킵니다.",
        en="The chain {target} keeps packets from elsewhere away from localhost.",
    ),
    Kind.CHECK_FIREWALL: Text(
        ko="새 연결이면 {target} 체인이 소스 주소 제한(loadBalancerSourceRanges)을 통과하지 못한 패킷을 찾습니다.",
        en="For a new connection, the chain {target} catches packets that source ranges "
        "(loadBalancerSourceRanges) did not admit.",
    ),
    Kind.CHECK_HEALTH_PORTS: Text(
        ko="노드로 들어온 패킷 중 헬스 체크 포트로 가는 것을 {target} 체인이 허용합니다.",
        en="The chain {target} accepts packets to the node's health check ports.",
    ),
    Kind.CHECK_OUTSIDE_ADDRESSES: Text(
        ko="목적지가 바뀌지 않은 새 연결이면 {target} 체인이 엔드포인트가 없는 외부 주소나 노드 포트로 가는지 봅니다.",
        en="The chain {target} checks whether a new connection goes to an external address or "
        "node port that has no endpoints.",
    ),
    Kind.CHECK_CLUSTER_IPS: Text(
        ko="새 연결이면 {target} 체인이 엔드포인트가 없는 ClusterIP로 가는지 봅니다.",
        en="The chain {target} checks whether a new connection goes to a ClusterIP that has no "
        "endpoints.",
    ),
    Kind.CHECK_FORWARDED: Text(
        ko="이 노드를 지나가는 패킷을 {target} 체인이 허용하거나 폐기합니다.",
        en="The chain {target} accepts or drops packets that pass through the node.",
    ),
    Kind.DISPATCH: Text(
        ko="모든 새 연결에서 {target} 체인이 서비스를 찾습니다. nat 테이블은 연결의 첫 패킷만 봅니다.",
        en="For every new connection the chain {target} looks for a Service. Table nat sees only the first packet of each.",
    ),
    Kind.BLOCK_LOCALHOST: Text(
        ko="노드 포트 때문에 {subject} 범위를 열어 두었으므로, 다른 주소에서 그 범위로 오는 패킷을 폐기합니다. 응답과 노드 포트 연결은 예외입니다.",
        en="{subject} was opened up for node ports, so packets to it from other addresses are "
        "dropped, except replies and packets to node ports.",
    ),
    Kind.DROP_INVALID: Text(
        ko="conntrack이 모르는 연결의 패킷을 폐기합니다. 그대로 보내면 주소를 되돌리지 못해 연결이 끊길 수 있습니다.",
        en="A packet that conntrack finds invalid is dropped: forwarded as it is, it could reset "
        "the connection.",
    ),
    Kind.FORWARD_MARKED: Text(
        ko="표시된 패킷은 FORWARD 체인의 기본 정책이 폐기여도 보냅니다.",
        en="A marked packet is forwarded, even if the default policy of FORWARD is DROP.",
    ),
    Kind.FORWARD_KNOWN: Text(
        ko="이미 허용한 연결의 나머지 패킷과 응답을 보냅니다.",
        en="Later packets and replies of accepted connections are forwarded.",
    ),
    Kind.LOOK_UP_NODE_PORT: Text(
        ko="앞의 어느 주소와도 맞지 않고 노드 자신의 주소로 가는 패킷이면 {target} 체인에서 노드 포트를 찾습니다.",
        en="If no earlier address matched and the destination is the node's own, the chain "
        "{target} looks for a node port.",
    ),
    Kind.LOOK_UP_NODE_PORT_AT: Text(
        ko="앞의 어느 주소와도 맞지 않고 nodePortAddresses 설정에 든 {subject} 주소로 가는 패킷이면 {target} 체인에서 노드 포트를 찾습니다.",
        en="If no earlier address matched and the destination is {subject}, one of "
        "nodePortAddresses, the chain {target} looks for a node port.",
    ),
    Kind.MARK: Text(
        ko="나중에 마스커레이딩하도록 패킷에 표시하고, 호출한 체인으로 돌아갑니다.",
        en="The packet is marked to be masqueraded later and returns to the calling chain.",
    ),
    Kind.NO_LOCAL_ENDPOINTS: Text(
        ko="Local 정책인 {service} 서비스의 엔드포인트가 이 노드에 없으므로, 여기까지 와서도 여전히 {subject} 목적지로 가는 패킷을 폐기합니다.",
        en="{service} has policy Local and no endpoint on this node, so packets still addressed "
        "to {subject} are dropped here.",
    ),
    Kind.DROP_NOT_ADMITTED: Text(
        ko="{service} 서비스의 소스 주소 제한을 통과한 패킷은 목적지가 이미 바뀌었으므로, 아직 {subject} 주소로 가는 패킷을 폐기합니다.",
        en="Packets that the source ranges of {service} admit have a new destination by now; "
        "those still addressed to {subject} are dropped.",
    ),
    Kind.ACCEPT_HEALTH_CHECK: Text(
        ko="외부 로드 밸런서가 {service} 서비스의 헬스 체크 포트 {subject}번으로 보내는 확인 요청을 허용합니다.",
        en="External load balancers may probe the health of {service} on port {subject}.",
    ),
    Kind.ADMIT_RANGE: Text(
        ko="소스가 {subject} 범위에 있으면 {service} 서비스의 {target} 체인으로 보냅니다.",
        en="Packets from {subject} may use {service} and go on to {target}.",
    ),
    Kind.ADMIT_BALANCER: Text(
        ko="허용한 범위에 이 노드가 있습니다. 노드가 보낸 패킷의 소스는 로드 밸런서의 주소일 수도 있으므로, {service} 서비스는 {subject} 주소도 허용합니다.",
        en="The ranges include this node, so {service} also admits {subject}, the load "
        "balancer's address: the node's own packets may carry it as their source.",
    ),
    Kind.NOT_ADMITTED: Text(
        ko="나머지 패킷은 {service} 서비스가 허용하지 않으므로 목적지를 바꾸지 않습니다. filter 테이블이 폐기합니다.",
        en="{service} does not admit other sources: their packets keep their destination, and "
        "the filter table drops them.",
    ),
    Kind.PICK_ENDPOINT: Text(
        ko="{service} 서비스의 남은 엔드포인트 중 {subject} 엔드포인트를 적힌 확률로 고릅니다. 이렇게 하면 모두 같은 확률이 됩니다.",
        en="Of the remaining endpoints of {service}, {subject} is picked with this probability; "
        "overall, all have the same chance.",
    ),
    Kind.TAKE_LAST_ENDPOINT: Text(
        ko="{service} 서비스의 남은 엔드포인트가 하나뿐이므로 {subject} 엔드포인트로 보냅니다.",
        en="One endpoint of {service} remains, {subject}: it gets the packet.",
    ),
    Kind.REMEMBER_AND_REWRITE: Text(
        ko="{service} 서비스가 이 클라이언트를 기억하고, 목적지를 {subject} 주소로 바꿉니다(DNAT).",
        en="{service} remembers this client, and the destination is rewritten to {subject} (DNAT).",
    ),
}
