"""The list of what-ifs: one row each. Commands, claims, figures, the lab and `atlas agree` read it from here.

The order is that in which commands and claims apply them: settings first, then what happens to nodes, then to Pods.
"""

from __future__ import annotations

from atlas.model.cluster import PodNetwork, ProxyMode
from atlas.model.network import UnusedAddresses
from atlas.model.outside import Forwarding
from atlas.model.service import SessionAffinity, TrafficPolicy
from atlas.model.service_rules import PREFER_CLOSE, PREFER_SAME_NODE, PREFER_SAME_ZONE
from atlas.text import interface
from atlas.text.text import Text
from atlas.what_if import change, samples
from atlas.what_if.row import Row, Subject, Verb

# The whole cluster

proxy_mode = Row(
    "proxy-mode",
    Subject.CLUSTER,
    change.with_proxy_mode,
    Text(ko="모든 kube-proxy의 모드", en="mode of every kube-proxy"),
    values=tuple(ProxyMode),
    label=interface.CONTROL_MODE,
    key="mode",
)
pods_joined_by = Row(
    "pod-network",
    Subject.CLUSTER,
    change.with_pod_network,
    Text(ko="한 노드의 파드를 잇는 방식", en="how the Pods of a node are connected"),
    values=tuple(PodNetwork),
)

unused_addresses = Row(
    "unused-addresses",
    Subject.CLUSTER,
    change.with_unused_addresses,
    Text(
        ko="쓰이지 않는 주소에 대한 라우터의 응답",
        en="how routers answer packets to an unused address",
    ),
    values=(UnusedAddresses.SILENT, UnusedAddresses.HOST_UNREACHABLE),
)

# Load balancers and Services

balancer_forwards_as = Row(
    "forwarding",
    Subject.BALANCER,
    change.with_forwarding,
    Text(
        ko="로드 밸런서가 연결을 넘기는 방식",
        en="that load balancer forwards connections in this way",
    ),
    values=tuple(Forwarding),
    label=interface.CONTROL_BALANCER,
    key="balancer",
    samples=samples.other_forwarding,
)
external_policy = Row(
    "external-policy",
    Subject.SERVICE,
    change.with_external_policy,
    Text(
        ko="서비스의 externalTrafficPolicy가 이 값",
        en="that Service has this externalTrafficPolicy",
    ),
    values=tuple(TrafficPolicy),
    field="externalTrafficPolicy",
    label="externalTrafficPolicy",
    key="external",
    samples=samples.services("external-local", TrafficPolicy.LOCAL, samples.is_open),
)
internal_policy = Row(
    "internal-policy",
    Subject.SERVICE,
    change.with_internal_policy,
    Text(
        ko="서비스의 internalTrafficPolicy가 이 값",
        en="that Service has this internalTrafficPolicy",
    ),
    values=tuple(TrafficPolicy),
    field="internalTrafficPolicy",
    label="internalTrafficPolicy",
    key="internal",
    samples=samples.services("internal-local", TrafficPolicy.LOCAL, samples.is_not_dns),
)
session_affinity = Row(
    "session-affinity",
    Subject.SERVICE,
    change.with_session_affinity,
    Text(ko="서비스의 sessionAffinity가 이 값", en="that Service has this sessionAffinity"),
    values=tuple(SessionAffinity),
    field="sessionAffinity",
    label="sessionAffinity",
    key="affinity",
    samples=samples.services(
        "affinity", SessionAffinity.CLIENT_IP, samples.is_addressed, fresh=True
    ),
)
traffic_distribution = Row(
    "traffic-distribution",
    Subject.SERVICE,
    change.with_traffic_distribution,
    Text(ko="서비스의 trafficDistribution이 이 값", en="that Service has this trafficDistribution"),
    values=(PREFER_SAME_ZONE, "", PREFER_SAME_NODE, PREFER_CLOSE),
    field="trafficDistribution",
    label="trafficDistribution",
    key="distribution",
    samples=lambda cluster: (
        one
        for value in (PREFER_SAME_ZONE, PREFER_SAME_NODE)
        for one in samples.services(value, value, samples.is_selected)(cluster)
    ),
)

# Nodes

