"""Headless: DNS gives the Pods' own addresses, nothing is rewritten."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(ko="헤드리스 서비스로 가는 연결", en="A connection to a headless Service"),
    scenes=(
        Scene(
            caption=Text(
                ko="DNS가 파드의 주소를 그대로 알려 주므로 클라이언트가 직접 고릅니다. 커널은 아무것도 바꾸지 않습니다.",
                en="DNS answers with the Pods' addresses, so the client chooses. No kernel rewrites anything.",
            ),
            flows=(Flow(source="pod/client", to="service/db"),),
            shows=("service/db",),
            asks_dns=True,
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
