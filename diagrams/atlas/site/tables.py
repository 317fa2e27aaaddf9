"""Tables that pages show: objects of the cluster, and questions answered by the tracer for every row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas.figure.what_if import apply_all, external_policy
from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.reference import Reference
from atlas.model.service import Service, TrafficPolicy
from atlas.site import catalogue
from atlas.site.affinity_table import next_connections
from atlas.site.facts import endpoints_in
from atlas.site.family_tables import families_of_services, reached_by_family
from atlas.site.health_table import health_answers
from atlas.site.policy_tables import external_outcomes, failures, internal_outcomes, shares
from atlas.site.rows import Cell, Rows, in_both, in_language, joined
from atlas.site.rules_tables import chances, differences, growth, names
from atlas.site.source_table import sources_seen, sources_seen_with_a_bridge
from atlas.site.topology_tables import hinted_choices, hinted_shares, preferences
from atlas.text import rules_words
from atlas.text import table_words as words
from atlas.text.say import say
from atlas.text.text import Lang, Text
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Entry, Flow, RecordType, Trace, Verdict
from atlas.tracer.tracer import trace

INSIDE = "pod/client"
OUTSIDE = "client/laptop"


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def in_language(self, lang: Lang) -> tuple[list[str], list[list[str]]]:
        """Return headings and cells in that language."""
        heads = [column.in_language(lang) for column in self.columns]
        return heads, [[in_language(cell, lang) for cell in row] for row in self.rows]


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


def _nodes(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for node in cluster.nodes:
        yield node.name, joined(node.internal_ips), node.zone, joined(node.pod_ranges)


def _pods(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for pod in cluster.pods:
        ready = words.YES if pod.ready else words.NO
        yield pod.namespace, pod.name, joined(pod.ips), pod.node, ready


def _services(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for service in cluster.services:
        yield (
            service.namespace,
            service.name,
            service.type.value,
            joined(service.cluster_ips),
            joined([f"{port.port}/{port.protocol}" for port in service.ports]),
            joined([port.node_port for port in service.ports if port.node_port]),
            joined(service.load_balancer_ips),
        )


def _slices(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for one in cluster.endpoint_slices:
        yield one.namespace, one.name, one.service, joined(endpoints_in(one))


def _clients(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for client in cluster.clients:
        yield client.name, joined(client.ips), joined(client.names)


def _ingresses(cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    for ingress in cluster.ingresses:
        hosts = [rule.host for rule in ingress.rules]
        yield f"Ingress {ingress.name}", joined(hosts), joined(ingress.addresses)
    for gateway in cluster.gateways:
        routes = [r for r in cluster.http_routes if gateway.name in {p.name for p in r.parents}]
        hosts = [host for one in routes for host in one.hostnames]
        yield f"Gateway {gateway.name}", joined(hosts), joined(gateway.addresses)


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
        record = joined(sorted({one.type.value for one in answer.records}, key=_record_order))
        outside = _from_outside(cluster, service)
        yield (
            title,
            joined(service.cluster_ips),
            joined([port.node_port for port in service.ports if port.node_port]),
            joined(service.load_balancer_ips),
            f"{record} {joined(answer.addresses)}",
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
    return in_both(lambda lang: joined([say(one, lang) for one in sorted(answer.verdicts)]))


def _source_seen(cluster: Cluster, answer: Trace) -> Cell:
    """Return whose address the Pods see, over all ways that arrive."""
    arrived = [branch for branch in answer.branches if branch.verdict is Verdict.DELIVERED]
    whose = [_whose(cluster, branch.source_seen, answer.flow.source) for branch in arrived]
    kinds = list(dict.fromkeys(whose))
    if not kinds:
        return ""
    return in_both(lambda lang: joined([kind.in_language(lang) for kind in kinds]))


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


TABLES: Mapping[str, tuple[tuple[Text, ...], Rows]] = {
    "verdicts": ((words.IN_JSON, words.VERDICT), catalogue.verdicts),
    "actions": ((words.IN_JSON, words.ACTION), catalogue.actions),
    "reasons": ((words.IN_JSON, words.SENTENCE, words.SOURCE_OF_BEHAVIOUR), catalogue.reasons),
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
    "sources-seen": (
        (
            words.ENTRY,
            words.POLICY,
            words.WHO,
            words.SOURCE_SEEN,
            words.SOURCE_PORT,
            words.WHY,
        ),
        sources_seen,
    ),
    "sources-seen-with-a-bridge": (
        (words.ENTRY, words.POLICY, words.WHO, words.POD_ON_SAME_NODE, words.POD_ON_OTHER_NODE),
        sources_seen_with_a_bridge,
    ),
    "external-policy": (
        (words.WHO, words.DIALED, words.UNDER_CLUSTER, words.UNDER_LOCAL),
        external_outcomes,
    ),
    "internal-policy": (
        (words.WHO, words.DIALED, words.UNDER_CLUSTER, words.UNDER_LOCAL),
        internal_outcomes,
    ),
    "session-affinity": (
        (words.NEXT_CONNECTION, words.CHANCE_OF_SAME_POD, words.PODS_THAT_CAN_ANSWER),
        next_connections,
    ),
    "policy-failures": (
        (
            words.READY_PODS,
            words.EXTERNAL_CLUSTER,
            words.EXTERNAL_LOCAL,
            words.INTERNAL_CLUSTER,
            words.INTERNAL_LOCAL,
        ),
        failures,
    ),
    "topology-shares": (
        (words.POD, words.ZONE, words.FROM_ZONE_1, words.FROM_ZONE_2, words.HALF_FROM_EACH_ZONE),
        hinted_shares,
    ),
    "topology-preferences": (
        (
            words.CLIENT_ON,
            words.NO_PREFERENCE,
            words.PREFER_SAME_ZONE,
            words.PREFER_SAME_NODE,
            words.INTERNAL_LOCAL,
        ),
        preferences,
    ),
    "topology-fallbacks": ((words.SITUATION, words.PODS_THAT_CAN_ANSWER), hinted_choices),
    "health-checks": (
        (
            words.SITUATION,
            words.IN_TARGET_LIST,
            words.KUBE_PROXY_CHECK,
            words.GETS_TRAFFIC_CLUSTER,
            words.SERVICE_CHECK,
            words.GETS_TRAFFIC_LOCAL,
        ),
        health_answers,
    ),
    "family-services": (
        (
            words.SERVICE,
            words.FAMILY_POLICY,
            words.CLUSTER_IPS,
            words.SLICES,
            words.RECORD,
        ),
        families_of_services,
    ),
    "family-clients": (
        (words.WHO, words.DIALED, words.AT_IPV4, words.AT_IPV6),
        reached_by_family,
    ),
    "rule-shares": (
        (
            rules_words.ENDPOINT,
            rules_words.WRITTEN_CHANCE,
            rules_words.LEFT,
            rules_words.SHARE_OF_ALL,
        ),
        chances,
    ),
    "chain-names": ((rules_words.USE, rules_words.CHAIN, rules_words.HASHED), names),
    "rules-growth": (
        (
            rules_words.SERVICES_IN_CLUSTER,
            rules_words.COMPARED,
            rules_words.LOOK_UPS,
            rules_words.RULES_IN_ALL,
            rules_words.PARTS_IN_ALL,
        ),
        growth,
    ),
    "mode-differences": (
        (rules_words.CONNECTION, words.ADDRESS, rules_words.IN_IPTABLES, rules_words.IN_NFTABLES),
        differences,
    ),
    "iptables-kinds": ((rules_words.KIND, rules_words.MEANING), catalogue.iptables_kinds),
    "nftables-kinds": ((rules_words.KIND, rules_words.MEANING), catalogue.nftables_kinds),
    "policy-shares": (
        (words.POD, words.NODE, words.SHARE_UNDER_CLUSTER, words.SHARE_UNDER_LOCAL),
        shares,
    ),
}
