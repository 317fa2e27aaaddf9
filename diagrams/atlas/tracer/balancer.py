"""The outside load balancer: which nodes it believes in, and how it passes connections on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.network import PORT_CHOSEN_BY_KERNEL, Address, Packet, family_of
from atlas.model.outside import Forwarding, LoadBalancer
from atlas.model.reason import Reason
from atlas.model.service import IPMode, Service, ServicePort
from atlas.model.workload import Node
from atlas.proxy.endpoints import has_local_external_policy, targets_of
from atlas.tracer.journey import Journey
from atlas.tracer.network import NOWHERE, balancer_of, node_place
from atlas.tracer.trace import Action, Place

EXCLUDE_LABEL = "node.kubernetes.io/exclude-from-external-load-balancers"


def balance(cluster: Cluster, journey: Journey, place: Place) -> Iterator[tuple[Journey, Place]]:
    """Yield the journey once for every node that the balancer may pick, with that node, or with NOWHERE."""
    packet = journey.packet
    found = cluster.service_by_address.get(
        (packet.destination, packet.destination_port, packet.protocol)
    )
    if found is None:
        lost = journey.hop(
            place,
            Action.LOSE,
            Reason.NO_FORWARDING_RULE,
            destination=packet.destination,
            port=packet.destination_port,
        )
        yield lost, NOWHERE
        return
    service, port = found
    balancer = balancer_of(cluster, packet.destination)
    nodes = nodes_in_rotation(cluster, balancer, service, port)
    if not nodes:
        yield journey.hop(place, Action.LOSE, Reason.NO_HEALTHY_NODE, service=service.name), NOWHERE
    for node in nodes:
        shared = journey.share(Fraction(1, len(nodes)))
        if _is_proxy(balancer, service, packet.destination):
            yield _proxied(shared, place, balancer, node, service, port), node_place(node)
        else:
            reason = _reason(balancer, node)
            yield (
                shared.hop(
                    place,
                    Action.BALANCE,
                    reason,
                    node=node.name,
                    count=len(nodes),
                    service=service.name,
                ),
                node_place(node),
            )


def nodes_in_rotation(
    cluster: Cluster, balancer: LoadBalancer | None, service: Service, port: ServicePort
) -> tuple[Node, ...]:
    """Return the nodes that the balancer sends this Service's connections to.

    Nodes that are NotReady stay in (KEP-3458); what takes a node out is the balancer's own health check, which asks
    kube-proxy (10256/healthz), or with policy Local the Service's health-check port: local ready endpoints.
    """
    local = _nodes_with_ready_endpoints(cluster, service, port)
    unnoticed = balancer.unnoticed if balancer is not None else frozenset[str]()
    return tuple(
        node
        for node in cluster.nodes
        if node.labels.get(EXCLUDE_LABEL, "false") == "false"
        and (node.up or node.name in unnoticed)
        and (
            not has_local_external_policy(service)
            or node.name in local
            or (node.up and node.name in unnoticed)
        )
    )


def _nodes_with_ready_endpoints(
    cluster: Cluster, service: Service, port: ServicePort
) -> frozenset[str]:
    return frozenset(
        target.endpoint.node
        for family in service.ip_families
        for target in targets_of(cluster, service, port, family)
        if target.endpoint.ready
    )


def _is_proxy(balancer: LoadBalancer | None, service: Service, address: Address) -> bool:
    """`ipMode: Proxy` says it of the address; the balancer's own description says it of all of its addresses."""
    if balancer is not None and balancer.forwarding is Forwarding.PROXY:
        return True
    return any(
        one.ip == address and one.ip_mode is IPMode.PROXY for one in service.load_balancer_ingress
    )


def _reason(balancer: LoadBalancer | None, node: Node) -> Reason:
    unnoticed = balancer is not None and node.name in balancer.unnoticed
    return Reason.BALANCED_UNNOTICED if unnoticed else Reason.BALANCED


def _proxied(
    journey: Journey,
    place: Place,
    balancer: LoadBalancer | None,
    node: Node,
    service: Service,
    port: ServicePort,
) -> Journey:
    """Return the journey of the balancer's own connection to the node port."""
    packet = journey.packet
    address = node.ip(family_of(packet.destination)) or node.ip(service.ip_families[0])
    if address is None:
        raise ValueError(f"{node.name} has no address for {service.reference}")
    own = Packet(
        _own_address(balancer, address, packet.destination),
        PORT_CHOSEN_BY_KERNEL,
        address,
        port.node_port,
        packet.protocol,
    )
    return journey.hop(
        place,
        Action.BALANCE,
        Reason.BALANCED_AS_PROXY,
        own,
        node=node.name,
        service=service.name,
        address=own.source,
        port=port.node_port,
    ).remember(place, packet)


def _own_address(balancer: LoadBalancer | None, towards: Address, listening: Address) -> Address:
    """Return the source address of the balancer's own connections."""
    ips = balancer.ips if balancer is not None else ()
    return next((ip for ip in ips if family_of(ip) is family_of(towards)), listening)
