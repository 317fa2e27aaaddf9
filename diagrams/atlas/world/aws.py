"""AWS: which kind of balancer stands behind a Service, as its class and annotations say.

(kubernetes-sigs/aws-load-balancer-controller docs/guide/service/annotations.md and nlb.md.)
"""

from __future__ import annotations

from ipaddress import ip_network

from atlas.model.network import Address, Protocol
from atlas.model.outside import Forwarding, LoadBalancer, Targets
from atlas.model.service import Service

NLB_CLASS = "service.k8s.aws/nlb"
_PREFIX = "service.beta.kubernetes.io/aws-load-balancer-"
_IP_TYPES = ("ip", "nlb-ip")


def nlb_of(service: Service, address: Address) -> LoadBalancer | None:
    """Return the Network Load Balancer of that Service at that address, or None if it has another kind.

    Instance targets keep the client's address unless told not to; IP targets do so for UDP, and for TCP if told to.
    """
    kind = _annotation(service, "type")
    if service.load_balancer_class != NLB_CLASS and kind not in ("external", "nlb", "nlb-ip"):
        return None
    attributes = _attributes(service)
    to_pods = kind == "nlb-ip" or _annotation(service, "nlb-target-type") in _IP_TYPES
    is_udp = any(one.protocol is Protocol.UDP for one in service.ports)
    kept = attributes.get(
        "preserve_client_ip.enabled", "true" if is_udp or not to_pods else "false"
    )
    header = attributes.get("proxy_protocol_v2.enabled", "false")
    return LoadBalancer(
        name=f"nlb-{service.namespace}-{service.name}",
        pool=(ip_network(address),),
        ips=(address,),
        forwarding=Forwarding.REWRITE if kept == "true" else Forwarding.PROXY,
        classes=(),
        targets=Targets.PODS if to_pods else Targets.NODES,
        proxy_protocol=header == "true" or _annotation(service, "proxy-protocol") == "*",
    )


def _annotation(service: Service, name: str) -> str:
    return service.annotations.get(_PREFIX + name, "")


def _attributes(service: Service) -> dict[str, str]:
    """Return the attributes of the target group: `a=b,c=d`."""
    listed = _annotation(service, "target-group-attributes").split(",")
    pairs = (one.strip().partition("=") for one in listed)
    return {key: value for key, equals, value in pairs if equals}
