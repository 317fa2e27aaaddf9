"""DNS: a name becomes an address, and asking is itself a connection to a Service."""

from atlas.figure import Figure, Scene, control, main
from atlas.model.network import Protocol
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(ko="이름에서 주소로, 주소에서 파드로", en="From name to address to Pod"),
    scenes=(
        Scene(
            caption=Text(
                ko="질의: 파드의 resolv.conf 파일에 적힌 주소도 서비스이며, CoreDNS 파드 하나가 답합니다.",
                en="The question: the server in a Pod's resolv.conf is a Service too; a CoreDNS Pod answers.",
            ),
            flows=(Flow("pod/client", "service/kube-system/kube-dns:dns", protocol=Protocol.UDP),),
            shows=("service/kube-system/kube-dns",),
        ),
        Scene(
            caption=Text(
                ko="연결: 응답으로 받은 클러스터 IP로 보낸 패킷이 웹 파드에 닿습니다.",
                en="The connection: a packet to the ClusterIP in the answer reaches a web Pod.",
            ),
            flows=(Flow("pod/client", "http://web/"),),
            shows=("service/web",),
            compare="down/node-b",
            controls=(
                control.url(
                    "http://web/",
                    "http://web.default.svc.cluster.local/",
                    "http://api/",
                    "http://web.kube-system/",
                ),
                control.source("pod/client", "pod/api-2"),
                control.node_down("node-a", "node-b", "node-c"),
                control.pod("web-2", "ready", "not-ready", "gone"),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
