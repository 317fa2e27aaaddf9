"""The help of all commands in both languages: the English is as the commands' parsers have it, which a test compares.

Lines of commands to type are the same in both, so only what is said around them stands here.
"""

from __future__ import annotations

from atlas.text.text import Text

FRAME = (
    Text(ko="사용법: ", en="usage: "),
    Text(ko="대상과 인자", en="positional arguments"),
    Text(ko="옵션", en="options"),
    Text(ko="명령", en="commands"),
    Text(ko="바꾸어 보기", en="what if"),
    Text(ko="그릴 것", en="what is drawn"),
    Text(ko="매니페스트에 없는 노드를 대신할 값", en="stand-in for a Node that the manifests lack"),
    Text(ko="kube-proxy 설정을 대신할 값", en="stand-in for kube-proxy's configuration"),
    Text(ko="예:", en="examples:"),
    Text(ko="대상:", en="targets:"),
    Text(ko="그릴 것:", en="what is drawn:"),
)
"""Headings of the help."""

COMMANDS = (
    Text(
        ko="쿠버네티스 클러스터에서 kube-proxy와 리눅스 커널이 연결을 어떻게 처리하는지 알려 줍니다.",
        en="Ask what kube-proxy and the Linux kernel do with a connection in a Kubernetes cluster.",
    ),
    Text(
        ko="종료 코드: 0 답을 얻음, 1 `diff`에서 달라진 연결이 있음, `trace --expect`와 결과가 다름, 또는 `why --fail-on`에 걸린 것이 있음, 2 잘못된 인자, "
        "3 잘못된 매니페스트, 4 모델과 커널이 다름, 5 실행할 수 없는 환경.",
        en="Exit codes: 0 answered, 1 `diff` found a change, `trace --expect` was not met or `why --fail-on` found something, 2 bad argument, 3 bad manifest, "
        "4 the kernel disagrees, 5 bad environment.",
    ),
    Text(
        ko="서비스로 가는 경로에서 처음 끊긴 곳과, 그곳을 고치는 수정안을 찾습니다.",
        en="Find the first broken link on the way to a Service, and a change that fixes it.",
    ),
    Text(
        ko="새 연결 하나를 응답까지 한 홉씩 따라갑니다.",
        en="Follow a new connection hop by hop, there and back.",
    ),
    Text(
        ko="노드 하나의 kube-proxy 규칙이 패킷을 어떻게 처리하는지 알려 줍니다.",
        en="Say what kube-proxy's rules on one node do with a packet.",
    ),
    Text(
        ko="kube-proxy가 노드 하나에 만드는 규칙을 출력합니다.",
        en="Print the rules that kube-proxy writes on one node.",
    ),
    Text(
        ko="노드 하나의 kube-proxy가 서비스의 어느 엔드포인트를 왜 쓰는지 보여 줍니다.",
        en="Show which endpoints of a Service kube-proxy on one node uses, and why.",
    ),
    Text(
        ko="누가 어느 서비스에, 어느 진입점과 정책으로, 어떤 소스 주소로 도달하는지 출력합니다.",
        en="Print who reaches which Service, through which entry, under which policy, and with which source.",
    ),
    Text(
        ko="매니페스트 두 벌을 비교해 달라지는 연결을 보여 줍니다.",
        en="Show which flows change between two sets of manifests.",
    ),
    Text(
        ko="클러스터를 진짜 네트워크로 띄우고 시험합니다.",
        en="Bring the cluster up as a real network, and try it.",
    ),
    Text(ko="모델을 리눅스 커널과 비교합니다.", en="Compare the model with the Linux kernel."),
    Text(
        ko="매니페스트가 실제로 동작하는 모습을 그립니다. 연결 하나, 서비스 하나, 또는 전체를 그립니다.",
        en="Draw how manifests behave: one connection, one Service, or everything.",
    ),
    Text(
        ko="실습 환경을 띄우고 Ctrl-C를 누를 때까지 유지합니다.",
        en="Bring a lab up and keep it until Ctrl-C.",
    ),
    Text(
        ko="실제로 연결해서 모델의 답과 비교합니다.",
        en="Make real connections and compare them with the model.",
    ),
    Text(
        ko="실습 환경의 장비에서 셸이나 명령을 실행합니다.",
        en="Run a shell or a command on a machine in the lab.",
    ),
    Text(ko="노드를 끕니다.", en="Switch a node off."),
    Text(ko="노드를 다시 켭니다.", en="Switch a node on again."),
    Text(
        ko="파드를 삭제합니다. 파드는 당분간 계속 응답합니다.",
        en="Delete a Pod that keeps serving for now.",
    ),
    Text(
        ko="`atlas trace`로 바꾸어 볼 수 있는 것을 실습 환경에서 바꾸거나 되돌립니다.",
        en="Apply any what-if of `atlas trace`, or undo it.",
    ),
    Text(
        ko="파드가 준비성 프로브를 통과하는지 정합니다.",
        en="Set whether a Pod passes its readiness probe.",
    ),
    Text(ko="서비스의 필드를 설정합니다.", en="Set a field of a Service."),
    Text(
        ko="무엇이 어떤 상태로 실행 중인지 보여 줍니다.",
        en="Show what is running, and its state.",
    ),
    Text(ko="실습 환경을 끝냅니다.", en="End a lab."),
)
"""What each command does."""

