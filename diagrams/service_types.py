"""The types side by side, in one figure: what each adds to the one before, with the same Pods behind all of them."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow

INSIDE = Flow("pod/client", "service/web", Entry.CLUSTER_IP)

FIGURE = Figure(
    title=Text(ko="타입마다 더해지는 진입점", en="What each type adds"),
    scenes=(
        Scene(
            caption=Text(
                ko="ClusterIP: 클러스터 안에서 쓰는 가상 IP 주소.",
                en="ClusterIP: a virtual address for clients inside.",
            ),
            flows=(INSIDE,),
            shows=("service/web",),
            asks_dns=True,
            compare="type/node-port",
            controls=(
                control.service_type(
                    control.another(
                        "cluster-ip",
                        "ClusterIP",
                        INSIDE,
                        "service/web",
                        Text(
                            ko="ClusterIP: 클러스터 안에서 쓰는 가상 IP 주소",
                            en="ClusterIP: a virtual address for clients inside",
                        ),
                    ),
                    control.another(
                        "node-port",
                        "NodePort",
                        Flow(
                            "client/laptop",
                            "service/web-nodeport",
                            Entry.NODE_PORT,
                            node="node-b",
                        ),
                        "service/web-nodeport",
                        Text(
                            ko="NodePort: ClusterIP에 더해, 모든 노드의 같은 포트",
                            en="NodePort: that, and the same port on every node",
                        ),
                        adds_to="cluster-ip",
                    ),
                    control.another(
                        "load-balancer",
                        "LoadBalancer",
                        Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER),
                        "service/web-lb",
                        Text(
                            ko="LoadBalancer: 노드 포트에 더해, 로드 밸런서의 주소",
                            en="LoadBalancer: that, and an address of a load balancer",
                        ),
                        adds_to="node-port",
                    ),
                    control.another(
                        "external-name",
                        "ExternalName",
                        Flow("pod/client", "http://billing:5432/"),
                        "service/billing",
                        Text(
                            ko="ExternalName: DNS의 별칭뿐. 패킷은 서비스와 상관없이 클러스터 밖으로 나갑니다",
                            en="ExternalName: only an alias in DNS. The packet goes straight out of the cluster",
                        ),
                    ),
                    control.another(
                        "headless",
                        Text(ko="헤드리스", en="Headless"),
                        Flow("pod/client", "service/web-headless"),
                        "service/web-headless",
                        Text(
                            ko="헤드리스: 가상 IP 주소 없이, DNS가 파드의 주소를 그대로 알려 줍니다",
                            en="Headless: no virtual address. DNS answers with the addresses of the Pods",
                        ),
                    ),
                ),
            ),
        ),
    ),
    cluster="service-types",
)

if __name__ == "__main__":
    main(FIGURE)
