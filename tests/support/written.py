"""Randomly generated manifests, and changes that can be made to them or, as what-ifs, to their cluster."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from atlas.controlplane.complete import complete
from atlas.manifests.decode import decode
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster, PodNetwork, ProxyMode
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference
from atlas.model.service import (
    MANAGED_BY,
    SLICE_CONTROLLER,
    EndpointSlice,
    SessionAffinity,
    TrafficPolicy,
)
from atlas.model.service_rules import TRAFFIC_DISTRIBUTIONS
from atlas.model.workload import EXCLUDE_LABEL
from atlas.what_if import change

Written = dict[str, dict[str, Any]]
"""Objects as they stand in manifests, by reference; keys of our own where an object has no name."""
NODES = ("node-a", "node-b", "node-c")
ZONE = "topology.kubernetes.io/zone"
PROXY, NETWORK = "kubeproxyconfiguration", "podnetwork"


def cluster_from(written: Written) -> Cluster:
    """Return the cluster that the objects describe."""
    text = "\n---\n".join(map(json.dumps, written.values()))
    return complete(decode(parse(text, Path("written.yaml"))))


# Manifests


@st.composite
def manifests(draw: DrawFn) -> Written:
    """Draw three nodes, up to six Pods of two labels, and up to three Services of any kind that select them."""
    written: Written = {
        f"node/{name}": draw(_nodes(name, number)) for number, name in enumerate(NODES, start=1)
    }
    for number in range(draw(st.integers(0, 6))):
        written[f"pod/pod-{number}"] = draw(_pods(f"pod-{number}", number))
    for name in ("one", "three", "two")[: draw(st.integers(1, 3))]:
        written[f"service/{name}"] = draw(_services(name))
    if draw(st.booleans()):
        written["endpointslice/by-hand"] = draw(_slices_by_hand(written))
    written["loadbalancer/edge"] = _ours(
        "LoadBalancer",
        "edge",
        pool=["203.0.113.0/28"],
        forwarding=draw(st.sampled_from(Forwarding)),
    )
    first = 30000
    last = first + draw(st.sampled_from((2767, 11, 9)))  # so few that two want the same number
    written[NETWORK] = _ours("PodNetwork", "default", nodePortRange=f"{first}-{last}")
    written[PROXY] = {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": draw(st.sampled_from(ProxyMode)),
        "iptables": {"masqueradeAll": draw(st.booleans())},
        "nftables": {"masqueradeAll": draw(st.booleans())},
    }
    return written


def _ours(kind: str, name: str, **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "atlas.example/v1",
        "kind": kind,
        "metadata": {"name": name},
        "spec": spec,
    }


@st.composite
def _nodes(draw: DrawFn, name: str, number: int) -> dict[str, Any]:
    zone = draw(st.sampled_from(("zone-1", "zone-2", "zone-2", "")))
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {ZONE: zone} if zone else {}},
        "spec": {"podCIDR": f"10.244.{number}.0/24"},
        "status": {
            "addresses": [{"type": "InternalIP", "address": f"10.0.0.{10 + number}"}],
            "conditions": [{"type": "Ready", "status": str(draw(st.booleans()))}],
            "allocatable": {"cpu": draw(st.sampled_from(("2", "2", "4")))},
        },
    }


@st.composite
def _pods(draw: DrawFn, name: str, number: int) -> dict[str, Any]:
    place = draw(st.integers(1, 3))
    host_network = draw(st.sampled_from((False, False, False, True)))
    port = {"name": "http", "containerPort": draw(st.sampled_from((8080, 8080, 9090)))}
    pod: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": draw(st.sampled_from(("web", "web", "api")))}},
        "spec": {
            "nodeName": NODES[place - 1],
            "hostNetwork": host_network,
            "containers": [{"name": "main", "ports": [port]}],
        },
        "status": {
            "podIP": f"10.0.0.{10 + place}" if host_network else f"10.244.{place}.{100 + number}",
            "conditions": [{"type": "Ready", "status": str(draw(st.booleans()))}],
        },
    }
    if draw(st.sampled_from((False, False, True))):
        pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    return pod


@st.composite
def _services(draw: DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(("ClusterIP", "NodePort", "LoadBalancer", "LoadBalancer")))
    port: dict[str, Any] = {"port": 80, "targetPort": draw(st.sampled_from((8080, "http")))}
    spec: dict[str, Any] = {
        "type": kind,
        "ports": [port],
        "internalTrafficPolicy": draw(st.sampled_from(TrafficPolicy)),
        "publishNotReadyAddresses": draw(st.booleans()),
    }
    if draw(st.sampled_from((True, True, True, False))):
        spec["selector"] = {"app": draw(st.sampled_from(("web", "api")))}
    distribution = draw(st.sampled_from(("", *TRAFFIC_DISTRIBUTIONS)))
    if distribution:
        spec["trafficDistribution"] = distribution
    if kind == "ClusterIP" and draw(st.booleans()):
        spec["clusterIP"] = "None"
    if kind != "ClusterIP":
        spec["externalTrafficPolicy"] = draw(st.sampled_from(TrafficPolicy))
    automatic = draw(st.sampled_from((False, False, True)))
    notes = {"service.kubernetes.io/topology-mode": "Auto"} if automatic else {}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "annotations": notes},
        "spec": spec,
    }


@st.composite
def _slices_by_hand(draw: DrawFn, written: Written) -> dict[str, Any]:
    """A slice of one of the Services that nobody keeps up to date, although it may name a Pod."""
    targets = [name for name in written if name.startswith("pod/")]
    endpoint: dict[str, Any] = {
        "addresses": ["192.0.2.50"],
        "hints": {"forZones": [{"name": "zone-1"}]},
    }
    if targets:
        name = draw(st.sampled_from(targets)).removeprefix("pod/")
        endpoint["targetRef"] = {"kind": "Pod", "name": name}
    owner = draw(st.sampled_from([name for name in written if name.startswith("service/")]))
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": "by-hand",
            "labels": {"kubernetes.io/service-name": owner.removeprefix("service/")},
        },
        "addressType": "IPv4",
        "ports": [{"port": 8080}],
        "endpoints": [endpoint],
    }


# Changes


@dataclass(frozen=True)
class Change:
    """One change, made both ways. `subject` is the reference of what it touches."""

    name: str
    subject: str
    what_if: Callable[[Cluster], Cluster]
    write: Callable[[Written, Cluster], None]
    """Makes it in the manifests; the cluster is that after the what-if, for addresses that only it knows."""

    def __repr__(self) -> str:
        return f"{self.name} {self.subject}"


def written_like_that(written: Written, changes: Iterable[Change], cluster: Cluster) -> Written:
    """Return the manifests with the changes written in them."""
    copied = copy.deepcopy(written)
    for one in changes:
        one.write(copied, cluster)
    return copied


def changes_of(written: Written) -> SearchStrategy[Change]:
    """Draw a change of one of the objects."""
    return st.sampled_from(list(_all_changes(written)))


def _all_changes(written: Written) -> Iterable[Change]:
    for reference, found in written.items():
        kind, _, name = reference.partition("/")
        match kind:
            case "node":
                yield from _of_node(name)
            case "pod":
                yield from _of_pod(name, found)
            case "service":
                yield from _of_service(name, found)
            case _:
                pass
    for forwarding in Forwarding:
        yield _setting(
            "loadbalancer/edge", "forwarding", forwarding, change.with_forwarding, "edge"
        )
    for network in PodNetwork:
        yield _setting(NETWORK, "mode", network, change.with_pod_network)
    for mode in ProxyMode:

        def write(written: Written, _: Cluster, mode: ProxyMode = mode) -> None:
            written[PROXY]["mode"] = mode.value

        yield Change(mode, PROXY, lambda one, mode=mode: change.with_proxy_mode(one, mode), write)


def _setting(
    subject: str, field: str, value: str, apply: Callable[..., Cluster], *about: object
) -> Change:
    """A change that sets one field of `spec`; an empty value takes it away."""

    def write(written: Written, _: Cluster) -> None:
        written[subject]["spec"].pop(field, None)
        if value:
            written[subject]["spec"][field] = value

    return Change(f"{field}={value}", subject, lambda one: apply(one, *about, value), write)


def _of_node(name: str) -> Iterable[Change]:
    subject = f"node/{name}"

    def not_ready(written: Written, _: Cluster) -> None:
        written[subject]["status"]["conditions"] = [{"type": "Ready", "status": "False"}]

    def without_zone(written: Written, _: Cluster) -> None:
        written[subject]["metadata"]["labels"].pop(ZONE, None)

    def excluded(written: Written, _: Cluster) -> None:
        written[subject]["metadata"]["labels"][EXCLUDE_LABEL] = "true"

    yield Change("not ready", subject, lambda one: change.node_not_ready(one, name), not_ready)
    yield Change("no zone", subject, lambda one: change.zone_unknown(one, name), without_zone)
    yield Change(
        "excluded", subject, lambda one: change.labelled(one, name, EXCLUDE_LABEL, "true"), excluded
    )


def _of_pod(name: str, written_pod: dict[str, Any]) -> Iterable[Change]:
    subject, pod = f"pod/{name}", Reference("pod", name, "default")

    def not_ready(written: Written, _: Cluster) -> None:
        written[subject]["status"]["conditions"] = [{"type": "Ready", "status": "False"}]

    def terminating(written: Written, _: Cluster) -> None:
        written[subject]["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"

    def gone(written: Written, _: Cluster) -> None:
        del written[subject]

    yield Change("not ready", subject, lambda one: change.pod_not_ready(one, pod), not_ready)
    yield Change("terminating", subject, lambda one: change.pod_terminating(one, pod), terminating)
    yield Change("gone", subject, lambda one: change.pod_gone(one, pod), gone)
    for node in NODES:

        def moved(written: Written, cluster: Cluster, node: str = node) -> None:
            written[subject]["spec"]["nodeName"] = node
            written[subject]["status"]["podIP"] = str(cluster.pod_by_reference[pod].ips[0])

        if written_pod["spec"]["nodeName"] != node:
            yield Change(
                f"moved to {node}",
                subject,
                lambda one, node=node: change.pod_moved(one, pod, node),
                moved,
            )


def _of_service(name: str, written_service: dict[str, Any]) -> Iterable[Change]:
    subject, service = f"service/{name}", Reference("service", name, "default")
    for policy in TrafficPolicy:
        if written_service["spec"]["type"] != "ClusterIP":
            yield _setting(
                subject, "externalTrafficPolicy", policy, change.with_external_policy, service
            )
        yield _setting(
            subject, "internalTrafficPolicy", policy, change.with_internal_policy, service
        )
    for affinity in SessionAffinity:
        yield _setting(subject, "sessionAffinity", affinity, change.with_session_affinity, service)
    for preference in ("", *TRAFFIC_DISTRIBUTIONS):
        yield _setting(
            subject, "trafficDistribution", preference, change.with_traffic_distribution, service
        )


# Dumps


def dumped(written: Written, cluster: Cluster) -> Written:
    """Return the manifests with the slices of the cluster in them, as a real controller has made them."""
    made = [one for one in cluster.endpoint_slices if one.filled_in]
    return written | {f"endpointslice/{one.name}": _slice(one) for one in made}


def _slice(part: EndpointSlice) -> dict[str, Any]:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": part.name,
            "labels": {"kubernetes.io/service-name": part.service, MANAGED_BY: SLICE_CONTROLLER},
        },
        "addressType": part.family.value,
        "ports": [{"port": one.port, "name": one.name} for one in part.ports],
        "endpoints": [
            {
                "addresses": list(map(str, one.addresses)),
                "conditions": {
                    "ready": one.ready,
                    "serving": one.serving,
                    "terminating": one.terminating,
                },
                "nodeName": one.node,
                **({"zone": one.zone} if one.zone else {}),
                **({"targetRef": {"kind": "Pod", "name": one.target.name}} if one.target else {}),
                "hints": {
                    "forZones": [{"name": zone} for zone in one.hints_zones],
                    "forNodes": [{"name": node} for node in one.hints_nodes],
                },
            }
            for one in part.endpoints
        ],
    }
