"""Ingress: one address, several applications, distinguished by path."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(ko="주소 하나, 애플리케이션 둘", en="One address, two applications"),
    scenes=(
        Scene(
            caption=Text(
                ko="같은 호스트네임과 주소로 온 두 요청이 경로에 따라 서로 다른 서비스의 파드로 갑니다.",
                en="Two requests to one name and address reach Pods of different Services, by their path.",
            ),
            flows=(
                Flow(source="client/laptop", to="http://store.example.com/"),
                Flow(source="client/laptop", to="http://store.example.com/api"),
            ),
            shows=("ingress/store",),
            compare="down",
            controls=(
                control.url(
                    "http://store.example.com/",
                    "http://store.example.com/api",
                    "http://other.example.com/",
                    both=True,
                ),
                control.node_down("node-a", "node-b", "node-c"),
                control.pod("web-2", "ready", "not-ready", "gone"),
                control.pod("api-1", "ready", "not-ready", "gone"),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
