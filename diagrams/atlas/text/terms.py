"""The words of the field in English and in the Korean of the Kubernetes documentation.

One list for three readers: the glossary page, the lint of the Korean pages, and the search, where a word of one language
finds the pages that use the other's. Korean follows the glossary of the Kubernetes localisation team, checked 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass

from atlas.text.text import Text


@dataclass(frozen=True, slots=True)
class Term:
    """A term in both languages and what it means.

    `also` holds other spellings that people type into a search box. They are found, not written. `page` is the page that
    tells more, as a path in the folder of each language. A `familiar` term is one that every reader here knows:
    the glossary has it, but pages do not explain it at its first use.
    """

    english: str
    korean: str
    meaning: Text
    also: tuple[str, ...] = ()
    page: str = ""
    familiar: bool = False

    def __post_init__(self) -> None:
        """Refuse a page that is no path of a page."""
        if self.page and not self.page.endswith(".md"):
            raise ValueError(
                f"term {self.english!r}: expected the path of a page, not {self.page!r}"
            )


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A Korean spelling that the pages must not use, and the one to write instead."""

    wrong: str
    right: str


TERMS = (
    # Where things run
    Term(
        "cluster",
        "클러스터",
        Text(
            ko="컨트롤 플레인과, 컨트롤 플레인이 관리하는 노드의 모음입니다.",
            en="A control plane and the nodes that it manages.",
        ),
        page="reference/cluster.md",
        familiar=True,
    ),
    Term(
        "control plane",
        "컨트롤 플레인",
        Text(
            ko="API 서버와 컨트롤러처럼 클러스터의 상태를 저장하고 맞춰 가는 부분입니다.",
            en="The part that keeps a cluster's state and works towards it: the API server and the controllers.",
        ),
    ),
    Term(
        "data plane",
        "데이터 플레인",
        Text(
            ko="패킷이 실제로 지나가는 부분입니다. 노드의 커널과 그 안의 규칙이 여기에 속합니다.",
            en="The part that packets really pass through: the kernels of the nodes and the rules in them.",
        ),
        page="inside/index.md",
    ),
    Term(
        "Node",
        "노드",
        Text(ko="파드가 실행되는 장비입니다.", en="A machine that Pods run on."),
        familiar=True,
    ),
    Term(
        "zone",
        "가용 영역",
        Text(
            ko="전원이나 네트워크를 함께 쓰므로 동시에 장애가 날 수 있는 노드의 묶음입니다. 존이라고도 합니다.",
            en="A group of nodes that share power or network, and so may fail together.",
        ),
        also=("가용성 영역", "영역", "존", "AZ", "availability zone"),
        page="inside/topology.md",
    ),
    Term(
        "Namespace",
        "네임스페이스",
        Text(
            ko="오브젝트의 이름이 서로 겹치지 않게 나누는 범위입니다.",
            en="A scope inside which the names of objects are unique.",
        ),
        familiar=True,
    ),
    Term(
        "Pod",
        "파드",
        Text(
            ko="함께 실행되며 IP 주소 하나를 나누어 쓰는 컨테이너의 묶음입니다.",
            en="Containers that run together and share one IP address.",
        ),
        also=("포드",),
        page="start/pod-network.md",
        familiar=True,
    ),
    Term(
        "container",
        "컨테이너",
        Text(
            ko="파드 안에서 격리되어 실행되는 프로세스입니다.",
            en="An isolated process inside a Pod.",
        ),
        familiar=True,
    ),
    Term(
        "Deployment",
        "디플로이먼트",
        Text(
            ko="같은 파드를 정해진 수만큼 유지하고 차례로 교체합니다.",
            en="Keeps a number of identical Pods running and replaces them step by step.",
        ),
        familiar=True,
    ),
    Term(
        "ReplicaSet",
        "레플리카셋",
        Text(
            ko="같은 파드의 수를 지킵니다. 디플로이먼트가 만들어 씁니다.",
            en="Keeps a number of identical Pods running; a Deployment creates and uses it.",
        ),
    ),
    Term(
        "StatefulSet",
        "스테이트풀셋",
        Text(
            ko="파드마다 이름과 저장소가 그대로 유지되는 워크로드입니다.",
            en="A workload whose Pods keep their names and their storage.",
        ),
        page="types/headless.md",
    ),
    Term(
        "label",
        "레이블",
        Text(
            ko="오브젝트에 붙이는 키와 값입니다. 셀렉터가 이것으로 오브젝트를 고릅니다.",
            en="A key and a value on an object; selectors choose objects by it.",
        ),
        also=("라벨",),
        page="start/endpoints.md",
        familiar=True,
    ),
    Term(
        "selector",
        "셀렉터",
        Text(
            ko="레이블로 오브젝트를 고르는 조건입니다.",
            en="A condition on labels that chooses objects.",
        ),
        page="start/endpoints.md",
    ),
    Term(
        "annotation",
        "어노테이션",
        Text(
            ko="도구가 읽도록 오브젝트에 적어 두는 값이며, 선택에는 쓰이지 않습니다.",
            en="A value on an object for tools to read; it selects nothing.",
        ),
        also=("애노테이션",),
    ),
    Term(
        "manifest",
        "매니페스트",
        Text(
            ko="원하는 오브젝트를 적은 YAML 파일입니다.",
            en="A YAML file that describes the objects you want.",
        ),
        familiar=True,
    ),
    Term(
        "controller",
        "컨트롤러",
        Text(
            ko="오브젝트를 지켜보다가 클러스터를 그 내용에 맞춰 가는 프로그램입니다.",
            en="A program that watches objects and brings the cluster in line with them.",
        ),
    ),
    Term(
        "API server",
        "API 서버",
        Text(
            ko="모든 오브젝트를 읽고 쓰는 창구입니다. kubectl과 컨트롤러가 모두 이 서버와 통신합니다.",
            en="The server through which all objects are read and written, by kubectl and controllers alike.",
        ),
    ),
    Term(
        "kubelet",
        "kubelet",
        Text(
            ko="노드마다 실행되며 그 노드의 파드를 띄우고 검사하는 프로그램입니다.",
            en="The program on every node that starts and checks the Pods of that node.",
        ),
        also=("큐블릿",),
        page="inside/health-checks.md",
    ),
    Term(
        "GA",
        "GA",
        Text(
            ko="정식 버전(General Availability)입니다. 알파와 베타를 지나, 예고 없이 바뀌거나 사라지지 않는 단계입니다.",
            en="General availability: past alpha and beta, and not changed or removed without notice.",
        ),
    ),
    Term(
        "KEP",
        "KEP",
        Text(
            ko="쿠버네티스 개선 제안(Kubernetes Enhancement Proposal)입니다. 기능 하나의 설계와 진행 단계를 적은 문서입니다.",
            en="Kubernetes Enhancement Proposal: the document with the design and the stage of a feature.",
        ),
    ),
    # Services
    Term(
        "Service",
        "서비스",
        Text(
            ko="바뀌는 파드들을 이름 하나와 대개 주소 하나로 묶는 설정입니다.",
            en="Configuration that gives a changing set of Pods one name and, usually, one address.",
        ),
        page="start/why-services.md",
        familiar=True,
    ),
    Term(
        "cluster IP",
        "클러스터 IP",
        Text(
            ko="노드의 규칙이 알아보는 서비스의 가상 IP 주소입니다. 클러스터 밖에는 대개 이 주소로 가는 경로가 없습니다.",
            en="A Service's virtual IP address, handled by rules on the nodes; outside the cluster there is usually no route to it.",
        ),
        also=("ClusterIP", "클러스터IP", "클러스터아이피"),
        page="types/clusterip.md",
    ),
    Term(
        "virtual IP",
        "가상 IP",
        Text(
            ko="어느 장비에도 속하지 않으며, 커널의 규칙이 파드 주소로 바꾸는 주소입니다.",
            en="An address that no machine owns: rules in the kernel rewrite it to the address of a Pod.",
        ),
        also=("VIP",),
        page="types/clusterip.md",
    ),
    Term(
        "headless Service",
        "헤드리스 서비스",
        Text(
            ko="클러스터 IP가 없어서 DNS가 파드의 주소를 바로 답하는 서비스입니다.",
            en="A Service without a cluster IP: DNS answers with the addresses of its Pods.",
        ),
        also=("headless", "헤드리스"),
        page="types/headless.md",
    ),
    Term(
        "node port",
        "노드 포트",
        Text(
            ko="모든 노드가 서비스 하나를 위해 연결을 받는 포트 번호입니다.",
            en="A port number on which every node accepts connections for one Service.",
        ),
        also=("NodePort", "노드포트"),
        page="types/nodeport.md",
    ),
    Term(
        "load balancer",
        "로드 밸런서",
        Text(
            ko="클러스터 밖에서 연결을 받아 노드나 파드로 나누어 보내는 장치입니다.",
            en="A machine or program in front of the cluster that spreads connections over nodes or Pods.",
        ),
        also=("LoadBalancer", "로드밸런서", "밸런서"),
        page="types/loadbalancer.md",
        familiar=True,
    ),
    Term(
        "load balancing",
        "로드 밸런싱",
        Text(
            ko="연결마다 받을 곳을 하나씩 고르는 일입니다.",
            en="Choosing one of several receivers for each connection.",
        ),
        also=("로드밸런싱", "부하분산"),
        page="types/loadbalancer.md",
    ),
    Term(
        "passthrough load balancer",
        "패스스루 로드 밸런서",
        Text(
            ko="연결을 중간에서 끝내지 않고 패킷을 노드로 넘기는 로드 밸런서입니다. 응답은 이 장치를 거치지 않을 수 있습니다.",
            en="A load balancer that forwards packets without terminating the connection; replies may bypass it.",
        ),
        also=("passthrough", "패스스루"),
        page="types/loadbalancer.md",
    ),
    Term(
        "proxy load balancer",
        "프록시형 로드 밸런서",
        Text(
            ko="클라이언트의 연결을 직접 받아 끝내고, 뒤쪽으로 새 연결을 여는 로드 밸런서입니다.",
            en="A load balancer that terminates the client's connection and opens one of its own to a node or Pod.",
        ),
        also=("proxy balancer", "프록시형"),
        page="types/loadbalancer.md",
    ),
    Term(
        "external name",
        "외부 이름",
        Text(
            ko="클러스터 밖의 이름입니다. ExternalName 서비스는 이 이름을 DNS 별칭으로 답합니다.",
            en="A name outside the cluster; a Service of type ExternalName is a DNS alias for it.",
        ),
        also=("ExternalName", "익스터널네임"),
        page="types/externalname.md",
        familiar=True,
    ),
    Term(
        "Service without selectors",
        "셀렉터가 없는 서비스",
        Text(
            ko="사람이나 다른 컨트롤러가 엔드포인트슬라이스를 직접 작성해야 하는 서비스입니다.",
            en="A Service whose EndpointSlices you, or a controller of your own, maintain.",
        ),
        page="types/without-selector.md",
    ),
    Term(
        "endpoint",
        "엔드포인트",
        Text(
            ko="서비스의 연결을 받을 수 있는 주소와 포트입니다.",
            en="An address and a port that can receive a Service's connections.",
        ),
        page="start/endpoints.md",
    ),
    Term(
        "EndpointSlice",
        "엔드포인트슬라이스",
        Text(
            ko="서비스의 엔드포인트와 그 상태를 담은 오브젝트입니다.",
            en="An object that lists endpoints of a Service and their conditions.",
        ),
        also=("엔드포인트 슬라이스",),
        page="start/endpoints.md",
    ),
    Term(
        "readiness probe",
        "준비성 프로브",
        Text(
            ko="파드가 연결을 받을 준비가 되었는지 kubelet이 확인하는 검사입니다.",
            en="A check by the kubelet of whether a Pod is ready to receive connections.",
        ),
        also=("readiness", "레디니스"),
        page="inside/health-checks.md",
    ),
    Term(
        "service discovery",
        "서비스 디스커버리",
        Text(
            ko="이름으로 상대의 주소를 찾는 일입니다. 쿠버네티스에서는 주로 DNS가 맡습니다.",
            en="Finding an address from a name; in Kubernetes mostly through DNS.",
        ),
        page="start/dns.md",
    ),
    Term(
        "DNS record",
        "DNS 레코드",
        Text(
            ko="이름 하나에 대한 DNS의 답입니다. A와 AAAA는 주소, CNAME은 별칭, SRV는 포트, PTR은 주소의 이름을 줍니다.",
            en="DNS data about a name: A and AAAA give an address, CNAME an alias, SRV a port, PTR the name of an address.",
        ),
        page="start/dns.md",
    ),
    Term(
        "resolver",
        "리졸버",
        Text(
            ko="프로그램이 쓰는 이름을 DNS 서버에 질의하는 라이브러리입니다.",
            en="The library that turns the names a program uses into DNS queries.",
        ),
        page="start/dns.md",
    ),
    Term(
        "CNAME",
        "CNAME",
        Text(
            ko="다른 이름을 가리키는 DNS 별칭 레코드입니다.",
            en="A DNS record that is an alias: it points to another name.",
        ),
        page="types/externalname.md",
    ),
    Term(
        "SRV",
        "SRV",
        Text(
            ko="이름과 함께 포트 번호를 알려 주는 DNS 레코드입니다.",
            en="A DNS record that gives a port number along with a name.",
        ),
        page="start/dns.md",
    ),
    Term(
        "PTR",
        "PTR",
        Text(
            ko="주소로 이름을 찾는 DNS 레코드입니다.",
            en="A DNS record that leads from an address back to a name.",
        ),
        page="start/dns.md",
    ),
    # How packets move
    Term(
        "pod network",
        "파드 네트워크",
        Text(
            ko="모든 파드가 주소 변환 없이 서로 통신하게 하는 네트워크입니다. 네트워크 플러그인이 만듭니다.",
            en="The network in which all Pods reach each other without address translation; a network plugin builds it.",
        ),
        also=("CNI",),
        page="start/pod-network.md",
    ),
    Term(
        "network plugin",
        "네트워크 플러그인",
        Text(
            ko="파드를 네트워크에 연결하고 노드 사이의 경로를 만드는 소프트웨어입니다.",
            en="Software that connects Pods to the network and sets up the routes between nodes.",
        ),
        also=("CNI", "CNI 플러그인"),
        page="start/pod-network.md",
    ),
    Term(
        "kube-proxy",
        "kube-proxy",
        Text(
            ko="노드마다 실행되며 서비스의 규칙을 커널에 만들어 두는 프로그램입니다. 패킷은 이 프로그램을 지나가지 않습니다.",
            en="A program on every node that writes the rules of Services into the kernel; packets do not pass through it.",
        ),
        also=("kubeproxy", "큐브프록시"),
        page="inside/kube-proxy.md",
    ),
    Term(
        "network namespace",
        "네트워크 네임스페이스",
        Text(
            ko="인터페이스, 주소, 경로, 규칙을 따로 갖는 커널 안의 독립된 네트워크입니다. 파드마다 하나씩 있습니다.",
            en="A separate network inside the kernel, with its own interfaces, addresses, routes and rules; every Pod has one.",
        ),
        page="start/pod-network.md",
    ),
    Term(
        "veth",
        "veth",
        Text(
            ko="두 네트워크 네임스페이스를 잇는 가상 케이블입니다. 파드와 노드를 연결합니다.",
            en="A virtual cable between two network namespaces; it connects a Pod to its node.",
        ),
        page="start/pod-network.md",
    ),
    Term(
        "overlay",
        "오버레이",
        Text(
            ko="파드의 패킷을 노드의 주소를 적은 패킷으로 감싸 나르는 네트워크입니다. VXLAN이 그 예입니다.",
            en="A network that wraps a Pod's packet in one between nodes, as VXLAN does.",
        ),
        also=("VXLAN", "오버레이 네트워크"),
        page="start/pod-network.md",
    ),
    Term(
        "CIDR",
        "CIDR",
        Text(
            ko="10.244.0.0/16처럼 주소 범위를 적는 방법입니다. 빗금 뒤의 숫자만큼 앞쪽 비트가 같습니다.",
            en="A way to write an address range, such as 10.244.0.0/16: the leading bits, as many as after the slash, are fixed.",
        ),
    ),
    Term(
        "hop",
        "홉",
        Text(
            ko="패킷이 지나가는 곳 하나와 그곳에서 일어나는 일입니다.",
            en="One place that a packet passes, and what happens to it there.",
        ),
        page="reference/traces.md",
    ),
    Term(
        "kernel",
        "커널",
        Text(
            ko="운영 체제의 핵심입니다. 노드의 커널이 패킷을 보내고 받으며 주소를 바꿉니다.",
            en="The core of the operating system; the kernel of a node sends, receives and rewrites packets.",
        ),
        also=("리눅스 커널",),
        page="inside/index.md",
    ),
    Term(
        "proxy mode",
        "프록시 모드",
        Text(
            ko="kube-proxy가 규칙을 만드는 방식입니다(iptables, nftables 등).",
            en="How kube-proxy writes its rules: iptables, nftables or another way.",
        ),
        page="inside/kube-proxy.md",
    ),
    Term(
        "iptables",
        "iptables",
        Text(
            ko="커널의 패킷 규칙을 목록으로 다루는 도구이며, kube-proxy의 기본 모드입니다.",
            en="A tool that keeps the kernel's packet rules as lists, and the default mode of kube-proxy.",
        ),
        also=("아이피테이블",),
        page="inside/iptables.md",
    ),
    Term(
        "nftables",
        "nftables",
        Text(
            ko="iptables의 뒤를 잇는 도구입니다. 규칙을 맵에서 바로 찾습니다.",
            en="The successor to iptables; it finds rules in maps.",
        ),
        page="inside/nftables.md",
    ),
    Term(
        "ipvs",
        "ipvs",
        Text(
            ko="커널에 들어 있는 로드 밸런서입니다. 이것을 쓰는 kube-proxy 모드는 v1.35부터 사용 중단되었습니다.",
            en="A load balancer inside the kernel; the kube-proxy mode that uses it has been deprecated since v1.35.",
        ),
        page="inside/kube-proxy.md",
    ),
    Term(
        "netfilter",
        "넷필터",
        Text(
            ko="패킷을 거르고 고치는 리눅스 커널의 프레임워크입니다.",
            en="The framework of the Linux kernel that filters and rewrites packets.",
        ),
        page="inside/iptables.md",
    ),
    Term(
        "connection",
        "연결",
        Text(
            ko="두 주소와 두 포트로 정해지는 통신 하나입니다. 파드를 고르는 일은 연결마다 한 번입니다.",
            en="One conversation between two addresses and ports; the kernel chooses a Pod once per connection.",
        ),
        page="start/why-services.md",
        familiar=True,
    ),
    Term(
        "conntrack",
        "conntrack",
        Text(
            ko="커널이 진행 중인 연결과 그 주소 변환을 기억하는 연결 추적 테이블입니다.",
            en="The kernel's table of current connections and how their addresses were rewritten.",
        ),
        page="inside/iptables.md",
    ),
    Term(
        "ICMP echo",
        "ICMP 에코",
        Text(
            ko="`ping` 명령이 보내는 요청과 그 응답입니다. 포트가 없고, 받는 장비의 커널이 응답합니다.",
            en="The request that `ping` sends, and its reply. It has no port; the kernel of the receiving machine answers.",
        ),
        also=("ping", "핑", "ICMP", "에코 요청", "echo request"),
        page="types/clusterip.md",
    ),
    Term(
        "NAT",
        "NAT",
        Text(
            ko="패킷의 주소를 바꾸고 응답에서는 되돌리는 주소 변환입니다.",
            en="Address translation: rewriting an address in a packet and restoring it in the reply.",
        ),
        also=("주소 변환",),
        page="inside/source-ip.md",
    ),
    Term(
        "destination NAT",
        "목적지 NAT",
        Text(
            ko="패킷의 목적지 주소를 바꾸는 일입니다. 서비스 주소가 파드 주소로 바뀝니다.",
            en="Rewriting a packet's destination: the address of a Service is replaced by that of a Pod.",
        ),
        also=("DNAT", "목적지 변환"),
        page="inside/index.md",
    ),
    Term(
        "source NAT",
        "소스 NAT",
        Text(
            ko="패킷의 소스 주소를 바꾸는 일입니다.",
            en="Rewriting a packet's source address.",
        ),
        also=("SNAT", "소스 변환"),
        page="inside/source-ip.md",
    ),
    Term(
        "masquerading",
        "마스커레이딩",
        Text(
            ko="응답이 되돌아오도록 소스 주소를 노드의 주소로 바꾸는 소스 NAT입니다.",
            en="Source NAT to the node's own address, so that the reply comes back to it.",
        ),
        also=("masquerade", "마스커레이드"),
        page="inside/source-ip.md",
    ),
    Term(
        "hairpin",
        "헤어핀",
        Text(
            ko="파드가 서비스를 거쳐 자기 자신에게 연결하는 경우입니다.",
            en="A Pod that connects to itself through a Service.",
        ),
        page="inside/source-ip.md",
    ),
    Term(
        "source IP",
        "소스 IP",
        Text(
            ko="받는 쪽에서 본, 보낸 쪽의 주소입니다.",
            en="The sender's address as the receiver sees it.",
        ),
        also=("클라이언트 IP", "소스IP"),
        page="inside/source-ip.md",
        familiar=True,
    ),
    Term(
        "REJECT",
        "거부",
        Text(
            ko="받지 않는다고 바로 알리는 것입니다. 클라이언트는 즉시 오류를 받습니다.",
            en="Turning a packet away with an answer: the client gets an error at once.",
        ),
        page="inside/traffic-policies.md",
    ),
    Term(
        "DROP",
        "폐기",
        Text(
            ko="응답 없이 버리는 것입니다. 클라이언트는 시간이 초과될 때까지 기다립니다.",
            en="Discarding a packet without an answer: the client waits until it times out.",
        ),
        page="inside/traffic-policies.md",
    ),
    Term(
        "external traffic policy",
        "외부 트래픽 정책",
        Text(
            ko="클러스터 밖에서 온 연결을 모든 엔드포인트로 보낼지, 연결을 받은 노드의 엔드포인트로만 보낼지 정합니다.",
            en="Whether connections from outside may go to every endpoint or to those on the receiving node only.",
        ),
        also=("externalTrafficPolicy", "트래픽 정책"),
        page="inside/traffic-policies.md",
    ),
    Term(
        "internal traffic policy",
        "내부 트래픽 정책",
        Text(
            ko="클러스터 안에서 온 연결을 모든 엔드포인트로 보낼지, 같은 노드의 엔드포인트로만 보낼지 정합니다.",
            en="Whether connections from inside may go to every endpoint or to those on the same node only.",
        ),
        also=("internalTrafficPolicy",),
        page="inside/traffic-policies.md",
    ),
    Term(
        "traffic distribution",
        "트래픽 분배",
        Text(
            ko="가까운 엔드포인트를 먼저 쓰도록 하는 서비스의 설정입니다.",
            en="A setting of a Service that prefers nearby endpoints.",
        ),
        also=("trafficDistribution",),
        page="inside/topology.md",
    ),
    Term(
        "session affinity",
        "세션 어피니티",
        Text(
            ko="같은 클라이언트를 한동안 같은 엔드포인트로 보내는 설정입니다.",
            en="A setting that sends a client to the same endpoint for a while.",
        ),
        also=("sessionAffinity", "세션 고정"),
        page="inside/session-affinity.md",
    ),
    Term(
        "SIGTERM",
        "SIGTERM",
        Text(
            ko="프로세스에 종료하라고 알리는 신호입니다. 프로세스는 하던 일을 마칠 수 있습니다.",
            en="The signal that asks a process to stop, so that it can finish its work.",
        ),
        also=("종료 신호",),
        page="inside/termination.md",
    ),
    Term(
        "SIGKILL",
        "SIGKILL",
        Text(
            ko="프로세스를 바로 끝내는 신호입니다. 프로세스는 거부할 수 없습니다.",
            en="The signal that ends a process at once; the process cannot refuse it.",
        ),
        also=("강제 종료",),
        page="inside/termination.md",
    ),
    Term(
        "health check",
        "헬스 체크",
        Text(
            ko="로드 밸런서가 노드나 파드의 상태를 확인하는 일입니다.",
            en="A load balancer's test of whether a node or a Pod works.",
        ),
        also=("헬스체크",),
        page="inside/health-checks.md",
    ),
    Term(
        "hint",
        "힌트",
        Text(
            ko="어느 가용 영역이나 노드가 그 엔드포인트를 쓰면 좋은지 엔드포인트슬라이스에 적어 둔 값입니다.",
            en="A note in an EndpointSlice that says which zones or nodes should use an endpoint.",
        ),
        also=("trafficDistribution", "트래픽 분배"),
        page="inside/topology.md",
    ),
    Term(
        "dual-stack",
        "이중 스택",
        Text(
            ko="IPv4와 IPv6 주소를 함께 쓰는 방식입니다.",
            en="Using IPv4 and IPv6 addresses together.",
        ),
        also=("듀얼 스택", "듀얼스택"),
        page="inside/dual-stack.md",
    ),
    # HTTP
    Term(
        "Ingress",
        "인그레스",
        Text(
            ko="호스트와 경로로 HTTP 요청을 서비스에 나누어 보내는 규칙입니다.",
            en="Rules that send HTTP requests to Services by host and path.",
        ),
        page="http/ingress.md",
    ),
    Term(
        "IngressClass",
        "인그레스클래스",
        Text(
            ko="어떤 컨트롤러가 인그레스를 맡는지 나타내는 오브젝트입니다.",
            en="An object that names the controller responsible for an Ingress.",
        ),
        page="http/ingress.md",
    ),
    Term(
        "Ingress controller",
        "인그레스 컨트롤러",
        Text(
            ko="인그레스를 읽고 실제로 요청을 나누어 보내는 프로그램입니다.",
            en="The program that reads Ingresses and routes the requests, itself or through a proxy.",
        ),
        page="http/ingress-in-cluster.md",
    ),
    Term(
        "default backend",
        "기본 백엔드",
        Text(
            ko="어느 규칙에도 맞지 않는 요청을 받는 곳입니다.",
            en="Where requests go that no rule matches.",
        ),
        page="http/ingress.md",
    ),
    Term(
        "path type",
        "경로 타입",
        Text(
            ko="인그레스의 경로를 정확히 비교할지, 앞부분만 비교할지 정합니다.",
            en="Whether a path of an Ingress is compared exactly or as a prefix.",
        ),
        also=("pathType",),
        page="http/ingress.md",
    ),
    Term(
        "container-native load balancing",
        "컨테이너 네이티브 로드 밸런싱",
        Text(
            ko="로드 밸런서가 노드 포트 없이 파드의 주소로 바로 보내는 방식입니다.",
            en="A load balancer that sends to the addresses of Pods, without a node port.",
        ),
        page="http/ingress-gke.md",
    ),
    Term(
        "network endpoint group",
        "네트워크 엔드포인트 그룹",
        Text(
            ko="구글 클라우드의 로드 밸런서가 연결을 보낼 파드 주소의 목록입니다.",
            en="The list of Pod addresses that a load balancer of Google Cloud sends to.",
        ),
        also=("NEG",),
        page="http/ingress-gke.md",
    ),
    Term(
        "Gateway API",
        "게이트웨이 API",
        Text(
            ko="인그레스의 뒤를 잇는 API입니다. 역할에 따라 오브젝트가 나뉩니다.",
            en="The successor to the Ingress API, with a separate object for each role.",
        ),
        page="http/gateway-api.md",
    ),
    Term(
        "GatewayClass",
        "게이트웨이클래스",
        Text(
            ko="어떤 구현체가 게이트웨이를 맡는지 나타내는 오브젝트입니다.",
            en="An object that names the implementation responsible for a Gateway.",
        ),
        page="http/gateway-api.md",
    ),
    Term(
        "Gateway",
        "게이트웨이",
        Text(
            ko="연결을 받는 주소와 리스너를 적는 오브젝트입니다.",
            en="An object that describes addresses and listeners that accept connections.",
        ),
        page="http/gateway-api.md",
    ),
    Term(
        "HTTPRoute",
        "HTTP라우트",
        Text(
            ko="게이트웨이에 온 HTTP 요청을 서비스로 보내는 규칙입니다.",
            en="Rules that send a Gateway's HTTP requests to Services.",
        ),
        also=("HTTP 라우트",),
        page="http/gateway-api.md",
    ),
    Term(
        "listener",
        "리스너",
        Text(
            ko="게이트웨이가 연결을 받는 포트와 프로토콜입니다.",
            en="A port and a protocol on which a Gateway accepts connections.",
        ),
        page="http/gateway-api.md",
    ),
)