GENERAL = (
    Text(ko="이 도움말을 출력하고 끝냄", en="show this help message and exit"),
    Text(ko="버전을 출력하고 끝냄", en="print the version and end"),
    Text(
        ko="JSON 출력의 스키마가 있는 폴더를 출력하고 끝냄",
        en="print the folder with the schemas of answers in JSON, and end",
    ),
    Text(
        ko="출력할 언어 (기본값: 로캘의 언어)",
        en="language of the output (default: that of the locale)",
    ),
    Text(
        ko="매니페스트에 관한 경고를 출력하지 않음", en="do not print warnings about the manifests"
    ),
    Text(ko="JSON으로 출력", en="print JSON"),
    Text(
        ko="{schema}.schema.json에 정의된 JSON으로 출력 (위치는 `atlas --schemas`로 확인)",
        en="print JSON, described by {schema}.schema.json (`atlas --schemas` says where)",
    ),
    Text(
        ko="YAML이나 JSON 파일 또는 폴더. 예: `kubectl get … -o yaml`의 출력. 표준 입력은 -",
        en="file or folder of YAML or JSON, such as the output of `kubectl get … -o yaml`; - for standard input",
    ),
    Text(
        ko="매니페스트 대신, 이 명령과 함께 설치된 예제 클러스터를 사용",
        en="use the sample cluster that comes with this command in place of manifests",
    ),
    Text(
        ko="잘못된 오브젝트가 하나라도 있으면 건너뛰지 않고 매니페스트를 거부 (종료 코드 3)",
        en="reject the manifests if any object is invalid (exit code 3), instead of skipping it",
    ),
    Text(
        ko="매니페스트에 노드가 없을 때 가정할 노드의 수 (기본값: 2, 가용 영역 두 곳)",
        en="how many nodes to assume if the manifests have none (default: 2, in two zones)",
    ),
    Text(
        ko="모든 kube-proxy의 쿠버네티스 릴리스, 1.30에서 1.37까지 (기본값: 노드마다 적힌 kubeletVersion, 없으면 1.37)",
        en="Kubernetes release that every kube-proxy runs, from 1.30 to 1.37 (default: each node's own kubeletVersion, or 1.37)",
    ),
)
"""Options of most commands."""

