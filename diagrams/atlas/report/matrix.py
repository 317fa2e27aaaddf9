"""The truth table of a cluster: who reaches which Service, through which entry, under which policy, and with which source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain

from atlas.model.cluster import Cluster
from atlas.model.service import Service, ServicePort, ServiceType, TrafficPolicy
from atlas.report.alike import Answers, Question
from atlas.report.endings import Ending
from atlas.report.stand_ins import StandIns
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.change import with_external_policy, with_internal_policy, with_policies

_OUTSIDE_ENTRIES = frozenset({Entry.NODE_PORT, Entry.LOAD_BALANCER, Entry.EXTERNAL_IP})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a flow, the policy that counts for its entry, and how it can end."""

    flow: Flow
    policy: TrafficPolicy | None
    endings: tuple[Ending, ...]

    @property
    def question(self) -> tuple[str, str, str, str, str]:
        """What was asked, in words: from, to, entry, node, policy."""
        flow, policy = self.flow, self.policy
        return (flow.source, flow.to, flow.entry, flow.node, policy.value if policy else "")


Thin = Callable[[Service], StandIns] | None
"""Gives those who stand for others to a Service, where a table has no room for all."""


def matrix(
    cluster: Cluster,
    sources: Sequence[str],
    services: Iterable[Service],
    *,
    vary: bool,
    thin: Thin = None,
) -> Iterator[Row]:
    """Yield a row for every source, every entry of every Service port, and every policy that counts there.

    With `vary` both values of the policy are tried, else only the one that is written. Questions that nobody could
    ask, since they name what the cluster does not have, have no row. With `thin` those who stand for others have rows.
    """
    answers = Answers(cluster)
    for question in _questions(cluster, sources, services, vary, thin):
        found = answers.to(question)
        if found is not None:
            yield Row(question.flow, question.policy, found)


def count_questions(
    cluster: Cluster, sources: Sequence[str], services: Iterable[Service], *, vary: bool
) -> int:
    """Return how many questions the table asks."""
    policies = len(TrafficPolicy) if vary else 1
    entries = (entry for service in services for entry, _, _ in _entries(cluster, service))
    return len(sources) * sum(1 if entry is Entry.NAME else policies for entry in entries)


def count_thin_questions(
    cluster: Cluster,
    services: Iterable[Service],
    thin: Callable[[Service], StandIns],
    *,
    vary: bool,
) -> int:
    """Return how many questions are left of a table if some stand for others."""
    policies = len(TrafficPolicy) if vary else 1
    total = 0
    for service in services:
        chosen = thin(service)
        for entry, node, _ in _entries(cluster, service):
            asked = sum(chosen.asks(source, node) for source in chosen.sources)
            total += asked * (1 if entry is Entry.NAME else policies)
    return total


def _questions(
    cluster: Cluster,
    sources: Sequence[str],
    services: Iterable[Service],
    vary: bool,
    thin: Thin,
) -> Iterator[Question]:
    for service in services:
        chosen = thin(service) if thin is not None else None
        for entry, node, port in _entries(cluster, service):
            at = service.ports.index(port) if port is not None else -1
            for policy, changed in _policies(cluster, service, entry, vary):
                for source in chosen.sources if chosen is not None else sources:
                    if chosen is not None and not chosen.asks(source, node):
                        continue
                    flow = Flow(source, _to(service, port), entry, node)
                    yield Question(flow, service, at, policy, changed)


def usual_sources(cluster: Cluster) -> tuple[str, ...]:
    """Return sources that represent all others: every client, every node, and the first Pod of each node."""
    first: dict[str, str] = {}
    for pod in cluster.pods:
        if not pod.host_network and pod.reference not in cluster.gaps.assumed:
            first.setdefault(pod.node, str(pod.reference))
    pods = (first[node.name] for node in cluster.nodes if node.name in first)
    machines = (str(one.reference) for one in (*cluster.clients, *cluster.nodes))
    return tuple(chain(pods, machines))


def written_services(cluster: Cluster) -> tuple[Service, ...]:
    """Return the Services of the input, without those that are only assumed."""
    return tuple(one for one in cluster.services if one.reference not in cluster.gaps.assumed)


def _to(service: Service, port: ServicePort | None) -> str:
    reference = service.reference
    return f"{reference}:{port.key}" if port is not None else str(reference)


def _entries(cluster: Cluster, service: Service) -> Iterator[tuple[Entry, str, ServicePort | None]]:
    """Yield every way into the Service: the entry, the node that is addressed, the port."""
    for port in service.ports or (None,):
        if not service.cluster_ips:
            yield Entry.NAME, "", port
            continue
        yield Entry.CLUSTER_IP, "", port
        if port is not None and port.node_port:
            for node in cluster.nodes:
                yield Entry.NODE_PORT, node.name, port
        if service.load_balancer_ips or service.type is ServiceType.LOAD_BALANCER:
            yield Entry.LOAD_BALANCER, "", port
        if service.external_ips:
            yield Entry.EXTERNAL_IP, "", port


def _policies(
    cluster: Cluster, service: Service, entry: Entry, vary: bool
) -> Iterator[tuple[TrafficPolicy | None, Callable[[], Cluster]]]:
    """Yield each policy with what gives the cluster in which it is set; None for entries that no policy touches.

    The cluster is made when it is asked for: alike Services need it once.
    """
    if entry is Entry.NAME:
        yield None, lambda: cluster
        return
    outside = entry in _OUTSIDE_ENTRIES
    written = service.external_traffic_policy if outside else service.internal_traffic_policy
    for policy in TrafficPolicy if vary else (written,):
        if policy is written:
            yield policy, lambda: cluster
        else:
            yield policy, cache(partial(_with_policy, cluster, service, policy, outside=outside))


def _with_policy(
    cluster: Cluster, service: Service, policy: TrafficPolicy, *, outside: bool
) -> Cluster:
    """Return the cluster in which that Service has the policy.

    All have it there: what is sent to one Service does not meet the policy of another, and one cluster is made for all
    rows. If it cannot be, since there are not enough numbers for everybody's health checks, one is made for this one.
    """
    key = ("policy of a table", outside, policy)
    if key not in cluster.memo:
        field = "external_traffic_policy" if outside else "internal_traffic_policy"
        try:
            cluster.memo[key] = with_policies(cluster, **{field: policy})
        except ValueError:
            cluster.memo[key] = None
    change = with_external_policy if outside else with_internal_policy
    return cluster.memo[key] or change(cluster, service.reference, policy)
