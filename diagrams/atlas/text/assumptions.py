"""What is assumed, in both languages: what was missing, what has been taken, on what ground, and how to say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from atlas.text.text import Lang, Text
from atlas.world.assumption import Assumption, Topic


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences about one assumption. `otherwise` names the option or the kind of object that says it."""

    missing: Text
    taken: Text
    ground: Text
    otherwise: Text


def _same(text: str) -> Text:
    """Return a text of names only, which are alike in both languages."""
    return Text(ko=text, en=text)


ASSUMPTIONS: Mapping[Topic, Words] = {
    Topic.NODES: Words(
        missing=Text(ko="Node 오브젝트가 없음", en="no Node"),
        taken=Text(
            ko="가용 영역 {zones}곳에 노드 {count}개({names})",
            en="{count} nodes in {zones} zones ({names})",
        ),
        ground=Text(
            ko="파드가 실행될 곳이 있어야 하고, 노드와 가용 영역이 둘은 되어야 정책의 차이가 드러납니다",
            en="Pods need somewhere to run, and traffic policies show their effect only with "
            "two nodes and zones",
        ),
        otherwise=_same("--nodes N, Node"),
    ),
    Topic.ONE_NODE: Words(
        missing=Text(ko="Node 오브젝트가 없음", en="no Node"),
        taken=Text(ko="{zone} 가용 영역에 노드 {name}", en="another node, {name}, in {zone}"),
        ground=Text(
            ko="노드가 하나뿐이면 정책의 차이가 드러나지 않습니다",
            en="with a single node, traffic policies have no visible effect",
        ),
        otherwise=_same("--nodes N, Node"),
    ),
    Topic.NAMED_NODES: Words(
        missing=Text(
            ko="파드가 적은 노드의 Node 오브젝트가 없음",
            en="no Node objects for the nodes that Pods are assigned to",
        ),
        taken=Text(ko="{names} 노드가 있음", en="the nodes {names} exist"),
        ground=Text(
            ko="파드의 nodeName에 적혀 있습니다. 주소는 hostIP에서 읽고, 없으면 비어 있는 주소를 씁니다",
            en="Pods name them in nodeName; their addresses come from hostIP, or else are "
            "free ones",
        ),
        otherwise=Text(ko="kubectl get nodes -o yaml", en="kubectl get nodes -o yaml"),
    ),
    Topic.NODE_ADDRESSES: Words(
        missing=Text(ko="노드에 주소가 없음", en="nodes without an address"),
        taken=Text(ko="노드 주소 {addresses}", en="node addresses {addresses}"),
        ground=Text(
            ko="패킷을 보내려면 주소가 있어야 합니다. 아무도 쓰지 않는 주소입니다",
            en="a node needs an address to send packets; nothing in the input uses this one",
        ),
        otherwise=_same("Node status.addresses"),
    ),
    Topic.NODE_RANGES: Words(
        missing=Text(
            ko="주소가 필요한 파드가 있지만 노드에 podCIDR이 없음",
            en="no podCIDR on nodes whose Pods need addresses",
        ),
        taken=Text(ko="노드의 파드 주소 범위 {ranges}", en="Pod ranges {ranges}"),
        ground=Text(
            ko="kubeadm 문서와 kind가 쓰는 10.244.0.0/16 범위에서, 겹치지 않게 고릅니다",
            en="from 10.244.0.0/16, the range in kubeadm's guide and in kind, avoiding what "
            "is in use",
        ),
        otherwise=_same("Node spec.podCIDR"),
    ),
    Topic.POD_RANGE: Words(
        missing=Text(ko="kube-proxy 설정이 없음", en="no configuration of kube-proxy"),
        taken=Text(
            ko="iptables 모드, clusterCIDR {ranges}", en="iptables mode, clusterCIDR {ranges}"
        ),
        ground=Text(
            ko="노드의 podCIDR, 없으면 파드의 주소를 담는 범위입니다",
            en="the range that covers the podCIDRs, or else the Pods' addresses",
        ),
        otherwise=Text(
            ko="--proxy-mode, KubeProxyConfiguration", en="--proxy-mode, KubeProxyConfiguration"
        ),
    ),
    Topic.NO_POD_RANGE: Words(
        missing=Text(ko="파드 주소 범위를 알 수 없음", en="no Pod range known"),
        taken=Text(
            ko="kube-proxy가 파드에서 온 패킷을 구별하지 않음(iptables 모드)",
            en="kube-proxy (iptables mode) has no local detector",
        ),
        ground=Text(
            ko="podCIDR도 clusterCIDR도 없고, 파드의 주소가 노드의 네트워크에 있습니다",
            en="there is no podCIDR or clusterCIDR, and no Pod address suggests a range",
        ),
        otherwise=_same("KubeProxyConfiguration clusterCIDR"),
    ),
    Topic.SERVICE_RANGE: Words(
        missing=Text(ko="ServiceCIDR 오브젝트가 없음", en="no ServiceCIDR"),
        taken=Text(ko="서비스 주소 범위 {ranges}", en="Service range {ranges}"),
        ground=Text(
            ko="적혀 있는 ClusterIP가 모두 들어가는 범위이고, 없으면 kubeadm의 기본값입니다",
            en="it contains the ClusterIPs given; if there are none, it is kubeadm's default",
        ),
        otherwise=_same("ServiceCIDR"),
    ),
    Topic.EGRESS: Words(
        missing=Text(ko="파드 네트워크에 관한 정보가 없음", en="no description of the Pod network"),
        taken=Text(
            ko="파드가 클러스터 밖으로 보내는 패킷의 소스는 노드 주소로 바뀜",
            en="traffic that leaves the Pod network is masqueraded as the node",
        ),
        ground=Text(
            ko="거의 모든 네트워크 플러그인의 기본 동작입니다",
            en="nearly every network plugin does so by default",
        ),
        otherwise=_same("--no-egress-masquerade, PodNetwork"),
    ),
    Topic.DNS: Words(
        missing=Text(ko="DNS 서비스가 없음", en="no DNS Service"),
        taken=Text(ko="클러스터 DNS", en="a cluster DNS"),
        ground=Text(ko="거의 모든 클러스터에 있습니다", en="nearly every cluster has one"),
        otherwise=_same("kubectl get services,pods -n kube-system -o yaml"),
    ),
    Topic.CLIENT: Words(
        missing=Text(ko="클러스터 밖의 클라이언트가 없음", en="no client outside"),
        taken=Text(ko="client/{client}({addresses})", en="client/{client} ({addresses})"),
        ground=Text(
            ko="외부에서 오는 연결도 확인할 수 있게 합니다. --from에는 다른 주소도 쓸 수 있습니다",
            en="to ask about connections from outside; --from takes any other address too",
        ),
        otherwise=_same("--from ADDRESS, Client"),
    ),
    Topic.HTTP_PROXY: Words(
        missing=Text(ko="{class} 클래스의 컨트롤러가 없음", en="no controller of class {class}"),
        taken=Text(
            ko="{class} 클래스의 프록시 {proxy}", en="a proxy {proxy} that serves class {class}"
        ),
        ground=Text(ko="이 클래스를 쓰는 오브젝트가 있습니다", en="objects name that class"),
        otherwise=_same("HttpProxy"),
    ),
    Topic.MESH: Words(
        missing=Text(
            ko="{route} 라우트가 서비스에 연결되어 있지만 서비스 메시에 관한 정보가 없음",
            en="{route} is attached to a Service, and nothing describes a service mesh",
        ),
        taken=Text(
            ko="모든 파드에서 이런 라우트를 적용하는 서비스 메시",
            en="a service mesh that applies such routes next to every Pod",
        ),
        ground=Text(
            ko="메시가 없으면 그런 라우트는 아무 일도 하지 않습니다",
            en="without a mesh such a route would do nothing",
        ),
        otherwise=_same("PodNetwork serviceMesh: Absent"),
    ),
    Topic.DATA_PLANE: Words(
        missing=Text(
            ko="{gateway} 게이트웨이의 데이터 플레인이 없음", en="no data plane for {gateway}"
        ),
        taken=Text(
            ko="이 게이트웨이만 맡는 프록시 {proxy}",
            en="a proxy {proxy} that serves this Gateway alone",
        ),
        ground=Text(
            ko="{class} 클래스의 게이트웨이이고, 구현체가 달리 밝히지 않는 한 게이트웨이마다 데이터 플레인이 따로 있습니다",
            en="it is of class {class}, and each Gateway has a data plane of its own unless the implementation says otherwise",
        ),
        otherwise=_same("HttpProxy"),
    ),
    Topic.HTTP_PROXY_FOUND: Words(
        missing=Text(
            ko="{class} 클래스를 어느 파드가 맡는지 적혀 있지 않음",
            en="nothing states which Pods serve class {class}",
        ),
        taken=Text(
            ko="{service} 뒤의 파드가 {class} 클래스를 맡음",
            en="the Pods behind {service} serve class {class}",
        ),
        ground=Text(
            ko="상태에 보고된 주소가 이 서비스의 것이거나, 이름이 이 컨트롤러의 것입니다",
            en="the reported address is that Service's, or its name is that of the controller",
        ),
        otherwise=_same("HttpProxy"),
    ),
    Topic.BALANCER: Words(
        missing=Text(ko="{names} 이름의 주소가 없음", en="no address for {names}"),
        taken=Text(
            ko="{names} 이름은 공급자의 로드 밸런서이고 노드 포트로 새 연결을 맺음",
            en="{names} is the provider's balancer, which connects to node ports",
        ),
        ground=Text(
            ko="서비스의 상태에 공급자가 적은 이름입니다. 여기 나오는 주소는 지어낸 것입니다",
            en="the provider has reported a name; the address shown is a placeholder",
        ),
        otherwise=_same("LoadBalancer"),
    ),
    Topic.NLB_INSTANCE_KEPT: Words(
        missing=Text(ko="{name} 이름의 주소가 없음", en="no address for {name}"),
        taken=Text(
            ko="{name} 이름은 NLB이고 노드 포트로 목적지를 바꾸고 클라이언트 주소는 유지함",
            en="{name} is an NLB that rewrites to node ports and keeps the client's address",
        ),
        ground=Text(
            ko="서비스의 loadBalancerClass와 aws-load-balancer-* 어노테이션에 적혀 있습니다",
            en="the Service's loadBalancerClass and aws-load-balancer-* annotations say so",
        ),
        otherwise=_same("LoadBalancer, aws-load-balancer-target-group-attributes"),
    ),
    Topic.NLB_INSTANCE_HIDDEN: Words(
        missing=Text(ko="{name} 이름의 주소가 없음", en="no address for {name}"),
        taken=Text(
            ko="{name} 이름은 NLB이고 노드 포트로 새 연결을 맺음",
            en="{name} is an NLB that connects to node ports from its own address",
        ),
        ground=Text(
            ko="서비스의 loadBalancerClass와 aws-load-balancer-* 어노테이션에 적혀 있습니다",
            en="the Service's loadBalancerClass and aws-load-balancer-* annotations say so",
        ),
        otherwise=_same("LoadBalancer, aws-load-balancer-target-group-attributes"),
    ),
    Topic.NLB_IP_KEPT: Words(
        missing=Text(ko="{name} 이름의 주소가 없음", en="no address for {name}"),
        taken=Text(
            ko="{name} 이름은 NLB이고 파드 주소로 목적지를 바꾸고 클라이언트 주소는 유지함",
            en="{name} is an NLB that rewrites to Pod addresses and keeps the client's address",
        ),
        ground=Text(
            ko="서비스의 loadBalancerClass와 aws-load-balancer-* 어노테이션에 적혀 있습니다",
            en="the Service's loadBalancerClass and aws-load-balancer-* annotations say so",
        ),
        otherwise=_same("LoadBalancer, aws-load-balancer-target-group-attributes"),
    ),
    Topic.NLB_IP_HIDDEN: Words(
        missing=Text(ko="{name} 이름의 주소가 없음", en="no address for {name}"),
        taken=Text(
            ko="{name} 이름은 NLB이고 파드로 새 연결을 맺음",
            en="{name} is an NLB that connects to Pods from its own address",
        ),
        ground=Text(
            ko="서비스의 loadBalancerClass와 aws-load-balancer-* 어노테이션에 적혀 있습니다",
            en="the Service's loadBalancerClass and aws-load-balancer-* annotations say so",
        ),
        otherwise=_same("LoadBalancer, aws-load-balancer-target-group-attributes"),
    ),
    Topic.RELEASE: Words(
        missing=Text(ko="쿠버네티스 릴리스가 적혀 있지 않음", en="no Kubernetes release is stated"),
        taken=_same("Kubernetes {release}"),
        ground=Text(
            ko="이 모델이 아는 가장 새로운 릴리스입니다",
            en="the newest release whose behavior is modeled",
        ),
        otherwise=_same("--release 1.NN, Node status.nodeInfo.kubeletVersion"),
    ),
    Topic.SEVERAL_RELEASES: Words(
        missing=Text(
            ko="노드마다 릴리스가 다르고({releases}), 적혀 있지 않은 노드가 있음",
            en="nodes run different releases ({releases}), and some do not say theirs",
        ),
        taken=Text(
            ko="적혀 있지 않은 노드는 Kubernetes {release}", en="Kubernetes {release} on those"
        ),
        ground=Text(
            ko="노드가 실행하는 가장 오래된 릴리스입니다", en="the oldest release that a node runs"
        ),
        otherwise=_same("--release 1.NN"),
    ),
    Topic.UNKNOWN_RELEASE: Words(
        missing=Text(ko="{said} 릴리스의 동작을 모름", en="{said} is not modeled"),
        taken=_same("Kubernetes {release}"),
        ground=Text(
            ko="동작을 아는 릴리스 중 가장 가까운 것입니다",
            en="the nearest release whose behavior is modeled",
        ),
        otherwise=_same("--release 1.NN"),
    ),
}

