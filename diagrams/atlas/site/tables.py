"""Tables that pages show: objects of the cluster, and questions answered by the tracer for every row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from atlas.figure.what_if import apply_all, external_policy
from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.reference import Reference
from atlas.model.service import Service, TrafficPolicy
from atlas.site.facts import endpoints_of
from atlas.text import table_words as words
from atlas.text.say import say
from atlas.text.text import Lang, Text
from atlas.tracer.question import sender_of
from atlas.tracer.resolve import resolve
from atlas.tracer.trace import Entry, Flow, RecordType, Trace, Verdict
from atlas.tracer.tracer import trace

Cell = str | Text
INSIDE = "pod/client"
OUTSIDE = "client/laptop"


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def in_language(self, lang: Lang) -> tuple[list[str], list[list[str]]]:
        """Return headings and cells in that language."""
        heads = [column.in_language(lang) for column in self.columns]
        return heads, [[_said(cell, lang) for cell in row] for row in self.rows]


def table(cluster: Cluster, name: str) -> Table:
    """Return the table of that name. Raises LookupError, naming what there is."""
    if name not in TABLES:
        raise LookupError(f"no table {name!r}; there are {', '.join(TABLES)}")
    columns, rows = TABLES[name]
    return Table(columns, tuple(tuple(cell or words.NONE for cell in row) for row in rows(cluster)))


def dns_table(cluster: Cluster, source: str, name: str) -> Table:
    """Return the names that a resolver tries, in order, and what the last one brings."""
    answer = resolve(cluster, sender_of(cluster, source).place, name)
    rows: list[tuple[Cell, ...]] = [(tried, words.NOT_FOUND) for tried in answer.tried]
    if answer.records:
        records = ", ".join(f"{one.type} {one.value}" for one in answer.records)
        rows[-1] = (answer.tried[-1], records)
    return Table((words.NAME_TRIED, words.RECORD), tuple(rows))


def _said(cell: Cell, lang: Lang) -> str:
    return cell.in_language(lang) if isinstance(cell, Text) else cell


def _joined(values: Sequence[object]) -> str:
    return ", ".join(map(str, values))


def _nodes(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for node in cluster.nodes:
        yield node.name, _joined(node.internal_ips), node.zone, _joined(node.pod_ranges)


def _pods(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for pod in cluster.pods:
        ready = words.YES if pod.ready else words.NO
        yield pod.namespace, pod.name, _joined(pod.ips), pod.node, ready


def _services(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for service in cluster.services:
        yield (
            service.namespace,
            service.name,
            service.type.value,
            _joined(service.cluster_ips),
            _joined([f"{port.port}/{port.protocol}" for port in service.ports]),
            _joined([port.node_port for port in service.ports if port.node_port]),
            _joined(service.load_balancer_ips),
        )


def _slices(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for one in cluster.endpoint_slices:
        service = cluster.service_by_reference[Reference("service", one.service, one.namespace)]
        yield one.namespace, one.name, one.service, _joined(endpoints_of(cluster, service))


def _clients(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for client in cluster.clients:
        yield client.name, _joined(client.ips), _joined(client.names)


def _ingresses(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for ingress in cluster.ingresses:
        hosts = [rule.host for rule in ingress.rules]
        yield f"Ingress {ingress.name}", _joined(hosts), _joined(ingress.addresses)
    for gateway in cluster.gateways:
        routes = [r for r in cluster.http_routes if gateway.name in {p.name for p in r.parents}]
        hosts = [host for one in routes for host in one.hostnames]
        yield f"Gateway {gateway.name}", _joined(hosts), _joined(gateway.addresses)


TYPE_EXAMPLES = (
    ("ClusterIP", "web"),
    ("Headless", "db"),
    ("NodePort", "web-nodeport"),
    ("LoadBalancer", "web-lb"),
    ("ExternalName", "billing"),
)


def _service_types(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for title, name in TYPE_EXAMPLES:
        service = cluster.service_by_reference[Reference("service", name, "default")]
        answer = resolve(cluster, sender_of(cluster, INSIDE).place, name)
        record = _joined(sorted({one.type.value for one in answer.records}, key=_record_order))
        outside = _from_outside(cluster, service)
        yield (
            title,
            _joined(service.cluster_ips),
            _joined([port.node_port for port in service.ports if port.node_port]),
            _joined(service.load_balancer_ips),
            f"{record} {_joined(answer.addresses)}",
            _verdicts(trace(cluster, Flow(INSIDE, f"service/{name}", Entry.NAME))),
            _verdicts(outside),
            _source_seen(cluster, outside),
        )


def _record_order(name: str) -> int:
    return [RecordType.CNAME.value, RecordType.A.value, RecordType.AAAA.value].index(name)


def _from_outside(cluster: Cluster, service: Service) -> Trace:
    """Return the trace by the widest entry that the type opens; a ClusterIP may be tried, too."""
    entry = Entry.NAME
    if service.load_balancer_ips:
        entry = Entry.LOAD_BALANCER
    elif any(port.node_port for port in service.ports):
        entry = Entry.NODE_PORT
    elif service.cluster_ips:
        entry = Entry.CLUSTER_IP
    return trace(cluster, Flow(OUTSIDE, str(service.reference), entry))


def _verdicts(answer: Trace) -> Text:
    said = {lang: _joined([say(one, lang) for one in sorted(answer.verdicts)]) for lang in Lang}
    return Text(ko=said[Lang.KO], en=said[Lang.EN])


def _source_seen(cluster: Cluster, answer: Trace) -> Cell:
    """Return whose address the Pods see, over all ways that arrive."""
    arrived = [branch for branch in answer.branches if branch.verdict is Verdict.DELIVERED]
    whose = [_whose(cluster, branch.source_seen, answer.flow.source) for branch in arrived]
    kinds = list(dict.fromkeys(whose))
    if not kinds:
        return ""
    return Text(ko=", ".join(kind.ko for kind in kinds), en=", ".join(kind.en for kind in kinds))


def _whose(cluster: Cluster, address: Address, source: str) -> Text:
    if address in cluster.node_by_ip:
        return words.NODE_ADDRESS
    kind, _, name = source.partition("/")
    own = cluster.client_by_name[name].ips if kind == "client" else ()
    inside = cluster.pod_by_ip.get(address)
    if address in own or (inside is not None and inside.name == name):
        return words.SAME_ADDRESS
    return words.BALANCER_OWN_ADDRESS


def _source_ip(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for policy in TrafficPolicy:
        for name, entry in (("web-nodeport", Entry.NODE_PORT), ("web-lb", Entry.LOAD_BALANCER)):
            changed = apply_all(cluster, [external_policy(f"service/{name}", policy)])
            answer = trace(changed, Flow(OUTSIDE, f"service/{name}", entry, "node-a"))
            yield entry.value, words.FROM_OUTSIDE, policy.value, _source_seen(changed, answer)
    inside = trace(cluster, Flow(INSIDE, "service/web", Entry.CLUSTER_IP))
    yield Entry.CLUSTER_IP.value, words.FROM_POD, "", _source_seen(cluster, inside)


TABLES: Mapping[str, tuple[tuple[Text, ...], Callable[[Cluster], Iterator[tuple[Cell, ...]]]]] = {
    "nodes": ((words.NODE, words.ADDRESS, words.ZONE, words.POD_RANGE), _nodes),
    "pods": ((words.NAMESPACE, words.POD, words.ADDRESS, words.NODE, words.READY), _pods),
    "services": (
        (
            words.NAMESPACE,
            words.SERVICE,
            words.TYPE,
            words.CLUSTER_IP,
            words.PORT,
            words.NODE_PORT,
            words.BALANCER_ADDRESS,
        ),
        _services,
    ),
    "endpointslices": ((words.NAMESPACE, words.SLICE, words.SERVICE, words.ENDPOINTS), _slices),
    "clients": ((words.CLIENT, words.ADDRESS, words.NAMES), _clients),
    "ingresses": ((words.INGRESS, words.HOSTS, words.ADDRESS), _ingresses),
    "service-types": (
        (
            words.TYPE,
            words.CLUSTER_IP,
            words.NODE_PORT,
            words.BALANCER_ADDRESS,
            words.ANSWER,
            words.FROM_POD,
            words.FROM_OUTSIDE,
            words.SOURCE_FROM_OUTSIDE,
        ),
        _service_types,
    ),
    "source-ip": ((words.ENTRY, words.WHO, words.POLICY, words.SOURCE_SEEN), _source_ip),
}
