"""Probes: the connections that a Service is there for, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.model.reference import Reference, parse_reference
from atlas.model.service import Service, ServicePort, ServiceType, TrafficPolicy
from atlas.model.workload import matches
from atlas.tracer.dns.resolve import full_name
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Entry, Flow, Trace, Verdict
from atlas.tracer.tracer import trace

_HTTPS = 443
_MOST_NODES = 3
"""Entry nodes that are tried."""
REDIRECTS = frozenset(
    {
        Verdict.MOVED_PERMANENTLY,
        Verdict.FOUND,
        Verdict.SEE_OTHER,
        Verdict.TEMPORARY_REDIRECT,
        Verdict.PERMANENT_REDIRECT,
    }
)
GOOD = frozenset({Verdict.DELIVERED}) | REDIRECTS


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one connection ends: the share of each verdict, the likeliest first. `answer` is None if it could not be asked."""

    flow: Flow
    shares: tuple[tuple[Verdict, Fraction], ...]
    answer: Trace | None

    @property
    def fails(self) -> bool:
        return any(one not in GOOD and one is not Verdict.UNKNOWN for one, _ in self.shares)

    @property
    def is_unknown(self) -> bool:
        return any(one is Verdict.UNKNOWN for one, _ in self.shares)

    @property
    def question(self) -> tuple[str, str, str, str]:
        flow = self.flow
        return flow.source, flow.to, flow.entry.value, flow.node


def ask(cluster: Cluster, flow: Flow) -> Outcome:
    """Return how a connection ends."""
    try:
        answer = trace(cluster, flow)
        shares: dict[Verdict, Fraction] = {}
        for branch in answer.branches:
            shares[branch.verdict] = shares.get(branch.verdict, Fraction(0)) + branch.probability
    except FlowError:
        return Outcome(flow, (), None)
    listed = sorted(shares.items(), key=lambda one: (-one[1], one[0].value))
    return Outcome(flow, tuple(listed), answer)


def service_flows(cluster: Cluster, service: Service, source: str = "") -> tuple[Flow, ...]:
    """Return the connections that the Service is there for, of one source or of all that stand for others."""
    flows: list[Flow] = []
    for port in service.ports or (None,):
        flows += (
            replace(one, protocol=port.protocol) if port is not None else one
            for one in _of_port(cluster, service, port, source)
        )
    return tuple(flows)


def _of_port(
    cluster: Cluster, service: Service, port: ServicePort | None, source: str
) -> Iterator[Flow]:
    to = str(service.reference) + (f":{port.key}" if port is not None else "")
    if service.type is ServiceType.EXTERNAL_NAME and port is None:
        to = f"{service.name}.{service.namespace}:{_port_behind(cluster, service)}"
        yield from (
            Flow(one, to) for one in (source,) * bool(source) or inside_sources(cluster, service)
        )
        return
    if source:
        yield Flow(source, to)
        return
    for one in inside_sources(cluster, service):
        named = one.startswith("pod/") or not service.cluster_ips
        yield Flow(one, to, Entry.NAME if named else Entry.CLUSTER_IP)
    outside = outside_source(cluster)
    if not outside or port is None:
        return
    for client in cluster.clients:
        if service.load_balancer_ips:
            yield Flow(str(client.reference), to, Entry.LOAD_BALANCER)
    if service.external_ips:
        node = next(iter(entry_nodes(cluster, service)), "")
        yield Flow(outside, to, Entry.EXTERNAL_IP, node)
    if port.node_port and service.type is ServiceType.NODE_PORT:
        for node in entry_nodes(cluster, service):
            yield Flow(outside, to, Entry.NODE_PORT, node)


def _port_behind(cluster: Cluster, service: Service) -> int:
    """Return a port to try at what an ExternalName Service without ports stands for: one that is open there."""
    wanted = service.external_name.rstrip(".")
    for one in cluster.services:
        if one.ports and full_name(cluster, one.reference).rstrip(".") == wanted:
            port = one.ports[0]
            return (
                port.target_port
                if one.headless and isinstance(port.target_port, int)
                else port.port
            )
    machine = cluster.client_by_dns_name.get(wanted)
    stated = machine.listening.stated if machine is not None else None
    return next((one.number for one in stated or () if one.protocol is Protocol.TCP), _HTTPS)


def inside_sources(cluster: Cluster, service: Service) -> tuple[str, ...]:
    """Return who stands for the clients inside: a Pod that is no endpoint, else any Pod, else a node.

    With the policy Local for clients inside there is one for each node that has other Pods.
    """
    pods = [one for one in cluster.pods if not one.host_network]
    mine = [one for one in pods if one.reference not in cluster.gaps.assumed]
    others = [one for one in mine if not matches(service.selector, one.labels)]
    others.sort(key=lambda one: one.namespace != service.namespace)
    if service.internal_traffic_policy is TrafficPolicy.LOCAL and others:
        first = {one.node: str(one.reference) for one in reversed(others)}
        return tuple(first.values())
    if others or mine:
        return (str((others or mine)[0].reference),)
    if cluster.nodes:
        return (str(cluster.nodes[0].reference),)
    return ()


def entry_nodes(cluster: Cluster, service: Service) -> tuple[str, ...]:
    """Return the nodes at whose port a client should be served: all, or with the policy Local those with endpoints."""
    names = [one.name for one in cluster.nodes]
    if service.external_traffic_policy is TrafficPolicy.LOCAL:
        mine = endpoint_nodes(cluster, service)
        names = [one for one in names if one in mine] or names
    return tuple(names[:_MOST_NODES])


def endpoint_nodes(cluster: Cluster, service: Service) -> frozenset[str]:
    """Return the nodes that have a ready endpoint of the Service."""
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    return frozenset(
        endpoint.node
        for one in slices
        for endpoint in one.endpoints
        if endpoint.ready and one.ports
    )


def outside_source(cluster: Cluster) -> str:
    """Return a client outside, or "" if there is none."""
    return str(cluster.clients[0].reference) if cluster.clients else ""


def service_of(flow: Flow) -> Reference | None:
    """Return the Service that a flow goes to, if it names one."""
    if flow.to.startswith("service/"):
        return parse_reference(flow.to).without_port()
    return None
