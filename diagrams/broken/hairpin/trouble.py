"""A bridge without hairpin mode: a Pod that gets itself does not get its own packet back."""

from atlas.text.text import Text
from atlas.tracer.trace import Flow, Verdict
from atlas.trouble.trouble import Trouble

TROUBLE = Trouble(
    page="hairpin",
    target="service/cart",
    flow=Flow("pod/cart-1", "service/cart"),
    feels=(Verdict.TIMED_OUT,),
    happened={"no-hairpin": "node/node-a"},
    shows=("service/cart",),
    broken=Text(
        ko="규칙이 cart-1 자신을 골랐고, 브리지는 들어온 포트로 패킷을 되돌려 보내지 않습니다.",
        en="The rules picked cart-1 itself, and the bridge sends nothing back out of the port it came in on.",
    ),
)
