"""The same decisions as rules of either mode, side by side: what every mode has to find out about a packet."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.reference import parse_reference
from atlas.model.release import RECORDED
from atlas.proxy.follow import narrowed
from atlas.proxy.languages import LANGUAGES, rules
from atlas.proxy.rules import Kind
from atlas.tables import Code, Column, Form, Table, main
from atlas.tables.roles import pods_behind
from atlas.text.text import Text
from atlas.what_if.change import with_proxy_mode, with_release
from atlas.what_if.row import apply_all
from atlas.what_if.rows import pod_not_ready

WEB, OPENED, STICKY = "service/web", "service/web-nodeport", "service/web-sticky"
NO_RULE = Text(ko="규칙이 없습니다", en="no rule")


@dataclass(frozen=True, slots=True)
class Question:
    """Something to find out about a packet, and the kinds of rules that do; of no Pod ready, where it says so."""

    ko: str
    en: str
    iptables: tuple[Kind, ...]
    nftables: tuple[Kind, ...]
    service: str = WEB
    none_ready: bool = False

    def kinds(self, mode: ProxyMode) -> tuple[Kind, ...]:
        return self.iptables if mode is ProxyMode.IPTABLES else self.nftables


QUESTIONS = (
    Question(
        "패킷은 어디에서 규칙을 만나나요?",
        "Where does a packet meet the rules?",
        (Kind.DISPATCH,),
        (Kind.DISPATCH,),
    ),
    Question(
        "어느 서비스의 주소와 포트인가요?",
        "Which Service has this address and port?",
        (Kind.TO_CLUSTER_IP,),
        (Kind.LOOK_UP_SERVICE, Kind.TO_CLUSTER_IP),
    ),
    Question(
        "파드가 보낸 패킷인가요? 그렇지 않으면 소스를 바꾸도록 표시합니다.",
        "Did a Pod send it? If not, it is marked for a new source.",
        (Kind.MASQUERADE_STRANGERS,),
        (Kind.MASQUERADE_STRANGERS,),
    ),
    Question(
        "어느 엔드포인트로 보내나요?",
        "Which endpoint is chosen?",
        (Kind.PICK_ENDPOINT, Kind.TAKE_LAST_ENDPOINT),
        (Kind.PICK_ENDPOINT,),
    ),
    Question(
        "목적지를 어떻게 바꾸나요?",
        "How is the destination rewritten?",
        (Kind.REWRITE,),
        (Kind.REWRITE,),
    ),
    Question(
        "세션 어피니티: 전에 연결한 적이 있는 클라이언트인가요? 이번 연결도 기억해 둡니다.",
        "Session affinity: has this client connected before? It is remembered again.",
        (Kind.RETURN_TO_ENDPOINT, Kind.REMEMBER_AND_REWRITE),
        (Kind.RETURN_TO_ENDPOINT, Kind.REMEMBER_CLIENT),
        STICKY,
    ),
    Question(
        "어느 서비스의 노드 포트인가요?",
        "Whose node port is it?",
        (Kind.LOOK_UP_NODE_PORT, Kind.TO_NODE_PORT),
        (Kind.LOOK_UP_NODE_PORT, Kind.NODE_PORT_ADDRESS, Kind.TO_NODE_PORT),
        OPENED,
    ),
    Question(
        "소스를 바꾸나요? 표시된 패킷만 바꿉니다.",
        "Is the source rewritten? Only if the packet is marked.",
        (Kind.MARK, Kind.SKIP_UNMARKED, Kind.MASQUERADE),
        (Kind.MARK, Kind.SKIP_UNMARKED, Kind.MASQUERADE),
    ),
    Question(
        "준비된 엔드포인트가 없으면?",
        "What if no endpoint is ready?",
        (Kind.NO_ENDPOINTS,),
        (Kind.LOOK_UP_EMPTY_SERVICE, Kind.NO_ENDPOINTS, Kind.REJECT),
        none_ready=True,
    ),
    Question(
        "클러스터 IP에 없는 포트이면?",
        "What if the cluster IP has no such port?",
        (),
        (Kind.REJECT_UNKNOWN_PORT,),
    ),
)
ALL_SHOWN = (Kind.PICK_ENDPOINT,)
"""Kinds whose rules say something only together; of the others one stands for all."""


def changed(cluster: Cluster, question: Question) -> Cluster:
    """Return the cluster that the question is about."""
    if not question.none_ready:
        return cluster
    pods = pods_behind(cluster, question.service)
    return apply_all(cluster, [pod_not_ready(str(pod.reference)) for pod in pods])


def in_mode(mode: ProxyMode) -> Callable[[Cluster, Question], Code]:
    def cell(cluster: Cluster, question: Question) -> Code:
        """Return the rules of the kinds that answer the question, in their order."""
        asked = with_release(with_proxy_mode(changed(cluster, question), mode), RECORDED)
        written = rules(asked, asked.nodes[0])
        parts = list(narrowed(written, parse_reference(question.service)).parts)
        lines: list[str] = []
        for kind in question.kinds(mode):
            of_kind = (LANGUAGES[mode].line(part) for part in parts if part.kind is kind)
            lines += islice(of_kind, None if kind in ALL_SHOWN else 1)
        return Code(tuple(lines))

    return cell


def heading(mode: ProxyMode) -> Text:
    return Text(ko=mode.value, en=mode.value)


TABLE = Table(
    title=Text(ko="두 모드의 규칙 비교", en="Rules of the two modes compared"),
    form=Form.QUESTIONS,
    cases=QUESTIONS,
    columns=(
        Column(
            Text(ko="판단", en="Question"),
            lambda _, question: Text(ko=question.ko, en=question.en),
        ),
        Column(heading(ProxyMode.IPTABLES), in_mode(ProxyMode.IPTABLES), NO_RULE),
        Column(heading(ProxyMode.NFTABLES), in_mode(ProxyMode.NFTABLES), NO_RULE),
    ),
)

if __name__ == "__main__":
    main(TABLE)
