"""Which source address a Pod sees, by entry, traffic policy and client, and the rule that decides it."""

from atlas.model.cluster import Cluster
from atlas.model.outside import Forwarding
from atlas.model.reason import Reason
from atlas.model.reference import parse_reference
from atlas.model.service import TrafficPolicy
from atlas.tables import Case, Column, Table, main
from atlas.tables.cells import each_once, said, with_facts
from atlas.tables.traced import arrived, external_policy_for, named, named_source, verdicts
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.network import balancer_of
from atlas.tracer.trace import Action, Branch, Entry, Flow
from atlas.what_if.row import WhatIf
from atlas.what_if.rows import balancer_forwards_as, external_policy

OPENED, BALANCED, INSIDE = "service/web-nodeport", "service/web-lb", "service/web"
CLUSTER, LOCAL = TrafficPolicy
THROUGH_PROXY = balancer_forwards_as("edge", Forwarding.PROXY)

PASSTHROUGH_BALANCER = Text(ko="LoadBalancer (패스스루)", en="LoadBalancer (passthrough)")
PROXY_BALANCER = Text(ko="LoadBalancer (프록시형)", en="LoadBalancer (proxy)")
PICKED_ITSELF = Text(ko="자기 자신에게 연결하는 {pod} 파드", en="Pod {pod}, connecting to itself")
AT_NODE = Text(ko="{client} → {node} 노드", en="{client} → {node}")
SENT_TO_NODE = Text(
    ko="{client} → {node} 노드 (로드 밸런서가 선택)",
    en="{client} → {node} (picked by the load balancer)",
)
KEPT = Text(ko="그대로", en="kept")
NEW = Text(ko="새 번호", en="new")