MISSPELLINGS = (
    Misspelling("라벨", "레이블"),
    Misspelling("프락시", "프록시"),
    Misspelling("쉘", "셸"),
    Misspelling("어플리케이션", "애플리케이션"),
    Misspelling("애노테이션", "어노테이션"),
    Misspelling("애너테이션", "어노테이션"),
    Misspelling("로드밸런서", "로드 밸런서"),
    Misspelling("로드밸런싱", "로드 밸런싱"),
    Misspelling("헬스체크", "헬스 체크"),
    Misspelling("클러스터IP", "클러스터 IP"),
    Misspelling("노드포트", "NodePort (type) / 노드 포트 (number)"),
    Misspelling("엔드포인트 슬라이스", "엔드포인트슬라이스"),
    Misspelling("레플리카 셋", "레플리카셋"),
    Misspelling("스테이트풀 셋", "스테이트풀셋"),
    Misspelling("네임 스페이스", "네임스페이스"),
    Misspelling("인그레스 클래스", "인그레스클래스"),
    Misspelling("게이트웨이 클래스", "게이트웨이클래스"),
    Misspelling("HTTP 라우트", "HTTP라우트"),
    Misspelling("듀얼 스택", "이중 스택"),
    Misspelling("마스쿼레이드", "마스커레이딩"),
    Misspelling("콘트롤", "컨트롤"),
    Misspelling("쿠버네티즈", "쿠버네티스"),
)
