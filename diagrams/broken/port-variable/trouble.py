"""A Service called redis makes a variable REDIS_PORT, and the program takes it for its own."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="port-variable",
    target="service/commander",
    findings=("port-variable",),
    flow=Flow("pod/commander", "service/redis"),
    feels=(Verdict.DELIVERED,),
    shows=("service/redis",),
    broken=Text(
        ko="연결 자체는 됩니다. 프로그램이 포트 번호로 읽은 환경 변수에 주소 전체가 들어 있을 뿐입니다.",
        en="The connection itself works. The variable that the program reads as a port holds a whole address.",
    ),
)