FLOWS = (
    Text(
        ko="pod/[NAMESPACE/]NAME, node/NAME, client/NAME 또는 주소",
        en="pod/[NAMESPACE/]NAME, node/NAME, client/NAME or an address",
    ),
    Text(
        ko="ADDRESS:PORT, URL, NAME:PORT, service/[NAMESPACE/]NAME[:PORT], pod/…, node/…:PORT. ICMP라면 :PORT 없이",
        en="ADDRESS:PORT, URL, NAME:PORT, service/[NAMESPACE/]NAME[:PORT], pod/…, node/…:PORT; for ICMP without :PORT",
    ),
    Text(
        ko="보낼 프로토콜. ICMP는 에코 요청(ping)이며, 포트 없이 장비나 주소나 이름으로 보냄 (기본값: TCP)",
        en="what to send; ICMP is an echo request (ping), which goes to a machine, address or name without a port (default: TCP)",
    ),
    Text(
        ko="서비스의 여러 주소 중 무엇으로 연결할지 (기본값: 그 위치의 클라이언트가 쓸 주소)",
        en="which of the Service's addresses to use (default: the one that a client there would use)",
    ),
    Text(
        ko="노드 포트로 들어갈 노드, 로드 밸런서가 고를 노드, 또는 외부 클라이언트의 패킷을 라우팅할 노드",
        en="node whose node port is used, that the load balancer picks, or that routes for an outside client",
    ),
    Text(ko="HTTP 요청의 메서드 (기본값: GET)", en="HTTP method of the request (default: GET)"),
    Text(
        ko="HTTP 요청의 헤더. 여러 번 쓸 수 있음", en="header of the HTTP request; may be repeated"
    ),
    Text(
        ko="curl처럼, URL의 호스트를 DNS로 조회하지 않고 이 주소로 연결. 여러 번 쓸 수 있음",
        en="use the address for the host of a URL instead of asking DNS, as with curl; may be repeated",
    ),
    Text(ko="결과와 요약, 거의 맞은 것만 출력", en="only verdict, summary and what almost matched"),
    Text(
        ko="모든 경로가 이렇게 끝나지 않으면 종료 코드 1: delivered, refused, 'timed out', 'HTTP 404', unknown …",
        en="exit code 1 unless every path ends with this verdict: delivered, refused, 'timed out', 'HTTP 404', unknown …",
    ),
    Text(
        ko="파드가 파드 범위 밖의 주소로 보내는 트래픽을 네트워크 플러그인이 마스커레이딩하는지 (기본값: 매니페스트에 적힌 값, 없으면 예)",
        en="whether the network plugin masquerades traffic from Pods to addresses outside the Pod range (default: from the manifests, or yes)",
    ),
)
"""Options of a connection that is followed."""

DEFAULTS = (
    Text(
        ko="기본값: 매니페스트에 적힌 값, 없으면 iptables",
        en="default: from the manifests, or iptables",
    ),
    Text(
        ko="기본값: 매니페스트에 적힌 값, 없으면 routed",
        en="default: from the manifests, or routed",
    ),
    Text(
        ko="기본값: 매니페스트에 적힌 값, 없으면 Silent로 가정",
        en="default: from the manifests, or assumed to be Silent",
    ),
    Text(ko="기본값: 둘 다", en="default: both"),
)
"""What stands in brackets behind the meaning of a setting of the whole cluster."""

