"""Aim: the addresses that a flow's destination stands for, as its sender learns them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from ipaddress import ip_address

from atlas.model.cluster import Cluster
from atlas.model.network import NO_PORT, Address, Protocol, family_of
from atlas.model.reference import Reference
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.model.targets import targets_of
from atlas.model.workload import Node
from atlas.tracer.dns.answer import DnsAnswer
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.finding import (
    FlowError,
    address_of,
    find_client,
    find_node,
    find_pod,
    find_port,
    find_service,
    meant,
    port_number,
    reference_of,
    split_address,
)
from atlas.tracer.http.request import Request, request_to
from atlas.tracer.journey import CERTAIN
from atlas.tracer.network import has_name_only, node_place
from atlas.tracer.senders import Sender
from atlas.tracer.trace import Entry, Flow, Place


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a flow goes: one of the addresses, each with equal probability, and a port.

    `via` is the node that the sender's network is told to route the packet to, if the address alone does not say.
    `lookups` are the DNS questions asked for it; no addresses after lookups: the name was not found.
    """

    addresses: tuple[Address, ...]
    port: int
    protocol: Protocol
    lookups: tuple[DnsAnswer, ...] = ()
    via: Place | None = None
    request: Request | None = None

    @property
    def probability(self) -> Fraction:
        return CERTAIN if len(self.addresses) == 1 else Fraction(1, len(self.addresses))


def aim_of(cluster: Cluster, flow: Flow, sender: Sender) -> Aim:
    """Return where the flow's packets go. Raises FlowError if it names something that is not there."""
    if flow.protocol is Protocol.ICMP:
        return _aim_of_echo(cluster, flow, sender)
    if "://" in flow.to:
        return _aim_at_url(cluster, flow, sender)
    literal = split_address(flow.to)
    if literal is not None:
        address, port = literal
        via = _routed_to(cluster, flow, sender)
        return Aim((address,), port, flow.protocol, via=via)
    if "/" not in flow.to:
        return _aim_at_name(cluster, flow, sender, flow.to)
    reference = reference_of(flow.to)
    match reference.kind:
        case "service":
            return _aim_at_service(cluster, flow, sender, reference)
        case "pod":
            return _aim_at_pod(cluster, flow, sender, reference)
        case "node":
            node = find_node(cluster, reference.name)
            return _aim_at(sender, (*node.internal_ips, *node.external_ips), flow, reference)
        case "client":
            client = find_client(cluster, reference.name)
            return _aim_at(sender, client.ips, flow, reference)
        case _:
            hint = meant(cluster, flow.to, ("service", "pod", "node", "client"))
            raise FlowError(
                f"{flow.to}: a flow goes to a Service, Pod, node, client, address or URL{hint}"
            )


def _aim_of_echo(cluster: Cluster, flow: Flow, sender: Sender) -> Aim:
    """Return where an echo request goes: to a machine, or to an address or name of a Service, but to no port."""
    if "://" in flow.to or _names_a_port(flow.to):
        raise FlowError(f"{flow.to}: ICMP has no ports; name the machine or address alone")
    literal = address_of("127.0.0.1" if flow.to == "localhost" else flow.to.strip("[]"))
    if literal is not None:
        return _aim_of_echo_at(sender, (literal,), _routed_to(cluster, flow, sender))
    if "/" not in flow.to:
        answer = resolve(cluster, sender.place, flow.to)
        return replace(_aim_of_echo_at(sender, answer.addresses), lookups=(answer,))
    reference = reference_of(flow.to)
    match reference.kind:
        case "service":
            return _aim_of_echo_at_service(cluster, flow, sender, find_service(cluster, reference))
        case "pod":
            return _aim_of_echo_at(sender, find_pod(cluster, reference).ips)
        case "node":
            node = find_node(cluster, reference.name)
            return _aim_of_echo_at(sender, (*node.internal_ips, *node.external_ips))
        case "client":
            return _aim_of_echo_at(sender, find_client(cluster, reference.name).ips)
        case _:
            hint = meant(cluster, flow.to, ("service", "pod", "node", "client"))
            raise FlowError(
                f"{flow.to}: a flow goes to a Service, Pod, node, client, address or name{hint}"
            )


def _aim_of_echo_at(
    sender: Sender, addresses: tuple[Address, ...], via: Place | None = None
) -> Aim:
    return Aim(_first_usable(sender, addresses), NO_PORT, Protocol.ICMP, via=via)


