"""What the rules of nftables mode are for that no other mode has, or that mean something else there."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.proxy.rules import Kind
from atlas.text.text import Text

NFTABLES_NOTES: Mapping[Kind, Text] = {
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
        en="A new connection whose destination has not been rewritten is checked for unknown "
        "ports of ClusterIPs.",
    ),
    Kind.DISPATCH: Text(
        ko="모든 새 연결에서 {target} 체인이 서비스를 찾습니다.",
        en="For every new connection the chain {target} looks for a Service.",
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
        en="One lookup of address, protocol and port leads to the chain of the Service.",
    ),
    Kind.LOOK_UP_NODE_PORT: Text(
        ko="노드 포트를 받는 주소이면 프로토콜과 포트 번호로 서비스의 체인을 찾습니다.",
        en="At an address that accepts node ports, one lookup of protocol and port leads to the "
        "chain of the Service.",
    ),
    Kind.REJECT_UNKNOWN_PORT: Text(
        ko="ClusterIP이지만 서비스에 없는 포트이므로 거부합니다.",
        en="The address is a ClusterIP, but no Service has this port: the packet is refused.",
    ),
    Kind.DROP_UNALLOCATED: Text(
        ko="서비스 주소 범위({subject})에서 어떤 서비스도 쓰지 않는 주소이므로 폐기합니다.",
        en="The address lies in the Service range ({subject}), but no Service has it: the packet "
        "is dropped.",
    ),
    Kind.MARK: Text(
        ko="나중에 마스커레이딩하도록 패킷에 표시합니다.",
        en="The packet is marked to be masqueraded later.",
    ),
    Kind.REJECT: Text(
        ko="연결을 거부한다고 보낸 쪽에 알립니다.",
        en="The sender is told that the connection is refused.",
    ),
    Kind.ACTIVE_CLUSTER_IP: Text(
        ko="{subject} 주소는 {service} 서비스의 ClusterIP입니다.",
        en="{subject} is the ClusterIP of {service}.",
    ),
    Kind.NODE_PORT_ADDRESS: Text(
        ko="이 노드는 {subject} 주소에서 노드 포트를 받습니다.",
        en="The node accepts node port connections at {subject}.",
    ),
    Kind.NO_LOCAL_ENDPOINTS: Text(
        ko="Local 정책인 {service} 서비스의 엔드포인트가 이 노드에 없으므로 {subject} 목적지로 가는 패킷을 폐기합니다.",
        en="{service} has policy Local and no endpoint on this node, so packets to {subject} are dropped.",
    ),
    Kind.GUARDED_ADDRESS: Text(
        ko="{service} 서비스가 소스 주소를 제한하므로 {subject} 주소로 온 패킷은 먼저 {target} 체인을 거칩니다.",
        en="{service} restricts who may send to {subject}: packets go through {target} first.",
    ),
    Kind.SOURCE_RANGES: Text(
        ko="소스가 {subject} 범위 밖이면 {service} 서비스로 가는 패킷을 폐기합니다.",
        en="A packet to {service} from outside {subject} is dropped.",
    ),
    Kind.PICK_ENDPOINT: Text(
        ko="{service} 서비스의 엔드포인트 {subject}개 중 하나를 같은 확률로 고릅니다.",
        en="One of {subject} endpoints of {service} is picked, each with the same probability.",
    ),
    Kind.REMEMBER_CLIENT: Text(
        ko="{service} 서비스가 이 클라이언트를 {subject} 엔드포인트와 함께 기억합니다.",
        en="{service} remembers this client together with endpoint {subject}.",
    ),
}
