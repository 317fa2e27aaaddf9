"""Near misses: what almost matched where an answer is negative."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from atlas.model.cluster import Cluster
from atlas.model.gaps import Lack
from atlas.model.network import TRANSPORTS, Address, Protocol
from atlas.model.reason import Reason
from atlas.model.service import Service, ServiceType
from atlas.model.workload import DnsPolicy, Pod, matches
from atlas.tracer.dns.resolve import full_name
from atlas.tracer.finding import FlowError, find_service, reference_of
from atlas.tracer.host_ports import at_other_address, host_port, on_other_nodes
from atlas.tracer.listening import REFUSED_BY_RECEIVER
from atlas.tracer.trace import Action, Branch, PlaceKind, Trace, Verdict

Facts = tuple[tuple[str, str], ...]
_MOST_NAMES = 3


class Near(Enum):
    """What almost matched."""

    NOT_READY = auto()
    NOT_RUNNING = auto()
    NO_NODE = auto()
    LABEL = auto()
    OTHER_NAMESPACE = auto()
    SLICE_PORT = auto()
    PORT_NAME = auto()
    OTHER_PROTOCOL = auto()
    SERVICE_ELSEWHERE = auto()
    DNS_POLICY = auto()
    DNS_OUTSIDE = auto()
    SERVICE_PORT = auto()
    TARGET_PORT = auto()
    LISTENER = auto()
    LISTENER_FAULT = auto()
    NOT_COMPUTED = auto()
    MESH_ROUTE = auto()
    CLASS = auto()
    PENDING = auto()
    HOST_PORT_LOST = auto()
    HOST_PORT_ADDRESS = auto()
    HOST_PORT_ELSEWHERE = auto()
    UNDECLARED_PORT = auto()
    ASSUMED_PORT = auto()
    NODE_PORT = auto()
    ECHO_AT_SERVICE = auto()
    SILENT_ROUTER = auto()
    SIDECAR = auto()


_ASSUMED = {
    Reason.PORT_NOT_DECLARED: Near.UNDECLARED_PORT,
    Reason.ASSUMED_TO_LISTEN: Near.ASSUMED_PORT,
}


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One thing that almost matched; the facts fill its sentence."""

    near: Near
    facts: Facts = ()


def near_misses(cluster: Cluster, answer: Trace) -> tuple[NearMiss, ...]:
    """Return what almost matched where the connection fails, and what is odd where it does not; each once."""
    return tuple(dict.fromkeys(_all(cluster, answer)))


def _all(cluster: Cluster, answer: Trace) -> Iterator[NearMiss]:
    if Verdict.NO_ADDRESS in answer.verdicts:
        yield from _without_address(cluster, answer)
    if answer.lookups and not answer.lookups[-1].addresses:
        yield from _elsewhere(cluster, answer)
    if answer.flow.protocol is Protocol.ICMP:
        yield from _echo_at_service(cluster, answer)
    for branch in answer.branches:
        yield from _sidecars(cluster, branch)
        yield from _silent_routers(cluster, branch)
        yield from _of_branch(cluster, branch)
        yield from _host_ports(cluster, branch)
    if cluster.gateways:
        from atlas.tracer.http.near_routes import refused_listeners

        for branch in answer.branches:
            if branch.hops and branch.verdict in _UNHEARD:
                yield from refused_listeners(cluster, branch)
    if cluster.http_routes or cluster.grpc_routes:
        from atlas.tracer.http.near_routes import left_out, on_a_service

        for branch in answer.branches:
            yield from left_out(branch)
        yield from on_a_service(cluster, answer)


_UNHEARD = frozenset(
    {
        Verdict.REFUSED,
        Verdict.TIMED_OUT,
        Verdict.TLS_FAILED,
        Verdict.NOT_FOUND,
        Verdict.BAD_REQUEST,
        Verdict.GRPC_UNIMPLEMENTED,
    }
)
"""What comes of a listener that is not there."""


