"""The types side by side: what each adds to the one before."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow

FIGURE = Figure(
    title=Text(ko="타입마다 더해지는 입구", en="What each type adds"),
    scenes=(
        Scene(
            caption=Text(
                ko="ClusterIP: 클러스터 안에서 쓰는 가상 IP 주소.",
                en="ClusterIP: a virtual address for clients inside.",
            ),
            flows=(Flow("pod/client", "service/web", Entry.CLUSTER_IP),),
            shows=("service/web",),
        ),
        Scene(
            caption=Text(
                ko="NodePort: ClusterIP에 더해, 모든 노드의 같은 포트.",
                en="NodePort: that, and the same port on every node.",
            ),
            flows=(Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT, node="node-c"),),
            shows=("service/web-nodeport",),
        ),
        Scene(
            caption=Text(
                ko="LoadBalancer: 노드 포트에 더해, 로드 밸런서의 주소.",
                en="LoadBalancer: that, and an address of a load balancer.",
            ),
            flows=(Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER),),
            shows=("service/web-lb",),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