WHY = (
    Text(
        ko="YAML이나 JSON 파일 또는 폴더, 표준 입력은 -. 그 뒤에 진단할 대상 (기본값: 전부)",
        en="files or folders of YAML or JSON, - for standard input; then what to ask about (default: everything)",
    ),
    Text(
        ko="사람이 읽을 text, JSON (why.schema.json, 위치는 `atlas --schemas`로 확인), SARIF 2.1.0, GitHub 워크플로의 어노테이션 중 하나 (기본값: text)",
        en="text for people, JSON (why.schema.json; `atlas --schemas` says where), SARIF 2.1.0, or annotations of a GitHub workflow (default: text)",
    ),
    Text(ko="--format json과 같음", en="the same as --format json"),
    Text(
        ko="실행 중인 클러스터를 진단. kubectl을 한두 번 실행하며, 읽기만 하고 시크릿은 읽지 않음",
        en="ask the running cluster: runs your kubectl once or twice, only to read, and never Secrets",
    ),
    Text(ko="--live일 때 이 네임스페이스만 읽음", en="with --live: read only this namespace"),
    Text(
        ko="--live일 때 쓸 kubectl 설정의 컨텍스트",
        en="with --live: context of kubectl's configuration",
    ),
    Text(
        ko="끊긴 것이 있으면 종료 코드 1. warning이면 주의가 있을 때도 1",
        en="exit code 1 if anything is broken, or if there is a warning, too",
    ),
    Text(ko="수정안을 찾지 않음", en="do not look for changes that fix it"),
    Text(
        ko="  (없음)                        입력에 있는 모든 서비스, 인그레스, 라우트를 심각한 것부터",
        en="  (none)                        every Service, Ingress and route of the input, worst first",
    ),
    Text(
        ko="  service/NAME, ingress/NAME, httproute/NAME. default가 아닌 네임스페이스라면 NAMESPACE/NAME",
        en="  service/NAME, ingress/NAME, httproute/NAME, with NAMESPACE/NAME outside the namespace default",
    ),
    Text(
        ko="  http://HOST/PATH              외부 클라이언트가 보내는 요청 하나",
        en="  http://HOST/PATH              a request, from a client outside",
    ),
    Text(
        ko="  pod/A->service/B              클라이언트 하나. pod/A->http://NAME/, deployment/A->NAME:PORT도 가능",
        en="  pod/A->service/B              one client; also pod/A->http://NAME/ and deployment/A->NAME:PORT",
    ),
    Text(
        ko="수정안은 모두 시험해 본 것만 보여 줍니다. 매니페스트에 적용해서 다시 읽고 다시 추적했습니다. diff는\n"
        "`patch -p0`이나 `git apply -p0`으로 적용할 수 있습니다.",
        en="Every repair that is shown has been tried: it was applied to the manifests, read again and traced again. Its diff can be\n"
        "applied with `patch -p0` or `git apply -p0`.",
    ),
)
"""Options of `atlas why`."""

