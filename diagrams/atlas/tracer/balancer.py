"""The outside load balancer: which nodes it believes in, and how it passes connections on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.network import PORT_CHOSEN_BY_KERNEL, Address, Family, Packet, family_of
from atlas.model.outside import Forwarding, LoadBalancer, Targets
from atlas.model.reason import Reason
from atlas.model.service import IPMode, Service, ServicePort
from atlas.model.service_rules import needs_health_check
from atlas.model.targets import Target, targets_of
from atlas.model.workload import EXCLUDE_LABEL, Node
from atlas.proxy.data_plane import data_plane_of
from atlas.tracer.journey import Journey
from atlas.tracer.network import (
    NOWHERE,
    balancer_for,
    balancer_of,
    has_name_only,
    next_stop,
    node_place,
    owns,
)
from atlas.tracer.trace import Action, Place


def balance(cluster: Cluster, journey: Journey, place: Place) -> Iterator[tuple[Journey, Place]]:
    """Yield the journey once for every node that the balancer may pick, with that node, or with NOWHERE.

    A proxy for a Service without node ports picks Pods; what follows is then the Pod's node.
    """
    packet = journey.packet
    balancer = balancer_of(cluster, packet.destination)
    found = _served(cluster, balancer, packet)
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
    is_proxy = ends_connections(balancer, service, packet.destination)
    rewrites = balancer is not None and balancer.rewrites
    if (is_proxy or rewrites) and goes_to_pods(balancer, port):
        yield from _balance_to_pods(cluster, journey, place, balancer, service, port)
        return
    nodes = nodes_in_rotation(cluster, balancer, service, port)
    if is_proxy or rewrites:
        listening = packet.destination
        nodes = tuple(one for one in nodes if reaches(balancer, one, service, listening))
    if not nodes:
        yield journey.hop(place, Action.LOSE, Reason.NO_HEALTHY_NODE, service=service.name), NOWHERE
    for node in nodes:
        shared = journey.share(Fraction(1, len(nodes)))
        if rewrites:
            yield _rewritten(cluster, shared, place, node, service, port)
        elif is_proxy:
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


def _served(
    cluster: Cluster, balancer: LoadBalancer | None, packet: Packet
) -> tuple[Service, ServicePort] | None:
    """Return the Service port that the balancer serves at the packet's destination.

    A balancer that reports names instead of addresses takes connections at its own addresses.
    """
    found = cluster.service_by_address.get(
        (packet.destination, packet.destination_port, packet.protocol)
    )
    if found is not None or balancer is None or packet.destination not in balancer.ips:
        return found
    return next(
        (
            (service, port)
            for service in cluster.services
            if has_name_only(service) and balancer_for(cluster, service) == balancer
            for port in service.ports
            if (port.port, port.protocol) == (packet.destination_port, packet.protocol)
        ),
        None,
    )


def nodes_in_rotation(
    cluster: Cluster, balancer: LoadBalancer | None, service: Service, port: ServicePort
) -> tuple[Node, ...]:
    """Return the nodes that the balancer sends this Service's connections to; they are the same for each port.

    Nodes that are NotReady stay in (KEP-3458); what takes a node out is its label, its deletion, or the balancer's own
    health check, which asks kube-proxy (10256/healthz), or with policy Local the Service's health-check port.
    """
    unnoticed = balancer.unnoticed if balancer is not None else frozenset[str]()
    return tuple(
        node
        for node in cluster.nodes
        if _is_target(node)
        and (
            _is_believed_healthy(cluster, node, service)
            if node.name in unnoticed
            else _is_healthy(cluster, node, service)
        )
    )


def may_take_traffic(cluster: Cluster, node: Node) -> bool:
    """Return whether a balancer has the node among its targets at all, however it is."""
    return _is_target(node) and node.name not in cluster.deleted_nodes


def _is_target(node: Node) -> bool:
    return node.labels.get(EXCLUDE_LABEL, "false") == "false"


def _is_healthy(cluster: Cluster, node: Node, service: Service) -> bool:
    """Return whether the node is a target (it is not being deleted) and answers the balancer's health check."""
    return node.name not in cluster.deleted_nodes and _answers(cluster, node, service)