_TOLD_BY_OTHERS = {Topic.NODE_RANGES: Topic.NODES}
"""What is left out in short, if the other one is said: it follows from it."""

ASSUMED = Text(ko="가정: {taken}.", en="Assumed: {taken}.")
SAY_OTHERWISE = Text(ko="바꾸려면: {ways} …", en="To override: {ways}, …")


def assumed_in_short(found: Iterable[Assumption], lang: Lang) -> str:
    """Return all that was taken as one sentence, with options that say otherwise; "" if nothing was assumed."""
    listed = list(found)
    topics = {one.topic for one in listed}
    short = [one for one in listed if _TOLD_BY_OTHERS.get(one.topic) not in topics]
    if not short:
        return ""
    taken = "; ".join(ASSUMPTIONS[one.topic].taken.fill(lang, **dict(one.facts)) for one in short)
    ways = (ASSUMPTIONS[one.topic].otherwise.in_language(lang) for one in short)
    named = [part for way in ways for part in way.split(", ")]
    options = dict.fromkeys(one for one in named if one.startswith("--")) or dict.fromkeys(named)
    said = ASSUMED.fill(lang, taken=taken)
    return f"{said} {SAY_OTHERWISE.fill(lang, ways=', '.join(options))}"


def assumption_texts(one: Assumption, lang: Lang) -> dict[str, str]:
    """Return the four sentences about an assumption, by what they are."""
    words, facts = ASSUMPTIONS[one.topic], dict(one.facts)
    return {
        "missing": words.missing.fill(lang, **facts),
        "taken": words.taken.fill(lang, **facts),
        "ground": words.ground.fill(lang, **facts),
        "otherwise": words.otherwise.fill(lang, **facts),
    }