zone_unknown = Row(
    "zone-unknown",
    Subject.NODE,
    change.zone_unknown,
    Text(ko="노드에 가용 영역 레이블이 없음", en="that node has no label for its zone"),
)
kube_proxy_stopped = Row(
    "kube-proxy-stopped",
    Subject.NODE,
    change.kube_proxy_stopped,
    Text(
        ko="노드의 kube-proxy가 멈췄고 규칙은 남아 있음",
        en="kube-proxy on that node has stopped; its rules stay",
    ),
    samples=samples.first_node("kube-proxy-stopped"),
)
node_being_deleted = Row(
    "being-deleted",
    Subject.NODE,
    change.node_being_deleted,
    Text(ko="노드를 곧 삭제함", en="that node still runs, but is about to be deleted"),
    samples=samples.last_node("being-deleted"),
)
excluded_from_balancers = Row(
    "excluded",
    Subject.NODE,
    change.excluded_from_balancers,
    Text(
        ko="노드에 외부 로드 밸런서에서 제외하는 레이블이 있음",
        en="that node has the label that keeps load balancers away",
    ),
    samples=samples.last_node("excluded"),
)
node_not_ready = Row(
    "node-not-ready",
    Subject.NODE,
    change.node_not_ready,
    Text(ko="노드가 NotReady", en="that node is NotReady; its Pods keep working"),
    samples=samples.first_node("not-ready"),
)
failure_unnoticed = Row(
    "unnoticed",
    Subject.NODE,
    change.failure_unnoticed,
    Text(
        ko="로드 밸런서가 노드의 장애를 아직 모름",
        en="load balancers have not yet noticed that the node has failed",
    ),
)
overlay_cut = Row(
    "overlay-cut",
    Subject.NODE,
    change.overlay_cut,
    Text(
        ko="노드와 다른 노드 사이에서 파드 트래픽이 막힘(오버레이 포트 차단)",
        en="Pod traffic between that node and the others is blocked, for example the overlay's port",
    ),
    samples=samples.first_node("overlay-cut"),
)
no_hairpin = Row(
    "no-hairpin",
    Subject.NODE,
    change.no_hairpin,
    Text(
        ko="노드의 브리지에 헤어핀 모드가 꺼져 있음",
        en="the bridge of that node has hairpin mode off",
    ),
    samples=samples.first_node("no-hairpin"),
)
node_ports_closed = Row(
    "node-ports-closed",
    Subject.NODE,
    change.node_ports_closed,
    Text(
        ko="노드 앞의 방화벽이 외부에서 오는 노드 포트 트래픽을 막음",
        en="a firewall in front of that node blocks its node ports from outside",
    ),
    samples=samples.first_node("node-ports-closed"),
)
dns_lost = Row(
    "dns-lost",
    Subject.NODE,
    change.dns_lost,
    Text(
        ko="DNS 응답이 노드의 프로그램에 도착하지 못함",
        en="DNS answers get lost on their way to programs on that node",
    ),
    samples=samples.first_node("dns-lost"),
)
probes_failing = Row(
    "probes-failing",
    Subject.NODE,
    change.probes_failing,
    Text(
        ko="노드는 정상인데 로드 밸런서의 헬스 체크가 실패함",
        en="health checks of load balancers fail on that node although it works",
    ),
    samples=samples.first_node("probes-failing"),
)
node_down = Row(
    "down",
    Subject.NODE,
    change.node_down,
    Text(ko="노드가 꺼져 있음", en="that node is switched off"),
    label=interface.CONTROL_DOWN,
    samples=samples.last_node("down"),
    verb=Verb("fail", "Switch a node off.", "heal", "Switch a node on again."),
)

# Pods

udp_remembered = Row(
    "udp-remembered",
    Subject.POD,
    change.udp_remembered,
    Text(
        ko="노드의 커널이 그 파드로 가던 UDP 흐름을 아직 기억함(conntrack)",
        en="kernels still remember UDP flows to that Pod (conntrack)",
    ),
)
pod_moved = Row(
    "moved",
    Subject.POD,
    change.pod_moved,
    Text(
        ko="그 노드에서 새 파드가 이 파드를 대신함",
        en="a replacement for that Pod runs on that node",
    ),
    value_name="NODE",
)
pod_not_ready = Row(
    "not-ready",
    Subject.POD,
    change.pod_not_ready,
    Text(ko="파드가 준비성 프로브를 통과하지 못함", en="that Pod fails its readiness probe"),
    samples=samples.one_pod_and_all_like_it("not-ready"),
)
pod_terminating = Row(
    "terminating",
    Subject.POD,
    change.pod_terminating,
    Text(ko="파드를 삭제했지만 아직 동작 중", en="that Pod was deleted but still serves"),
    samples=samples.one_pod_and_all_like_it("terminating"),
    verb=Verb("terminate", "Delete a Pod that keeps serving for now."),
)
pod_listens = Row(
    "listens",
    Subject.POD,
    change.listens,
    Text(
        ko="파드의 프로그램이 이 포트에서만 연결을 받음",
        en="programs of that Pod listen on these ports only",
    ),
    value_name="PORTS",
    samples=samples.other_ports,
)
pod_gone = Row(
    "gone",
    Subject.POD,
    change.pod_gone,
    Text(ko="파드와 엔드포인트가 없어짐", en="that Pod and its endpoints are gone"),
    samples=samples.one_pod("gone"),
)

ROWS = tuple(one for one in list(globals().values()) if isinstance(one, Row))
"""All of them, in the order in which they stand here."""
BY_NAME = {one.name: one for one in ROWS}
BY_ARGUMENT = {one.argument: one for one in ROWS}
