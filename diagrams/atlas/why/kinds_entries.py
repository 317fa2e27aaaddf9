"""What can be wrong with names, objects, addresses, balancers and policies; and what an API server warns about."""

from __future__ import annotations

from atlas.text.text import Text
from atlas.why.kind import Kind, Link, State

OBJECT_REJECTED = Kind(
    "object-rejected",
    Link.OBJECT,
    State.BROKEN,
    Text(ko="API 서버가 받지 않을 오브젝트", en="The API server would reject the object"),
    Text(
        ko="이 오브젝트는 만들어지지 않습니다. 필드 {field}: {problem}",
        en="The object is never created. {field}: {problem}",
    ),
    "troubleshoot/range-full.md#repair",
)
NODE_PORT_TAKEN = Kind(
    "node-port-taken",
    Link.OBJECT,
    State.BROKEN,
    Text(ko="다른 서비스가 쓰는 노드 포트", en="The node port is already taken"),
    Text(
        ko="노드 포트 {port}번은 {other} 서비스가 쓰고 있습니다. API 서버는 이 서비스를 받지 않습니다.",
        en="Node port {port} belongs to {other}; the API server rejects this Service.",
    ),
    "troubleshoot/range-full.md#port",
)
NODE_PORT_RANGE = Kind(
    "node-port-range",
    Link.OBJECT,
    State.BROKEN,
    Text(ko="범위 밖의 노드 포트", en="The node port is out of range"),
    Text(
        ko="노드 포트 {port}번은 {low}~{high} 범위 밖이므로 API 서버가 받지 않습니다.",
        en="Node port {port} is outside {low}-{high}, so the API server rejects it.",
    ),
    "troubleshoot/range-full.md#port",
)
CLUSTER_IP_TAKEN = Kind(
    "cluster-ip-taken",
    Link.OBJECT,
    State.BROKEN,
    Text(ko="다른 서비스가 쓰는 클러스터 IP", en="The cluster IP is already taken"),
    Text(
        ko="{address} 주소는 {other} 서비스가 쓰고 있습니다. API 서버는 이 서비스를 받지 않습니다.",
        en="{address} belongs to {other}; the API server rejects this Service.",
    ),
    "troubleshoot/range-full.md#checks",
)
CLUSTER_IP_RANGE = Kind(
    "cluster-ip-range",
    Link.OBJECT,
    State.BROKEN,
    Text(ko="서비스 범위 밖의 클러스터 IP", en="The cluster IP is outside the Service range"),
    Text(
        ko="{address} 주소는 클러스터의 서비스 범위 {ranges} 밖이므로 API 서버가 받지 않습니다.",
        en="{address} is outside the cluster's Service range {ranges}, so the API server rejects it.",
    ),
    "troubleshoot/range-full.md#checks",
)
DUAL_STACK = Kind(
    "dual-stack-unavailable",
    Link.OBJECT,
    State.BROKEN,
    Text(ko="클러스터에 없는 주소 체계를 요구함", en="The cluster lacks the required IP family"),
    Text(
        ko="서비스 범위 {ranges}에는 {family} 범위가 없어서 API 서버가 이 서비스를 받지 않습니다.",
        en="The Service ranges {ranges} have none of family {family}, so the API server rejects the Service.",
    ),
    "inside/dual-stack.md#policies",
)
STATEFULSET_SERVICE = Kind(
    "statefulset-service",
    Link.NAME,
    State.BROKEN,
    Text(
        ko="스테이트풀셋의 serviceName 서비스가 없음",
        en="The StatefulSet's serviceName names no Service",
    ),
    Text(
        ko="{workload} 스테이트풀셋의 `serviceName` 값은 {has}이지만 그런 서비스가 없습니다. {pod} 같은 파드 이름이 DNS에 생기지 않습니다.",
        en="The `serviceName` of {workload} is {has}, and there is no such Service: names like {pod} do not resolve.",
    ),
    "troubleshoot/name.md#repair",
)
STATEFULSET_NOT_HEADLESS = Kind(
    "statefulset-not-headless",
    Link.NAME,
    State.WARNING,
    Text(ko="serviceName 서비스가 헤드리스가 아님", en="The serviceName is not a headless Service"),
    Text(
        ko="{workload} 스테이트풀셋의 `serviceName` 값은 {has}인데 헤드리스 서비스가 아닙니다. {pod} 같은 파드 이름은 헤드리스 서비스에만 "
        "생깁니다.",
        en="The `serviceName` of {workload} is {has}, which is not headless; names like {pod} exist under headless Services only.",
    ),
    "types/headless.md#mistakes",
)
NAME_NAMESPACE = Kind(
    "name-namespace",
    Link.NAME,
    State.BROKEN,
    Text(
        ko="다른 네임스페이스의 서비스를 짧은 이름으로 찾음",
        en="A short name for a Service of another namespace",
    ),
    Text(
        ko="{name} 이름은 {source} 네임스페이스에서 찾을 수 없습니다. {service} 서비스는 {right} 이름으로 찾습니다.",
        en="{name} does not resolve in namespace {source}; the name of {service} is {right} there.",
    ),
    "troubleshoot/name.md#repair",
)
NAME_TYPO = Kind(
    "name-unknown",
    Link.NAME,
    State.BROKEN,
    Text(ko="찾을 수 없는 이름", en="The name does not exist"),
    Text(
        ko="{name} 이름의 서비스나 호스트가 없습니다. 가장 비슷한 이름: {near}.",
        en="There is no Service or host {name}; the nearest name is {near}.",
    ),
    "troubleshoot/name.md#checks",
)
DNS_DOWN = Kind(
    "dns-down",
    Link.NAME,
    State.BROKEN,
    Text(ko="클러스터 DNS에 엔드포인트가 없음", en="The cluster's DNS has no endpoint"),
    Text(
        ko="{service} 서비스에 준비된 파드가 없어서 클러스터의 어떤 이름도 찾을 수 없습니다.",
        en="{service} has no ready Pod, so no name of the cluster resolves.",
    ),
    "troubleshoot/name.md#checks",
)
EXTERNAL_NAME_ADDRESS = Kind(
    "external-name-address",
    Link.NAME,
    State.BROKEN,
    Text(ko="externalName 필드에 IP 주소를 적음", en="externalName holds an address"),
    Text(
        ko="`externalName`에 적은 값은 언제나 DNS 이름으로 해석됩니다. {has} 같은 이름은 어디에도 없습니다. 주소로 보내려면 셀렉터 없는 서비스와 "
        "엔드포인트슬라이스를 쓰세요.",
        en="`externalName` is read as a DNS name, and {has} is not one; for an address, write a Service without a selector and an "
        "EndpointSlice.",
    ),
    "troubleshoot/name.md#repair",
)
EXTERNAL_NAME_UNKNOWN = Kind(
    "external-name-unknown",
    Link.NAME,
    State.BROKEN,
    Text(
        ko="externalName 필드의 클러스터 이름이 없음",
        en="externalName names a Service that does not exist",
    ),
    Text(
        ko="`externalName`이 가리키는 {has} 서비스가 클러스터에 없습니다. 가장 비슷한 이름: {near}.",
        en="The cluster has no Service {has}; the nearest name is {near}.",
    ),
    "troubleshoot/name.md#repair",
)
EXTERNAL_NAME_PORT = Kind(
    "external-name-port",
    Link.PORT,
    State.BROKEN,
    Text(
        ko="externalName 대상에 없는 포트",
        en="The Service behind externalName has no such port",
    ),
    Text(
        ko="ExternalName 서비스는 DNS 별칭일 뿐이라 포트를 바꾸지 않습니다. 클라이언트는 {target} 서비스의 {port} 포트로 연결하는데, "
        "이 서비스의 포트는 {has}입니다.",
        en="An ExternalName Service is only a DNS alias and translates no port: clients connect to port {port} of {target}, "
        "which has {has}.",
    ),
    "types/externalname.md#mistakes",
)
EXTERNAL_NAME_SELECTOR = Kind(
    "external-name-selector",
    Link.OBJECT,
    State.WARNING,
    Text(
        ko="ExternalName 서비스의 셀렉터는 쓰이지 않음",
        en="The selector of an ExternalName Service is ignored",
    ),
    Text(
        ko="ExternalName 서비스는 DNS 별칭일 뿐입니다. 셀렉터({selector})는 아무 파드도 선택하지 않습니다.",
        en="An ExternalName Service is only a DNS alias; its selector {selector} selects nothing.",
    ),
    "types/externalname.md#mistakes",
)
BALANCER_PENDING = Kind(
    "balancer-pending",
    Link.ADDRESS,
    State.UNKNOWN,
    Text(ko="로드 밸런서 주소를 알 수 없음", en="The balancer's address is not known"),
    Text(
        ko="{service} 서비스에 로드 밸런서 주소가 없습니다. 주소를 주는 컨트롤러가 입력에 없으므로, 실제 클러스터에서 `<pending>` 상태로 "
        "남을지는 알 수 없습니다.",
        en="{service} has no balancer address. The input has no controller that would give one, so it may or may not stay "
        "`<pending>` in your cluster.",
    ),
    "troubleshoot/pending.md#repair",
)
BALANCER_WAITS = Kind(
    "balancer-waits",
    Link.ADDRESS,
    State.BROKEN,
    Text(ko="EXTERNAL-IP가 <pending> 상태", en="EXTERNAL-IP is <pending>"),
    Text(
        ko="저장된 {service} 서비스의 상태에 로드 밸런서 주소가 없습니다. 주소를 줄 컨트롤러가 없거나 아직 주지 않았습니다.",
        en="The stored status of {service} has no balancer address: no controller has provided one.",
    ),
    "troubleshoot/pending.md#repair",
)
BALANCER_CLASS = Kind(
    "balancer-class",
    Link.ADDRESS,
    State.BROKEN,
    Text(ko="어떤 로드 밸런서도 맡지 않는 클래스", en="No balancer serves the class"),
    Text(
        ko="`loadBalancerClass`에 적은 {has} 클래스를 맡는 로드 밸런서가 없습니다. 있는 클래스: {known}.",
        en="No balancer serves `loadBalancerClass` {has}; classes that are served: {known}.",
    ),
    "troubleshoot/pending.md#class",
)
BALANCER_ADDRESS = Kind(
    "balancer-address",
    Link.ADDRESS,
    State.BROKEN,
    Text(ko="로드 밸런서가 줄 수 없는 주소", en="The balancer cannot give this address"),
    Text(
        ko="`loadBalancerIP`에 적은 {has} 주소는 로드 밸런서의 풀 {pool} 밖이거나 이미 쓰이고 있습니다.",
        en="The `loadBalancerIP` {has} is outside the balancer's pool {pool}, or in use.",
    ),
    "troubleshoot/pending.md#checks",
)
SOURCE_RANGES = Kind(
    "source-ranges",
    Link.ENTRY,
    State.BROKEN,
    Text(
        ko="모든 클라이언트를 막는 loadBalancerSourceRanges",
        en="loadBalancerSourceRanges keeps every client out",
    ),
    Text(
        ko="`loadBalancerSourceRanges`({ranges})에 {clients} 클라이언트의 주소가 없습니다. 그 패킷은 폐기됩니다.",
        en="`loadBalancerSourceRanges` {ranges} does not include the address of {clients}; such packets are dropped.",
    ),
    "types/loadbalancer.md#mistakes",
)
SOURCE_RANGE_FORM = Kind(
    "source-range-form",
    Link.ENTRY,
    State.WARNING,
    Text(ko="CIDR이 아닌 항목은 무시됨", en="An entry that is not a CIDR is skipped"),
    Text(
        ko="`loadBalancerSourceRanges` 목록의 {has} 항목은 CIDR이 아니라서 kube-proxy가 건너뜁니다.",
        en="The entry {has} of `loadBalancerSourceRanges` is not a CIDR; kube-proxy skips it.",
    ),
    "types/loadbalancer.md#mistakes",
)
LOCAL_NODES = Kind(
    "local-policy-nodes",
    Link.POLICY,
    State.WARNING,
    Text(
        ko="Local 정책: 파드가 없는 노드는 폐기",
        en="Policy Local: nodes without a Pod drop connections",
    ),
    Text(
        ko="`externalTrafficPolicy: Local` 설정에서는 {with_pods} 노드만 응답합니다. {without} 노드의 노드 포트로 온 연결은 시간 초과로 "
        "끝납니다.",
        en="With `externalTrafficPolicy: Local` only nodes with a Pod answer ({with_pods}); connections to the node port of {without} time out.",
    ),
    "troubleshoot/local-policy.md#repair",
)
INTERNAL_LOCAL = Kind(
    "internal-policy-nodes",
    Link.POLICY,
    State.BROKEN,
    Text(
        ko="internalTrafficPolicy Local: 이 노드에 파드가 없음",
        en="internalTrafficPolicy Local: no Pod on the client's node",
    ),
    Text(
        ko="`internalTrafficPolicy: Local` 설정에서 클러스터 IP로 온 연결은 같은 노드의 파드만 받습니다. {client} 파드의 노드 {node}에는 "
        "준비된 파드가 없습니다.",
        en="With `internalTrafficPolicy: Local` only Pods on the client's node answer; {client} runs on {node}, which has none.",
    ),
    "troubleshoot/local-policy.md#checks",
)
HINTS_UNEVEN = Kind(
    "hints-uneven",
    Link.POLICY,
    State.WARNING,
    Text(
        ko="가까운 엔드포인트만 쓰여 부하가 치우침",
        en="Only nearby endpoints are used: uneven load",
    ),
    Text(
        ko="`trafficDistribution: {value}` 설정에서 {zone} 가용 영역의 연결은 모두 엔드포인트 {near}개로 가고, 나머지 {rest}개는 받지 않습니다.",
        en="With `trafficDistribution: {value}` all connections of zone {zone} go to {near} endpoint(s); the other {rest} get none.",
    ),
    "troubleshoot/uneven.md#repair",
)
HINTS_ZONE = Kind(
    "hints-zone",
    Link.POLICY,
    State.WARNING,
    Text(ko="어떤 노드도 속하지 않는 가용 영역의 힌트", en="A hint for a zone that no node is in"),
    Text(
        ko="{slice} 슬라이스의 힌트는 {zone} 가용 영역을 가리키지만, 노드의 가용 영역은 {known}입니다.",
        en="A hint of {slice} is for zone {zone}; the nodes' zones are {known}.",
    ),
    "troubleshoot/uneven.md#checks",
)
AFFINITY_PROXY = Kind(
    "affinity-behind-balancer",
    Link.POLICY,
    State.WARNING,
    Text(
        ko="프록시형 로드 밸런서 뒤의 세션 어피니티",
        en="Session affinity behind a proxying balancer",
    ),
    Text(
        ko="`sessionAffinity: ClientIP` 설정은 노드가 보는 소스 주소로 기억합니다. {balancer} 로드 밸런서는 자기 주소로 연결하므로 모든 "
        "클라이언트가 하나로 보입니다.",
        en="`sessionAffinity: ClientIP` goes by the source that nodes see; {balancer} connects with its own address, so all "
        "clients look like one.",
    ),
    "troubleshoot/sticky.md#repair",
)
AFFINITY_HTTP = Kind(
    "affinity-behind-ingress",
    Link.POLICY,
    State.WARNING,
    Text(
        ko="인그레스 뒤에서는 세션 어피니티가 쓰이지 않음",
        en="Session affinity does not work behind an HTTP proxy",
    ),
    Text(
        ko="{route} 요청은 HTTP 프록시가 파드로 직접 보내므로, 서비스의 `sessionAffinity` 설정이 적용되지 않습니다.",
        en="Requests of {route} go straight from the HTTP proxy to the Pods; the Service's `sessionAffinity` does not apply.",
    ),
    "troubleshoot/sticky.md#checks",
)
OTHER_PROXY = Kind(
    "other-proxy",
    Link.NODE,
    State.UNKNOWN,
    Text(ko="kube-proxy가 맡지 않는 서비스", en="kube-proxy leaves the Service to another proxy"),
    Text(
        ko="`service.kubernetes.io/service-proxy-name` 레이블({has}) 때문에 kube-proxy는 이 서비스의 규칙을 만들지 않습니다. 그 프록시가 무엇을 "
        "하는지는 알 수 없습니다.",
        en="Because of the label `service.kubernetes.io/service-proxy-name` ({has}) kube-proxy makes no rules for it; what the "
        "other proxy does is not known.",
    ),
    "inside/kube-proxy.md#manifest",
)
POLICY_UNREAD = Kind(
    "policy-unread",
    Link.POLICY,
    State.UNKNOWN,
    Text(ko="읽지 않는 정책이 연결을 막을 수 있음", en="A policy that is not read may forbid it"),
    Text(
        ko="{policy} 정책이 이 경로의 파드에 적용됩니다. 모델은 이 정책의 규칙을 읽지 않습니다.",
        en="{policy} applies to a Pod on the path, and the model does not read its rules.",
    ),
    "troubleshoot/policy-blocks.md#checks",
)
PORT_VARIABLE = Kind(
    "port-variable",
    Link.PORT,
    State.WARNING,
    Text(ko="PORT 환경 변수에 tcp://… 값이 들어감", en="A PORT variable becomes tcp://…"),
    Text(
        ko="{workload} 컨테이너의 $({variable}) 변수는 {service} 서비스 때문에 {value} 값이 됩니다. 포트 번호는 {right} 변수에 있습니다.",
        en="In {workload}, $({variable}) expands to {value} because of {service}; the number alone is in {right}.",
    ),
    "troubleshoot/port-variable.md#repair",
)
EXTERNAL_IPS_DEPRECATED = Kind(
    "external-ips-deprecated",
    Link.OBJECT,
    State.WARNING,
    Text(ko="externalIPs: v1.36부터 사용 중단", en="externalIPs: deprecated since v1.36"),
    Text(
        ko="`externalIPs` 필드({has})는 v1.36에서 사용 중단(deprecated)되었습니다(KEP-5707, CVE-2020-8554).",
        en="The field `externalIPs` ({has}) has been deprecated since v1.36 (KEP-5707, CVE-2020-8554).",
    ),
    "types/loadbalancer.md#mistakes",
)
BALANCER_IP_DEPRECATED = Kind(
    "load-balancer-ip-deprecated",
    Link.OBJECT,
    State.WARNING,
    Text(ko="loadBalancerIP: v1.24부터 사용 중단", en="loadBalancerIP: deprecated since v1.24"),
    Text(
        ko="`loadBalancerIP` 필드({has})는 v1.24에서 사용 중단(deprecated)되었습니다. 구현체의 어노테이션을 쓰세요.",
        en="The field `loadBalancerIP` ({has}) has been deprecated since v1.24; use the implementation's annotation.",
    ),
    "types/loadbalancer.md#fixed-address",
)
PREFER_CLOSE_DEPRECATED = Kind(
    "prefer-close-deprecated",
    Link.OBJECT,
    State.WARNING,
    Text(ko="PreferClose: v1.35부터 사용 중단", en="PreferClose: deprecated since v1.35"),
    Text(
        ko="`trafficDistribution: {has}`는 v1.35부터 `PreferSameZone`의 옛 이름입니다.",
        en="`trafficDistribution: {has}` has been an old name for PreferSameZone since v1.35.",
    ),
    "inside/topology.md#values",
)
TOPOLOGY_DEPRECATED = Kind(
    "topology-annotation-deprecated",
    Link.OBJECT,
    State.WARNING,
    Text(ko="topology 어노테이션: 사용 중단", en="Topology annotation: deprecated"),
    Text(
        ko="`{has}` 어노테이션은 사용 중단(deprecated)되었습니다(v1.27과 v1.33). `trafficDistribution` 필드를 쓰세요.",
        en="The annotation `{has}` is deprecated (v1.27, v1.33); use the field `trafficDistribution`.",
    ),
    "inside/topology.md#annotation",
)
INGRESS_ANNOTATION_DEPRECATED = Kind(
    "ingress-class-annotation-deprecated",
    Link.OBJECT,
    State.WARNING,
    Text(
        ko="ingress.class 어노테이션: v1.18부터 사용 중단",
        en="Annotation ingress.class: deprecated since v1.18",
    ),
    Text(
        ko="`kubernetes.io/ingress.class` 어노테이션({has})은 v1.18에서 사용 중단(deprecated)되었습니다. `ingressClassName` 필드를 쓰세요.",
        en="The annotation `kubernetes.io/ingress.class` ({has}) has been deprecated since v1.18; use `ingressClassName`.",
    ),
    "http/ingress.md#manifest",
)
WAY_FAILS = Kind(
    "way-fails",
    Link.REPLY,
    State.BROKEN,
    Text(ko="연결이 실패함", en="The connection fails"),
    Text(
        ko="{source}에서 {to}까지 가는 연결이 실패합니다. {reason}",
        en="The connection from {source} to {to} fails. {reason}",
    ),
    "troubleshoot/index.md#fork",
)
WAY_UNKNOWN = Kind(
    "way-unknown",
    Link.REPLY,
    State.UNKNOWN,
    Text(ko="입력만으로는 알 수 없는 연결", en="The input does not say how the connection ends"),
    Text(
        ko="{source}에서 {to}까지 가는 연결이 어떻게 끝나는지 입력만으로는 알 수 없습니다. {reason}",
        en="How the connection from {source} to {to} ends cannot be told from the input. {reason}",
    ),
    "reference/traces.md",
)