def _is_believed_healthy(cluster: Cluster, node: Node, service: Service) -> bool:
    """Return whether a node whose latest failure is unnoticed still counts: one that is down, as if it were up."""
    return node.up or _answers(cluster, replace(node, up=True), service)


def _answers(cluster: Cluster, node: Node, service: Service) -> bool:
    if node.name in cluster.faults.node_ports_closed and needs_health_check(service):
        return False  # the Service's health-check port is one of the ports that the firewall closes
    if node.name in cluster.faults.probes_failing:
        return False
    return data_plane_of(cluster, node).answers_health_check(cluster, node, service)


def _balance_to_pods(
    cluster: Cluster,
    journey: Journey,
    place: Place,
    balancer: LoadBalancer | None,
    service: Service,
    port: ServicePort,
) -> Iterator[tuple[Journey, Place]]:
    """Yield the balancer's own connection to each Pod that passes its health check, with the Pod's node."""
    packet = journey.packet
    targets = live_targets(cluster, balancer, service, port, packet.destination)
    if not targets:
        reason = Reason.NO_READY_POD_TO_BALANCE
        yield journey.hop(place, Action.LOSE, reason, service=service.name), NOWHERE
    rewrites = balancer is not None and balancer.rewrites
    for target, source in targets:
        shared = journey.share(Fraction(1, len(targets)))
        if rewrites:
            yield _rewritten_to_pod(cluster, shared, place, target, service, len(targets))
            continue
        own = Packet(source, PORT_CHOSEN_BY_KERNEL, target.address, target.port, packet.protocol)
        pod = target.endpoint.target
        balanced = shared.hop(
            place,
            Action.BALANCE,
            Reason.BALANCED_TO_TARGET_POD if port.node_port else Reason.BALANCED_TO_POD,
            own,
            service=service.name,
            endpoint=pod.name if pod is not None else target.address,
            count=len(targets),
            address=own.source,
            port=target.port,
        )
        yield balanced.remember(place, packet), next_stop(cluster, place, target.address)


def goes_to_pods(balancer: LoadBalancer | None, port: ServicePort) -> bool:
    """Return whether a balancer that picks the destination sends this port's connections to Pods, past the nodes' rules."""
    return not port.node_port or (balancer is not None and balancer.targets is Targets.PODS)


def live_targets(
    cluster: Cluster,
    balancer: LoadBalancer | None,
    service: Service,
    port: ServicePort,
    listening: Address,
) -> tuple[tuple[Target, Address], ...]:
    """Return the ready endpoints that are up as far as the balancer knows, each with the address that it connects from.

    They are of one family: that of the client if there are any, else another one.
    """
    unnoticed = balancer.unnoticed if balancer is not None else frozenset[str]()
    down = {one.name for one in cluster.nodes if not one.up and one.name not in unnoticed}
    families = _families(service, listening)
    if balancer is not None and balancer.rewrites:
        families = [one for one in families if one is family_of(listening)]
    for family in families:
        own = _own_address(balancer, family, listening)
        targets = targets_of(cluster, service, port, family) if own is not None else ()
        live = [one for one in targets if one.endpoint.ready and one.endpoint.node not in down]
        if live and own is not None:
            return tuple((one, own) for one in live)
    return ()