def _of_branch(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    if not branch.hops:
        return
    last = branch.hops[-1]
    facts = dict(last.facts)
    if last.reason in (Reason.NO_ENDPOINTS, Reason.NO_HTTP_BACKEND):
        for service in cluster.services:
            if service.name == facts.get("service") and _was_asked(cluster, service, branch):
                yield from without_endpoints(cluster, service)
    elif last.reason in _WITHOUT_ROUTE:
        yield from _routes_not_accepted(cluster, branch, str(facts.get("request", "")))
    elif last.reason is Reason.NOBODY_LISTENS:
        yield from _other_protocol(cluster, branch)
    elif last.reason is Reason.NOTHING_KNOWN_ON_NODE:
        yield from _node_ports(cluster, branch)
    elif last.reason in _ASSUMED:
        yield from _assumed(cluster, branch)
    if branch.verdict in (Verdict.TIMED_OUT, Verdict.REFUSED, Verdict.UNREACHABLE):
        yield from _service_ports(cluster, branch)


_WITHOUT_ROUTE = frozenset({Reason.NO_HTTP_RULE, Reason.NO_GRPC_RULE, Reason.NO_STREAM_ROUTE})


def _routes_not_accepted(cluster: Cluster, branch: Branch, request: str) -> Iterator[NearMiss]:
    from atlas.tracer.http.near_routes import not_accepted  # late: most answers are about no route

    return not_accepted(cluster, branch, request)


def _was_asked(cluster: Cluster, service: Service, branch: Branch) -> bool:
    """Return whether the branch went to this Service, of several that have its name."""
    asked = branch.hops[-1].before
    same = [one for one in cluster.services if one.name == service.name]
    if len(same) == 1:
        return True
    ips = (*service.cluster_ips, *service.load_balancer_ips, *service.external_ips)
    ports = [port.node_port for port in service.ports]
    return asked.destination in ips or asked.destination_port in ports


# Endpoints


def without_endpoints(cluster: Cluster, service: Service) -> Iterator[NearMiss]:
    """Yield why a Service has no endpoint that is used."""
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    there = [endpoint for one in slices for endpoint in one.endpoints]
    names = {(port.name, port.protocol) for one in slices for port in one.ports}
    wanted = {(port.name, port.protocol) for port in service.ports}
    ready = [one for one in there if one.ready]
    if ready and not names & wanted:
        yield from _slice_ports(service, [one.name for one in slices], names, len(ready))
    elif there and not ready:
        listed = [str(one.target or one.addresses[0]) for one in there if one.addresses]
        yield NearMiss(Near.NOT_READY, (("pods", _listed(listed)),))
    elif not there and service.selector:
        yield from _selected_by_nothing(cluster, service)


def _slice_ports(
    service: Service, slices: list[str], found: set[tuple[str, Protocol]], count: int
) -> Iterator[NearMiss]:
    if not found and any(isinstance(port.target_port, str) for port in service.ports):
        target = next(p.target_port for p in service.ports if isinstance(p.target_port, str))
        yield NearMiss(Near.PORT_NAME, (("target", str(target)),))
        return
    has = ", ".join(f'"{name}"/{protocol}' for name, protocol in sorted(found)) or '""'
    wants = ", ".join(f'"{port.name}"/{port.protocol}' for port in service.ports)
    facts = (("slices", _listed(slices)), ("count", str(count)), ("has", has), ("wants", wants))
    yield NearMiss(Near.SLICE_PORT, facts)


def _selected_by_nothing(cluster: Cluster, service: Service) -> Iterator[NearMiss]:
    selected = [one for one in cluster.pods if matches(service.selector, one.labels)]
    own = [one for one in selected if one.namespace == service.namespace]
    waiting = [
        one
        for one in cluster.gaps.waiting
        if one.reference.namespace == service.namespace and matches(service.selector, one.labels)
    ]
    if own:
        yield from _port_names(service, own)
    elif waiting:
        first = waiting[0]
        listed = _listed([str(one.reference) for one in waiting])
        if first.lack is Lack.NODE:
            yield NearMiss(Near.NO_NODE, (("pods", listed), ("why", first.unmet)))
        else:
            node = f" ({first.node})" if first.node else ""
            yield NearMiss(Near.NOT_RUNNING, (("pods", listed), ("why", f"{first.lack}{node}")))
    elif selected:
        elsewhere = selected[0].namespace
        count = sum(one.namespace == elsewhere for one in selected)
        yield NearMiss(Near.OTHER_NAMESPACE, (("namespace", elsewhere), ("count", str(count))))
    else:
        yield from _labels(cluster, service)


def _port_names(service: Service, pods: list[Pod]) -> Iterator[NearMiss]:
    for port in service.ports:
        declared = sorted({one.name for pod in pods for one in pod.ports if one.name})
        if isinstance(port.target_port, str) and port.target_port not in declared:
            yield NearMiss(Near.PORT_NAME, (("target", port.target_port),))


def _labels(cluster: Cluster, service: Service) -> Iterator[NearMiss]:
    """Yield the Pod of the namespace whose labels come closest to the selector."""
    pods = [one for one in cluster.pods if one.namespace == service.namespace]
    for pod in pods:
        wrong = {
            key: value for key, value in service.selector.items() if pod.labels.get(key) != value
        }
        if len(wrong) != 1:
            continue
        ((key, value),) = wrong.items()
        texts = {f"{name}={text}" for name, text in pod.labels.items()}
        close = get_close_matches(f"{key}={value}", texts, 1, 0.75)
        if close:
            facts = (("pod", str(pod.reference)), ("has", close[0]), ("wants", f"{key}={value}"))
            yield NearMiss(Near.LABEL, facts)
            return


# Names and addresses


def _elsewhere(cluster: Cluster, answer: Trace) -> Iterator[NearMiss]:
    """Yield Services of the name that was asked for, which are in other namespaces."""
    name = answer.lookups[-1].question.split(".")[0].lower()
    for service in cluster.services:
        if service.name == name and full_name(cluster, service.reference) not in (
            answer.lookups[-1].tried
        ):
            yield _other_server(cluster, answer, service) or _other_namespace(service)
            return
    for ingress in cluster.ingresses:
        if any(rule.host == answer.lookups[-1].question for rule in ingress.rules):
            known = ", ".join(one.name for one in cluster.ingress_classes) or "-"
            facts = (
                ("ingress", str(ingress.reference)),
                ("class", ingress.class_name or '""'),
                ("known", known),
            )
            yield NearMiss(Near.CLASS, facts)
            return


def _other_namespace(service: Service) -> NearMiss:
    short = f"{service.name}.{service.namespace}"
    facts = (("service", str(service.reference)), ("name", short))
    return NearMiss(Near.SERVICE_ELSEWHERE, facts)


def _other_server(cluster: Cluster, answer: Trace, service: Service) -> NearMiss | None:
    """Return that the client does not ask the cluster's DNS, if it does not."""
    pod = cluster.pod_by_reference.get(reference_of(answer.flow.source))
    facts = (("service", str(service.reference)), ("client", answer.flow.source))
    if pod is None:
        return NearMiss(Near.DNS_OUTSIDE, facts)
    policy, instead = pod.dns_policy, DnsPolicy.CLUSTER_FIRST
    if pod.host_network:
        instead = DnsPolicy.CLUSTER_FIRST_WITH_HOST_NET
    elif policy is DnsPolicy.CLUSTER_FIRST:
        return None
    if policy is instead:
        return None
    network = "hostNetwork: true, " if pod.host_network else ""
    fields = (("fields", f"{network}dnsPolicy: {policy.value}"), ("instead", instead.value))
    return NearMiss(Near.DNS_POLICY, (*facts, *fields))


def _without_address(cluster: Cluster, answer: Trace) -> Iterator[NearMiss]:
    try:
        service = find_service(cluster, reference_of(answer.flow.to))
    except FlowError:
        return
    if service.type is ServiceType.LOAD_BALANCER:
        port = next((str(one.node_port) for one in service.ports if one.node_port), "-")
        yield NearMiss(Near.PENDING, (("service", str(service.reference)), ("port", port)))


def _other_protocol(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    packet = branch.hops[-1].before
    for protocol in TRANSPORTS:
        found = cluster.service_by_node_port.get((packet.destination_port, protocol))
        if protocol is not packet.protocol and found is not None:
            facts = (
                ("port", str(packet.destination_port)),
                ("protocol", protocol.value),
                ("service", str(found[0].reference)),
            )
            yield NearMiss(Near.OTHER_PROTOCOL, facts)


def _host_ports(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    """Yield host ports that the packet has come close to: at another node or address, or behind a Service's rules."""
    for hop in branch.hops:
        node = cluster.node_by_name.get(hop.place.name)
        packet = hop.before
        if node is None or hop.place.kind is not PlaceKind.NODE:
            continue
        facts = (("port", str(packet.destination_port)), ("node", node.name))
        if hop.action is Action.DNAT and hop.reason is not Reason.HOST_PORT:
            lost = host_port(cluster, node, packet)
            if lost is not None:
                service = str(dict(hop.facts).get("service", ""))
                who = (("pod", str(lost.pod.reference)), ("service", service))
                yield NearMiss(Near.HOST_PORT_LOST, (*facts, *who))
        elif hop.action is Action.REFUSE and hop.reason in REFUSED_BY_RECEIVER:
            other = at_other_address(cluster, node, packet)
            pods = on_other_nodes(cluster, packet)
            if other is not None:
                who = (("pod", str(other.pod.reference)), ("address", str(other.port.host_ip)))
                yield NearMiss(Near.HOST_PORT_ADDRESS, (*facts, *who))
            elif pods:
                listed = _listed([f"{one.reference} ({one.node})" for one in pods])
                yield NearMiss(Near.HOST_PORT_ELSEWHERE, (*facts, ("pods", listed)))


# Ports


def _service_ports(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    """Yield the Service that has the address but not the port, and its port that leads to such a port of its Pods."""
    packet = branch.hops[-1].before
    asked = (packet.destination, packet.destination_port, packet.protocol)
    if asked in cluster.service_by_address or not packet.destination_port:
        return
    for service in _services_at(cluster, packet.destination):
        facts = (("address", str(packet.destination)), ("service", str(service.reference)))
        has = _listed([f"{one.port}/{one.protocol.value}" for one in service.ports])
        port = f"{packet.destination_port}/{packet.protocol.value}"
        yield NearMiss(Near.SERVICE_PORT, (*facts, ("port", port), ("has", has)))
        for one in service.ports:
            if (one.target_port, one.protocol) == asked[1:]:
                yield NearMiss(
                    Near.TARGET_PORT, (*facts, ("port", port), ("number", str(one.port)))
                )


def _services_at(cluster: Cluster, address: Address) -> tuple[Service, ...]:
    """Return the Services of which this is the ClusterIP or an address of the balancer."""
    service = cluster.service_by_cluster_ip.get(address)
    if service is not None:
        return (service,)
    return cluster.services_by_load_balancer_ip.get(address, ())


def _assumed(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    """Yield what has been assumed of a Pod's port, and how to say otherwise."""
    last = branch.hops[-1]
    pod = cluster.pod_by_reference.get(last.place.reference)
    if pod is not None:
        facts = (("port", str(last.before.destination_port)), ("owner", _owner(pod)))
        yield NearMiss(_ASSUMED[last.reason], facts)


def _owner(pod: Pod) -> str:
    return pod.owner or str(pod.reference)


def _node_ports(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    """Yield the Services that have the port, and their node port; the two are often mixed up."""
    packet = branch.hops[-1].before
    for service in cluster.services:
        for port in service.ports:
            asked = packet.destination_port in (port.port, port.target_port)
            if asked and port.node_port and port.protocol is packet.protocol:
                facts = (
                    ("port", str(packet.destination_port)),
                    ("service", str(service.reference)),
                    ("number", str(port.node_port)),
                )
                yield NearMiss(Near.NODE_PORT, facts)
                break


_TO_NOBODY = frozenset({Reason.NO_SUCH_ADDRESS, Reason.PRIVATE_ADDRESS, Reason.POD_GONE})


def _silent_routers(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    """Yield that routers are taken to be silent, where a packet is lost and nobody says what they do."""
    is_lost = bool(branch.hops) and branch.hops[-1].reason in _TO_NOBODY
    if is_lost and not cluster.network.unused_addresses:
        yield NearMiss(Near.SILENT_ROUTER)


def _sidecars(cluster: Cluster, branch: Branch) -> Iterator[NearMiss]:
    """Yield the Pods at both ends where a service mesh takes the connection in place of the program."""
    if not branch.hops or branch.hops[0].after.protocol is not Protocol.TCP:
        return
    for place in dict.fromkeys((branch.hops[0].place, branch.destination)):
        pod = cluster.pod_by_reference.get(place.reference)
        if pod is not None and pod.listening.sidecar:
            facts = (("owner", _owner(pod)), ("sidecar", pod.listening.sidecar))
            yield NearMiss(Near.SIDECAR, facts)


def _echo_at_service(cluster: Cluster, answer: Trace) -> Iterator[NearMiss]:
    """Yield the Services whose virtual address was asked, with what to ask instead: their ports."""
    for branch in answer.branches:
        if not branch.hops or branch.verdict is Verdict.DELIVERED:
            continue
        asked = branch.hops[0].after.destination
        for service in _services_at(cluster, asked):
            ports = _listed([f"{one.port}/{one.protocol}" for one in service.ports])
            facts = (("service", str(service.reference)), ("address", str(asked)))
            yield NearMiss(Near.ECHO_AT_SERVICE, (*facts, ("ports", ports or "-")))


def _listed(names: list[str]) -> str:
    more = f" … ({len(names)})" if len(names) > _MOST_NAMES else ""
    return ", ".join(names[:_MOST_NAMES]) + more