PROBE_PATH = Kind(
    "probe-path",
    Link.ENTRY,
    State.WARNING,
    Text(ko="로드 밸런서가 검사하는 경로", en="The path that the balancer probes"),
    Text(
        ko="`appProtocol: {protocol}` 설정 때문에 Azure 로드 밸런서는 {port}번 포트에 `{asked}` 경로를 요청합니다. 파드의 준비성 프로브는 "
        "`{path}` 경로를 씁니다. `{asked}` 경로가 200이 아니면 모든 노드가 빠집니다.",
        en="With `appProtocol: {protocol}`, Azure's balancer requests `{asked}` to check port {port}, while the readiness probe of the Pods "
        "uses `{path}`. Unless `{asked}` answers 200, every node is taken out.",
    ),
    "troubleshoot/health-probe.md#repair",
)
ENTRY_KINDS = (
    PROBE_PATH,
    OBJECT_REJECTED,
    NODE_PORT_TAKEN,
    NODE_PORT_RANGE,
    CLUSTER_IP_TAKEN,
    CLUSTER_IP_RANGE,
    DUAL_STACK,
    STATEFULSET_SERVICE,
    STATEFULSET_NOT_HEADLESS,
    NAME_NAMESPACE,
    NAME_TYPO,
    DNS_DOWN,
    EXTERNAL_NAME_ADDRESS,
    EXTERNAL_NAME_UNKNOWN,
    EXTERNAL_NAME_PORT,
    EXTERNAL_NAME_SELECTOR,
    BALANCER_PENDING,
    BALANCER_WAITS,
    BALANCER_CLASS,
    BALANCER_ADDRESS,
    SOURCE_RANGES,
    SOURCE_RANGE_FORM,
    LOCAL_NODES,
    INTERNAL_LOCAL,
    HINTS_UNEVEN,
    HINTS_ZONE,
    AFFINITY_PROXY,
    AFFINITY_HTTP,
    OTHER_PROXY,
    POLICY_UNREAD,
    PORT_VARIABLE,
    EXTERNAL_IPS_DEPRECATED,
    BALANCER_IP_DEPRECATED,
    PREFER_CLOSE_DEPRECATED,
    TOPOLOGY_DEPRECATED,
    INGRESS_ANNOTATION_DEPRECATED,
    WAY_FAILS,
    WAY_UNKNOWN,
)
