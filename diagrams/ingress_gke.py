"""Ingress with a balancer outside the cluster (GKE): straight to Pods, or through node ports."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(
        ko="클러스터 밖 로드 밸런서가 처리하는 인그레스", en="Ingress served by an outside balancer"
    ),
    scenes=(
        Scene(
            caption=Text(
                ko="NEG 방식: 로드 밸런서가 파드 주소로 바로 보내므로 kube-proxy의 규칙이 쓰이지 않습니다.",
                en="With NEGs the balancer sends straight to a Pod's address: no rule of kube-proxy is used.",
            ),
            flows=(Flow(source="client/laptop", to="http://store.example.com/"),),
            shows=("ingress/store", "service/web-neg"),
        ),
        Scene(
            caption=Text(
                ko="노드 포트 방식: 로드 밸런서가 노드로 보내고, 노드의 규칙이 다시 파드를 고릅니다.",
                en="Through node ports: the balancer sends to a node, whose rules choose a Pod once more.",
            ),
            flows=(Flow(source="client/laptop", to="http://store.example.com/api"),),
            shows=("ingress/store", "service/api-nodeport"),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
