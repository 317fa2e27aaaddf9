"""What a Service's fields mean for each other: shared by those who check and those who fill in."""

from __future__ import annotations

from atlas.model.service import Service, ServiceType, TrafficPolicy

SINGLE_STACK, PREFER_DUAL_STACK, REQUIRE_DUAL_STACK = FAMILY_POLICIES = (
    "SingleStack",
    "PreferDualStack",
    "RequireDualStack",
)
PREFER_CLOSE, PREFER_SAME_ZONE, PREFER_SAME_NODE = TRAFFIC_DISTRIBUTIONS = (
    "PreferClose",
    "PreferSameZone",
    "PreferSameNode",
)
TOPOLOGY_MODE = "service.kubernetes.io/topology-mode"
OLD_TOPOLOGY_MODE = "service.kubernetes.io/topology-aware-hints"
"""Where it stands, the newer annotation does not count."""
TYPES_WITH_NODE_PORTS = (ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER)


def needs_health_check(service: Service) -> bool:
    """Return whether kube-proxy answers the outside balancer for this Service alone: type LoadBalancer with policy Local.

    (pkg/api/v1/service/util.go NeedsHealthCheck.)
    """
    return (
        service.type is ServiceType.LOAD_BALANCER
        and service.external_traffic_policy is TrafficPolicy.LOCAL
    )


def needs_node_ports(service: Service) -> bool:
    """Return whether the Service has node ports. A load balancer may do without."""
    if service.type is ServiceType.LOAD_BALANCER:
        return service.allocate_load_balancer_node_ports
    return service.type is ServiceType.NODE_PORT


def has_endpoints(service: Service) -> bool:
    """Return whether the control plane makes EndpointSlices for the Service."""
    return bool(service.selector) and service.type is not ServiceType.EXTERNAL_NAME
