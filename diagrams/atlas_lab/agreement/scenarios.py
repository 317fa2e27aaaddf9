"""Scenarios: one cluster in all the states and settings that change where packets go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial, reduce
from itertools import islice, product
from typing import Self, TypeVar

from atlas.controlplane.reconcile import reconcile
from atlas.model.cluster import Cluster, DetectLocal, PodNetwork, ProxyMode
from atlas.model.network import SourcePort, UnusedAddresses
from atlas.tracer.trace import Flow
from atlas.what_if import change, rows
from atlas.what_if.change import Change
from atlas.what_if.row import Row, Sample, apply_all
from atlas.what_if.rows import ROWS
from atlas.what_if.samples import endpoint_pods

T = TypeVar("T")


@dataclass(frozen=True)
class Scenario:
    """A cluster in one state. `flows` are those that are asked; empty means a choice of the systematic set.

    `make` returns the cluster: there are hundreds of states, and a run asks about a few of them. `words` are the arguments
    with which `atlas trace` gets the same cluster; None if no arguments do.
    """

    name: str
    make: Callable[[], Cluster]
    words: tuple[str, ...] | None = ()
    flows: tuple[Flow, ...] = ()
    figure: str = ""
    """The figure whose flows these are, or ""."""
    fresh: bool = False
    """Whether it needs a lab in which no connection has been made yet."""
    manifests: tuple[str, ...] = ()
    """What `atlas agree` was told to read; empty for the site's own."""

    @classmethod
    def of(
        cls,
        cluster: Cluster,
        name: str,
        words: tuple[str, ...] | None = None,
        flows: tuple[Flow, ...] = (),
        figure: str = "",
        *,
        fresh: bool = False,
    ) -> Self:
        """Return the scenario of a cluster that is made already."""
        return cls(name, lambda: cluster, words, flows, figure, fresh)

    @cached_property
    def cluster(self) -> Cluster:
        """Return the cluster, made when it is first asked for."""
        return self.make()


@dataclass(frozen=True, slots=True)
class Variation:
    """One state of a cluster. `words` as in Scenario."""

    name: str
    apply: Change
    words: tuple[str, ...] | None = None
    fresh: bool = False


def scenarios(
    name: str,
    cluster: Cluster,
    modes: Iterable[ProxyMode] = tuple(ProxyMode),
    networks: Iterable[PodNetwork] = tuple(PodNetwork),
    words: tuple[str, ...] | None = (),
    manifests: tuple[str, ...] = (),
) -> tuple[Scenario, ...]:
    """Return every state of the cluster in every setting, the more telling ones first.

    First comes the cluster as it is in one setting; then its other states, each in one setting, a different one from state
    to state, and between them the cluster as it is in the other settings; then the rest. So the first few dozen already
    have everything once. `words` name the manifests for `atlas trace`, if any do.
    """
    settings = [
        (mode, network, egress)
        for egress, network, mode in product((True, False), networks, modes)
        if mode in ProxyMode
    ]
    states = tuple(variations(cluster))
    pairs = [
        (settings[(number + turn) % len(settings)], state)
        for turn in range(len(settings))
        for number, state in enumerate(states[1:])
    ]
    return tuple(
        replace(_scenario(name, cluster, words, setting, state), manifests=manifests)
        for setting, state in _mixed([(setting, states[0]) for setting in settings], pairs)
    )


def _mixed(few: list[T], many: list[T]) -> Iterator[T]:
    """Yield all of both, with three of the many between two of the few."""
    rest = iter(many)
    for one in few:
        yield one
        yield from islice(rest, 3)
    yield from rest


def _scenario(
    name: str,
    cluster: Cluster,
    words: tuple[str, ...] | None,
    setting: tuple[ProxyMode, PodNetwork, bool],
    state: Variation,
) -> Scenario:
    mode, network, egress = setting
    title = ".".join((name, mode, network, "egress" if egress else "no-egress", state.name))
    said: tuple[str, ...] | None = None
    if words is not None and state.words is not None:
        masquerade = "--egress-masquerade" if egress else "--no-egress-masquerade"
        said = (*words, "--proxy-mode", mode, "--pod-network", network, masquerade, *state.words)

    def make() -> Cluster:
        return state.apply(_set(cluster, mode, network, egress))

    return Scenario(title, make, said, fresh=state.fresh)


def _set(cluster: Cluster, mode: ProxyMode, network: PodNetwork, egress: bool) -> Cluster:
    changed = change.with_pod_network(change.with_proxy_mode(cluster, mode), network)
    return replace(changed, network=replace(changed.network, egress_masquerade=egress))


# The states


def variations(cluster: Cluster) -> Iterator[Variation]:
    """Yield the states of a cluster, first the one that it is in: every what-if, then what no what-if says."""
    yield Variation("as-written", _as_it_is, ())
    for row in ROWS:
        for sample in row.samples(cluster):
            yield Variation(
                sample.name, _applied(row, sample), _words(row, sample), fresh=sample.fresh
            )
    yield from _of_two_changes(cluster)
    yield from _of_services(cluster)
    yield from _of_the_proxy(cluster)


def _as_it_is(cluster: Cluster) -> Cluster:
    return cluster