RULES = (
    Text(ko="새 연결 하나. 여러 번 쓸 수 있음", en="a new connection; may be repeated"),
    Text(
        ko="한 줄에 JSON 오브젝트 하나씩 적은 파일. 표준 입력은 -",
        en="file with one JSON object per line; - for standard input",
    ),
    Text(ko="규칙을 적용할 노드", en="the node whose rules decide"),
    Text(
        ko="노드의 주소. 여럿이면 되풀이해서 적음",
        en="an address that the node owns; repeat it for all of them",
    ),
    Text(
        ko="노드의 기본 주소. 주소 체계마다 하나 (기본값: 첫 번째 --node-address)",
        en="its primary address, one per family (default: the first --node-address)",
    ),
    Text(ko="예: 노드의 가용 영역", en="such as its zone"),
    Text(
        ko="kube-proxy가 파드의 패킷을 알아보는 방법 (기본값: 매니페스트에 적힌 값, 없으면 없음)",
        en="how kube-proxy recognizes packets from Pods (default: from the manifests, or none)",
    ),
    Text(
        ko="주소 범위, 또는 primary, localhost, all (기본값: 프록시 모드에 따라 다름)",
        en="ranges, or the words primary, localhost, all (default: depends on the proxy mode)",
    ),
    Text(
        ko="nftables 모드가 보호하는 클러스터 IP 범위 (기본값: 매니페스트에 적힌 값)",
        en="range of ClusterIPs, which nftables mode protects (default: from the manifests)",
    ),
    Text(
        ko="서비스, 이유, 엔드포인트별 동작도 함께 출력",
        en="add the Service, the reason and the actions for each endpoint",
    ),
    Text(ko="주소 체계 (기본값: ipv4)", en="address family (default: ipv4)"),
    Text(
        ko="이 서비스로 가는 패킷이 거치는 규칙만 출력",
        en="print only the rules that packets to this Service go through",
    ),
    Text(ko="규칙마다 무엇을 위한 것인지 설명", en="explain what each rule is for"),
    Text(
        ko="서비스와, 이름이나 번호로 적은 포트 (기본값: 모든 포트)",
        en="the Service, and a port by name or number (default: all ports)",
    ),
    Text(
        ko="여러 번 쓸 수 있음 (기본값: 모든 클라이언트, 모든 노드, 노드마다 첫 번째 파드)",
        en="may be repeated (default: every client, every node, the first Pod of each node)",
    ),
    Text(
        ko="여러 번 쓸 수 있음 (기본값: 모든 서비스)", en="may be repeated (default: every Service)"
    ),
    Text(
        ko="트래픽 정책을 두 값으로 모두 해 보지 않고 적힌 대로만 사용",
        en="use only the traffic policies as configured, instead of trying both values of each",
    ),
    Text(
        ko="행이 백만 개를 넘어도 모두 출력 (기본값: 이름만 다른 노드와 보내는 쪽은 첫 번째 것만)",
        en="print every row even if there are more than a million (default: of nodes and senders that differ only in name, the first)",
    ),
    Text(
        ko="--format json과 같음. matrix.schema.json에 정의됨 (위치는 `atlas --schemas`로 확인)",
        en="the same as --format json, described by matrix.schema.json (`atlas --schemas` says where)",
    ),
    Text(ko="매니페스트 파일이나 폴더", en="file or folder of manifests"),
    Text(
        ko="A 대신, 이 명령과 함께 설치된 예제 클러스터를 사용",
        en="use the sample cluster that comes with this command in place of A",
    ),
    Text(
        ko="text, JSON, 또는 풀 리퀘스트에 붙일 그림과 표가 있는 마크다운 (기본값: text)",
        en="text, JSON, or a table with a picture in Markdown, as for a pull request (default: text)",
    ),
    Text(
        ko="답은 패킷마다 decision.schema.json에 정의된 JSON 오브젝트 하나입니다(위치는 `atlas --schemas`로 확인).",
        en="The answer is one JSON object for each packet, described by decision.schema.json (`atlas --schemas` says where):",
    ),
    Text(
        ko="endpoints  목적지를 이 중 하나로 바꿈. 확률은 모두 같음",
        en="endpoints  the destination is rewritten to one of them, each with equal probability",
    ),
    Text(
        ko="reject     ICMP port unreachable로 응답",
        en="reject     answered with ICMP port unreachable",
    ),
    Text(ko="drop       응답 없이 폐기", en="drop       dropped without an answer"),
    Text(
        ko="accept     전용 규칙이 노드 자신에게 통과시킴(헬스 체크 노드 포트)",
        en="accept     let through to the node itself by a rule of its own (health-check node port)",
    ),
    Text(
        ko="none       kube-proxy의 규칙이 적용되지 않음",
        en="none       kube-proxy leaves the packet alone",
    ),
    Text(
        ko='--packets의 한 줄은 "source", "destination", "port"와, 필요하면 "protocol", "sourcePort"가 있는 오브젝트이거나,\n'
        '"packet": "SRC>DST:PORT/PROTO"가 있는 오브젝트입니다. 답도 한 줄에 하나씩 나옵니다. {"error": …}는 읽을 수 없는\n'
        "줄입니다.",
        en='Lines of --packets are objects with "source", "destination", "port", and if need be "protocol" and "sourcePort",\n'
        'or with "packet": "SRC>DST:PORT/PROTO". Each is answered on a line of its own; {"error": …} is a line that cannot\n'
        "be read.",
    ),
    Text(
        ko="서비스와 엔드포인트슬라이스만 있어도 됩니다. 없는 노드와 설정은 옵션으로 대신합니다.",
        en="Bare Services and EndpointSlices are enough. Options stand in for the Node and the configuration that they lack.",
    ),
    Text(
        ko="규칙은 클러스터 릴리스의 kube-proxy와 똑같이 동작하며, 커널의 도구가 읽는 텍스트입니다. iptables 모드는\n"
        "iptables-restore와 ip6tables-restore, nftables 모드는 nft -f로 읽습니다. 맨 위의 주석에는 릴리스와, 그 릴리스의\n"
        "텍스트와 다른 점이 나옵니다. --explain의 설명도 주석이므로 그대로 읽을 수 있습니다. --for는 서비스 하나로 가는\n"
        "패킷에 적용되는 규칙만, 평가되는 순서대로 남깁니다.",
        en="The rules do what kube-proxy of the cluster's release does, as text that the kernel's tools load: iptables-restore\n"
        "or ip6tables-restore in iptables mode, nft -f in nftables mode. Comments at the top name the release and what it writes\n"
        "differently. Remarks of --explain are comments, so the text still loads. --for keeps only the rules that apply to packets\n"
        "to one Service, with the chains in the order in which they are evaluated.",
    ),
    Text(
        ko="`atlas matrix --as-written`의 행을 서로 비교합니다. `diff` 명령처럼, 달라지는 연결이 있으면 종료 코드가 1입니다.",
        en="Compared are the rows of `atlas matrix --as-written` for both. The exit code is 1 if a flow changes, as with `diff`.",
    ),
)
"""Options of `atlas decide`, `rules`, `endpoints`, `matrix` and `diff`."""