WHY = {
    Reason.CLUSTER_IP: Text(
        ko="클라이언트의 노드가 목적지를 바꾸었고, 응답도 이 노드를 지납니다.",
        en="The client's own node rewrote the destination, and the reply passes back through it.",
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
        ko="노드 자신이 보낸 패킷에는 정책이 적용되지 않습니다.",
        en="The policy does not apply to what the node itself sends.",
    ),
    Reason.EXTERNAL_LOCAL: Text(
        ko="같은 노드의 파드만 쓰므로 응답은 어차피 이 노드를 지납니다.",
        en="Only Pods of this node are used, so the reply passes back through it anyway.",
    ),
    Reason.SHORTCUT_FROM_POD: Text(
        ko="파드가 보낸 패킷에는 정책이 적용되지 않고, 응답도 그 파드의 노드를 지납니다.",
        en="The policy does not apply to Pods, and the reply passes back through their node.",
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


# Cases


def at_cluster_ip(source: str) -> Case:
    return Case(named(source), Flow(source, INSIDE, Entry.CLUSTER_IP))


def itself(source: str) -> Case:
    """Return the case of a Pod behind the Service that is picked for its own connection."""
    client = with_facts(PICKED_ITSELF, pod=parse_reference(source).name)
    return Case(client, Flow(source, INSIDE, Entry.CLUSTER_IP))


def at_node_port(policy: TrafficPolicy, source: str, node: str) -> Case:
    client = with_facts(AT_NODE, client=parse_reference(source).name, node=node)
    flow = Flow(source, OPENED, Entry.NODE_PORT, node)
    return Case(client, flow, (external_policy(OPENED, policy),))


def balanced(policy: TrafficPolicy, source: str, node: str, *what_ifs: WhatIf) -> Case:
    """Return the case of a client outside whose connection the balancer happens to send to that node."""
    client = with_facts(SENT_TO_NODE, client=parse_reference(source).name, node=node)
    flow = Flow(source, BALANCED, Entry.LOAD_BALANCER, node)
    return Case(client, flow, (*what_ifs, external_policy(BALANCED, policy)))


def from_inside(policy: TrafficPolicy, source: str, *what_ifs: WhatIf) -> Case:
    """Return the case of a client inside that calls the balancer's address."""
    flow = Flow(source, BALANCED, Entry.LOAD_BALANCER)
    return Case(named(source), flow, (*what_ifs, external_policy(BALANCED, policy)))


CASES = (
    at_cluster_ip("pod/client"),
    at_cluster_ip("node/node-a"),
    itself("pod/web-1"),
    at_node_port(CLUSTER, "client/laptop", "node-b"),
    at_node_port(LOCAL, "client/laptop", "node-b"),
    at_node_port(LOCAL, "client/laptop", "node-c"),
    balanced(CLUSTER, "client/laptop", "node-b"),
    balanced(LOCAL, "client/laptop", "node-b"),
    from_inside(CLUSTER, "pod/client"),
    from_inside(LOCAL, "pod/client"),
    from_inside(LOCAL, "node/node-a"),
    balanced(CLUSTER, "client/laptop", "node-b", THROUGH_PROXY),
    balanced(LOCAL, "client/laptop", "node-b", THROUGH_PROXY),
    from_inside(LOCAL, "pod/client", THROUGH_PROXY),
)


def ways(cluster: Cluster, case: Case) -> list[Branch]:
    """Return the ways of the connection; of a Pod that may pick itself only those that end at itself."""
    every = case.answer(cluster).branches
    at_itself = [way for way in every if str(way.destination.reference) == case.flow.source]
    return at_itself or list(every)


# Cells


def entry_said(cluster: Cluster, case: Case) -> str | Text:
    """Return the entry, for a balancer with how it forwards."""
    if case.flow.entry is not Entry.LOAD_BALANCER:
        return case.flow.entry.value
    changed = case.after(cluster)
    service = changed.service_by_reference[parse_reference(case.flow.to)]
    balancer = balancer_of(changed, service.load_balancer_ips[0])
    is_proxy = balancer is not None and balancer.forwarding is Forwarding.PROXY
    return PROXY_BALANCER if is_proxy else PASSTHROUGH_BALANCER


def policy_said(cluster: Cluster, case: Case) -> str | Text:
    return external_policy_for(case.after(cluster), case.flow) or words.NOT_APPLICABLE


def source_said(cluster: Cluster, case: Case) -> Text:
    """Return each address that arrives, with its owner, or how the connection fails."""
    found = ways(cluster, case)
    if not arrived(found):
        return verdicts(case.answer(cluster))
    changed = case.after(cluster)
    return each_once(
        [named_source(changed, way.source_seen, case.flow.source) for way in arrived(found)]
    )


def port_said(cluster: Cluster, case: Case) -> Text:
    """Return whether the source port arrives as it was sent."""
    sent = case.flow.source_port
    kept = {way.hops[-1].before.source_port == sent for way in arrived(ways(cluster, case))}
    return each_once([KEPT if each else NEW for each in sorted(kept)] or [words.NOT_APPLICABLE])


def why(cluster: Cluster, case: Case) -> Text:
    return each_once([WHY[decisive(way)] for way in ways(cluster, case)])


def decisive(way: Branch) -> Reason:
    """Return the last thing that gave the packet its source; else what picked the Pod and left it alone."""
    changing = [
        hop
        for hop in way.hops
        if hop.action is Action.MASQUERADE or hop.reason is Reason.BALANCED_AS_PROXY
    ]
    picking = [hop for hop in way.hops if hop.action is Action.DNAT]
    return (changing or picking or way.hops)[-1].reason


TABLE = Table(
    title=Text(ko="파드가 보는 소스 주소", en="Source addresses that Pods see"),
    cases=CASES,
    columns=(
        Column(words.ENTRY, entry_said),
        Column(words.POLICY, policy_said),
        Column(words.WHO, said),
        Column(words.SOURCE_SEEN, source_said),
        Column(Text(ko="소스 포트", en="Source port"), port_said),
        Column(Text(ko="이유", en="Why"), why),
    ),
)

if __name__ == "__main__":
    main(TABLE)
