"""Ingress with a controller in the cluster: balancer, controller Pod, backend Pod."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(
        ko="클러스터 안 컨트롤러가 처리하는 인그레스",
        en="Ingress served by a controller in the cluster",
    ),
    scenes=(
        Scene(
            caption=Text(
                ko="컨트롤러 파드가 요청을 읽고, 새 연결을 열어 백엔드 파드의 주소로 바로 보냅니다.",
                en="A controller Pod reads the request and opens its own connection straight to a backend Pod.",
            ),
            flows=(Flow(source="client/laptop", to="http://shop.example.com/"),),
            shows=("ingress/shop", "service/ingress/ingress-controller"),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