def ends_connections(balancer: LoadBalancer | None, service: Service, address: Address) -> bool:
    """`ipMode: Proxy` says it of the address; the balancer's own description says it of all of its addresses.

    Of a balancer with only a name kube-proxy knows no address, so nodes could do nothing with packets for it.
    """
    if balancer is not None and balancer.forwarding is not Forwarding.PASSTHROUGH:
        return not balancer.rewrites
    if has_name_only(service):
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
    ends = _ends(balancer, node, service, packet.destination)
    if ends is None:
        raise ValueError(f"{node.name} and the balancer of {service.reference} share no family")
    own = Packet(ends[0], PORT_CHOSEN_BY_KERNEL, ends[1], port.node_port, packet.protocol)
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


def reaches(
    balancer: LoadBalancer | None, node: Node, service: Service, listening: Address
) -> bool:
    """Return whether the balancer can send connections to the node: packets that it rewrites keep their family."""
    if balancer is not None and balancer.rewrites:
        family = family_of(listening)
        return family in service.ip_families and node.ip(family) is not None
    return _ends(balancer, node, service, listening) is not None


def _rewritten(
    cluster: Cluster,
    journey: Journey,
    place: Place,
    node: Node,
    service: Service,
    port: ServicePort,
) -> tuple[Journey, Place]:
    """Return the journey of a packet that goes on to the node port with its client's address.

    What comes back to the machine that sent it is lost: the answer would not pass the balancer (AWS calls it loopback).
    """
    packet = journey.packet
    address = node.ip(family_of(packet.destination))
    if address is None:
        raise ValueError(f"{node.name} and the balancer of {service.reference} share no family")
    rewritten = journey.hop(
        place,
        Action.BALANCE,
        Reason.BALANCED_REWRITING,
        packet.to(address, port.node_port),
        node=node.name,
        service=service.name,
        source=packet.source,
        port=port.node_port,
    )
    if sits_on(cluster, packet.source, node):
        return _looped_back(rewritten, place, node.name), NOWHERE
    return rewritten.remember(place, packet), node_place(node)


def _rewritten_to_pod(
    cluster: Cluster, journey: Journey, place: Place, target: Target, service: Service, count: int
) -> tuple[Journey, Place]:
    packet = journey.packet
    pod = target.endpoint.target
    name = pod.name if pod is not None else str(target.address)
    rewritten = journey.hop(
        place,
        Action.BALANCE,
        Reason.BALANCED_REWRITING_TO_POD,
        packet.to(target.address, target.port),
        service=service.name,
        endpoint=name,
        count=count,
        source=packet.source,
        port=target.port,
    )
    if target.address == packet.source:
        return _looped_back(rewritten, place, name), NOWHERE
    return rewritten.remember(place, packet), next_stop(cluster, place, target.address)


def _looped_back(journey: Journey, place: Place, target: str) -> Journey:
    source = journey.packet.source
    return journey.hop(
        place, Action.LOSE, Reason.BALANCED_TO_ITS_CLIENT, source=source, target=target
    )


def sits_on(cluster: Cluster, source: Address, node: Node) -> bool:
    """Return whether packets with that source come from the node, or from a Pod on it."""
    pod = cluster.pod_by_ip.get(source)
    return pod.node == node.name if pod is not None else owns(cluster, node, source)


def _ends(
    balancer: LoadBalancer | None, node: Node, service: Service, listening: Address
) -> tuple[Address, Address] | None:
    """Return the balancer's and the node's address for a connection of the balancer's own, or None.

    Node ports are served in the families of the Service. Where it can, the balancer stays in that of the client.
    """
    for family in _families(service, listening):
        own, address = _own_address(balancer, family, listening), node.ip(family)
        if own is not None and address is not None:
            return own, address
    return None


def _families(service: Service, listening: Address) -> list[Family]:
    return sorted(service.ip_families, key=lambda one: one is not family_of(listening))


def _own_address(
    balancer: LoadBalancer | None, family: Family, listening: Address
) -> Address | None:
    """Return the source address of the balancer's own connections: one of its own, else the one that it listens at."""
    ips = balancer.ips if balancer is not None else ()
    return next((ip for ip in (*ips, listening) if family_of(ip) is family), None)
