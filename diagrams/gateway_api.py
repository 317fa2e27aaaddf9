"""Gateway API: the Gateway opens the door, the HTTPRoute says where requests go."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(ko="게이트웨이 API로 들어오는 요청", en="A request through Gateway API"),
    scenes=(
        Scene(
            caption=Text(
                ko="게이트웨이의 리스너가 요청을 받고, HTTP라우트의 규칙이 백엔드를 고릅니다.",
                en="A listener of the Gateway takes the request, a rule of the HTTPRoute chooses the backend.",
            ),
            flows=(Flow(source="client/laptop", to="http://news.example.com/api"),),
            shows=("httproute/news", "service/gateway/gateway-proxy"),
            compare="external/Local",
            controls=(
                control.url("http://news.example.com/api", "http://news.example.com/"),
                control.node_down("node-a", "node-b", "node-c"),
                control.external_policy("service/gateway/gateway-proxy"),
                control.pod("api-1", "ready", "not-ready", "gone"),
            ),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