LAB = (
    Text(ko="실습 환경의 이름 (기본값: lab)", en="name of the lab (default: lab)"),
    Text(
        ko="`atlas trace`와 같음 (기본값: 예제 클러스터)",
        en="as for `atlas trace` (default: the sample cluster)",
    ),
    Text(
        ko="바로 돌아옴. 실습 환경은 `atlas lab down`까지 유지",
        en="return immediately; the lab stays up until `atlas lab down`",
    ),
    Text(ko="파드마다 응답한 연결의 수를 출력", en="print how many connections each Pod answered"),
    Text(
        ko="어느 파드인지 대신, 응답한 파드의 수를 출력",
        en="print how many Pods answered, not which ones",
    ),
    Text(ko="`atlas trace --WHAT`과 같음", en="as for `atlas trace --WHAT`"),
    Text(ko="실습 환경을 띄웠을 때의 상태로 되돌림", en="undo it: as it was when the lab began"),
    Text(ko="예: externalTrafficPolicy=Local", en="such as externalTrafficPolicy=Local"),
    Text(ko="실습 환경의 이름 (기본값: 모두)", en="name of the lab (default: all labs)"),
    Text(
        ko="  atlas lab up                                     이 사이트의 클러스터, Ctrl-C까지",
        en="  atlas lab up                                     the site's own cluster, until Ctrl-C",
    ),
    Text(
        ko="  atlas lab shell pod/frontend-0                   파드 안의 프롬프트. get URL과 lookup NAME은 어디서나 사용 가능",
        en="  atlas lab shell pod/frontend-0                   a prompt in that Pod; get URL and lookup NAME work everywhere",
    ),
    Text(
        ko="  atlas lab fail node/worker-2                     되돌리기: atlas lab heal node/worker-2",
        en="  atlas lab fail node/worker-2                     and: atlas lab heal node/worker-2",
    ),
    Text(
        ko="실습 환경에는 리눅스와 `ip`, `nft`, `iptables`가 필요합니다. root 권한(sudo)은 일반 사용자가 네임스페이스를\n"
        "만들 수 없는 곳에서만 필요합니다. 컴퓨터 자신의 네트워크는 바뀌지 않으며, 어떻게 끝나든 아무것도 남지 않습니다.",
        en="A lab needs Linux, and `ip`, `nft` and `iptables`. It needs root (sudo) only where ordinary users may not create namespaces.\n"
        "Nothing on the machine's own network changes, and nothing is left behind, however the lab ends.",
    ),
    Text(
        ko="`atlas trace`와 같음 (기본값: 예제 클러스터. 체크아웃에서는 사이트의 모든 클러스터와 그림의 연결)",
        en="as for `atlas trace` (default: the sample cluster; in a checkout all clusters of the site, with the flows of its figures)",
    ),
    Text(ko="연결의 수 (기본값: 2500)", en="number of flows (default: 2500)"),
    Text(
        ko="연결과 클러스터를 고르는 난수 시드 (기본값: 0)",
        en="random seed for the flows and clusters (default: 0)",
    ),
    Text(
        ko="무작위로 만들 클러스터의 수 (기본값: 3, 매니페스트를 주면 0)",
        en="number of randomly generated clusters (default: 3, or none with manifests)",
    ),
    Text(
        ko="이 시나리오만, 또는 보고된 연결 하나만 실행",
        en="run only this scenario, or one flow of it, as reported",
    ),
    Text(ko="수치를 FILE에 저장", en="write the numbers to FILE"),
    Text(
        ko="  atlas agree                                 사이트의 클러스터와 그림, 그리고 무작위로 만든 클러스터 몇 개",
        en="  atlas agree                                 the site's clusters and figures, and a few randomly generated clusters",
    ),
    Text(
        ko="연결마다 모델로 추적하고 실습 환경의 커널로도 보냅니다(`atlas lab` 참고). 둘이 다르면 종료 코드가 4이고, 이 장비에서\n"
        "실습 환경을 실행할 수 없으면 5입니다. 결과가 다른 연결은 한 번 더 시도해 본 뒤에 다르다고 칩니다.",
        en="Every flow is traced by the model and sent through the kernel of a lab (see `atlas lab`). Exit code 4 means that they\n"
        "disagree, 5 that this machine cannot run a lab. A flow that disagrees is tried once more before it counts.",
    ),
)
"""Options of `atlas lab` and `atlas agree`."""

