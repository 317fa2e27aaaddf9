"""Questions that differ in names only: one of them is asked, and its answer is that of the others with other names.

In a large cluster most Services and most senders are alike. A question is known by what can matter for its answer: the
Service without its name and addresses, its endpoints in their order, what the sender and the nodes are like, and who
of them is whose neighbour. The second question of a kind is asked as well, and has to be answered as the first was;
else each of that kind is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from ipaddress import ip_address
from typing import Any, NamedTuple

from atlas.model.addresses import bridge_address
from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family
from atlas.model.reference import Reference
from atlas.model.service import Endpoint, EndpointSlice, Service, TrafficPolicy
from atlas.model.workload import HOSTNAME_LABEL, Node, Pod
from atlas.report.endings import Ending, endings
from atlas.tracer.finding import FlowError
from atlas.tracer.network import balancer_of
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace

_UNDERSTOOD = frozenset(
    ("nodes", "pods", "services", "endpoint_slices", "clients", "load_balancers", "namespaces")
) | {"release", "proxy", "network", "gaps"}
"""The parts of a cluster that a kind of question takes in; with any other part each question is asked."""
_BALANCED = frozenset((Entry.LOAD_BALANCER, Entry.EXTERNAL_IP))
"""Ways in where somebody before the cluster picks among all nodes: they are alike only if the same nodes take part."""

_NAMES_OF_SERVICE = (
    *("name", "selector", "labels", "ports", "cluster_ips", "external_ips"),
    *("load_balancer_ingress", "health_check_node_port", "filled_in_ports"),
)

Found = tuple[Ending, ...] | None
_SENDER, _ENTRY = -1, -2


class Role(NamedTuple):
    """What a name is to a question: of which Pod or node behind the Service, and which of its names."""

    kind: str
    at: int
    """The place behind the Service, or the sender (for a node: the sender's), or the node that is addressed."""
    name: str


class _Sender(NamedTuple):
    kind: Hashable
    node: str
    pod: Reference | None


@dataclass(frozen=True, slots=True)
class Question:
    """A flow to a Service port, and the policy that counts for it; `changed` gives the cluster in which it is set."""

    flow: Flow
    service: Service
    port: int
    """Which of the Service's ports, counted from 0; -1 if it has none."""
    policy: TrafficPolicy | None
    changed: Callable[[], Cluster]

    def ask(self) -> Found:
        """Return how it can end, or None if nobody could ask this: it names what the cluster does not have."""
        try:
            cluster = self.changed()
            return endings(cluster, trace(cluster, self.flow))
        except FlowError:
            return None


@dataclass(frozen=True, slots=True)
class _Known:
    """The answer to a kind of question, with roles in place of names; `by_name` if names do matter after all."""

    answer: tuple[Ending, ...] | None
    roles: dict[str, Role]
    is_confirmed: bool = False
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class _Receivers:
    """Who stands behind a Service, in the order of its slices, and what all of it is like."""

    nodes: tuple[str, ...]
    pods: tuple[Reference, ...]
    kind: int


class Answers:
    """Answers questions about one cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._known: dict[Hashable, _Known] = {}
        self._kinds: dict[Hashable, int] = {}
        self._receivers: dict[Reference, _Receivers] = {}
        self._senders: dict[str, _Sender] = {}
        self._node_kinds: dict[str, int] = {}
        self._names: dict[Reference | str | None, Mapping[str, str]] = {}

    def to(self, question: Question) -> Found:
        """Return how the flow can end, or None if it cannot be asked."""
        key = self._key(question) if self._can_share else None
        if key is None:
            return question.ask()
        known = self._known.get(key)
        if known is None:
            found = question.ask()
            self._known[key] = self._learnt(question, found)
            return found
        if known.by_name:
            return question.ask()
        renamed = self._renamed(known, question)
        if known.is_confirmed and renamed != ():
            return renamed
        found = question.ask()
        same = found == renamed
        self._known[key] = replace(known, is_confirmed=same, by_name=not same)
        return found

    @cached_property
    def _can_share(self) -> bool:
        empty = Cluster()
        other = (one.name for one in fields(Cluster) if one.name not in _UNDERSTOOD)
        plain = all(getattr(self.cluster, name) == getattr(empty, name) for name in other)
        return plain and not self.cluster.gaps.policies and not self.cluster.rivals_by_address

    # What a question is like

    def _key(self, question: Question) -> Hashable:
        flow, behind = question.flow, self._behind(question.service)
        sender, node, pod = self._sender(flow.source)
        return (
            behind.kind,
            question.port,
            question.policy,
            flow.entry,
            sender,
            _place_in(behind.nodes, node),
            _place_in(behind.pods, pod),
            self._node_kind(node),
            _place_in(behind.nodes, flow.node),
            flow.node == node,
            self._node_kind(flow.node),
            (*behind.nodes, node) if flow.entry in _BALANCED else (),
        )

    def _sender(self, source: str) -> _Sender:
        found = self._senders.get(source)
        if found is None:
            found = self._senders[source] = self._read_sender(source)
        return found

    def _read_sender(self, source: str) -> _Sender:
        kind, _, name = source.partition("/")
        if kind == "node" and name in self.cluster.node_by_name:
            return _Sender("node", name, None)
        pod = self._pods.get(source)
        if pod is None:
            return _Sender(source, "", None)
        return _Sender(self._pod_kind(pod), pod.node, pod.reference)

    @cached_property
    def _pods(self) -> Mapping[str, Pod]:
        return {str(one.reference): one for one in self.cluster.pods}

    def _behind(self, service: Service) -> _Receivers:
        found = self._receivers.get(service.reference)
        if found is None:
            found = self._receivers[service.reference] = self._read_behind(service)
        return found

    def _read_behind(self, service: Service) -> _Receivers:
        slices = self.cluster.slices_by_service.get((service.namespace, service.name), ())
        endpoints = [endpoint for one in slices for endpoint in one.endpoints]
        nodes = tuple(dict.fromkeys(one.node for one in endpoints))
        pods = tuple(dict.fromkeys(one.target for one in endpoints if one.target is not None))
        shape = (
            self._service_shape(service),
            tuple(self._slice_shape(one, nodes, pods) for one in slices),
            tuple(self._node_kind(one) for one in nodes),
            tuple(self._kind_of_pod(one) for one in pods),
            self.cluster.gaps.left_out and service.reference,
        )
        return _Receivers(nodes, pods, self._number(shape))

    def _service_shape(self, service: Service) -> Hashable:
        """Return all of a Service but its name and its addresses, of which only counts whose they are."""
        ports = tuple((*values_of(one, "node_port"), one.node_port > 0) for one in service.ports)
        entries = tuple(
            (*values_of(one, "ip"), self._owner(one.ip)) for one in service.load_balancer_ingress
        )
        return (
            *values_of(service, *_NAMES_OF_SERVICE),
            ports,
            entries,
            tuple(map(self._owner, service.cluster_ips)),
            tuple(map(self._owner, service.external_ips)),
            service.health_check_node_port > 0,
        )

    def _owner(self, address: Address | None) -> Hashable:
        """Return what an address of a Service is like: its family, and who takes what is sent to it."""
        if address is None:
            return None
        node = self.cluster.node_by_ip.get(address)
        balancer = balancer_of(self.cluster, address)
        return type(address), node and node.name, balancer and balancer.name

    def _slice_shape(
        self, one: EndpointSlice, nodes: tuple[str, ...], pods: tuple[Reference, ...]
    ) -> Hashable:
        endpoints = tuple(
            (
                *values_of(endpoint, "addresses", "node", "target", "hostname", "hints_nodes"),
                tuple(self._address_shape(endpoint, ip) for ip in endpoint.addresses),
                _place_in(nodes, endpoint.node),
                _place_in(pods, endpoint.target),
                tuple(_place_in(nodes, name) for name in endpoint.hints_nodes),
            )
            for endpoint in one.endpoints
        )
        return one.family, one.ports, endpoints, one.filled_in

    def _address_shape(self, endpoint: Endpoint, address: Address) -> Hashable:
        return type(address) if self._is_of(endpoint.target, address) else address

    def _is_of(self, target: Reference | None, address: object) -> bool:
        pod = self.cluster.pod_by_reference.get(target) if target is not None else None
        return pod is not None and address in pod.ips

    def _node_kind(self, name: str) -> int:
        kind = self._node_kinds.get(name)
        if kind is None:
            node = self.cluster.node_by_name.get(name)
            kind = -1 if node is None else self._number(_node_shape(node))
            self._node_kinds[name] = kind
        return kind

    def _kind_of_pod(self, reference: Reference) -> Hashable:
        pod = self.cluster.pod_by_reference.get(reference)
        return None if pod is None else self._pod_kind(pod)

    def _pod_kind(self, pod: Pod) -> int:
        shape = (
            *values_of(pod, "name", "node", "ips", "labels", "hostname", "owner"),
            tuple(map(type, pod.ips)),
            pod.node if pod.host_network else pod.node in self.cluster.node_by_name,
        )
        return self._number(shape)

    def _number(self, shape: Hashable) -> int:
        return self._kinds.setdefault(shape, len(self._kinds))

    # Names and roles

    def _learnt(self, question: Question, found: Found) -> _Known:
        if found is None:
            return _Known(None, {})
        named = self._roles(question)
        said = {name for ending in found for name in _names(ending)}
        roles = {name: named[name] for name in said if name in named}
        return _Known(found, roles, by_name=any(map(self._is_of_the_cluster, said - roles.keys())))

    def _renamed(self, known: _Known, question: Question) -> Found:
        """Return the answer with the names of this question, or () if one of its roles has nobody."""
        if known.answer is None:
            return None
        renamed = {name: self._name(role, question) for name, role in known.roles.items()}
        if not all(renamed.values()):
            return ()
        return tuple(sorted(_with_names(ending, renamed) for ending in known.answer))

    def _roles(self, question: Question) -> dict[str, Role]:
        """Return what each name is to the question; a Pod that is asked for comes before one that asks."""
        behind, sender = self._behind(question.service), self._sender(question.flow.source)
        found: dict[str, Role] = {}
        for at, reference in [*enumerate(behind.pods), (_SENDER, sender.pod)]:
            for role, name in self._pod_names(reference).items():
                found.setdefault(name, Role("pod", at, role))
        entry = (_ENTRY, question.flow.node)
        for at, node in [*enumerate(behind.nodes), (_SENDER, sender.node), entry]:
            for role, name in self._node_names(node).items():
                found.setdefault(name, Role("node", at, role))
        return found

    def _name(self, role: Role, question: Question) -> str:
        """Return the name of whoever has the role, or "" if nobody has."""
        behind, at = self._behind(question.service), role.at
        if role.kind == "pod":
            pod = behind.pods[at] if at >= 0 else self._sender(question.flow.source).pod
            return self._pod_names(pod).get(role.name, "")
        if at == _ENTRY:
            return self._node_names(question.flow.node).get(role.name, "")
        node = behind.nodes[at] if at >= 0 else self._sender(question.flow.source).node
        return self._node_names(node).get(role.name, "")

    def _pod_names(self, reference: Reference | None) -> Mapping[str, str]:
        """Return the names of a Pod by what they are: its reference, its addresses."""
        found = self._names.get(reference)
        if found is None:
            pod = self.cluster.pod_by_reference.get(reference) if reference is not None else None
            addresses = pod.ips if pod is not None and not pod.host_network else ()
            found = {str(at): str(address) for at, address in enumerate(addresses)}
            found |= {"itself": str(pod.reference)} if pod is not None else {}
            self._names[reference] = found
        return found

    def _node_names(self, name: str) -> Mapping[str, str]:
        found = self._names.get(name)
        if found is None:
            node = self.cluster.node_by_name.get(name)
            found = self._names[name] = {} if node is None else dict(self._names_of(node))
        return found

    def _names_of(self, node: Node) -> Iterator[tuple[str, str]]:
        yield "itself", str(node.reference)
        for at, address in enumerate((*node.internal_ips, *node.external_ips)):
            yield str(at), str(address)
        for family in Family:
            bridge = bridge_address(self.cluster, node, family)
            if bridge is not None:
                yield f"bridge {family}", str(bridge)

    def _is_of_the_cluster(self, name: str) -> bool:
        """Return whether a name without a role is one of a Pod or node, so that another question would have another."""
        if name.startswith(("pod/", "node/")):
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        cluster = self.cluster
        return (
            address in cluster.pod_by_ip
            or address in cluster.node_by_ip
            or cluster.node_of_pod_range(address) is not None
        )


def _names(ending: Ending) -> Iterable[str]:
    return (ending.receiver, ending.source_seen, ending.source_owner)


def _with_names(ending: Ending, names: Mapping[str, str]) -> Ending:
    return replace(
        ending,
        receiver=names.get(ending.receiver, ending.receiver),
        source_seen=names.get(ending.source_seen, ending.source_seen),
        source_owner=names.get(ending.source_owner, ending.source_owner),
    )


def _place_in(all_of_them: tuple[Hashable, ...], one: Hashable) -> int:
    return all_of_them.index(one) if one in all_of_them else -1


def _node_shape(node: Node) -> Hashable:
    labels = {key: value for key, value in node.labels.items() if key != HOSTNAME_LABEL}
    addresses = (node.internal_ips, node.external_ips, node.pod_ranges)
    return (
        *values_of(node, "name", "labels", "internal_ips", "external_ips", "pod_ranges"),
        tuple(sorted(labels.items())),
        tuple(tuple(map(type, some)) for some in addresses),
    )


def values_of(one: object, *left_out: str) -> tuple[Hashable, ...]:
    """Return the values of an object's fields but for those that are left out."""
    return tuple(
        _hashable(getattr(one, name)) for name in _fields(type(one)) if name not in left_out
    )


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _hashable(value: Any) -> Hashable:
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value
