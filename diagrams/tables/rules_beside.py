"""The same decisions as rules of either mode, side by side: what every mode has to find out about a packet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from atlas.figure.what_if import apply_all, pod_not_ready
from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.reference import parse_reference
from atlas.proxy.iptables import follow as follow_iptables
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.iptables.ruleset import Kind as Iptables
from atlas.proxy.iptables.ruleset import Rule as IptablesRule
from atlas.proxy.nftables import follow as follow_nftables
from atlas.proxy.nftables.rules import nftables_rules
from atlas.proxy.nftables.ruleset import Element
from atlas.proxy.nftables.ruleset import Kind as Nftables
from atlas.proxy.nftables.ruleset import Rule as NftablesRule
from atlas.tables import Code, Column, Form, Table, main
from atlas.tables.roles import pods_behind
from atlas.text.text import Text
from atlas.what_if.change import with_proxy_mode

WEB, OPENED, STICKY = "service/web", "service/web-nodeport", "service/web-sticky"
NO_RULE = Text(ko="규칙이 없습니다", en="no rule")


@dataclass(frozen=True, slots=True)
class Question:
    """Something to find out about a packet, and the kinds of rules that do; of no Pod ready, where it says so."""

    ko: str
    en: str
    iptables: tuple[Iptables, ...]
    nftables: tuple[Nftables, ...]
    service: str = WEB
    none_ready: bool = False


QUESTIONS = (
    Question(
        "패킷은 어디에서 규칙을 만나나요?",
        "Where does a packet meet the rules?",
        (Iptables.DISPATCH,),
        (Nftables.DISPATCH,),
    ),
    Question(
        "어느 서비스의 주소와 포트인가요?",
        "Which Service has this address and port?",
        (Iptables.TO_CLUSTER_IP,),
        (Nftables.LOOK_UP_SERVICE, Nftables.TO_CLUSTER_IP),
    ),
    Question(
        "파드가 보낸 패킷인가요? 그렇지 않으면 소스를 바꾸도록 표시합니다.",
        "Did a Pod send it? If not, it is marked for a new source.",
        (Iptables.MASQUERADE_STRANGERS,),
        (Nftables.MASQUERADE_STRANGERS,),
    ),
    Question(
        "어느 엔드포인트로 보내나요?",
        "Which endpoint is it to be?",
        (Iptables.PICK_ENDPOINT, Iptables.TAKE_LAST_ENDPOINT),
        (Nftables.PICK_ENDPOINT,),
    ),
    Question(
        "목적지를 어떻게 바꾸나요?",
        "What becomes of the destination?",
        (Iptables.REWRITE,),
        (Nftables.REWRITE,),
    ),
    Question(
        "세션 어피니티: 전에 연결한 적이 있는 클라이언트인가요? 이번 연결도 기억해 둡니다.",
        "Session affinity: was this client here before? And it is remembered.",
        (Iptables.RETURN_TO_ENDPOINT, Iptables.REMEMBER_AND_REWRITE),
        (Nftables.RETURN_TO_ENDPOINT, Nftables.REMEMBER_CLIENT),
        STICKY,
    ),
    Question(
        "어느 서비스의 노드 포트인가요?",
        "Whose node port is it?",
        (Iptables.LOOK_UP_NODE_PORT, Iptables.TO_NODE_PORT),
        (Nftables.LOOK_UP_NODE_PORT, Nftables.NODE_PORT_ADDRESS, Nftables.TO_NODE_PORT),
        OPENED,
    ),
    Question(
        "소스를 바꾸나요? 표시된 패킷만 바꿉니다.",
        "Is the source replaced? Only if the packet is marked.",
        (Iptables.MARK, Iptables.SKIP_UNMARKED, Iptables.MASQUERADE),
        (Nftables.MARK, Nftables.SKIP_UNMARKED, Nftables.MASQUERADE),
    ),
    Question(
        "준비된 엔드포인트가 없으면?",
        "What if no endpoint is ready?",
        (Iptables.NO_ENDPOINTS,),
        (Nftables.LOOK_UP_EMPTY_SERVICE, Nftables.NO_ENDPOINTS, Nftables.REJECT),
        none_ready=True,
    ),
    Question(
        "클러스터 IP에 없는 포트이면?",
        "What if the cluster IP has no such port?",
        (),
        (Nftables.REJECT_UNKNOWN_PORT,),
    ),
)
ALL_SHOWN = (Iptables.PICK_ENDPOINT,)
"""Kinds whose rules say something only together; of the others one stands for all."""


def changed(cluster: Cluster, question: Question) -> Cluster:
    """Return the cluster that the question is about."""
    if not question.none_ready:
        return cluster
    pods = pods_behind(cluster, question.service)
    return apply_all(cluster, [pod_not_ready(str(pod.reference)) for pod in pods])


def in_iptables(cluster: Cluster, question: Question) -> Code:
    asked = with_proxy_mode(changed(cluster, question), ProxyMode.IPTABLES)
    ruleset = iptables_rules(asked, asked.nodes[0])
    found = follow_iptables.narrowed(ruleset, parse_reference(question.service))
    return texts([rule for chain in found.chains for rule in chain.rules], question.iptables)


def in_nftables(cluster: Cluster, question: Question) -> Code:
    asked = with_proxy_mode(changed(cluster, question), ProxyMode.IPTABLES)
    ruleset = nftables_rules(asked, asked.nodes[0])
    found = follow_nftables.narrowed(ruleset, parse_reference(question.service))
    parts: list[NftablesRule | Element] = [
        rule for chain in found.chains.values() for rule in chain.rules
    ]
    parts += [element for each in found.collections.values() for element in each.elements]
    return texts(parts, question.nftables)


def texts(
    parts: Sequence[IptablesRule | NftablesRule | Element], kinds: Sequence[Iptables | Nftables]
) -> Code:
    """Return the rules of these kinds as text, in that order."""
    lines: list[str] = []
    for kind in kinds:
        of_kind = (str(part) for part in parts if part.kind is kind)
        lines += islice(of_kind, None if kind in ALL_SHOWN else 1)
    return Code(tuple(lines))


def heading(mode: ProxyMode) -> Text:
    return Text(ko=mode.value, en=mode.value)


TABLE = Table(
    title=Text(ko="두 모드의 규칙 비교", en="Rules of the two modes compared"),
    form=Form.QUESTIONS,
    cases=QUESTIONS,
    columns=(
        Column(
            Text(ko="질문", en="Question"),
            lambda _, question: Text(ko=question.ko, en=question.en),
        ),
        Column(heading(ProxyMode.IPTABLES), in_iptables, NO_RULE),
        Column(heading(ProxyMode.NFTABLES), in_nftables, NO_RULE),
    ),
)

if __name__ == "__main__":
    main(TABLE)
