"""The scheduler: a node for each Pod, by its hard rules. Where several fit, the choice is ours and always the same.

Follows kubernetes/kubernetes pkg/scheduler/framework/plugins: nodeaffinity, tainttoleration, nodeunschedulable,
nodeports, interpodaffinity, podtopologyspread. CPU, memory, volumes and all preferences are left out.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from atlas.manifests.objects import WrittenPod
from atlas.model.placement import (
    EXISTS,
    NO_EXECUTE,
    NO_PLACEMENT,
    NO_SCHEDULE,
    Placement,
    PodTerm,
    Spread,
    Toleration,
)
from atlas.model.workload import (
    NAMESPACE_LABEL,
    NOT_READY,
    UNSCHEDULABLE,
    ContainerPort,
    Node,
    Pod,
    Taint,
)

_HARD = (NO_SCHEDULE, NO_EXECUTE)
_DAEMONS_TOLERATE = (
    Toleration(NOT_READY, EXISTS, effect=NO_EXECUTE),
    Toleration("node.kubernetes.io/unreachable", EXISTS, effect=NO_EXECUTE),
    Toleration("node.kubernetes.io/disk-pressure", EXISTS, effect=NO_SCHEDULE),
    Toleration("node.kubernetes.io/memory-pressure", EXISTS, effect=NO_SCHEDULE),
    Toleration("node.kubernetes.io/pid-pressure", EXISTS, effect=NO_SCHEDULE),
    Toleration(UNSCHEDULABLE, EXISTS, effect=NO_SCHEDULE),
)
_NETWORK_UNAVAILABLE = Toleration(
    "node.kubernetes.io/network-unavailable", EXISTS, effect=NO_SCHEDULE
)


def of_daemon(placement: Placement, *, host_network: bool) -> Placement:
    """Return what a Pod of a DaemonSet asks: the controller has it tolerate what says a node is in trouble.

    (pkg/controller/daemon/util AddOrUpdateDaemonPodTolerations.)
    """
    added = (*_DAEMONS_TOLERATE, *((_NETWORK_UNAVAILABLE,) if host_network else ()))
    return replace(placement, tolerations=(*placement.tolerations, *added))


# What only the node decides


def refusal(selector: Mapping[str, str], placement: Placement, node: Node) -> str:
    """Return the rule that keeps such Pods off the node whatever else runs there, as `nodeSelector disk=ssd`; or ""."""
    for key, value in sorted(selector.items()):
        if node.labels.get(key) != value:
            return f"nodeSelector {key}={value}"
    terms = placement.node_terms
    if terms is not None and not any(one.accepts(node.name, node.labels) for one in terms):
        return "nodeAffinity"
    for taint in _taints(node):
        if taint.effect in _HARD and not _is_tolerated(taint, placement.tolerations):
            value = f"={taint.value}" if taint.value else ""
            return f"taint {taint.key}{value}:{taint.effect}"
    return ""


def _taints(node: Node) -> tuple[Taint, ...]:
    """Return the node's taints, with those that the node controller gives one that is not ready."""
    if node.ready or any(one.key == NOT_READY for one in node.taints):
        return node.taints
    return (*node.taints, *(Taint(NOT_READY, one) for one in _HARD))


def _is_tolerated(taint: Taint, tolerations: Iterable[Toleration]) -> bool:
    return any(
        (not one.effect or one.effect == taint.effect)
        and (one.key == taint.key if one.key else one.operator == EXISTS)
        and (one.operator == EXISTS or one.value == taint.value)
        for one in tolerations
    )


# What other Pods decide


