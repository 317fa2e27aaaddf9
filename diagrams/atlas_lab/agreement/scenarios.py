"""Scenarios: one cluster in all the states and settings that change where packets go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, product
from typing import TypeVar

from atlas.controlplane.reconcile import reconcile
from atlas.model.cluster import Cluster, DetectLocal, PodNetwork, ProxyMode
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference
from atlas.model.service import Service, ServiceType, TrafficPolicy
from atlas.model.workload import Pod
from atlas.tracer.balancer import EXCLUDE_LABEL
from atlas.tracer.trace import Flow
from atlas.what_if import change

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A cluster in one state. `flows` are those that are asked; empty means a choice of the systematic set.

    `words` are the arguments with which `atlas trace` gets the same cluster; None if no arguments do.
    """

    name: str
    cluster: Cluster
    words: tuple[str, ...] | None = ()
    flows: tuple[Flow, ...] = ()
    figure: str = ""
    """The figure whose flows these are, or ""."""
    fresh: bool = False
    """Whether it needs a lab in which no connection has been made yet."""
    manifests: tuple[str, ...] = ()
    """What `atlas agree` was told to read; empty for the site's own."""


@dataclass(frozen=True, slots=True)
class Variation:
    """One state of a cluster. `words` as in Scenario."""

    name: str
    apply: change.Change
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
    changed = state.apply(_set(cluster, mode, network, egress))
    return Scenario(title, changed, said, fresh=state.fresh)


def _set(cluster: Cluster, mode: ProxyMode, network: PodNetwork, egress: bool) -> Cluster:
    changed = change.with_pod_network(change.with_proxy_mode(cluster, mode), network)
    return replace(changed, network=replace(changed.network, egress_masquerade=egress))


# The states


def variations(cluster: Cluster) -> Iterator[Variation]:
    """Yield the states of a cluster, first the one that it is in."""
    yield Variation("as-written", _as_it_is, ())
    yield from _of_policies(cluster)
    yield from _of_nodes(cluster)
    yield from _of_pods(cluster)
    yield from _of_services(cluster)
    yield from _of_the_proxy(cluster)
    yield from _of_balancers(cluster)


def _as_it_is(cluster: Cluster) -> Cluster:
    return cluster


def _of_policies(cluster: Cluster) -> Iterator[Variation]:
    if any(map(_is_open, cluster.services)):
        yield Variation("external-local", external_local)
    if cluster.services:
        yield Variation("internal-local", internal_local)
        yield Variation("affinity", with_affinity, fresh=True)


def _of_nodes(cluster: Cluster) -> Iterator[Variation]:
    if len(cluster.nodes) < 2:
        return
    first, last = cluster.nodes[0].name, cluster.nodes[-1].name
    yield Variation(
        f"{last}-down", partial(change.node_down, name=last), ("--down", f"node/{last}")
    )
    yield Variation(
        f"{first}-down-unnoticed",
        lambda one: change.failure_unnoticed(change.node_down(one, first), first),
        ("--down", f"node/{first}", "--unnoticed", f"node/{first}"),
    )
    yield Variation(f"{last}-being-deleted", partial(change.node_being_deleted, name=last))
    yield Variation(
        f"{last}-excluded",
        partial(change.labelled, node=last, label=EXCLUDE_LABEL, value="true"),
    )
    yield Variation(f"{first}-not-ready", partial(change.node_not_ready, name=first))
    yield Variation(
        f"{first}-kube-proxy-stopped",
        partial(change.kube_proxy_stopped, node=first),
        ("--kube-proxy-stopped", f"node/{first}"),
    )


def _of_pods(cluster: Cluster) -> Iterator[Variation]:
    pods = _endpoint_pods(cluster)
    if not pods:
        return
    one = pods[0].reference
    name = f"{one.name}"
    word = str(one).removeprefix("pod/")
    yield Variation(
        f"{name}-not-ready", partial(change.pod_not_ready, pod=one), ("--not-ready", f"pod/{word}")
    )
    yield Variation(
        f"{name}-terminating",
        partial(change.pod_terminating, pod=one),
        ("--terminating", f"pod/{word}"),
    )
    everybody = tuple(pod.reference for pod in pods if pod.labels == pods[0].labels)
    yield Variation(
        f"all-like-{name}-terminating",
        _each(change.pod_terminating, everybody),
        tuple(f"--terminating=pod/{str(pod).removeprefix('pod/')}" for pod in everybody),
    )
    yield Variation(
        f"all-like-{name}-not-ready",
        _each(change.pod_not_ready, everybody),
        tuple(f"--not-ready=pod/{str(pod).removeprefix('pod/')}" for pod in everybody),
    )
    yield Variation(f"{name}-gone", partial(change.pod_gone, pod=one), ("--gone", f"pod/{word}"))
    first = cluster.nodes[0].name
    yield Variation(
        f"{name}-gone-unnoticed-by-{first}",
        lambda before: change.pod_gone(change.kube_proxy_stopped(before, first), one),
        ("--kube-proxy-stopped", f"node/{first}", "--gone", f"pod/{word}"),
    )