def _applied(row: Row, sample: Sample) -> Change:
    value = (sample.value,) if row.takes_value else ()
    return partial(apply_all, what_ifs=[row(subject, *value) for subject in sample.subjects])


def _words(row: Row, sample: Sample) -> tuple[str, ...]:
    value = f"={sample.value}" if row.takes_value else ""
    return tuple(f"--{row.name}={subject}{value}" for subject in sample.subjects)


def _of_two_changes(cluster: Cluster) -> Iterator[Variation]:
    """What two what-ifs make together that neither makes alone."""
    first = cluster.nodes[0].name if cluster.nodes else ""
    if len(cluster.nodes) > 1:
        yield _both(
            f"{first}-down-unnoticed", (rows.node_down, first), (rows.failure_unnoticed, first)
        )
    for pod in endpoint_pods(cluster)[:1]:
        gone = (rows.pod_gone, str(pod.reference))
        name = f"{pod.name}-gone-unnoticed-by-{first}"
        yield _both(name, (rows.kube_proxy_stopped, first), gone)
    for balancer in rows.balancer_forwards_as.samples(cluster):
        for local in rows.external_policy.samples(cluster):
            local_first = _applied(rows.external_policy, local)
            then = _applied(rows.balancer_forwards_as, balancer)
            words = (
                *_words(rows.external_policy, local),
                *_words(rows.balancer_forwards_as, balancer),
            )
            yield Variation(
                f"{balancer.name}-external-local", _after_each_other(local_first, then), words
            )


def _both(name: str, *uses: tuple[Row, str]) -> Variation:
    samples = [(row, Sample(name, (subject,))) for row, subject in uses]
    words = tuple(word for row, sample in samples for word in _words(row, sample))
    return Variation(name, _after_each_other(*(_applied(*one) for one in samples)), words)


def _after_each_other(*changes: Change) -> Change:
    return lambda cluster: reduce(lambda before, change: change(before), changes, cluster)


def _of_services(cluster: Cluster) -> Iterator[Variation]:
    if any(one.load_balancer_ips for one in cluster.services):
        yield Variation("source-ranges", source_ranges)
    for how in SourcePort:
        if how is not cluster.network.egress_source_port:
            name = f"egress-source-port-{how.lower() or 'unsaid'}"
            yield Variation(name, partial(_with_source_port, how=how))
    told = UnusedAddresses.HOST_UNREACHABLE
    yield Variation(
        "unused-addresses-reported",
        partial(change.with_unused_addresses, answer=told),
        ("--unused-addresses", told),
    )
    yield Variation("publish-not-ready", publish_not_ready)


def _of_the_proxy(cluster: Cluster) -> Iterator[Variation]:
    yield Variation("masquerade-all", lambda one: _proxy(one, masquerade_all=True))
    yield Variation("no-local-detection", lambda one: _proxy(one, detect_local=DetectLocal.NONE))
    yield Variation("node-cidr", lambda one: _proxy(one, detect_local=DetectLocal.NODE_CIDR))
    yield Variation("pods-by-interface", pods_by_interface)
    yield Variation("node-ports-everywhere", lambda one: _proxy(one, node_port_addresses=("all",)))
    yield Variation("node-ports-primary", lambda one: _proxy(one, node_port_addresses=("primary",)))
    yield Variation("no-localhost-node-ports", lambda one: _proxy(one, localhost_node_ports=False))


# How they are made


def _with_source_port(cluster: Cluster, how: SourcePort) -> Cluster:
    """Return the cluster whose Pod network masquerades in that way."""
    return replace(cluster, network=replace(cluster.network, egress_source_port=how))


def pods_by_interface(cluster: Cluster) -> Cluster:
    """kube-proxy tells Pods by where they come in: a bridge if they are on one, else an interface for each."""
    if cluster.network.pod_network is PodNetwork.BRIDGE:
        return _proxy(cluster, detect_local=DetectLocal.BRIDGE_INTERFACE, pod_interface="br-pods")
    mode = DetectLocal.INTERFACE_NAME_PREFIX
    return _proxy(cluster, detect_local=mode, pod_interface="veth")


def source_ranges(cluster: Cluster) -> Cluster:
    """Return the cluster whose load balancers admit the first client and the first node only."""
    admitted = [
        f"{ip}/{ip.max_prefixlen}"
        for one in (*cluster.clients[:1], *cluster.nodes[:1])
        for ip in (one.ips if hasattr(one, "ips") else one.internal_ips)  # type: ignore[union-attr]
    ]
    services = tuple(
        replace(one, load_balancer_source_ranges=tuple(admitted)) if one.load_balancer_ips else one
        for one in cluster.services
    )
    return replace(cluster, services=services)


def publish_not_ready(cluster: Cluster) -> Cluster:
    """Return the cluster in which Services publish Pods that are not ready, and the first Pod of any is not ready."""
    services = tuple(replace(one, publish_not_ready_addresses=True) for one in cluster.services)
    changed = reconcile(replace(cluster, services=services), cluster)
    for pod in endpoint_pods(cluster)[:1]:
        changed = change.pod_not_ready(changed, pod.reference)
    return changed


def _proxy(cluster: Cluster, **fields: object) -> Cluster:
    return replace(cluster, proxy=replace(cluster.proxy, **fields))  # type: ignore[arg-type]
