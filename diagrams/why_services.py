"""Why Services: Pods come and go with their addresses, a Service stays."""

from atlas.figure import Figure, Scene, control, main
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import pod_gone

TO_POD = Text(ko="web-2 파드의 주소", en="the address of Pod web-2")
TO_SERVICE = Text(ko="web 서비스", en="Service web")

FIGURE = Figure(
    title=Text(ko="서비스가 없을 때와 있을 때", en="Without and with a Service"),
    scenes=(
        Scene(
            caption=Text(
                ko="서비스가 없을 때: 클라이언트가 기억하는 주소의 파드는 이미 사라졌습니다.",
                en="Without a Service: the Pod whose address the client remembers is gone.",
            ),
            flows=(Flow(source="pod/client", to="pod/web-2"),),
            compare="to/service",
            controls=(
                control.target(
                    ("pod", TO_POD, "pod/web-2", Entry.AUTO),
                    ("service", TO_SERVICE, "service/web", Entry.AUTO),
                ),
                control.pod("web-2", "ready", "not-ready", "gone", "node-c", initial="gone"),
                control.source("pod/client", "pod/api-2", "pod/api-1"),
                control.node_down("node-a", "node-b", "node-c"),
            ),
        ),
        Scene(
            caption=Text(
                ko="서비스가 있을 때: 남아 있는 준비된 파드 중 하나가 받습니다.",
                en="With a Service: one of the remaining ready Pods answers.",
            ),
            flows=(Flow(source="pod/client", to="service/web"),),
            shows=("service/web",),
            what_ifs=(pod_gone("pod/web-2"),),
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