def _of_services(cluster: Cluster) -> Iterator[Variation]:
    if any(one.load_balancer_ips for one in cluster.services):
        yield Variation("source-ranges", source_ranges)
    for preference in ("PreferSameZone", "PreferSameNode"):
        yield Variation(preference, _each_service(_preferring(preference), _is_selected))
    yield Variation("publish-not-ready", publish_not_ready)


def _of_the_proxy(cluster: Cluster) -> Iterator[Variation]:
    yield Variation("masquerade-all", lambda one: _proxy(one, masquerade_all=True))
    yield Variation("no-local-detection", lambda one: _proxy(one, detect_local=DetectLocal.NONE))
    yield Variation("node-cidr", lambda one: _proxy(one, detect_local=DetectLocal.NODE_CIDR))
    yield Variation("pods-by-interface", pods_by_interface)
    yield Variation("node-ports-everywhere", lambda one: _proxy(one, node_port_addresses=("all",)))
    yield Variation("node-ports-primary", lambda one: _proxy(one, node_port_addresses=("primary",)))
    yield Variation("no-localhost-node-ports", lambda one: _proxy(one, localhost_node_ports=False))


def _of_balancers(cluster: Cluster) -> Iterator[Variation]:
    for balancer in cluster.load_balancers:
        other = (
            Forwarding.PROXY
            if balancer.forwarding is Forwarding.PASSTHROUGH
            else Forwarding.PASSTHROUGH
        )
        yield Variation(
            f"{balancer.name}-{other.lower()}",
            partial(change.with_forwarding, name=balancer.name, forwarding=other),
        )
        yield Variation(
            f"{balancer.name}-{other.lower()}-external-local",
            lambda one, name=balancer.name, how=other: change.with_forwarding(
                external_local(one), name, how
            ),
        )


# How they are made


def external_local(cluster: Cluster) -> Cluster:
    """Return the cluster in which every Service that is open to the outside has `externalTrafficPolicy: Local`."""
    for one in filter(_is_open, cluster.services):
        cluster = change.with_external_policy(cluster, one.reference, TrafficPolicy.LOCAL)
    return cluster


def internal_local(cluster: Cluster) -> Cluster:
    """Return the cluster in which every Service but that of DNS has `internalTrafficPolicy: Local`."""
    dns = cluster.network.dns_service
    for one in cluster.services:
        if one.reference != dns:
            cluster = change.with_internal_policy(cluster, one.reference, TrafficPolicy.LOCAL)
    return cluster


def with_affinity(cluster: Cluster) -> Cluster:
    """Return the cluster in which every Service but that of DNS has `sessionAffinity: ClientIP`."""
    dns = cluster.network.dns_service
    for one in cluster.services:
        if one.reference != dns and one.cluster_ips:
            cluster = change.with_session_affinity(cluster, one.reference)
    return cluster


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
    for pod in _endpoint_pods(cluster)[:1]:
        changed = change.pod_not_ready(changed, pod.reference)
    return changed


def _preferring(preference: str) -> Callable[[Cluster, Reference], Cluster]:
    return partial(change.with_traffic_distribution, preference=preference)


def _each(apply: Callable[..., Cluster], pods: tuple[Reference, ...]) -> change.Change:
    def changed(cluster: Cluster) -> Cluster:
        for one in pods:
            cluster = apply(cluster, pod=one)
        return cluster

    return changed


def _each_service(
    apply: Callable[[Cluster, Reference], Cluster], wanted: Callable[[Service], bool]
) -> change.Change:
    def changed(cluster: Cluster) -> Cluster:
        for one in cluster.services:
            if wanted(one):
                cluster = apply(cluster, one.reference)
        return cluster

    return changed


def _proxy(cluster: Cluster, **fields: object) -> Cluster:
    return replace(cluster, proxy=replace(cluster.proxy, **fields))  # type: ignore[arg-type]


def _is_open(service: Service) -> bool:
    open_types = (ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER)
    return service.type in open_types or bool(service.external_ips)


def _is_selected(service: Service) -> bool:
    return bool(service.selector) and bool(service.cluster_ips)


def _endpoint_pods(cluster: Cluster) -> tuple[Pod, ...]:
    """Return the Pods behind Services that are no part of DNS or of an HTTP proxy, those of the fullest Service first."""
    dns = cluster.network.dns_service
    counted: dict[Reference, int] = {}
    for part in cluster.endpoint_slices:
        if (part.namespace, part.service) != (dns.namespace, dns.name):
            for endpoint in part.endpoints:
                if endpoint.target in cluster.pod_by_reference and endpoint.target is not None:
                    counted[endpoint.target] = counted.get(endpoint.target, 0) + 1
    ordered = sorted(counted, key=lambda one: (-counted[one], one))
    return tuple(cluster.pod_by_reference[one] for one in ordered)
