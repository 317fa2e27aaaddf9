"""What each rule of iptables mode is for, in both languages.

`{service}` is the Service port, `{subject}` the one value that the rule is about, `{target}` the chain it leads to.
"""

from __future__ import annotations

from collections.abc import Mapping

from atlas.proxy.iptables.ruleset import Kind, Rule
from atlas.text.text import Lang, Text


def note(rule: Rule, lang: Lang) -> str:
    """Return the sentence for a rule in that language."""
    return IPTABLES_NOTES[rule.kind].fill(lang, **rule.facts)


_EVERY_NODE: Mapping[Kind, Text] = {
    Kind.GUARD_LOCALHOST: Text(
        ko="{target} 체인이 localhost 주소를 다른 곳에서 온 패킷으로부터 지킵니다.",
        en="The chain {target} keeps packets from elsewhere away from localhost.",
    ),
    Kind.CHECK_FIREWALL: Text(
        ko="새 연결이면 {target} 체인이 소스 주소 제한(loadBalancerSourceRanges)을 통과하지 못한 패킷을 찾습니다.",
        en="For a new connection the chain {target} looks for what source ranges (loadBalancerSourceRanges) did not let through.",
    ),
    Kind.CHECK_HEALTH_PORTS: Text(
        ko="노드로 들어온 패킷 가운데 헬스 체크 포트로 가는 것을 {target} 체인이 허용합니다.",
        en="The chain {target} accepts what is sent to health check ports of the node.",
    ),
    Kind.CHECK_OUTSIDE_ADDRESSES: Text(
        ko="목적지가 바뀌지 않은 새 연결이면 {target} 체인이 엔드포인트가 없는 바깥 주소나 노드 포트로 가는지 봅니다.",
        en="The chain {target} looks whether a new connection goes to an outside address or node port without endpoints.",
    ),
    Kind.CHECK_CLUSTER_IPS: Text(
        ko="새 연결이면 {target} 체인이 엔드포인트가 없는 ClusterIP로 가는지 봅니다.",
        en="The chain {target} looks whether a new connection goes to a ClusterIP without endpoints.",
    ),
    Kind.CHECK_FORWARDED: Text(
        ko="이 노드를 지나가는 패킷을 {target} 체인이 허용하거나 폐기합니다.",
        en="The chain {target} accepts or drops packets that pass through the node.",
    ),
    Kind.DISPATCH: Text(
        ko="모든 새 연결에서 {target} 체인이 서비스를 찾습니다. nat 테이블은 연결의 첫 패킷만 봅니다.",
        en="For every new connection the chain {target} looks for a Service. Table nat sees only the first packet of each.",
    ),
    Kind.LEAVE: Text(
        ko="노드를 떠나기 전에 {target} 체인이 소스를 바꿔야 하는지 봅니다.",
        en="Before the packet leaves, the chain {target} sees whether its source must change.",
    ),
    Kind.BLOCK_LOCALHOST: Text(
        ko="노드 포트 때문에 {subject} 범위를 열어 두었으므로, 다른 주소에서 그 범위로 오는 패킷을 폐기합니다. 응답과 노드 포트 연결은 예외입니다.",
        en="{subject} was opened to node ports, so packets to it from other addresses are dropped, except answers and node ports.",
    ),
    Kind.DROP_INVALID: Text(
        ko="conntrack이 모르는 연결의 패킷을 폐기합니다. 그대로 보내면 주소를 되돌리지 못해 연결이 끊길 수 있습니다.",
        en="A packet that conntrack cannot place is dropped: sent on as it is, it could reset the connection.",
    ),
    Kind.FORWARD_MARKED: Text(
        ko="표시된 패킷은 FORWARD 체인의 기본 정책이 폐기여도 보냅니다.",
        en="A marked packet is sent on, even if the policy of FORWARD is to drop.",
    ),
    Kind.FORWARD_KNOWN: Text(
        ko="이미 허용한 연결의 나머지 패킷과 응답을 보냅니다.",
        en="Later packets and answers of connections that were let through are sent on.",
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
        ko="나중에 마스커레이딩하도록 패킷에 표시하고, 부른 체인으로 돌아갑니다.",
        en="The packet is marked, to be masqueraded later, and goes on in the chain that called.",
    ),
    Kind.LOOK_UP_NODE_PORT: Text(
        ko="앞의 어느 주소와도 맞지 않고 노드 자신의 주소로 가는 패킷이면 {target} 체인에서 노드 포트를 찾습니다.",
        en="If no address before has matched and the destination is the node's own, the chain {target} looks for a node port.",
    ),
    Kind.LOOK_UP_NODE_PORT_AT: Text(
        ko="앞의 어느 주소와도 맞지 않고 nodePortAddresses 설정에 든 {subject} 주소로 가는 패킷이면 {target} 체인에서 노드 포트를 찾습니다.",
        en="If no address before has matched and the destination is {subject}, one of nodePortAddresses, the chain {target} looks for a node port.",
    ),
}

