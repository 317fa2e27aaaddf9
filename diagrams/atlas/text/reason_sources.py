"""Where the behaviour of a reason comes from, in both languages. Names of documents and files are the same in both."""

from __future__ import annotations

import re

from atlas.model.reason import Reason
from atlas.text.text import Lang

_KERNEL = "받는 쪽의 커널"
_KOREAN = {
    "Linux connection tracking: what was decided for the first packet of a flow holds for all": (
        "리눅스 연결 추적(conntrack): 흐름의 첫 패킷에 정한 것이 나머지에도 적용됨"
    ),
    "Linux connection tracking: a reply is translated back where the request was": (
        "리눅스 연결 추적(conntrack): 응답의 주소는 요청을 바꾼 곳에서 되돌림"
    ),
    "Linux net/ipv4/fib_frontend.c: own addresses as source from elsewhere are martians": (
        "리눅스 net/ipv4/fib_frontend.c: 자기 주소를 소스로 외부에서 온 패킷은 폐기"
    ),
    "Pod spec.hostNetwork; the node's own processes": "파드의 spec.hostNetwork, 노드 자신의 프로세스",
    "RFC 1122, 3.2.2.6: every host answers ICMP echo requests": (
        "RFC 1122, 3.2.2.6: 모든 호스트는 ICMP 에코 요청에 응답함"
    ),
    "RFC 1812, 5.2.7.1: a router that cannot deliver a packet reports host unreachable": (
        "RFC 1812, 5.2.7.1: 패킷을 전달할 수 없는 라우터는 host unreachable 메시지를 보냄"
    ),
    "RFC 1812, 5.2.7.1: the node is the router of its Pods' addresses": (
        "RFC 1812, 5.2.7.1: 노드는 자기 파드 주소의 라우터"
    ),
    "RFC 792: destination unreachable": "RFC 792: destination unreachable 메시지",
    "RFC 791: time to live": "RFC 791: TTL",
    "RFC 8446: a TLS handshake needs two sides": "RFC 8446: TLS 핸드셰이크는 양쪽이 모두 해야 함",
    "RFC 9110, 7.6: an intermediary must not forward a message to itself": (
        "RFC 9110, 7.6: 중개자는 자신에게 메시지를 전달하지 않음"
    ),
    "RFC 9293: a segment from another address belongs to no connection": (
        "RFC 9293: 다른 주소에서 온 세그먼트는 어느 연결에도 속하지 않음"
    ),
    "a proxy can end a TCP connection; a client's datagrams belong to none": (
        "프록시는 TCP 연결을 끝낼 수 있지만, 클라이언트의 데이터그램은 어느 연결에도 속하지 않음"
    ),
    "a proxy passes the answer on over the client's own connection": (
        "프록시는 클라이언트가 연 연결로 응답을 전달함"
    ),
    "assumed: core/v1 ContainerPort only informs, and none is declared": (
        "가정: core/v1 ContainerPort는 정보일 뿐이고, 선언된 것도 없음"
    ),
    "assumed: core/v1 ContainerPort only informs; the receiver's own kernel: no socket on that port": (
        f"가정: core/v1 ContainerPort는 정보일 뿐임. {_KERNEL}: 그 포트에 소켓이 없음"
    ),
    "assumed: nothing else listens on a node; its own kernel: no socket on that port": (
        "가정: 노드에서 다른 프로세스는 포트를 열지 않음. 노드의 커널: 그 포트에 소켓이 없음"
    ),
    "cluster IPs and Pod IPs are not routed outside the cluster": (
        "클러스터 IP와 파드 IP는 클러스터 밖에서 라우팅되지 않음"
    ),
    "cluster names exist in the cluster's DNS only": "클러스터의 이름은 클러스터 DNS에만 있음",
    "kubernetes-sigs/external-dns: hosts of Ingresses and HTTPRoutes": (
        "kubernetes-sigs/external-dns: 인그레스와 HTTP라우트의 호스트"
    ),
    "nginx: plain HTTP at an HTTPS port; Go net/http likewise": (
        "nginx: HTTPS 포트로 온 평문 HTTP. Go net/http도 같음"
    ),
    "no machine answers": "응답할 장비가 없음",
    "no route leads there": "그 주소로 가는 경로가 없음",
    "not in the input: EndpointSlices of a Service without selector": (
        "입력에 없음: 셀렉터가 없는 서비스의 엔드포인트슬라이스"
    ),
    "not in the input: Pods of the Service's namespace": "입력에 없음: 서비스 네임스페이스의 파드",
    "not in the input: names outside the cluster": "입력에 없음: 클러스터 밖의 이름",
    "not in the input: the Pod with that address": "입력에 없음: 그 주소의 파드",
    "not in the input: the machine that a slice points to": "입력에 없음: 슬라이스가 가리키는 장비",
    "not in the input: what has that address": "입력에 없음: 그 주소를 가진 것",
    "not computed: the sidecar of a service mesh accepts connections before the program does": (
        "계산하지 않음: 서비스 메시의 사이드카가 프로그램보다 먼저 연결을 받음"
    ),
    "not in the input: whether a balancer answers ICMP echo requests": (
        "입력에 없음: 로드 밸런서가 ICMP 에코 요청에 응답하는지"
    ),
    "not in the input: what listens on the node": "입력에 없음: 노드에서 포트를 연 프로세스",
    "not read: a policy about a Pod on the way": "읽지 않음: 경로에 있는 파드의 네트워크폴리시",
    "not read: an annotation by which the controller routes": "읽지 않음: 컨트롤러가 라우팅에 쓰는 어노테이션",
    "not read: the kind that makes the Pods": "읽지 않음: 파드를 만드는 종류",
    "resolv.conf(5): the Service of the cluster's DNS has no endpoint": (
        "resolv.conf(5): 클러스터 DNS 서비스에 엔드포인트가 없음"
    ),
    "the HTTP proxy: no ready backend": "HTTP 프록시: 준비된 백엔드가 없음",
    "the annotation atlas.example/listens; the receiver's own kernel: a socket at another address": (
        f"atlas.example/listens 어노테이션. {_KERNEL}: 소켓이 다른 주소에 있음"
    ),
    "the annotation atlas.example/listens; the receiver's own kernel: no socket at all": (
        f"atlas.example/listens 어노테이션. {_KERNEL}: 소켓이 하나도 없음"
    ),
    "the annotation atlas.example/listens; the receiver's own kernel: no socket on that port": (
        f"atlas.example/listens 어노테이션. {_KERNEL}: 그 포트에 소켓이 없음"
    ),
    "the balancer's health checks (10256/healthz, healthCheckNodePort)": (
        "로드 밸런서의 헬스 체크(10256/healthz, healthCheckNodePort)"
    ),
    "the balancer's health-check interval": "로드 밸런서의 헬스 체크 간격",
    "the balancer's own health checks of the Pods": "로드 밸런서가 직접 하는 파드 헬스 체크",
    "the client's own kernel": "클라이언트의 커널",
    "the network plugin's masquerading of traffic that leaves the Pod range": (
        "네트워크 플러그인: 파드 범위를 벗어나는 트래픽의 마스커레이딩"
    ),
    "the node's default route": "노드의 기본 경로",
    "the node's routing table": "노드의 라우팅 테이블",
    "the public DNS": "공개 DNS",
    "docs.aws.amazon.com elasticloadbalancing/latest/network: client IP preservation, NAT loopback": (
        "docs.aws.amazon.com elasticloadbalancing/latest/network: 클라이언트 IP 보존, NAT 루프백"
    ),
    "Linux net/bridge/br_forward.c: a frame does not leave by the port it came in by, unless in hairpin mode": (
        "리눅스 net/bridge/br_forward.c: 헤어핀 모드가 아니면 들어온 포트로 다시 내보내지 않음"
    ),
    "a firewall before the nodes: security groups, VPC firewall rules": (
        "노드 앞의 방화벽: 보안 그룹, VPC 방화벽 규칙"
    ),
    "a network that drops the answers of DNS servers": "DNS 서버의 응답을 잃는 네트워크",
    "a network that drops the overlay's packets between nodes": "노드 사이에서 오버레이 패킷을 잃는 네트워크",
    "haproxy.org proxy-protocol.txt: a receiver must not guess whether the header is there": (
        "haproxy.org proxy-protocol.txt: 받는 쪽은 헤더가 있는지 짐작하면 안 됨"
    ),
    "haproxy.org proxy-protocol.txt: a receiver that does not expect the header": (
        "haproxy.org proxy-protocol.txt: 헤더를 기대하지 않는 받는 쪽"
    ),
    "resolv.conf(5): timeout, attempts; answers get lost on the way": (
        "resolv.conf(5): timeout, attempts. 응답이 오는 길에 사라짐"
    ),
    "the balancer's own connection tracking": "로드 밸런서 자신의 연결 추적",
    "the receiver's own kernel": _KERNEL,
    "the receiver's own kernel: no socket on that port": f"{_KERNEL}: 그 포트에 소켓이 없음",
    "the receiver's own kernel: source and destination change places": (
        f"{_KERNEL}: 소스와 목적지가 서로 바뀜"
    ),
    "the sender's own kernel: the reply belongs to a connection it knows": (
        "보낸 쪽의 커널: 이미 아는 연결에 속한 응답"
    ),
}
_DOCUMENT = re.compile(
    r"kubernetes|core/v1|discovery/v1|networking|/v1alpha1|RFC|KEP|GEP|Gateway|resolv\.conf|Pod spec"
)


def source_of(reason: Reason, lang: Lang) -> str:
    """Return the source of a reason: sentences in that language, documents as they are called."""
    return _KOREAN.get(reason.source, reason.source) if lang is Lang.KO else reason.source


def is_said(reason: Reason) -> bool:
    """Return whether a Korean reader can read the source: it names a document, or is there in Korean."""
    return reason.source in _KOREAN or bool(_DOCUMENT.search(reason.source))
