"""ExternalName: an alias in DNS, then straight out of the cluster."""

from atlas.figure import Figure, Scene, main
from atlas.text.text import Text
from atlas.tracer.trace import Flow

FIGURE = Figure(
    title=Text(
        ko="ExternalName 서비스의 이름으로 여는 연결",
        en="A connection by the name of an ExternalName Service",
    ),
    scenes=(
        Scene(
            caption=Text(
                ko="클러스터 DNS는 다른 이름을 알려 줄 뿐입니다. 연결은 서비스와 상관없이 클러스터 밖으로 나갑니다.",
                en="Cluster DNS only answers with another name. The connection goes straight "
                "out of the cluster.",
            ),
            flows=(Flow(source="pod/client", to="http://billing:5432/"),),
            shows=("service/billing",),
            asks_dns=True,
        ),
    ),
)

if __name__ == "__main__":
    main(FIGURE)