DRAW = (
    Text(ko="`atlas trace`와 같음", en="as for `atlas trace`"),
    Text(
        ko="서비스의 여러 주소 중 무엇으로 연결할지. `atlas trace`와 같음",
        en="which of the Service's addresses to use, as for `atlas trace`",
    ),
    Text(
        ko="노드 포트로 들어갈 노드, 또는 로드 밸런서가 고를 노드",
        en="node whose node port is used, or that the load balancer picks",
    ),
    Text(ko="이 서비스를 그림", en="draw this Service"),
    Text(
        ko="전체를 그림 (기본값: 다른 것을 지정하지 않으면 예)",
        en="draw an overview (default: yes, if nothing else is given)",
    ),
    Text(
        ko="이 네임스페이스만 그림 (기본값: 서비스가 있는 모든 네임스페이스)",
        en="draw an overview of this namespace only (default: all that have Services)",
    ),
    Text(
        ko="저장할 파일. 형식은 확장자로 정함: .svg, .png, .html, .dot (기본값: 표준 출력에 SVG)",
        en="file to write; its extension decides the format: .svg, .png, .html or .dot (default: SVG on standard output)",
    ),
    Text(
        ko="  --from … --to …      연결 하나의 경로를 응답까지 한 홉씩",
        en="  --from … --to …      the path of one connection, hop by hop, there and back",
    ),
    Text(
        ko="  --service NAME       서비스 하나의 동작: 진입점, 응답하는 파드, 실패하는 것",
        en="  --service NAME       one Service as it behaves: its entries, who answers, what fails",
    ),
    Text(
        ko="  --all                네임스페이스 전체: 클라이언트, 로드 밸런서, 인그레스와 게이트웨이, 서비스, 노드, 파드",
        en="  --all                everything in a namespace: clients, load balancers, Ingresses and Gateways, Services, nodes, Pods",
    ),
    Text(
        ko="                       (기본값)",
        en="                       (this is the default)",
    ),
    Text(
        ko=".html은 사이트의 그림처럼 연결을 탐색하는 파일 하나입니다. 진입 노드, 꺼진 노드, 정책, 파드의 상태를 바꿔 볼 수 있고,\n"
        "아무것도 내려받지 않습니다. 파선과 ‘가정’ 표시는 입력에 없어서 가정한 것이고, 물음표는 입력만으로는 알 수 없는 것입니다.",
        en=".html is one file that explores a flow as on the site: other entry nodes, a node that is down, policies, states of Pods.\n"
        "It fetches nothing. Whatever was assumed is dashed and says so; a question mark shows what the input does not say.",
    ),
)
"""Options of `atlas draw`."""

HELP = (*FRAME, *COMMANDS, *GENERAL, *FLOWS, *DEFAULTS, *WHY, *RULES, *LAB, *DRAW)
