"""What each rule and each element is for, in both languages.

`{service}` is the Service port as `web:http`, `{subject}` the one value that the rule is about, `{target}` the chain it leads to.
"""

from __future__ import annotations

from collections.abc import Mapping

from atlas.model.cluster import ProxyMode
from atlas.proxy.rules import Element, Kind, Rule
from atlas.text.iptables_notes import IPTABLES_NOTES
from atlas.text.nftables_notes import NFTABLES_NOTES
from atlas.text.text import Lang, Text


def note(mode: ProxyMode, part: Rule | Element, lang: Lang) -> str:
    """Return the sentence for a rule or an element of the mode in that language."""
    target = part.targets[0] if part.targets else ""
    service = str(part.owner or "").removeprefix("service/")
    return NOTES[mode][part.kind].fill(lang, service=service, subject=part.subject, target=target)


def _in_order(own: Mapping[Kind, Text]) -> dict[Kind, Text]:
    notes = {**_IN_EVERY_MODE, **own}
    return {kind: notes[kind] for kind in Kind if kind in notes}


_IN_EVERY_MODE: Mapping[Kind, Text] = {
    Kind.LEAVE: Text(
        ko="노드를 떠나기 전에 {target} 체인이 소스를 바꿔야 하는지 봅니다.",
        en="Before the packet leaves, the chain {target} checks whether its source must change.",
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
        en="The source is rewritten to an address of this node and a random port.",
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
    Kind.MASQUERADE_STRANGERS: Text(
        ko="{subject} 범위의 파드가 아닌 곳에서 온 패킷이면 {service} 서비스의 응답이 돌아올 수 있도록 마스커레이딩 표시를 붙입니다.",
        en="A packet that does not come from a Pod ({subject}) is marked, so that replies of "
        "{service} come back through this node.",
    ),
    Kind.MASQUERADE_ALL: Text(
        ko="masqueradeAll 설정에 따라 {service} 서비스의 {subject} 주소로 가는 패킷을 모두 표시합니다.",
        en="With masqueradeAll every packet to {subject} of {service} is marked.",
    ),
    Kind.MASQUERADE_OUTSIDE_TRAFFIC: Text(
        ko="{service} 서비스는 다른 노드의 엔드포인트도 쓰므로, 응답이 이 노드로 돌아오도록 표시합니다.",
        en="{service} also uses endpoints on other nodes, so the packet is marked and replies "
        "come back here.",
    ),
    Kind.SHORT_CIRCUIT_PODS: Text(
        ko="파드({subject})가 보낸 패킷에는 {service} 서비스의 Local 정책을 적용하지 않고 모든 엔드포인트를 씁니다.",
        en="Policy Local of {service} does not apply to packets from Pods ({subject}): they may "
        "go to any endpoint.",
    ),
    Kind.MASQUERADE_OWN: Text(
        ko="이 노드가 {service} 서비스의 외부 주소로 직접 보낸 패킷이면 표시합니다.",
        en="Packets that the node itself sends to an external address of {service} are marked.",
    ),
    Kind.SHORT_CIRCUIT_OWN: Text(
        ko="이 노드가 보낸 패킷에는 {service} 서비스의 Local 정책을 적용하지 않고 모든 엔드포인트를 씁니다.",
        en="Policy Local of {service} does not apply to the node's own packets: they may go to "
        "any endpoint.",
    ),
    Kind.OBEY_POLICY: Text(
        ko="나머지 패킷은 {service} 서비스의 외부 트래픽 정책에 따라 {target} 체인으로 갑니다.",
        en="All other packets follow the external traffic policy of {service}, to {target}.",
    ),
    Kind.RETURN_TO_ENDPOINT: Text(
        ko="{service} 서비스가 기억하는 클라이언트이면 지난번과 같은 {subject} 엔드포인트로 보냅니다.",
        en="A client that {service} remembers goes to the same endpoint as before, {subject}.",
    ),
    Kind.HAIRPIN: Text(
        ko="{subject} 엔드포인트가 {service} 서비스를 거쳐 자기 자신에게 보낸 패킷이면 응답도 노드를 거치도록 표시합니다.",
        en="If endpoint {subject} reaches itself through {service}, the packet is marked, so "
        "that the reply passes through the node too.",
    ),
    Kind.REWRITE: Text(
        ko="목적지를 {service} 서비스에서 {subject} 주소로 바꿉니다(DNAT).",
        en="The destination is rewritten from {service} to {subject} (DNAT).",
    ),
}

NOTES: Mapping[ProxyMode, Mapping[Kind, Text]] = {
    ProxyMode.IPTABLES: _in_order(IPTABLES_NOTES),
    ProxyMode.NFTABLES: _in_order(NFTABLES_NOTES),
}