@dataclass
class Occupied:
    """The Pods that have a node so far, as far as they matter to those that have none yet."""

    nodes: Mapping[str, Node]
    namespaces: Mapping[str, Mapping[str, str]]
    pods: list[Pod] = field(default_factory=lambda: [])
    apart: list[tuple[Pod, PodTerm]] = field(default_factory=lambda: [])
    """Terms of Pods that want others to stay away."""
    host_ports: dict[str, list[tuple[ContainerPort, Pod]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    spread: dict[tuple[str, int], tuple[Spread, dict[str, str], dict[str, int]]] = field(
        default_factory=lambda: {}
    )
    """For each constraint that was asked about: the place of each node, and the Pods that count there."""

    def add(self, pod: Pod, placement: Placement) -> None:
        """Take note of a Pod that has a node."""
        self.pods.append(pod)
        for key in self.spread:
            self._count(pod, key)
        self.apart += [(pod, term) for term in placement.apart]
        for port in pod.ports:
            number = _host_port(pod, port)
            if number:
                self.host_ports[pod.node].append((replace(port, host_port=number), pod))

    def refusal(self, pod: Pod, placement: Placement, node: Node) -> str:
        """Return the rule that keeps the Pod off the node because of others, or ""."""
        for port in pod.ports:
            number = _host_port(pod, port)
            for other, owner in self.host_ports[node.name] if number else ():
                if _conflict(replace(port, host_port=number), other):
                    return f"hostPort {number} ({owner.reference})"
        for owner, term in self.apart:
            if self._is_near(owner, term, node) and self._is_about(term, pod):
                return f"podAntiAffinity of {owner.reference}"
        for term in placement.apart:
            other = self._found(term, node)
            if other is not None:
                return f"podAntiAffinity {term.topology_key} ({other.reference})"
        for term in placement.together:
            if self._found(term, node) is None and not self._is_first(pod, placement, term, node):
                return f"podAffinity {term.topology_key}"
        return ""

    def skew(self, one: WrittenPod, spread: Spread, node: Node) -> str:
        """Return the spread constraint that a Pod on the node would violate, or ""."""
        place = node.labels.get(spread.topology_key)
        rule = f"topologySpreadConstraints {spread.topology_key}"
        if place is None:
            return rule
        counts = self._counts(one, spread)
        lowest = min(counts.values(), default=0) if len(counts) >= spread.min_domains else 0
        own = spread.selector.accepts(one.pod.labels)
        return rule if counts.get(place, 0) + own - lowest > spread.max_skew else ""

    def _counts(self, one: WrittenPod, spread: Spread) -> dict[str, int]:
        """Return how many Pods the constraint counts in each place that it takes into account."""
        key = (one.pod.namespace, id(spread))
        if key not in self.spread:
            nodes = [node for node in self.nodes.values() if _counts_for(one, spread, node)]
            places = {
                node.name: node.labels[spread.topology_key]
                for node in nodes
                if spread.topology_key in node.labels
            }
            self.spread[key] = (spread, places, dict.fromkeys(places.values(), 0))
            for pod in self.pods:
                self._count(pod, key)
        return self.spread[key][2]

    def _count(self, pod: Pod, key: tuple[str, int]) -> None:
        spread, places, counts = self.spread[key]
        place = places.get(pod.node)
        is_counted = pod.namespace == key[0] and place is not None and not pod.terminating
        if is_counted and spread.selector.accepts(pod.labels):
            counts[places[pod.node]] += 1

    def _is_about(self, term: PodTerm, pod: Pod) -> bool:
        if term.selector is None or not term.selector.accepts(pod.labels):
            return False
        if pod.namespace in term.namespaces:
            return True
        labels = {NAMESPACE_LABEL: pod.namespace, **self.namespaces.get(pod.namespace, {})}
        return term.namespace_selector is not None and term.namespace_selector.accepts(labels)

    def _is_near(self, pod: Pod, term: PodTerm, node: Node) -> bool:
        other = self.nodes.get(pod.node)
        place = node.labels.get(term.topology_key)
        return (
            other is not None and place is not None and other.labels.get(term.topology_key) == place
        )

    def _found(self, term: PodTerm, node: Node) -> Pod | None:
        """Return a Pod that the term is about in the same place as the node."""
        return next(
            (
                one
                for one in self.pods
                if self._is_about(term, one) and self._is_near(one, term, node)
            ),
            None,
        )

    def _is_first(self, pod: Pod, placement: Placement, term: PodTerm, node: Node) -> bool:
        """Return whether the Pod may begin a group: it wants to be with its like, and none is anywhere yet."""
        return (
            term.topology_key in node.labels
            and all(self._is_about(one, pod) for one in placement.together)
            and not any(
                self._is_about(one, other) for one in placement.together for other in self.pods
            )
        )


def _counts_for(one: WrittenPod, spread: Spread, node: Node) -> bool:
    placement = one.placement
    if spread.honors_affinity:
        anywhere = replace(NO_PLACEMENT, node_terms=placement.node_terms, tolerations=_ALL)
        if refusal(one.node_selector, anywhere, node):
            return False
    return not spread.honors_taints or not refusal({}, Placement(placement.tolerations), node)


_ALL = (Toleration(operator=EXISTS),)


def _host_port(pod: Pod, port: ContainerPort) -> int:
    """Return the port of the node that a container port takes: for a Pod on the host network, its own number."""
    return port.number if pod.host_network else port.host_port


def _conflict(one: ContainerPort, other: ContainerPort) -> bool:
    """Return whether two host ports cannot be on one node (framework HostPortInfo CheckConflict)."""
    same = (one.host_port, one.protocol) == (other.host_port, other.protocol)
    return same and (one.host_ip is None or other.host_ip is None or one.host_ip == other.host_ip)


# Choosing


@dataclass(frozen=True, slots=True)
class Scheduled:
    """All Pods, each with a node if one fits; and for those without one, what keeps them from each node."""

    pods: list[Pod]
    refusals: dict[tuple[str, str], tuple[tuple[str, str], ...]]
    """By namespace and name: the node's name and the rule."""


def schedule(
    waiting: Sequence[WrittenPod],
    running: Iterable[tuple[Pod, Placement]],
    nodes: Sequence[Node],
    namespaces: Mapping[str, Mapping[str, str]],
) -> Scheduled:
    """Return the Pods with a node each; without one if none fits.

    The node with the fewest Pods of the same workload wins, then the one with the fewest Pods, then the first. A Pod that
    waits for another one to run beside it is asked again once others have found their place.
    """
    occupied = Occupied({one.name: one for one in nodes}, namespaces)
    load: Counter[str] = Counter()
    placed = [one.pod for one in waiting if one.pod.node]
    for pod, placement in running:
        load[pod.node] += 1
        occupied.add(pod, placement)
    for one in waiting:
        if one.pod.node:
            load[one.pod.node] += 1
            occupied.add(one.pod, one.placement)
    work = _Work(occupied, load, nodes)
    unplaced = [one for one in waiting if not one.pod.node]
    bound = [one for one in unplaced if one.only_node]
    groups = [[one] for one in bound] + _groups(one for one in unplaced if not one.only_node)
    while True:
        left = [work.place(group, placed) for group in groups]
        rest = [group for group in left if group]
        if not rest or sum(map(len, rest)) == sum(map(len, groups)):
            break
        groups = rest
    refusals: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for group in rest:
        placed += [one.pod for one in group]
        why = tuple(work.refusals(group[0]))
        refusals |= {(one.pod.namespace, one.pod.name): why for one in group}
    return Scheduled(placed, refusals)


def _groups(waiting: Iterable[WrittenPod]) -> list[list[WrittenPod]]:
    """Return the Pods by workload; a Pod of its own is a group of its own."""
    groups: dict[tuple[str, str], list[WrittenPod]] = defaultdict(list)
    for one in waiting:
        groups[one.pod.namespace, one.pod.owner or f"pod/{one.pod.name}"].append(one)
    return list(groups.values())


@dataclass
class _Work:
    """A scheduler at work."""

    occupied: Occupied
    load: Counter[str]
    nodes: Sequence[Node]

    def place(self, group: Sequence[WrittenPod], placed: list[Pod]) -> list[WrittenPod]:
        """Give nodes to the Pods of one workload; return those for which there is none."""
        first = group[0]
        fitting = [node for node in self._asked(first) if not self._refused(first, node)]
        queue = [(0, self.load[node.name], node.name) for node in fitting]
        heapq.heapify(queue)
        for index, one in enumerate(group):
            chosen = self._take(one, queue)
            if chosen is None:  # nor is there one for the others, which ask the same
                return list(group[index:])
            pod = replace(one.pod, node=chosen)
            self.load[chosen] += 1
            self.occupied.add(pod, one.placement)
            placed.append(pod)
        return []

    def refusals(self, one: WrittenPod) -> Iterator[tuple[str, str]]:
        """Yield what keeps the Pod from each node."""
        for node in self._asked(one):
            yield node.name, self._refused(one, node) or self._crowded(one, node)

    def _asked(self, one: WrittenPod) -> Sequence[Node]:
        if not one.only_node:
            return self.nodes
        return [node for node in self.nodes if node.name == one.only_node]

    def _refused(self, one: WrittenPod, node: Node) -> str:
        if one.placement.gated:
            return "schedulingGates"
        return refusal(one.node_selector, one.placement, node)

    def _crowded(self, one: WrittenPod, node: Node) -> str:
        for spread in one.placement.spread:
            found = self.occupied.skew(one, spread, node)
            if found:
                return found
        return self.occupied.refusal(one.pod, one.placement, node)

    def _take(self, one: WrittenPod, queue: list[tuple[int, int, str]]) -> str | None:
        """Return the best node of the queue where the Pod may run now, and count it there."""
        aside: list[tuple[int, int, str]] = []
        chosen = None
        while queue:
            same, total, name = heapq.heappop(queue)
            if self._needs_no_look(one) or not self._crowded(one, self.occupied.nodes[name]):
                heapq.heappush(queue, (same + 1, total + 1, name))
                chosen = name
                break
            aside.append((same, total, name))
        for entry in aside:
            heapq.heappush(queue, entry)
        return chosen

    def _needs_no_look(self, one: WrittenPod) -> bool:
        """Return whether no Pod can be in its way; nearly always, and it saves looking at all of them."""
        return (
            not one.placement.looks_at_pods
            and not self.occupied.apart
            and not any(_host_port(one.pod, port) for port in one.pod.ports)
        )