_ENTRIES: Mapping[Kind, Text] = {
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
        ko="Local 폴리시인 {service} 서비스의 엔드포인트가 이 노드에 없으므로, 여기까지 와서도 여전히 {subject} 목적지로 가는 패킷을 폐기합니다.",
        en="{service} has policy Local and no endpoint on this node, so packets that still go to {subject} here are dropped.",
    ),
    Kind.DROP_NOT_ADMITTED: Text(
        ko="{service} 서비스의 소스 주소 제한을 통과한 패킷은 목적지가 이미 바뀌었으므로, 아직 {subject} 주소로 가는 패킷을 폐기합니다.",
        en="What the source ranges of {service} let through has a new destination by now; what still goes to {subject} is dropped.",
    ),
    Kind.ACCEPT_HEALTH_CHECK: Text(
        ko="바깥 로드 밸런서가 {service} 서비스의 헬스 체크 포트 {subject}번으로 보내는 확인 요청을 허용합니다.",
        en="Outside load balancers may ask for the health of {service} at port {subject}.",
    ),
}

_CHAINS: Mapping[Kind, Text] = {
    Kind.MASQUERADE_STRANGERS: Text(
        ko="{subject} 범위의 파드가 아닌 곳에서 온 패킷이면 {service} 서비스의 응답이 돌아올 수 있도록 마스커레이딩 표시를 붙입니다.",
        en="A packet that no Pod ({subject}) sent is marked, so that answers of {service} come back through this node.",
    ),
    Kind.MASQUERADE_ALL: Text(
        ko="masqueradeAll 설정에 따라 {service} 서비스의 {subject} 주소로 가는 패킷을 모두 표시합니다.",
        en="With masqueradeAll every packet to {subject} of {service} is marked.",
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
    Kind.ADMIT_RANGE: Text(
        ko="소스가 {subject} 범위에 있으면 {service} 서비스의 {target} 체인으로 보냅니다.",
        en="A source in {subject} may use {service} and goes on to {target}.",
    ),
    Kind.ADMIT_BALANCER: Text(
        ko="허용한 범위에 이 노드가 있습니다. 노드가 보낸 패킷의 소스는 로드 밸런서의 주소일 수도 있으므로, {service} 서비스는 {subject} 주소도 허용합니다.",
        en="The ranges hold this node, so {service} also admits {subject}, the balancer's address: the node's own packets may carry it.",
    ),
    Kind.NOT_ADMITTED: Text(
        ko="나머지 패킷은 {service} 서비스가 허용하지 않으므로 목적지를 바꾸지 않습니다. filter 테이블이 폐기합니다.",
        en="{service} does not admit other sources: their destination stays, and table filter drops them.",
    ),
    Kind.RETURN_TO_ENDPOINT: Text(
        ko="{service} 서비스가 기억하는 클라이언트이면 지난번과 같은 {subject} 엔드포인트로 보냅니다.",
        en="A client that {service} remembers goes to the same endpoint as before, {subject}.",
    ),
    Kind.PICK_ENDPOINT: Text(
        ko="{service} 서비스의 남은 엔드포인트 가운데 {subject} 엔드포인트를 적힌 확률로 고릅니다. 이렇게 하면 모두 같은 확률이 됩니다.",
        en="Of the endpoints of {service} that are left, {subject} is picked with this probability; in the end all have the same.",
    ),
    Kind.TAKE_LAST_ENDPOINT: Text(
        ko="{service} 서비스의 남은 엔드포인트가 하나뿐이므로 {subject} 엔드포인트로 보냅니다.",
        en="One endpoint of {service} is left, {subject}: it gets the packet.",
    ),
    Kind.HAIRPIN: Text(
        ko="{subject} 엔드포인트가 {service} 서비스를 거쳐 자기 자신에게 보낸 패킷이면 응답도 노드를 거치도록 표시합니다.",
        en="If endpoint {subject} reaches itself through {service}, the packet is marked, so that the answer passes the node too.",
    ),
    Kind.REWRITE: Text(
        ko="{service} 서비스 대신 {subject} 주소를 목적지로 씁니다.",
        en="The destination becomes {subject} instead of {service}.",
    ),
    Kind.REMEMBER_AND_REWRITE: Text(
        ko="{service} 서비스가 이 클라이언트를 기억하고, {subject} 주소를 목적지로 씁니다.",
        en="{service} remembers this client, and the destination becomes {subject}.",
    ),
}

IPTABLES_NOTES: Mapping[Kind, Text] = {**_EVERY_NODE, **_ENTRIES, **_CHAINS}
