"""What each reason says, in both languages. Placeholders are filled with the facts of a hop."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.model.reason import Reason
from atlas.text.text import Text

REASONS: Mapping[Reason, Text] = {
    Reason.SENT: Text(
        ko="{destination} 주소로 첫 패킷을 보냅니다.",
        en="Sends the first packet, to {destination}.",
    ),
    Reason.SAME_POD: Text(
        ko="{receiver} 파드의 컨테이너들은 네트워크 네임스페이스 하나를 함께 쓰므로 패킷이 파드를 벗어나지 않습니다.",
        en="The containers of {receiver} share one network namespace, so the packet never leaves the Pod.",
    ),
    Reason.POD_ON_THIS_NODE: Text(
        ko="{node} 노드에서 실행 중인 {next} 파드로 바로 전달합니다. 주소는 바뀌지 않습니다.",
        en="Hands the packet to {next}, which runs on {node} itself. No address changes.",
    ),
    Reason.POD_ON_OTHER_NODE: Text(
        ko="{node} 노드의 라우팅 테이블에 따라, 이 파드 주소 범위를 맡은 {next} 노드로 보냅니다. 주소는 바뀌지 않습니다.",
        en="The routing table of {node} points to {next}, which holds this range of Pod addresses. No address changes.",
    ),
    Reason.POD_FROM_OTHER_NODE: Text(
        ko="{node} 노드에 도착한 패킷은 목적지가 이미 파드 IP이므로 그대로 {next} 파드에 전달합니다.",
        en="The packet that reaches {node} is already addressed to a Pod IP, so it goes to {next} unchanged.",
    ),
    Reason.TO_OTHER_NODE: Text(
        ko="{node} 노드의 라우팅 테이블에 따라 {next} 노드로 보냅니다.",
        en="The routing table of {node} points to {next}.",
    ),
    Reason.TO_OUTSIDE: Text(
        ko="{node} 노드의 라우팅 테이블에 따라 클러스터 밖의 {next} 장비로 내보냅니다.",
        en="The routing table of {node} points out of the cluster, to {next}.",
    ),
    Reason.TO_HOST_PROCESS: Text(
        ko="{node} 노드 자신의 주소이므로 호스트 네트워크를 쓰는 {next} 파드에 넘깁니다.",
        en="The address belongs to {node} itself, so {next}, which uses its host network, gets the packet.",
    ),
    Reason.EGRESS_MASQUERADE: Text(
        ko="클러스터 밖으로 나가므로 네트워크 플러그인이 소스를 {source} 주소에서 {node} 노드의 {address} 주소로 바꿉니다.",
        en="The packet leaves the Pod network, so the network plugin replaces its source {source} with {address}, an address of {node}.",
    ),
    Reason.RECEIVED_BY_POD: Text(
        ko="{receiver} 파드가 패킷을 받습니다. 파드가 보는 소스는 {source} 주소입니다.",
        en="{receiver} receives the packet and sees {source} as its source.",
    ),
    Reason.RECEIVED_BY_NODE: Text(
        ko="{receiver} 노드의 프로세스가 패킷을 받습니다. 프로세스가 보는 소스는 {source} 주소입니다.",
        en="A process on {receiver} receives the packet and sees {source} as its source.",
    ),
    Reason.HEALTH_CHECK_ANSWERED: Text(
        ko="{receiver} 노드의 kube-proxy가 {port}번 포트의 헬스 체크에 HTTP {status} 상태로 응답합니다. 본문의 필드: {body}",
        en="kube-proxy on {receiver} answers the health check at port {port} with HTTP {status} and these fields in its body: {body}.",
    ),
    Reason.KUBE_PROXY_HEALTH: Text(
        ko="{receiver} 노드의 kube-proxy가 {port}번 포트에서 응답합니다. `/healthz` 경로는 HTTP {status} 상태(본문의 필드: {body}), 노드 삭제를 따지지 않는 "
        "`/livez` 경로는 HTTP {livez} 상태입니다.",
        en="kube-proxy on {receiver} answers at port {port}: `/healthz` with HTTP {status} and these fields in its body: {body}; "
        "`/livez`, which ignores that a node is being deleted, with HTTP {livez}.",
    ),
    Reason.RECEIVED_OUTSIDE: Text(
        ko="클러스터 밖의 {receiver} 장비가 패킷을 받습니다. 장비가 보는 소스는 {source} 주소입니다.",
        en="{receiver}, outside the cluster, receives the packet and sees {source} as its source.",
    ),
    Reason.ECHO_ANSWERED: Text(
        ko="{receiver} 커널이 에코 요청(ping)에 응답합니다. 방화벽이나 설정으로 막은 경우는 제외합니다. 소스는 {source} 주소로 보입니다.",
        en="The kernel of {receiver} answers the echo request, unless a firewall or a setting of its own forbids it. It "
        "sees {source} as the source.",
    ),
    Reason.ASSUMED_TO_LISTEN: Text(
        ko="{receiver} 파드가 패킷을 받습니다. 어느 컨테이너도 포트를 선언하지 않아서, {port}번 포트가 열려 있다고 가정합니다. 파드가 보는 소스는 "
        "{source} 주소입니다.",
        en="{receiver} receives the packet: no container declares a port, so {port} is assumed to be open. It sees "
        "{source} as its source.",
    ),
    Reason.CLUSTER_IP: Text(
        ko="{node} 노드의 규칙이 {service} 서비스에서 쓸 수 있는 엔드포인트 {count}개 중 하나를 무작위로 골라, "
        "목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="The rules on {node} pick one of the usable endpoints of {service} at random ({count} in all) and rewrite the "
        "destination to {endpoint}.",
    ),
    Reason.CLUSTER_IP_LOCAL: Text(
        ko="`internalTrafficPolicy: Local` 설정 때문에 {node} 노드의 규칙은 이 노드에 있는 {service} 서비스의 엔드포인트만 "
        "고르며, 목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="With `internalTrafficPolicy: Local` the rules on {node} pick only endpoints of {service} on this node; they "
        "rewrite the destination to {endpoint}.",
    ),
    Reason.NODE_PORT: Text(
        ko="{port}번은 {service} 서비스의 노드 포트입니다. {node} 노드의 규칙이 쓸 수 있는 엔드포인트 {count}개 중 하나를 무작위로 골라, "
        "목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="{port} is the node port of {service}. The rules on {node} pick one of its usable endpoints at random "
        "({count} in all) and rewrite the destination to {endpoint}.",
    ),
    Reason.LOAD_BALANCER_IP: Text(
        ko="{node} 노드의 규칙은 {service} 서비스의 로드 밸런서 주소를 알고 있습니다. 쓸 수 있는 엔드포인트 {count}개 중 하나를 무작위로 골라, "
        "목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="The rules on {node} know the load balancer address of {service}. They pick one of its usable endpoints at random "
        "({count} in all) and rewrite the destination to {endpoint}.",
    ),
    Reason.EXTERNAL_IP: Text(
        ko="{node} 노드의 규칙은 {service} 서비스의 외부 IP를 알고 있습니다. 쓸 수 있는 엔드포인트 {count}개 중 하나를 무작위로 골라, "
        "목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="The rules on {node} know the external IP of {service}. They pick one of its usable endpoints at random "
        "({count} in all) and rewrite the destination to {endpoint}.",
    ),
    Reason.EXTERNAL_LOCAL: Text(
        ko="`externalTrafficPolicy: Local` 설정 때문에 {node} 노드의 규칙은 이 노드에 있는 {service} 서비스의 엔드포인트만 "
        "고릅니다. 목적지를 {endpoint} 엔드포인트로 바꾸고 소스는 그대로 둡니다.",
        en="With `externalTrafficPolicy: Local` the rules on {node} pick only endpoints of {service} on this node. They "
        "rewrite the destination to {endpoint} and keep the source.",
    ),
    Reason.SESSION_AFFINITY: Text(
        ko="`sessionAffinity: ClientIP` 설정 때문에 {node} 노드는 같은 클라이언트 주소의 앞선 연결을 기억합니다. 그때와 같은 "
        "{service} 서비스의 {endpoint} 엔드포인트로 목적지를 바꿉니다.",
        en="With `sessionAffinity: ClientIP` {node} remembers an earlier connection from the same client address: it rewrites "
        "the destination to the same endpoint of {service}, {endpoint}.",
    ),
    Reason.LOCALHOST_NODE_PORT: Text(
        ko="{port}번은 {service} 서비스의 노드 포트입니다. localhost에서는 규칙이 아니라 {node} 노드의 kube-proxy 프로세스가 연결을 받아, "
        "쓸 수 있는 엔드포인트 {count}개 중 {endpoint} 엔드포인트로 새 연결을 엽니다.",
        en="{port} is the node port of {service}. On localhost no rule handles it: the kube-proxy process on {node} accepts the "
        "connection and opens one of its own to {endpoint} (usable endpoints: {count}).",
    ),
    Reason.SHORTCUT_FROM_POD: Text(
        ko="파드가 보낸 패킷에는 `externalTrafficPolicy: Local` 설정이 적용되지 않습니다. {node} 노드의 규칙이 {service} 서비스의 "
        "엔드포인트 전체({count}개)에서 하나를 골라, 목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="`externalTrafficPolicy: Local` does not apply to packets from Pods: the rules on {node} pick any "
        "endpoint of {service} at random ({count} in all) and rewrite the destination to {endpoint}.",
    ),
    Reason.SHORTCUT_FROM_NODE: Text(
        ko="노드 자신이 보낸 패킷에는 `externalTrafficPolicy: Local` 설정이 적용되지 않습니다. {node} 노드의 규칙이 {service} 서비스의 "
        "엔드포인트 전체({count}개)에서 하나를 골라, 목적지를 {endpoint} 엔드포인트로 바꿉니다.",
        en="`externalTrafficPolicy: Local` does not apply to the node's own packets: the rules on {node} pick any "
        "endpoint of {service} at random ({count} in all) and rewrite the destination to {endpoint}.",
    ),
    Reason.SOURCE_KEPT: Text(
        ko="소스 주소를 바꾸라는 규칙이 없으므로 소스는 그대로입니다.",
        en="No rule calls for another source address, so the source stays as it is.",
    ),
    Reason.MASQUERADE_NOT_A_POD: Text(
        ko="{source} 주소는 파드 범위 밖이므로, 응답이 {node} 노드로 되돌아오도록 소스를 {address} 주소로 바꿉니다(마스커레이딩).",
        en="{source} lies outside the Pod range, so {node} replaces the source with its own {address} (masquerade): replies "
        "have to come back here.",
    ),
    Reason.MASQUERADE_ALL: Text(
        ko="`masqueradeAll` 설정 때문에 {node} 노드가 소스를 {source} 주소에서 {address} 주소로 바꿉니다(마스커레이딩).",
        en="With `masqueradeAll` {node} replaces the source {source} with {address} (masquerade).",
    ),
    Reason.MASQUERADE_EXTERNAL: Text(
        ko="응답이 {node} 노드로 되돌아오도록 소스를 {source} 주소에서 {address} 주소로 바꿉니다(마스커레이딩). "
        "파드는 클라이언트의 주소를 보지 못합니다.",
        en="{node} replaces the source {source} with its own {address} (masquerade), so that replies come back here. The Pod "
        "does not see the client's address.",
    ),
    Reason.MASQUERADE_FROM_NODE: Text(
        ko="{node} 노드 자신이 보낸 패킷이므로 소스를 {source} 주소에서 {address} 주소로 바꿉니다(마스커레이딩).",
        en="{node} sent the packet itself, so it replaces the source {source} with {address} (masquerade).",
    ),
    Reason.MASQUERADE_BY_PROCESS: Text(
        ko="{node} 노드의 kube-proxy 프로세스가 연 새 연결이므로 소스는 {source} 주소가 아니라 노드의 {address} 주소입니다.",
        en="The new connection comes from the kube-proxy process on {node}, so its source is {address} rather than {source}.",
    ),
    Reason.MASQUERADE_HAIRPIN: Text(
        ko="연결을 연 파드 자신이 선택되었습니다(헤어핀). 응답이 {node} 노드를 거치도록 소스를 {source} 주소에서 {address} 주소로 바꿉니다.",
        en="The Pod has been picked to answer itself (hairpin). {node} replaces the source {source} with {address}, so that the reply passes "
        "back through it.",
    ),
    Reason.HOST_PORT: Text(
        ko="{port}번은 {pod} 파드의 hostPort입니다. {node} 노드에서 네트워크 플러그인(portmap)의 규칙이 목적지를 그 파드로 바꿉니다.",
        en="{port} is a hostPort of {pod}: on {node} the network plugin's rules (portmap) rewrite the destination to that Pod.",
    ),
    Reason.MASQUERADE_HOST_PORT: Text(
        ko="localhost나 이 노드의 파드가 hostPort로 연결했습니다. 응답이 {node} 노드를 거치도록 portmap 규칙이 소스를 {source} 주소에서 {address} 주소로 바꿉니다.",
        en="The connection to the hostPort comes from localhost or from a Pod of this node. {node} (portmap) replaces the source {source} "
        "with {address}, so that the reply passes back through it.",
    ),
    Reason.HOST_PORT_OR_SERVICE: Text(
        ko="{node} 노드의 {port}번은 {pod} 파드의 hostPort이면서 {service} 서비스의 포트입니다. nftables 모드에서는 먼저 만들어진 체인이 무엇인지에 따라 달라지므로 알 수 없습니다.",
        en="{port} on {node} is a hostPort of {pod} and a port of {service}. In nftables mode, which one gets the packet depends on whose "
        "chains were created first.",
    ),
    Reason.NO_ENDPOINTS: Text(
        ko="{service} 서비스에는 쓸 수 있는 엔드포인트가 어디에도 없습니다. {node} 노드가 ICMP로 즉시 거부(REJECT)합니다.",
        en="{service} has no usable endpoint anywhere, so {node} refuses the connection at once, with ICMP (REJECT).",
    ),
    Reason.NO_LOCAL_ENDPOINTS_INTERNAL: Text(
        ko="`internalTrafficPolicy: Local` 설정인데 {node} 노드에는 {service} 서비스의 엔드포인트가 없습니다. 패킷을 폐기(DROP)합니다.",
        en="With `internalTrafficPolicy: Local` and no endpoint of {service} on {node}, the packet is dropped.",
    ),
    Reason.NO_LOCAL_ENDPOINTS_EXTERNAL: Text(
        ko="`externalTrafficPolicy: Local` 설정인데 {node} 노드에는 {service} 서비스의 엔드포인트가 없습니다. 패킷을 폐기(DROP)합니다.",
        en="With `externalTrafficPolicy: Local` and no endpoint of {service} on {node}, the packet is dropped.",
    ),
    Reason.CHECKED_BEFORE_DNAT: Text(
        ko="`externalTrafficPolicy: Local` 설정인데 {node} 노드에는 {service} 서비스의 엔드포인트가 없습니다. v1.33.5까지의 nftables 모드는 목적지를 바꾸기 전에 이를 검사하므로 노드 자신의 패킷도 폐기(DROP)합니다. v1.33.6과 v1.34부터는 다른 노드의 엔드포인트로 보냅니다.",
        en="With `externalTrafficPolicy: Local` and no endpoint of {service} on {node}, nftables mode up to v1.33.5 also drops the node’s own packets, because it checks before it rewrites. Since v1.33.6 and v1.34 they go to an endpoint on another node.",
    ),
    Reason.SOURCE_RANGES: Text(
        ko="{source} 주소는 {service} 서비스의 `loadBalancerSourceRanges` 범위에 없으므로 {node} 노드가 패킷을 폐기(DROP)합니다.",
        en="{source} is not in the `loadBalancerSourceRanges` of {service}, so {node} drops the packet.",
    ),
    Reason.UNUSED_PORT: Text(
        ko="{service} 서비스에는 {port}번 포트가 없습니다. nftables 모드의 {node} 노드는 이런 패킷을 거부(REJECT)합니다.",
        en="{service} has no port {port}; in nftables mode {node} rejects such packets.",
    ),
    Reason.ECHO_REJECTED: Text(
        ko="{destination} 주소는 {service} 서비스의 클러스터 IP이고, 에코 요청(ping)은 그 서비스의 포트가 아닙니다. nftables 모드의 {node} 노드는 "
        "클러스터 IP로 온 그 밖의 패킷을 모두 거부(REJECT)하고, `ping` 명령에는 'Destination Port Unreachable'이 나옵니다.",
        en="{destination} is the ClusterIP of {service}, and an echo request is for none of its ports. In nftables mode {node} "
        "rejects whatever else is sent to a ClusterIP; `ping` prints “Destination Port Unreachable”.",
    ),
    Reason.UNALLOCATED_CLUSTER_IP: Text(
        ko="{destination} 주소는 서비스 범위에 있지만 어느 서비스의 것도 아닙니다. nftables 모드의 {node} 노드는 이런 패킷을 폐기(DROP)합니다.",
        en="{destination} is in the Service range but belongs to no Service; in nftables mode {node} drops such packets.",
    ),
    Reason.LOCALNET_BLOCKED: Text(
        ko="{destination} 주소는 {node} 노드 안에서만 쓰이므로 밖에서 온 패킷을 폐기(DROP)합니다.",
        en="{destination} is for use inside {node} only, so packets from elsewhere are dropped.",
    ),
    Reason.LOCALHOST_UNSERVED: Text(
        ko="{port}번은 {service} 서비스의 노드 포트이지만 {node} 노드의 kube-proxy는 localhost에서 이 포트를 제공하지 않습니다. 패킷을 거부(REJECT)합니다.",
        en="{port} is the node port of {service}, but kube-proxy on {node} does not serve it on localhost, so the packet is rejected.",
    ),
    Reason.HEALTH_CHECK_PORT: Text(
        ko="로드 밸런서가 헬스 체크에 쓰는 `healthCheckNodePort` 포트이므로 노드 자신이 받습니다.",
        en="This is the `healthCheckNodePort` that load balancers probe, so the packet is let through to the node itself.",
    ),
    Reason.NO_RULE: Text(
        ko="kube-proxy 규칙 중 이 패킷에 맞는 것이 없습니다.",
        en="None of kube-proxy's rules matches this packet.",
    ),
    Reason.NODE_DOWN: Text(
        ko="{node} 노드가 꺼져 있어 아무도 패킷을 받지 않습니다. 클라이언트는 시간이 초과될 때까지 기다립니다.",
        en="{node} is down, so nothing receives the packet. The client waits until it times out.",
    ),
    Reason.POD_GONE: Text(
        ko="{destination} 주소를 쓰던 파드는 {node} 노드에 더 이상 없습니다. 패킷은 사라집니다.",
        en="The Pod that had {destination} is no longer on {node}. The packet is lost.",
    ),
    Reason.NO_SUCH_ADDRESS: Text(
        ko="{destination} 주소로 가는 경로가 없어서, 패킷은 {last} 다음에서 사라집니다.",
        en="Nothing has the address {destination}, so the packet is lost after {last}.",
    ),
    Reason.ROUTER_TELLS: Text(
        ko="{destination} 주소로 가는 경로가 없습니다. {last} 다음의 라우터가 ICMP host unreachable 메시지로 알리므로, 클라이언트는 기다리지 않고 "
        "곧바로 “No route to host” 오류를 받습니다.",
        en="No route leads to {destination}. The router after {last} reports that with ICMP host unreachable, so the "
        "client gets “no route to host” at once instead of timing out.",
    ),
    Reason.NODE_TELLS: Text(
        ko="{destination} 주소를 쓰던 파드는 {node} 노드에 더 이상 없습니다. 노드가 ICMP host unreachable 메시지로 알리므로, 클라이언트는 기다리지 않고 "
        "곧바로 “No route to host” 오류를 받습니다.",
        en="The Pod that had {destination} is no longer on {node}, which reports that with ICMP host unreachable: the client "
        "gets “no route to host” at once instead of timing out.",
    ),
    Reason.UNREACHABLE_BY_ICMP: Text(
        ko="{sender} 노드가 ICMP host unreachable 메시지로 알립니다.",
        en="{sender} reports that with ICMP host unreachable.",
    ),
    Reason.BEYOND_INPUT: Text(
        ko="{last} 다음부터는 입력에 없는 곳입니다. {destination} 주소에 무엇이 있는지는 적혀 있지 않습니다. "
        "그 장비에서 확인하거나 Client 오브젝트로 적으면 알 수 있습니다.",
        en="Beyond {last} the packet leaves what the input describes: nothing says what has {destination}. A look at "
        "that machine, or a Client object with its address, would decide it.",
    ),
    Reason.POD_NOT_IN_INPUT: Text(
        ko="{destination} 주소는 EndpointSlice에 있지만, 그 주소의 파드가 입력에 없습니다. 그 파드의 매니페스트가 있으면 알 수 있습니다.",
        en="{destination} is in an EndpointSlice, but no Pod of the input has it. The Pod's manifest would decide it.",
    ),
    Reason.ENDPOINT_NOT_IN_INPUT: Text(
        ko="EndpointSlice가 클러스터 밖의 {destination} 주소를 가리킵니다. 그곳에 무엇이 있는지는 입력에 없습니다. Client "
        "오브젝트로 적으면 알 수 있습니다.",
        en="An EndpointSlice points to {destination}, outside what the input describes. A Client object with that "
        "address would decide it.",
    ),
    Reason.SIDECAR_DECIDES: Text(
        ko="{receiver} 파드에서는 {port}번 포트를 여는 것으로 알려진 프로그램이 없지만, 파드로 오는 TCP 연결은 모두 {sidecar} 사이드카가 먼저 받습니다. 사이드카가 연결을 "
        "어떻게 하는지는 메시의 설정에 달려 있고 계산하지 않습니다. `istioctl x describe pod` 같은 명령으로 확인할 수 있습니다.",
        en="No program of {receiver} is known to listen on port {port}, but the sidecar {sidecar} accepts every TCP connection to "
        "the Pod first. What it does then is up to the mesh’s configuration, which is not computed. A look at that, as with "
        "`istioctl x describe pod`, would decide it.",
    ),
    Reason.ECHO_AT_BALANCER: Text(
        ko="{balancer} 로드 밸런서가 에코 요청(ping)에 응답하는지는 제품과 설정에 따라 다르고, 입력에는 적혀 있지 않습니다.",
        en="Whether {balancer} answers echo requests depends on the product and its settings; the input does not say.",
    ),
    Reason.PROCESS_NOT_IN_INPUT: Text(
        ko="{node} 노드의 {port} 포트에서 무엇이 연결을 기다리는지 입력에 없습니다. 노드에서 `ss -tlnp` 명령으로 확인하면 알 수 있습니다.",
        en="Nothing in the input says what listens on port {port} of {node}. `ss -tlnp` on the node would decide it.",
    ),
    Reason.SLICES_NOT_IN_INPUT: Text(
        ko="{service} 서비스에는 셀렉터가 없고 입력에 EndpointSlice가 하나도 없어서, 엔드포인트를 알 수 없습니다. `kubectl get "
        "endpointslices -n {namespace} -o yaml` 출력이 있으면 알 수 있습니다.",
        en="{service} has no selector, and the input has no EndpointSlices at all: its endpoints are not known. "
        "`kubectl get endpointslices -n {namespace} -o yaml` would decide it.",
    ),
    Reason.PODS_NOT_IN_INPUT: Text(
        ko="입력에 {namespace} 네임스페이스의 파드가 하나도 없어서, {service} 서비스의 엔드포인트를 알 수 없습니다. `kubectl get pods "
        "-n {namespace} -o yaml` 출력이 있으면 알 수 있습니다.",
        en="The input has no Pod of namespace {namespace}: the endpoints of {service} are not known. "
        "`kubectl get pods -n {namespace} -o yaml` would decide it.",
    ),
    Reason.PODS_OF_UNREAD_KIND: Text(
        ko="{service} 서비스의 파드는 {other} 오브젝트가 만들고, 이 종류는 읽지 않습니다. `kubectl get pods -n {namespace} -o yaml` "
        "출력이 있으면 알 수 있습니다.",
        en="The Pods of {service} are made by {other}, a kind that is not read. "
        "`kubectl get pods -n {namespace} -o yaml` would decide it.",
    ),
    Reason.POLICY_NOT_READ: Text(
        ko="경로는 여기까지 이어지지만, {policy} 오브젝트가 이 경로의 파드에 적용되고 그 규칙은 계산하지 않습니다. 그 규칙이 이 연결을 "
        "허용하는지 보면 알 수 있습니다.",
        en="The path leads here, but {policy} applies to a Pod on it, and its rules are not computed. Whether they allow "
        "this connection would decide it.",
    ),
    Reason.ANNOTATION_NOT_READ: Text(
        ko="{ingress} 인그레스의 {annotation} 어노테이션이 {request} 요청의 라우팅을 바꾸지만, 이것은 계산하지 않습니다. {proxy} 프록시의 "
        "설정을 보면 알 수 있습니다.",
        en="The annotation {annotation} of Ingress {ingress} changes how {request} is routed, and is not computed. The "
        "configuration of {proxy} would decide it.",
    ),
    Reason.PRIVATE_ADDRESS: Text(
        ko="{destination} 주소는 클러스터 안에서만 통합니다. {last} 장비에는 그곳으로 가는 경로가 없습니다.",
        en="{destination} means something only inside the cluster; {last} has no route to it.",
    ),
    Reason.OWN_SOURCE: Text(
        ko="밖에서 온 패킷인데 소스가 {node} 노드 자신의 {source} 주소입니다. 커널은 이런 패킷을 버립니다.",
        en="The packet comes from elsewhere but carries {source}, an address of {node} itself; the kernel discards it.",
    ),
    Reason.FORWARDING_LOOP: Text(
        ko="{destination} 주소로 가는 패킷이 {node} 장비로 다시 돌아왔습니다. 맴돌다가 수명(TTL)이 다해 사라집니다.",
        en="The packet for {destination} is back at {node}: it loops until its time to live (TTL) runs out.",
    ),
    Reason.NOBODY_LISTENS: Text(
        ko="{node} 장비에는 {port}번 포트를 연 프로세스가 없으므로 커널이 연결을 거부합니다.",
        en="Nothing on {node} listens on port {port}, so its kernel refuses the connection.",
    ),
    Reason.PORT_NOT_DECLARED: Text(
        ko="{receiver} 파드의 컨테이너는 {port}번 포트를 선언하지 않습니다. 선언한 포트: {declared}. 그래서 {port}번 포트는 닫혀 있고, 커널이 "
        "연결을 거부한다고 가정합니다.",
        en="In {receiver} nothing is declared to listen on {port}; declared: {declared}. So the port is assumed to be "
        "closed, and the kernel refuses the connection.",
    ),
    Reason.PORT_NOT_OPEN: Text(
        ko="{receiver}에는 {port}번 포트를 연 프로세스가 없습니다. 열린 포트: {open}. 그래서 커널이 연결을 거부합니다.",
        en="Nothing listens on {port} in {receiver}, only on {open}; the kernel refuses the connection.",
    ),
    Reason.NO_PORT_OPEN: Text(
        ko="{receiver}에는 포트를 연 프로세스가 없으므로, 커널이 {port}번 포트로 온 연결을 거부합니다.",
        en="Nothing in {receiver} listens on any port; the kernel refuses the connection to {port}.",
    ),
    Reason.OPEN_ELSEWHERE: Text(
        ko="{receiver}의 프로세스는 {open} 주소에서만 연결을 기다립니다. {destination} 주소의 {port}번 포트로 온 연결은 커널이 거부합니다.",
        en="The program in {receiver} listens at {open} only; the kernel refuses a connection to port {port} of {destination}.",
    ),
    Reason.NOTHING_KNOWN_ON_NODE: Text(
        ko="{node} 노드에는 {port}번 포트를 여는 것으로 알려진 프로세스가 없습니다. 다른 프로세스도 없다고 가정하면 커널이 연결을 거부합니다.",
        en="Nothing is known to listen on port {port} of {node}. On the assumption that nothing else does, the kernel "
        "refuses the connection.",
    ),
    Reason.BALANCED: Text(
        ko="로드 밸런서가 {service} 서비스에 대해 정상이라고 판단한 노드 {count}개 중 {node} 노드를 고릅니다.",
        en="The load balancer picks {node} from the nodes it considers healthy for {service} ({count} in all).",
    ),
    Reason.BALANCED_UNNOTICED: Text(
        ko="로드 밸런서의 헬스 체크가 {node} 노드의 장애를 아직 알아채지 못했습니다. 그래서 이 노드도 {service} 서비스의 연결을 보낼 노드(모두 {count}개)에 들어 있습니다.",
        en="The health check has not yet noticed that {node} has failed, so it is still one of the nodes that the load "
        "balancer picks from for {service} ({count} in all).",
    ),
    Reason.PROXY_HEADER_UNEXPECTED: Text(
        ko="로드 밸런서가 연결 맨 앞에 PROXY 프로토콜 헤더를 붙였지만 {receiver} 파드는 그 헤더를 기대하지 않습니다. HTTP 서버는 잘못된 요청으로 보고 400으로 응답하고, 다른 프로그램은 알 수 없는 데이터를 받습니다.",
        en="The load balancer begins the connection with a PROXY protocol header, which {receiver} does not expect. An HTTP server takes it for a malformed request and answers 400; any other program reads garbage.",
    ),
    Reason.PROXY_HEADER_MISSING: Text(
        ko="{receiver} 파드는 연결 맨 앞에 PROXY 프로토콜 헤더가 있어야 하는데, 이 경로에서는 아무도 붙이지 않았습니다. 파드가 연결을 끊습니다.",
        en="{receiver} expects a PROXY protocol header at the beginning of the connection, and none was sent on this path. It closes the connection.",
    ),
    Reason.OVERLAY_CUT: Text(
        ko="{node} 노드와 {next} 노드 사이에서 파드로 가는 패킷이 사라집니다. 오버레이 포트(VXLAN의 UDP 8472 또는 4789번 등)나 파드 주소가 막혀 있습니다.",
        en="Packets to Pods get lost between {node} and {next}: the overlay's port (UDP 8472 or 4789 for VXLAN) or the Pod addresses are blocked.",
    ),
    Reason.NO_HAIRPIN: Text(
        ko="{pod} 파드가 자기 자신에게 연결됩니다. 패킷이 들어온 브리지 포트로 다시 나가야 하지만, {node} 노드의 브리지는 헤어핀 모드가 꺼져 있어 버립니다.",
        en="{pod} has been sent to itself. The packet would have to leave through the bridge port it came in on, and the bridge of {node} drops it, since hairpin mode is off.",
    ),
    Reason.UDP_REMEMBERED: Text(
        ko="{node} 노드의 커널이 이 UDP 흐름을 기억합니다(conntrack). 규칙을 다시 보지 않고, {service} 서비스의 연결을 전과 같이 {endpoint} 파드로 보냅니다.",
        en="The kernel of {node} remembers this UDP flow (conntrack). It does not consult the rules again, and sends packets for {service} to {endpoint}, as before.",
    ),
    Reason.NODE_PORT_FIREWALL: Text(
        ko="{node} 노드 앞의 방화벽이 외부에서 {port}번 노드 포트로 온 패킷을 폐기합니다. 노드에는 도착하지 않습니다.",
        en="A firewall in front of {node} drops packets from outside to node port {port}. They never reach the node.",
    ),
    Reason.DNS_ANSWER_LOST: Text(
        ko="DNS 서버의 응답이 {node} 노드로 오는 길에 사라집니다. 클라이언트는 응답을 기다리다가 시간 초과됩니다.",
        en="The answer of the DNS server gets lost on its way to {node}; the client waits until it gives up.",
    ),
    Reason.BALANCED_REWRITING: Text(
        ko="로드 밸런서가 목적지를 {service} 서비스의 노드 포트인 {node} 노드의 {port}번 포트로 바꿉니다. 소스는 클라이언트의 {source} 주소 그대로이고, 응답은 로드 밸런서를 다시 거칩니다.",
        en="The load balancer rewrites the destination to node port {port} of {node}, for {service}. The source stays {source}; replies come back through the balancer.",
    ),
    Reason.BALANCED_REWRITING_TO_POD: Text(
        ko="로드 밸런서가 목적지를 {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드의 {port}번 포트로 바꿉니다. 소스는 {source} 주소 그대로이고, 응답은 로드 밸런서를 다시 거칩니다.",
        en="The load balancer rewrites the destination to port {port} of {endpoint}, one of the ready Pods of {service} ({count} in all). The source stays {source}; replies come back through the balancer.",
    ),
    Reason.BALANCED_TO_TARGET_POD: Text(
        ko="로드 밸런서가 클라이언트의 연결을 끝내고, {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드의 {port}번 포트로 {address} 주소에서 새 연결을 엽니다. kube-proxy의 규칙은 거치지 않습니다.",
        en="The load balancer terminates the client's connection and opens its own from {address} to port {port} of {endpoint}, one of the ready Pods of {service} ({count} in all). kube-proxy's rules are not involved.",
    ),
    Reason.BALANCED_TO_ITS_CLIENT: Text(
        ko="로드 밸런서가 고른 {target} 대상에서 바로 이 연결이 왔습니다. 소스가 {source} 주소 그대로라서 대상은 자기 자신에게서 온 패킷을 받게 되고, 연결은 맺어지지 않습니다.",
        en="The balancer has picked {target}, where this very connection comes from. The source is still {source}, so the target would get a packet from itself; the connection is lost.",
    ),
    Reason.BALANCER_RESTORES: Text(
        ko="{node} 로드 밸런서가 응답의 소스를 클라이언트가 연결한 {address} 주소로 되돌립니다.",
        en="{node} restores the source of the reply to {address}, the address that the client connected to.",
    ),
    Reason.BALANCED_AS_PROXY: Text(
        ko="프록시형 로드 밸런서가 클라이언트의 연결을 끝내고, {service} 서비스의 노드 포트인 {node} 노드의 {port}번 포트로 새 연결을 엽니다. 새 연결의 소스는 로드 밸런서의 {address} 주소입니다.",
        en="The load balancer terminates the client's connection and opens its own for {service}, from {address} to node port {port} of {node}.",
    ),
    Reason.BALANCED_TO_POD: Text(
        ko="프록시형 로드 밸런서가 클라이언트의 연결을 끝냅니다. {service} 서비스에는 노드 포트가 없으므로 준비된 파드 {count}개 중 {endpoint} 파드의 {port}번 포트로 직접 새 연결을 엽니다. 새 연결의 소스는 로드 밸런서의 {address} 주소입니다.",
        en="The load balancer terminates the client's connection. {service} has no node port, so it opens its own from {address} straight to "
        "port {port} of {endpoint}, one of the ready Pods ({count} in all).",
    ),
    Reason.NO_READY_POD_TO_BALANCE: Text(
        ko="{service} 서비스에 준비된 파드가 없어 로드 밸런서가 새 연결을 열 곳이 없습니다.",
        en="{service} has no ready Pod that the load balancer could open a connection to.",
    ),
    Reason.NO_HEALTHY_NODE: Text(
        ko="{service} 서비스의 헬스 체크를 통과한 노드가 하나도 없어 로드 밸런서가 패킷을 보낼 곳이 없습니다.",
        en="No node passes the health check of {service}, so the load balancer has nowhere to send the packet.",
    ),
    Reason.NO_FORWARDING_RULE: Text(
        ko="로드 밸런서에 {destination} 주소의 {port}번 포트에 관한 규칙이 없습니다.",
        en="The load balancer has no rule for port {port} of {destination}.",
    ),
    Reason.NGINX_REDIRECT: Text(
        ko="{proxy} 컨트롤러(ingress-nginx)가 어노테이션에 따라 {request} 요청에 {location} 주소로 리다이렉트하는 응답을 보냅니다.",
        en="Because of an annotation, {proxy} (ingress-nginx) answers {request} with a redirect to {location}.",
    ),
    Reason.NGINX_PATTERN: Text(
        ko="{proxy} 컨트롤러(ingress-nginx)는 어노테이션에 따라 이 호스트의 경로를 정규식으로 읽습니다. {request} 요청은 {pattern} 정규식에 맞고, "
        "백엔드는 {path} 경로를 받습니다. v1.12부터 정규식에는 `pathType: ImplementationSpecific`을 써야 합니다.",
        en="Because of annotations, {proxy} (ingress-nginx) reads the paths of this host as regular expressions. {request} matches {pattern}, "
        "and the backend gets {path}. Since v1.12 such a path needs pathType: ImplementationSpecific.",
    ),
    Reason.INGRESS_TO_POD: Text(
        ko="{proxy} 컨트롤러가 {request} 요청을 인그레스 규칙과 비교합니다. {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드를 골라 직접 새 연결을 엽니다.",
        en="{proxy} matches {request} against the Ingress rules, picks {endpoint} from the ready Pods of {service} ({count} in "
        "all) and opens its own connection straight to it.",
    ),
    Reason.INGRESS_TO_NEG: Text(
        ko="{proxy} 로드 밸런서가 {request} 요청을 인그레스 규칙과 비교합니다. NEG에 든 {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드를 골라 직접 새 연결을 엽니다.",
        en="{proxy} matches {request} against the Ingress rules, picks {endpoint} from the ready Pods of {service} in the "
        "network endpoint group ({count} in all) and opens its own connection straight to it.",
    ),
    Reason.INGRESS_TO_NODE_PORT: Text(
        ko="{proxy} 로드 밸런서가 {request} 요청을 인그레스 규칙과 비교합니다. 정상인 노드 {count}개 중 {endpoint} 노드를 골라 {service} 서비스의 노드 포트로 새 연결을 엽니다.",
        en="{proxy} matches {request} against the Ingress rules, picks {endpoint} from the healthy nodes ({count} in all) and "
        "opens its own connection to the node port of {service} there.",
    ),
    Reason.INGRESS_TO_NAME: Text(
        ko="{proxy} 컨트롤러가 {request} 요청을 인그레스 규칙과 비교합니다. {service} 서비스는 ExternalName 타입이므로 {endpoint} 이름을 DNS에서 찾아, 찾은 주소 {count}개 중 하나로 새 연결을 엽니다.",
        en="{proxy} matches {request} against the Ingress rules. {service} is of type ExternalName, so it looks up {endpoint} "
        "in DNS, picks one of the addresses returned ({count} in all) and opens its own connection to it.",
    ),
    Reason.ROUTE_TO_POD: Text(
        ko="{proxy} 게이트웨이가 {request} 요청을 HTTP라우트 규칙과 비교합니다. {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드를 골라 직접 새 연결을 엽니다.",
        en="{proxy} matches {request} against the HTTPRoutes, picks {endpoint} from the ready Pods of {service} ({count} in "
        "all) and opens its own connection straight to it.",
    ),
    Reason.REQUEST_CHANGED: Text(
        ko="{proxy} 게이트웨이가 HTTP라우트의 필터에 따라 {request} 요청을 바꿉니다. 백엔드에는 {forwarded} 요청이 도착합니다.",
        en="The filters of the HTTPRoute make {proxy} change {request}; what the backend gets is {forwarded}.",
    ),
    Reason.REQUEST_MIRRORED: Text(
        ko="{proxy} 게이트웨이가 이런 요청의 사본을 {mirror} 서비스에도 보내고(비율 {share}) 그 응답은 무시합니다.",
        en="{proxy} also sends a copy of such requests to {mirror} (share: {share}) and ignores the responses.",
    ),
    Reason.REDIRECTED: Text(
        ko="HTTP라우트의 필터에 따라 {proxy} 게이트웨이가 {request} 요청에 {status} 상태 코드로 응답합니다. 클라이언트가 다시 요청할 곳은 {location} 주소입니다.",
        en="A filter of the HTTPRoute makes {proxy} answer {request} with status {status}: the client is sent to {location} "
        "instead.",
    ),
    Reason.REDIRECTED_TO_HTTPS: Text(
        ko="{host} 호스트에는 TLS 인증서가 있으므로 {proxy} 컨트롤러가 {request} 요청을 HTTPS로 돌려보냅니다. 클라이언트가 다시 요청할 곳은 {location} 주소입니다.",
        en="There is a TLS certificate for {host}, so {proxy} redirects {request} to HTTPS: the client is sent to {location} "
        "instead.",
    ),
    Reason.FORCED_TO_HTTPS: Text(
        ko="{annotation} 어노테이션 때문에 {proxy} 컨트롤러가 {request} 요청을 HTTPS로 돌려보냅니다. 클라이언트가 다시 요청할 곳은 {location} 주소입니다.",
        en="Because of the annotation {annotation}, {proxy} redirects {request} to HTTPS: the client is sent to {location} "
        "instead.",
    ),
    Reason.DEFAULT_CERTIFICATE: Text(
        ko="인그레스의 `tls` 항목 중 {host} 호스트의 것이 없으므로 {proxy} 컨트롤러는 기본 인증서를 내보입니다. 인증서를 검사하는 클라이언트는 여기서 연결을 끊고, 검사하지 않으면 요청이 그대로 라우팅됩니다.",
        en="No `tls` entry of an Ingress is for {host}, so {proxy} presents its default certificate. A client that verifies "
        "certificates stops here; if it carries on, the request is routed all the same.",
    ),
    Reason.NO_CERTIFICATE: Text(
        ko="{proxy} 게이트웨이에는 {host} 호스트를 맡는 HTTPS 리스너가 없으므로 TLS 핸드셰이크가 실패합니다.",
        en="{proxy} has no HTTPS listener for {host}, so the TLS handshake fails.",
    ),
    Reason.MISDIRECTED: Text(
        ko="TLS는 {name} 이름으로 맺었지만 {host} 호스트는 {proxy} 게이트웨이의 다른 리스너가 맡으므로 421로 응답합니다.",
        en="TLS was opened for {name}, but {host} belongs to another listener of {proxy}: it answers with 421.",
    ),
    Reason.TLS_NOT_SPOKEN: Text(
        ko="{proxy} 프록시의 {port}번 포트는 TLS 없는 HTTP만 받으므로 TLS 핸드셰이크가 실패합니다.",
        en="Port {port} of {proxy} accepts plain HTTP only, so the TLS handshake fails.",
    ),
    Reason.TLS_EXPECTED: Text(
        ko="{proxy} 프록시의 {port}번 포트는 TLS를 기다리는데 TLS 없는 HTTP 요청이 왔으므로 400으로 응답합니다.",
        en="Port {port} of {proxy} expects TLS, but the request is plain HTTP: it answers with 400.",
    ),
    Reason.PROXY_CIRCLE: Text(
        ko="{request} 요청이 {proxy} 프록시로 자꾸 되돌아옵니다. 프록시들이 서로에게 넘기기만 하므로 아무도 응답하지 않습니다.",
        en="{request} keeps coming back to {proxy}: the proxies only pass it on to one another, and none of them answers.",
    ),
    Reason.NO_STREAM_ROUTE: Text(
        ko="{proxy} 게이트웨이의 {listener} 리스너에 {request} 연결을 받을 {kind} 오브젝트가 연결되어 있지 않으므로 연결이 갈 곳이 없습니다.",
        en="No {kind} for {request} is attached to listener {listener} of {proxy}, so the connection leads nowhere.",
    ),
    Reason.TLS_PASSED_THROUGH: Text(
        ko="{proxy} 게이트웨이가 TLS를 풀지 않고 서버 이름(SNI)만 TLSRoute와 비교합니다({request}). {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드로 바이트를 그대로 넘깁니다.",
        en="{proxy} does not terminate TLS; it compares only the server name (SNI) of {request} with the TLSRoutes and passes the "
        "bytes on to {endpoint}, one of the ready Pods of {service} ({count} in all).",
    ),
    Reason.TLS_ENDED_HERE: Text(
        ko="{proxy} 게이트웨이가 TLS를 끝내고 TLSRoute에 따라({request}) 안의 내용을 {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드로 넘깁니다.",
        en="{proxy} terminates TLS for {request} and, as the TLSRoute says, passes the contents on to {endpoint}, one of the ready "
        "Pods of {service} ({count} in all).",
    ),
    Reason.CONNECTION_TO_POD: Text(
        ko="{proxy} 게이트웨이가 {request} 연결의 내용은 보지 않고 라우트에 따라 {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드로 새 연결을 엽니다.",
        en="{proxy} does not look into the connection ({request}); as the route says, it opens its own to {endpoint}, one of the "
        "ready Pods of {service} ({count} in all).",
    ),
    Reason.GRPC_TO_POD: Text(
        ko="{proxy} 게이트웨이가 {request} 호출을 GRPCRoute 규칙과 비교합니다. {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드를 골라 직접 새 연결을 엽니다.",
        en="{proxy} matches {request} against the GRPCRoutes, picks {endpoint} from the ready Pods of {service} ({count} in "
        "all) and opens its own connection straight to it.",
    ),
    Reason.NO_GRPC_RULE: Text(
        ko="{request} 호출에 맞는 GRPCRoute 규칙이 없으므로 {proxy} 게이트웨이가 UNIMPLEMENTED(12)로 응답합니다.",
        en="No rule of a GRPCRoute matches {request}, so {proxy} answers with UNIMPLEMENTED (12).",
    ),
    Reason.MESH_TO_POD: Text(
        ko="{proxy} 파드 곁의 메시 프록시가 {request} 요청을 이 서비스에 연결된 라우트와 비교합니다. {service} 서비스의 준비된 파드 {count}개 중 {endpoint} 파드로 직접 새 연결을 엽니다.",
        en="The mesh's proxy next to {proxy} matches {request} against the routes on that Service, picks {endpoint} from the ready "
        "Pods of {service} ({count} in all) and opens its own connection straight to it.",
    ),
    Reason.NO_MESH_RULE: Text(
        ko="{service} 서비스에는 라우트가 연결되어 있지만 {request} 요청에 맞는 규칙이 없으므로 {proxy} 파드 곁의 메시 프록시가 요청을 거절합니다.",
        en="{service} has routes of its own, and none of their rules matches {request}: the mesh's proxy next to {proxy} rejects it.",
    ),
    Reason.TLS_TO_BACKEND: Text(
        ko="BackendTLSPolicy {policy} 정책에 따라 {proxy} 게이트웨이가 {service} 서비스와 TLS로 통신합니다. 백엔드의 인증서는 {host} 호스트의 것이어야 하고, 여기서는 그렇다고 봅니다.",
        en="BackendTLSPolicy {policy} makes {proxy} speak TLS with {service}. The backend's certificate has to be for {host}; here it "
        "is assumed to be.",
    ),
    Reason.NO_VALID_CA_CERTIFICATE: Text(
        ko="BackendTLSPolicy {policy} 정책에 쓸 수 있는 CA 인증서가 없으므로({fault}) {proxy} 게이트웨이는 {service} 서비스로 {request} 요청을 보내지 않습니다.",
        en="BackendTLSPolicy {policy} has no valid CA certificate ({fault}), so {proxy} sends {request} to no Pod of {service}.",
    ),
    Reason.BACKEND_SPEAKS_NO_TLS: Text(
        ko="BackendTLSPolicy {policy} 정책은 TLS를 요구하지만 {service} 서비스의 포트에는 `appProtocol: {protocol}`이 적혀 있습니다. TLS 핸드셰이크가 실패하므로 {proxy} 게이트웨이는 {request} 요청을 전달하지 못합니다.",
        en="BackendTLSPolicy {policy} asks for TLS, but the appProtocol of that port of {service} is {protocol}: the handshake fails, "
        "and {proxy} cannot pass {request} on.",
    ),
    Reason.PREFLIGHT_ANSWERED: Text(
        ko="{origin} 오리진의 페이지가 보낸 CORS 사전 요청({request})에 {proxy} 게이트웨이가 직접 응답합니다. 무엇이 허용되는지는 응답 헤더에 있습니다.",
        en="{proxy} answers the CORS preflight request ({request}) of a page from {origin} itself; the response headers say what is "
        "allowed.",
    ),
    Reason.ORIGIN_NOT_ALLOWED: Text(
        ko="CORS 필터는 {origin} 오리진을 허용하지 않습니다. {proxy} 게이트웨이가 사전 요청({request})에 CORS 헤더 없이 응답하므로 브라우저가 멈춥니다.",
        en="The CORS filter does not allow {origin}: {proxy} answers the preflight request ({request}) without CORS headers, so the "
        "browser stops.",
    ),
    Reason.NO_HTTP_RULE: Text(
        ko="{request} 요청에 맞는 규칙이 없으므로 {proxy} 프록시가 404로 응답합니다.",
        en="No rule matches {request}, so {proxy} answers with 404.",
    ),
    Reason.NO_HTTP_BACKEND: Text(
        ko="{request} 요청을 맡을 {service} 서비스에 준비된 백엔드가 없으므로 {proxy} 프록시가 요청을 전달하지 못합니다.",
        en="{service}, the backend for {request}, has no ready endpoint: {proxy} cannot pass it on.",
    ),
    Reason.NO_BACKEND_REFS: Text(
        ko="{request} 요청에 맞는 {route} 규칙에 트래픽을 받을 백엔드가 없으므로 {proxy} 프록시가 요청을 전달하지 못합니다.",
        en="The {route}'s rule for {request} has no backend that takes traffic, so {proxy} cannot pass it on.",
    ),
    Reason.BACKEND_NOT_FOUND: Text(
        ko="{route} 오브젝트가 가리키는 {service} 서비스의 {port}번 포트가 없으므로(BackendNotFound) {proxy} 프록시가 {request} 요청을 전달하지 못합니다.",
        en="The {route} names port {port} of {service}, which does not exist (BackendNotFound): {proxy} cannot pass {request} on.",
    ),
    Reason.BACKEND_KIND_NOT_SUPPORTED: Text(
        ko="{route} 오브젝트의 백엔드 {service} 오브젝트는 서비스가 아니라 {kind} 종류이므로(InvalidKind) {proxy} 프록시가 {request} 요청을 전달하지 못합니다.",
        en="The {route}'s backend {service} is not a Service but a {kind} (InvalidKind): {proxy} cannot pass {request} on.",
    ),
    Reason.EXTERNAL_NAME_NOT_SUPPORTED: Text(
        ko="{service} 서비스는 ExternalName 타입입니다. 게이트웨이 API 구현체는 이런 백엔드를 지원하지 않아야 하므로 {proxy} 프록시가 {request} 요청을 전달하지 못합니다.",
        en="{service} is of type ExternalName, which implementations of Gateway API should not support as a backend: {proxy} "
        "cannot pass {request} on.",
    ),
    Reason.REFERENCE_NOT_GRANTED: Text(
        ko="{service} 서비스는 {namespace} 네임스페이스에 있고, 그곳에는 이 {route} 오브젝트를 허용하는 ReferenceGrant가 없습니다(RefNotPermitted). 그래서 {proxy} 프록시가 {request} 요청을 전달하지 못합니다.",
        en="{service} is in namespace {namespace}, where no ReferenceGrant permits this {route} (RefNotPermitted): {proxy} cannot "
        "pass {request} on.",
    ),
    Reason.DNS_CLUSTER_IP: Text(
        ko="클러스터 DNS가 서비스의 클러스터 IP로 답합니다.",
        en="The cluster's DNS answers with the Service's cluster IP.",
    ),
    Reason.DNS_HEADLESS: Text(
        ko="헤드리스 서비스이므로 클러스터 DNS가 준비된 엔드포인트의 주소를 모두 답합니다.",
        en="The Service is headless: the cluster's DNS answers with the addresses of all ready endpoints.",
    ),
    Reason.DNS_POD_NAME: Text(
        ko="헤드리스 서비스의 엔드포인트에는 각각 이름이 있으므로, 클러스터 DNS가 그 파드 하나의 주소로 답합니다.",
        en="Endpoints of a headless Service have names of their own: the cluster's DNS answers with that one Pod's address.",
    ),
    Reason.DNS_EXTERNAL_NAME: Text(
        ko="ExternalName 서비스이므로 클러스터 DNS가 다른 이름(CNAME)으로 답합니다.",
        en="The Service is of type ExternalName: the cluster's DNS answers with another name (CNAME).",
    ),
    Reason.DNS_SERVICE_PORT: Text(
        ko="이름이 있는 포트이므로 클러스터 DNS가 SRV 레코드로 포트 번호까지 답합니다.",
        en="The port has a name: the cluster's DNS answers with an SRV record, which holds the port number too.",
    ),
    Reason.DNS_REVERSE: Text(
        ko="클러스터 DNS가 주소에 해당하는 이름(PTR)으로 답합니다.",
        en="The cluster's DNS answers with the name that belongs to the address (PTR).",
    ),
    Reason.DNS_OUTSIDE: Text(
        ko="클러스터 밖의 이름이므로 공용 DNS가 답합니다.",
        en="The name lies outside the cluster: the public DNS answers.",
    ),
    Reason.DNS_PUBLISHED: Text(
        ko="ExternalDNS 같은 컨트롤러가 이 호스트를 인그레스나 게이트웨이의 주소로 등록해 두었습니다.",
        en="A controller such as ExternalDNS has published this host with the address of its Ingress or Gateway.",
    ),
    Reason.DNS_NO_READY_ENDPOINT: Text(
        ko="헤드리스 서비스에 준비된 엔드포인트가 없으므로 그런 이름이 없다는 응답이 옵니다.",
        en="The headless Service has no ready endpoint, so the answer is that the name does not exist.",
    ),
    Reason.DNS_LOOP: Text(
        ko="ExternalName 서비스들이 서로를 가리키고 있어 끝내 주소를 얻지 못합니다.",
        en="ExternalName Services point at each other in a loop, so no address is ever found.",
    ),
    Reason.DNS_DANGLING_ALIAS: Text(
        ko="ExternalName 서비스이므로 클러스터 DNS가 다른 이름(CNAME)으로 답하지만, 그 이름의 주소를 아는 DNS 서버가 없습니다.",
        en="The Service is of type ExternalName: the cluster's DNS answers with another name (CNAME), but no DNS server "
        "knows an address of that name.",
    ),
    Reason.DNS_UNKNOWN: Text(
        ko="그런 이름은 없습니다(NXDOMAIN).",
        en="There is no such name (NXDOMAIN).",
    ),
    Reason.DNS_NOT_IN_INPUT: Text(
        ko="클러스터 밖의 이름이고, 그 주소는 입력에 없습니다. `nslookup`으로 확인하거나 Client 오브젝트의 names에 적으면 알 수 있습니다.",
        en="A name outside the cluster, whose address is not in the input: `nslookup`, or a Client object with that "
        "name, would decide it.",
    ),
    Reason.DNS_HOST_WITHOUT_ADDRESS: Text(
        ko="인그레스나 HTTPRoute가 이 호스트의 요청을 받지만 주소가 아직 없습니다. 그 클래스를 맡은 컨트롤러가 없거나 주소를 보고하지 "
        "않았습니다.",
        en="An Ingress or HTTPRoute is for this host, but has no address: no controller serves its class, or none has reported an address.",
    ),
    Reason.DNS_SERVER_REFUSED: Text(
        ko="클러스터 DNS 서비스에 쓸 수 있는 엔드포인트가 없어 DNS 질의가 바로 거부됩니다. 그래서 이름을 찾지 못합니다.",
        en="The Service of the cluster's DNS has no usable endpoint, so the query is refused at once and the name is "
        "not found.",
    ),
    Reason.DNS_ANSWERS_UNHEARD: Text(
        ko="DNS 서버는 응답하지만 그 응답이 오는 길에 사라집니다. 리졸버는 시간이 다 될 때까지 다시 질의하다가 이름을 찾지 못했다고 알립니다.",
        en="The DNS server answers, but its answers get lost on the way. The resolver retries until it times out, then reports that the name is not found.",
    ),
    Reason.DNS_SERVER_SILENT: Text(
        ko="DNS 질의가 클러스터 DNS까지 도달하지 않아 답이 없습니다. 리졸버는 여러 번 다시 질의하다가 시간이 초과되면 이름을 찾지 못했다고 알립니다.",
        en="The query never reaches the cluster's DNS, so nothing answers. The resolver retries until it times "
        "out, then reports that the name is not found.",
    ),
    Reason.DNS_CLUSTER_NAME_OUTSIDE: Text(
        ko="클러스터의 이름은 클러스터 DNS만 알고 있습니다. 다른 DNS 서버는 모릅니다.",
        en="Only the cluster's DNS knows cluster names; other DNS servers do not.",
    ),
    Reason.ANSWERED: Text(
        ko="응답이 {sender}에서 출발합니다. 소스와 목적지가 서로 바뀝니다.",
        en="{sender} answers: source and destination are swapped.",
    ),
    Reason.REJECTED_BY_ICMP: Text(
        ko="{sender} 노드가 ICMP `port unreachable` 메시지로 거부를 알립니다.",
        en="{sender} reports the refusal with ICMP `port unreachable`.",
    ),
    Reason.CONNTRACK: Text(
        ko="{node} 노드는 이 연결을 기억하고 있으므로(conntrack) 주소를 원래대로 되돌립니다. 받는 쪽에는 {address} 주소에서 온 응답으로 보입니다.",
        en="{node} remembers the connection (conntrack) and restores the addresses: to the client, the reply comes from "
        "{address}.",
    ),
    Reason.RELAYED: Text(
        ko="{node} 프록시가 백엔드의 응답을 받아, {address} 주소로 맺은 클라이언트의 연결로 넘겨줍니다.",
        en="{node} relays the backend's response over the client's connection, from {address}.",
    ),
    Reason.REFUSAL_KEPT_BACK: Text(
        ko="{node}에서 끝납니다. TCP라면 클라이언트의 연결을 끊어 거부를 알리겠지만, UDP에는 알릴 방법이 없습니다.",
        en="The refusal ends at {node}: it would close a TCP connection of its client, but for UDP there is none to close.",
    ),
    Reason.REPLY_RECEIVED: Text(
        ko="{receiver}에 응답이 도착합니다. 연결한 그 주소에서 온 응답입니다.",
        en="{receiver} gets the reply from the address it connected to.",
    ),
    Reason.REPLY_FROM_STRANGER: Text(
        ko="연결한 적이 없는 {source} 주소에서 온 응답이므로 버립니다. 연결은 시간 초과로 끝납니다.",
        en="The reply comes from {source}, an address the client never connected to, so it is discarded and the connection times out.",
    ),
}