def _aim_of_echo_at_service(cluster: Cluster, flow: Flow, sender: Sender, service: Service) -> Aim:
    entry = flow.entry if flow.entry is not Entry.AUTO else _usual_entry(sender, service)
    if entry is Entry.NODE_PORT:
        raise FlowError(f"{flow.to}: ICMP has no ports, so there is no node port; ping node/NAME")
    if entry is Entry.NAME or (entry is Entry.LOAD_BALANCER and has_name_only(service)):
        inside = f"{service.name}.{service.namespace}"
        name = inside if entry is Entry.NAME else f"{service.load_balancer_names[0]}."
        answer = resolve(cluster, sender.place, name)
        aim = Aim(_first_family(sender, answer.addresses), NO_PORT, Protocol.ICMP)
        return replace(aim, lookups=(answer,))
    addresses = _addresses(service, entry)
    if not addresses and entry is not Entry.LOAD_BALANCER:
        raise FlowError(f"{service.reference} has no {entry.value} address")
    return _aim_of_echo_at(sender, addresses, _routed_to(cluster, flow, sender))


def _names_a_port(text: str) -> bool:
    """Return whether a number stands behind a colon that is none of an IPv6 address."""
    return address_of(text.strip("[]")) is None and ":" in text


def _aim_at(
    sender: Sender, addresses: tuple[Address, ...], flow: Flow, reference: Reference
) -> Aim:
    if not reference.port.isdecimal():
        raise FlowError(f"{flow.to}: needs a port number, as in {reference.without_port()}:80")
    return Aim(
        _first_usable(sender, addresses), port_number(reference.port, flow.to), flow.protocol
    )


def _aim_at_pod(cluster: Cluster, flow: Flow, sender: Sender, reference: Reference) -> Aim:
    pod = find_pod(cluster, reference)
    port, protocol = reference.port, flow.protocol
    if not port.isdecimal():
        named = [one for one in pod.ports if port in ("", one.name)]
        if not named:
            raise FlowError(f"{flow.to}: the Pod declares no such port; give a number")
        port, protocol = str(named[0].number), named[0].protocol
    return Aim(_first_usable(sender, pod.ips), port_number(port, flow.to), protocol)


def _aim_at_service(cluster: Cluster, flow: Flow, sender: Sender, reference: Reference) -> Aim:
    service = find_service(cluster, reference)
    entry = flow.entry if flow.entry is not Entry.AUTO else _usual_entry(sender, service)
    if entry is Entry.NAME:
        name = (
            service.name
            if service.namespace == sender.place.namespace
            else (f"{service.name}.{service.namespace}")
        )
        key = reference.port or (service.ports[0].key if service.ports else "")
        return _aim_at_service_name(cluster, flow, sender, service, name, key)
    number, port = find_port(service, reference.port, flow.protocol)
    protocol = port.protocol if port is not None else flow.protocol
    if entry is Entry.NODE_PORT:
        return _aim_at_node_port(cluster, flow, sender, service, port)
    addresses = _addresses(service, entry)
    if entry is Entry.LOAD_BALANCER and has_name_only(service):
        answer = resolve(cluster, sender.place, f"{service.load_balancer_names[0]}.")
        return Aim(_first_family(sender, answer.addresses), number, protocol, (answer,))
    if not addresses:
        if entry is Entry.LOAD_BALANCER and service.type is ServiceType.LOAD_BALANCER:
            return Aim((), number, protocol)  # nobody has given it one yet
        raise FlowError(f"{service.reference} has no {entry.value} address")
    via = _routed_to(cluster, flow, sender) if entry is not Entry.LOAD_BALANCER else None
    usable = _first_usable(sender, addresses)
    routed = any(one in cluster.node_by_ip for one in usable)  # to the node that has it
    if entry is Entry.EXTERNAL_IP and via is None and sender.is_outside and not routed:
        via = node_place(_first_node(cluster).name)
    return Aim(usable, number, protocol, via=via)


def _usual_entry(sender: Sender, service: Service) -> Entry:
    """Return what a client there would use, if the flow does not say."""
    if service.headless or service.type is ServiceType.EXTERNAL_NAME:
        return Entry.NAME
    if not sender.is_outside:
        return Entry.CLUSTER_IP
    if service.load_balancer_ingress:
        return Entry.LOAD_BALANCER
    if service.external_ips:
        return Entry.EXTERNAL_IP
    if service.type is ServiceType.LOAD_BALANCER:
        return Entry.LOAD_BALANCER
    if service.type is ServiceType.NODE_PORT:
        return Entry.NODE_PORT
    return Entry.CLUSTER_IP


