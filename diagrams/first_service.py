"""The first Service: a Pod calls it by its address, and a node's kernel picks one of two Pods."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(ko="파드가 처음으로 서비스를 호출할 때", en="A Pod calls its first Service"),
    cluster="first-service",
    scenes=(
        Scene(
            caption=Text(
                ko="client 파드는 서비스의 주소로 보내고, 그 노드의 커널이 hello 파드 하나를 골라 목적지를 바꿉니다.",
                en="The client sends to the Service's address. The kernel of its node picks one hello Pod and rewrites the destination.",
            ),
            flows=(Flow(source="pod/client", to="service/hello"),),
            shows=("service/hello",),
            controls=(
                control.pod("hello-1", "ready", "not-ready"),
                control.pod("hello-2", "ready", "not-ready", "terminating"),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
