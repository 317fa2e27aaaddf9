"""What almost matched, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.text.text import Lang, Text
from atlas.tracer.near_miss import Near, NearMiss

NEAR_MISSES: Mapping[Near, Text] = {
    Near.NOT_READY: Text(
        ko="셀렉터에 맞는 엔드포인트는 있지만 준비(Ready) 상태가 아닙니다: {pods}",
        en="There are endpoints, but none is ready: {pods}",
    ),
    Near.NOT_RUNNING: Text(
        ko="이 서비스의 파드가 실행되지 않습니다: {pods}. 필요한 것: {why}",
        en="Its Pods do not run: {pods}. What they lack: {why}",
    ),
    Near.NO_NODE: Text(
        ko="이 서비스의 파드가 들어갈 노드가 없습니다(Pending): {pods}. {why}",
        en="Its Pods fit on no node, so they are Pending: {pods}. {why}",
    ),
    Near.LABEL: Text(
        ko="{pod} 파드의 레이블은 {has}이고, 셀렉터는 {wants} 레이블을 찾습니다",
        en="{pod} has the label {has}; the selector looks for {wants}",
    ),
    Near.OTHER_NAMESPACE: Text(
        ko="이 레이블의 파드 {count}개는 {namespace} 네임스페이스에 있습니다. 셀렉터는 자기 네임스페이스만 봅니다",
        en="Pods with these labels are in namespace {namespace} ({count}); a selector looks into its own only",
    ),
    Near.SLICE_PORT: Text(
        ko="{slices} 슬라이스에 준비된 엔드포인트 {count}개가 있지만, 슬라이스의 포트 이름은 {has}, 서비스의 포트 이름은 {wants}입니다. "
        "kube-proxy는 이름으로 둘을 짝짓습니다",
        en="EndpointSlice {slices} has {count} ready endpoints, but its port is {has} and the Service's {wants}: "
        "kube-proxy joins them by name",
    ),
    Near.PORT_NAME: Text(
        ko="선택된 파드에 {target} 이름의 포트가 없습니다",
        en="No selected Pod has a port named {target}",
    ),
    Near.OTHER_PROTOCOL: Text(
        ko="{port} 포트는 {service} 서비스의 노드 포트이지만 {protocol} 포트입니다",
        en="{port} is the node port of {service}, but for {protocol}",
    ),
    Near.SERVICE_ELSEWHERE: Text(
        ko="{service} 서비스가 있습니다. 다른 네임스페이스에서는 {name} 이름으로 찾습니다",
        en="{service} exists; from another namespace its name is {name}",
    ),
    Near.DNS_POLICY: Text(
        ko="{service} 서비스는 있지만, {client} 파드는 클러스터 DNS에 묻지 않습니다({fields}). `dnsPolicy: {instead}`로 바꾸면 묻습니다",
        en="{service} exists, but {client} does not ask the cluster's DNS ({fields}); with `dnsPolicy: {instead}` it would",
    ),
    Near.DNS_OUTSIDE: Text(
        ko="{service} 서비스는 있지만, {client}에서는 클러스터 DNS에 묻지 않습니다. 이 이름은 파드에서만 찾을 수 있습니다",
        en="{service} exists, but {client} does not ask the cluster's DNS: only Pods know this name",
    ),
    Near.SERVICE_PORT: Text(
        ko="{address} 주소는 {service} 서비스의 주소이지만, 이 서비스에는 {port} 포트가 없습니다. 있는 포트: {has}",
        en="{address} is an address of {service}, which has no port {port}; it has {has}",
    ),
    Near.TARGET_PORT: Text(
        ko="{port} 포트는 {service} 서비스의 파드가 받는 포트(targetPort)입니다. 클라이언트는 {number}번 포트로 연결합니다",
        en="{port} is where the Pods of {service} listen (targetPort); clients connect to port {number}",
    ),
    Near.LISTENER: Text(
        ko="{route} 라우트가 이 호스트를 위해 {gateway} 오브젝트의 {listener} 리스너를 지목하지만, 그 리스너가 받지 않습니다(Accepted: False, {reason}). "
        "리스너(호스트, 허용하는 네임스페이스): {takes}",
        en="{route} is for this host and names listener {listener} of {gateway}, which does not let it in (Accepted: False, {reason}). "
        "Listeners (hostname, namespaces allowed): {takes}",
    ),
    Near.LISTENER_FAULT: Text(
        ko="{owner} 오브젝트의 {listener} 리스너는 이 포트를 받지 않습니다({condition}, {reason})",
        en="Listener {listener} of {owner} is for this port, but takes nothing ({condition}; reason {reason})",
    ),
    Near.NOT_COMPUTED: Text(
        ko="{route} 라우트의 규칙에는 모델이 계산하지 않는 항목이 있어 실제 결과가 다를 수 있습니다: {fields}",
        en="The rule of {route} has fields that the model does not compute, so the outcome may differ: {fields}",
    ),
    Near.MESH_ROUTE: Text(
        ko="{service} 서비스에 연결된 {route} 라우트는 HTTP 요청에 적용됩니다. 요청으로 물어보려면 --to {url}",
        en="{route} is attached to {service} and applies to HTTP requests; to ask about a request: --to {url}",
    ),
    Near.CLASS: Text(
        ko="{ingress} 인그레스의 클래스는 {class}이고, 맡는 컨트롤러가 주소를 보고하지 않았습니다. 있는 클래스: {known}",
        en="{ingress} has class {class}, and no controller has reported an address for it. Existing classes: {known}",
    ),
    Near.PENDING: Text(
        ko="{service} 서비스의 EXTERNAL-IP는 <pending> 상태입니다. 주소를 주는 로드 밸런서가 없습니다. 노드 포트는 {port} "
        "(--entry NodePort)",
        en="EXTERNAL-IP of {service} is <pending>: no controller has provided an address. Its node port is {port} "
        "(--entry NodePort)",
    ),
    Near.HOST_PORT_LOST: Text(
        ko="{node} 노드의 {port}번은 {pod} 파드의 hostPort이기도 하지만, kube-proxy의 규칙이 먼저라서 {service} 서비스로 갑니다",
        en="{port} on {node} is a hostPort of {pod} as well, but kube-proxy's rules come first, so {service} gets the packet",
    ),
    Near.HOST_PORT_ADDRESS: Text(
        ko="{node} 노드의 {port}번은 {pod} 파드의 hostPort이지만, hostIP 필드 때문에 {address} 주소로 온 연결만 받습니다",
        en="{port} on {node} is a hostPort of {pod}, but hostIP limits it to {address}",
    ),
    Near.HOST_PORT_ELSEWHERE: Text(
        ko="{port}번 hostPort는 파드가 실행되는 노드에만 있습니다. {node} 노드에는 없고, 있는 파드(노드): {pods}",
        en="A hostPort exists only on the node where its Pod runs: {port} is not on {node}; it is with {pods}",
    ),
    Near.UNDECLARED_PORT: Text(
        ko="containerPort는 알리기만 하는 필드입니다. {owner} 파드의 프로그램이 {port}번 포트를 여는 것이 맞다면 어노테이션으로 적습니다: "
        "atlas.example/listens",
        en="containerPort only informs. If a program of {owner} does listen on {port}, say so with the annotation "
        "atlas.example/listens",
    ),
    Near.ASSUMED_PORT: Text(
        ko="{owner} 파드의 컨테이너가 포트를 선언하지 않아서, {port}번 포트가 열려 있다고 가정합니다. 바꾸려면: ports, 어노테이션 atlas.example/listens",
        en="No container of {owner} declares a port, so {port} is assumed to be open. To override: ports, or the "
        "annotation atlas.example/listens",
    ),
    Near.NODE_PORT: Text(
        ko="{port}번 포트는 {service} 서비스 자신의 포트이고, 노드에서 이 서비스의 포트는 {number}번입니다",
        en="{port} is a port of {service} itself; on nodes that Service is reached at its node port {number}",
    ),
    Near.SILENT_ROUTER: Text(
        ko="라우터가 쓰이지 않는 주소로 온 패킷을 조용히 버린다고 가정합니다. host unreachable 메시지를 보내는 네트워크라면 곧바로 “No route to host” 오류가 납니다: "
        "--unused-addresses HostUnreachable",
        en="Routers are assumed to drop packets to unused addresses silently. Where they report host unreachable, the client gets "
        "“no route to host” at once: --unused-addresses HostUnreachable",
    ),
    Near.SIDECAR: Text(
        ko="{owner} 파드의 TCP 연결은 {sidecar} 사이드카를 거칩니다. 사이드카는 보낼 파드를 스스로 고르고, 평문 연결을 거절할 수 있습니다(mTLS). 메시의 설정은 계산하지 않습니다",
        en="TCP connections of {owner} pass its sidecar {sidecar}, which picks Pods itself and may refuse plain text (mTLS); the "
        "mesh’s configuration is not computed",
    ),
    Near.ECHO_AT_SERVICE: Text(
        ko="{address} 주소는 {service} 서비스의 포트({ports})에 대한 규칙일 뿐이고, 그 주소를 가진 장비는 없습니다. ping 결과로는 서비스가 동작하는지 알 수 없습니다. "
        "포트로 연결해 보세요",
        en="{address} stands for rules about the ports of {service} ({ports}), not for a machine: ping says nothing about "
        "whether that Service works; connect to a port",
    ),
}


def say_near_miss(one: NearMiss, lang: Lang) -> str:
    """Return the sentence about what almost matched."""
    return NEAR_MISSES[one.near].fill(lang, **dict(one.facts))