def _addresses(service: Service, entry: Entry) -> tuple[Address, ...]:
    match entry:
        case Entry.LOAD_BALANCER:
            return service.load_balancer_ips
        case Entry.EXTERNAL_IP:
            return service.external_ips
        case _:
            return service.cluster_ips


def _aim_at_node_port(
    cluster: Cluster, flow: Flow, sender: Sender, service: Service, port: ServicePort | None
) -> Aim:
    if port is None or not port.node_port:
        raise FlowError(f"{service.reference} has no node port there")
    node = find_node(cluster, flow.node) if flow.node else _first_node(cluster)
    addresses = (*node.internal_ips, *node.external_ips)
    return Aim(_first_usable(sender, addresses), port.node_port, port.protocol)


def _aim_at_service_name(
    cluster: Cluster, flow: Flow, sender: Sender, service: Service, name: str, key: str
) -> Aim:
    """Go where DNS says. Without a virtual IP nothing translates ports: the client has to know the Pods' own.

    An SRV record says it for the name of a port; a number is where the client connects.
    """
    number, port = find_port(service, key, flow.protocol) if key else (0, None)
    protocol = port.protocol if port is not None else flow.protocol
    if service.headless and port is not None and not key.isdecimal():
        number = _own_port(cluster, service, port)
    answer = resolve(cluster, sender.place, name)
    return Aim(_first_family(sender, answer.addresses), number, protocol, (answer,))


def _own_port(cluster: Cluster, service: Service, port: ServicePort) -> int:
    """Return the port that the Pods of a headless Service listen on."""
    if isinstance(port.target_port, int):
        return port.target_port
    for family in service.ip_families:
        for target in targets_of(cluster, service, port, family):
            return target.port
    return port.port


def _aim_at_name(cluster: Cluster, flow: Flow, sender: Sender, text: str) -> Aim:
    name, _, port = text.rpartition(":")
    if not name or not port.isdecimal():
        hint = meant(cluster, text, ("service", "pod", "node", "client"))
        raise FlowError(f"{text}: needs a port, as in {name or text or 'web'}:80{hint}")
    number = port_number(port, text)
    answer = resolve(cluster, sender.place, name)
    return Aim(_first_family(sender, answer.addresses), number, flow.protocol, (answer,))


def _aim_at_url(cluster: Cluster, flow: Flow, sender: Sender) -> Aim:
    request = request_to(flow.to, flow.method, flow.headers)
    host, port = request.host, request.port
    literal = split_address(f"{host}:{port}" if host == "localhost" else f"[{host}]:{port}")
    if literal is not None:
        return Aim((literal[0],), port, Protocol.TCP, request=request)
    pinned = _pinned(flow, host, port)
    if pinned:
        addresses = _first_family(sender, pinned)
        return Aim(addresses, port, Protocol.TCP, request=request)
    answer = resolve(cluster, sender.place, host)
    addresses = _first_family(sender, answer.addresses)
    return Aim(addresses, port, Protocol.TCP, (answer,), request=request)


def _pinned(flow: Flow, host: str, port: int) -> tuple[Address, ...]:
    """Return the addresses that the flow tells for a host instead of DNS, as `curl --resolve` takes them."""
    return tuple(
        ip_address(address)
        for name, number, address in flow.pinned
        if name.lower().rstrip(".") == host and number == port
    )


def _routed_to(cluster: Cluster, flow: Flow, sender: Sender) -> Place | None:
    """Return the node that the flow names as the router of an outside client."""
    if not flow.node or not sender.is_outside:
        return None
    return node_place(find_node(cluster, flow.node).name)


def _first_node(cluster: Cluster) -> Node:
    if not cluster.nodes:
        raise FlowError("the cluster has no node")
    return cluster.nodes[0]


def _first_usable(sender: Sender, addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    """Return the first address of a family that the sender has; else the first one, which it cannot reach."""
    for address in addresses:
        if sender.address(family_of(address)) is not None:
            return (address,)
    return addresses[:1]


def _first_family(sender: Sender, addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    """Return all addresses of the first family that the sender has: clients of a name take any of them.

    Which of two families comes first is the client's own choice (RFC 6724, "Happy Eyeballs"): most take IPv4 before the
    private addresses of IPv6 that clusters use, and IPv6 where the address is public. Ours takes the Service's first.
    """
    first = _first_usable(sender, addresses)
    return tuple(one for one in addresses if first and one.version == first[0].version)
