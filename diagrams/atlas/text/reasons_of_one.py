"""How a choice is told when there is only one to choose from: nothing is picked at random then."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.model.reason import Reason
from atlas.text.text import Text

REASONS_OF_ONE: Mapping[Reason, Text] = {
    Reason.BALANCED_REWRITING_TO_POD: Text(
        ko="로드 밸런서가 목적지를 {service} 서비스에서 하나뿐인 준비된 파드, {endpoint} 파드의 {port}번 포트로 바꿉니다. 소스는 {source} 주소 그대로이고, 응답은 로드 밸런서를 다시 거칩니다.",
        en="The load balancer rewrites the destination to port {port} of {endpoint}, the only ready Pod of {service}. The source stays {source}; replies come back through the balancer.",
    ),
    Reason.BALANCED_TO_TARGET_POD: Text(
        ko="로드 밸런서가 클라이언트의 연결을 끝내고, {service} 서비스에서 하나뿐인 준비된 파드, {endpoint} 파드의 {port}번 포트로 {address} 주소에서 새 연결을 엽니다. kube-proxy의 규칙은 거치지 않습니다.",
        en="The load balancer terminates the client's connection and opens its own from {address} to port {port} of {endpoint}, the only ready Pod of {service}. kube-proxy's rules are not involved.",
    ),
    Reason.CLUSTER_IP: Text(
        ko="{service} 서비스에서 쓸 수 있는 엔드포인트가 하나뿐이므로, {node} 노드의 규칙이 목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="{service} has only one usable endpoint: the rules on {node} rewrite the destination to {endpoint}.",
    ),
    Reason.NODE_PORT: Text(
        ko="{port}번은 {service} 서비스의 노드 포트입니다. 쓸 수 있는 엔드포인트가 하나뿐이므로, {node} 노드의 규칙이 목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="{port} is the node port of {service}, which has only one usable endpoint: the rules on {node} rewrite the destination to {endpoint}.",
    ),
    Reason.LOAD_BALANCER_IP: Text(
        ko="{node} 노드의 규칙은 {service} 서비스의 로드 밸런서 주소를 알고 있습니다. 쓸 수 있는 엔드포인트가 하나뿐이므로, 목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="The rules on {node} know the load balancer address of {service}, which has only one usable endpoint. They rewrite the destination to {endpoint}.",
    ),
    Reason.EXTERNAL_IP: Text(
        ko="{node} 노드의 규칙은 {service} 서비스의 외부 IP를 알고 있습니다. 쓸 수 있는 엔드포인트가 하나뿐이므로, 목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="The rules on {node} know the external IP of {service}, which has only one usable endpoint. They rewrite the destination to {endpoint}.",
    ),
    Reason.SHORTCUT_FROM_POD: Text(
        ko="파드가 보낸 패킷에는 `externalTrafficPolicy: Local` 설정이 적용되지 않습니다. {node} 노드의 규칙이 목적지를 {service} 서비스의 하나뿐인 {endpoint} 엔드포인트로 바꿉니다.",
        en="`externalTrafficPolicy: Local` does not apply to packets from Pods: the rules on {node} rewrite the destination to {endpoint}, the only endpoint of {service}.",
    ),
    Reason.SHORTCUT_FROM_NODE: Text(
        ko="노드 자신이 보낸 패킷에는 `externalTrafficPolicy: Local` 설정이 적용되지 않습니다. {node} 노드의 규칙이 목적지를 {service} 서비스의 하나뿐인 {endpoint} 엔드포인트로 바꿉니다.",
        en="`externalTrafficPolicy: Local` does not apply to the node's own packets: the rules on {node} rewrite the destination to {endpoint}, the only endpoint of {service}.",
    ),
    Reason.BALANCED: Text(
        ko="로드 밸런서가 {service} 서비스에 대해 정상이라고 판단한 노드는 {node} 노드뿐이므로 그 노드로 보냅니다.",
        en="The load balancer sends to {node}, the only node it considers healthy for {service}.",
    ),
    Reason.INGRESS_TO_POD: Text(
        ko="{proxy} 컨트롤러가 {request} 요청을 인그레스 규칙과 비교합니다. {service} 서비스의 준비된 파드가 하나뿐이므로 {endpoint} 파드로 직접 새 연결을 엽니다.",
        en="{proxy} matches {request} against the Ingress rules and opens its own connection straight to {endpoint}, the only ready Pod of {service}.",
    ),
    Reason.INGRESS_TO_NEG: Text(
        ko="{proxy} 로드 밸런서가 {request} 요청을 인그레스 규칙과 비교합니다. NEG에 든 {service} 서비스의 준비된 파드가 하나뿐이므로 {endpoint} 파드로 직접 새 연결을 엽니다.",
        en="{proxy} matches {request} against the Ingress rules and opens its own connection straight to {endpoint}, the only ready Pod of {service} in the network endpoint group.",
    ),
    Reason.INGRESS_TO_NODE_PORT: Text(
        ko="{proxy} 로드 밸런서가 {request} 요청을 인그레스 규칙과 비교합니다. 정상인 노드가 하나뿐이므로 {endpoint} 노드에서 {service} 서비스의 노드 포트로 새 연결을 엽니다.",
        en="{proxy} matches {request} against the Ingress rules and opens its own connection to the node port of {service} on {endpoint}, the only healthy node.",
    ),
    Reason.INGRESS_TO_NAME: Text(
        ko="{proxy} 컨트롤러가 {request} 요청을 인그레스 규칙과 비교합니다. {service} 서비스는 ExternalName 타입이므로 {endpoint} 이름을 DNS에서 찾아, 찾은 주소로 새 연결을 엽니다.",
        en="{proxy} matches {request} against the Ingress rules. {service} is of type ExternalName, so it looks up {endpoint} in DNS and opens its own connection to the address returned.",
    ),
    Reason.ROUTE_TO_POD: Text(
        ko="{proxy} 게이트웨이가 {request} 요청을 HTTP라우트 규칙과 비교합니다. {service} 서비스의 준비된 파드가 하나뿐이므로 {endpoint} 파드로 직접 새 연결을 엽니다.",
        en="{proxy} matches {request} against the HTTPRoutes and opens its own connection straight to {endpoint}, the only ready Pod of {service}.",
    ),
    Reason.LOCALHOST_NODE_PORT: Text(
        ko="{port}번은 {service} 서비스의 노드 포트입니다. localhost에서는 규칙이 아니라 {node} 노드의 kube-proxy 프로세스가 연결을 받아, 하나뿐인 {endpoint} 엔드포인트로 새 연결을 엽니다.",
        en="{port} is the node port of {service}. On localhost no rule handles it: the kube-proxy process on {node} accepts the connection and opens one of its own to {endpoint}, the only usable endpoint.",
    ),
    Reason.BALANCED_UNNOTICED: Text(
        ko="로드 밸런서의 헬스 체크가 {node} 노드의 장애를 아직 알아채지 못했습니다. 그래서 {service} 서비스의 연결을 보낼 노드는 이 노드뿐입니다.",
        en="The health check has not yet noticed that {node} has failed, so for {service} it is the only node that the load balancer can pick.",
    ),
    Reason.BALANCED_TO_POD: Text(
        ko="프록시형 로드 밸런서가 클라이언트의 연결을 끝냅니다. {service} 서비스에는 노드 포트가 없으므로, 하나뿐인 준비된 파드인 {endpoint} 파드의 {port}번 포트로 직접 새 연결을 엽니다. 새 연결의 소스는 로드 밸런서의 {address} 주소입니다.",
        en="The load balancer terminates the client's connection. {service} has no node port, so it opens its own from {address} straight to port {port} of {endpoint}, the only ready Pod.",
    ),
    Reason.TLS_PASSED_THROUGH: Text(
        ko="{proxy} 게이트웨이가 TLS를 풀지 않고 서버 이름(SNI)만 TLSRoute와 비교합니다({request}). {service} 서비스의 준비된 파드가 하나뿐이므로 {endpoint} 파드로 바이트를 그대로 넘깁니다.",
        en="{proxy} does not terminate TLS; it compares only the server name (SNI) of {request} with the TLSRoutes and passes the bytes on to {endpoint}, the only ready Pod of {service}.",
    ),
    Reason.TLS_ENDED_HERE: Text(
        ko="{proxy} 게이트웨이가 TLS를 끝내고 TLSRoute에 따라({request}) 안의 내용을 {service} 서비스의 하나뿐인 준비된 파드인 {endpoint} 파드로 넘깁니다.",
        en="{proxy} terminates TLS for {request} and, as the TLSRoute says, passes the contents on to {endpoint}, the only ready Pod of {service}.",
    ),
    Reason.CONNECTION_TO_POD: Text(
        ko="{proxy} 게이트웨이가 {request} 연결의 내용은 보지 않고 라우트에 따라 {service} 서비스의 하나뿐인 준비된 파드인 {endpoint} 파드로 새 연결을 엽니다.",
        en="{proxy} does not look into the connection ({request}); as the route says, it opens its own to {endpoint}, the only ready Pod of {service}.",
    ),
    Reason.GRPC_TO_POD: Text(
        ko="{proxy} 게이트웨이가 {request} 호출을 GRPCRoute 규칙과 비교합니다. {service} 서비스의 준비된 파드가 하나뿐이므로 {endpoint} 파드로 직접 새 연결을 엽니다.",
        en="{proxy} matches {request} against the GRPCRoutes and opens its own connection straight to {endpoint}, the only ready Pod of {service}.",
    ),
    Reason.MESH_TO_POD: Text(
        ko="{proxy} 파드 곁의 메시 프록시가 {request} 요청을 이 서비스에 연결된 라우트와 비교합니다. {service} 서비스의 준비된 파드가 하나뿐이므로 {endpoint} 파드로 직접 새 연결을 엽니다.",
        en="The mesh's proxy next to {proxy} matches {request} against the routes on that Service and opens its own connection straight to {endpoint}, the only ready Pod of {service}.",
    ),
}
"""By the reason whose own sentence counts what there is to choose from."""
