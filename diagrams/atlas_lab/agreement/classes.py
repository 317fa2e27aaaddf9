"""classes: every class of case once, so that none hides behind a small number of flows.

A class is a kind of address × a policy × a state of the endpoints × who asks; each is asked in both modes, and where two
releases answer differently in both of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from atlas.controlplane.complete import complete
from atlas.manifests.decode import decode
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster, PodNetwork, ProxyMode
from atlas.model.network import Protocol
from atlas.model.outside import Forwarding, Targets
from atlas.model.release import NEWEST, OLDEST, Release
from atlas.tracer.trace import Entry, Flow
from atlas.what_if import rows
from atlas.what_if.change import with_forwarding, with_pod_network, with_proxy_mode, with_release
from atlas_lab.agreement.flows import is_observable
from atlas_lab.agreement.scenarios import Scenario

Object = dict[str, Any]

NODES = ("node-1", "node-2")
"""The first one has Pods of every app, the second one only of that which runs everywhere."""
STATES = ("everywhere", "one-node", "terminating", "none")
POLICIES = ("Cluster", "Local")
ENTRIES = (Entry.CLUSTER_IP, Entry.NODE_PORT, Entry.LOAD_BALANCER, Entry.EXTERNAL_IP)
_BALANCERS = (
    (Forwarding.REWRITE, Targets.NODES),
    (Forwarding.REWRITE, Targets.PODS),
    (Forwarding.PROXY, Targets.PODS),
)
_FAULTS = (rows.overlay_cut, rows.no_hairpin, rows.node_ports_closed, rows.dns_lost)
SOURCES = ("pod/client-1", "pod/client-2", "node/node-1", "node/node-2", "client/outside")


def class_scenarios(modes: Iterable[ProxyMode]) -> Iterator[Scenario]:
    """Yield a scenario for each mode, and one for the oldest release, which differs for a node's own packets."""
    cluster = classes_cluster()
    for mode in modes:
        for release in (NEWEST, OLDEST) if mode is ProxyMode.NFTABLES else (NEWEST,):
            changed = with_release(with_proxy_mode(cluster, mode), release)
            flows = tuple(one for one in class_flows(release) if is_observable(changed, one))
            yield Scenario.of(changed, f"classes.{mode}.{release}", flows=flows)


def echo_scenarios(modes: Iterable[ProxyMode]) -> Iterator[Scenario]:
    """Yield a scenario of echo requests for each mode and release: to machines, virtual addresses and nobody."""
    cluster = classes_cluster()
    for mode, release in product(modes, (NEWEST, OLDEST)):
        changed = with_release(with_proxy_mode(cluster, mode), release)
        for name, state in (("up", changed), ("down", rows.node_down(NODES[1]).apply(changed))):
            flows = tuple(one for one in _echoes() if is_observable(state, one))
            yield Scenario.of(state, f"echo.{mode}.{release}.{name}", flows=flows)


def _echoes() -> Iterator[Flow]:
    machines = ("pod/everywhere-1", "pod/everywhere-2", *(f"node/{one}" for one in NODES))
    services = (f"service/{state}-cluster" for state in STATES)
    for source, to in product(SOURCES, (*machines, "client/outside", *services, "10.96.255.254")):
        is_routed = source.startswith("client/") and not to.startswith(("node/", "client/", "pod/"))
        node = NODES[0] if is_routed else ""
        yield Flow(source, to, Entry.CLUSTER_IP, node, Protocol.ICMP)


def balancer_scenarios(modes: Iterable[ProxyMode]) -> Iterator[Scenario]:
    """Yield a scenario for each kind of balancer that picks the destination itself, in each mode."""
    cluster = classes_cluster()
    for (forwarding, targets), mode in product(_BALANCERS, modes):
        changed = with_forwarding(with_proxy_mode(cluster, mode), "edge", forwarding)
        balancers = tuple(replace(one, targets=targets) for one in changed.load_balancers)
        changed = replace(changed, load_balancers=balancers)
        asked = (
            Flow(source, f"service/{state}-{policy.lower()}:80", Entry.LOAD_BALANCER)
            for state, policy, source in product(STATES, POLICIES, SOURCES)
        )
        flows = tuple(one for one in asked if is_observable(changed, one))
        yield Scenario.of(changed, f"balancers.{forwarding}-{targets}.{mode}", flows=flows)


def header_scenarios(modes: Iterable[ProxyMode]) -> Iterator[Scenario]:
    """Yield both mismatches of the PROXY protocol header, and both agreements: half of the Pods expect it."""
    cluster = with_forwarding(classes_cluster(), "edge", Forwarding.PROXY)
    pods = tuple(
        replace(one, listening=replace(one.listening, expects_proxy_protocol=True))
        if one.name.startswith("everywhere")
        else one
        for one in cluster.pods
    )
    for sends, mode in product((True, False), modes):
        balancers = tuple(replace(one, proxy_protocol=sends) for one in cluster.load_balancers)
        changed = replace(cluster, pods=pods, load_balancers=balancers)
        asked = (
            Flow(source, f"service/{state}-cluster:80", entry)
            for state, source in product(("everywhere", "one-node"), SOURCES)
            for entry in (Entry.LOAD_BALANCER, Entry.CLUSTER_IP)
            if not (source.startswith("client/") and entry is Entry.CLUSTER_IP)
        )
        changed = with_proxy_mode(changed, mode)
        flows = tuple(one for one in asked if is_observable(changed, one))
        title = "sent" if sends else "not-sent"
        yield Scenario.of(changed, f"proxy-protocol.{title}.{mode}", flows=flows)


def fault_scenarios(modes: Iterable[ProxyMode]) -> Iterator[Scenario]:
    """Yield a scenario for each way in which a network breaks, in each mode, with Pods on a bridge."""
    cluster = with_pod_network(classes_cluster(), PodNetwork.BRIDGE)
    for fault, mode in product(_FAULTS, modes):
        changed = fault(NODES[0]).apply(with_proxy_mode(cluster, mode))
        own = (
            Flow(f"pod/{app}-1", f"service/{app}-cluster:80")
            for app in ("everywhere", "one-node", "terminating")
        )
        flows = tuple(one for one in (*class_flows(), *own) if is_observable(changed, one))
        yield Scenario.of(changed, f"faults.{fault.name}.{mode}", flows=flows[::6] + flows[-3:])


def class_flows(release: Release = NEWEST) -> Iterator[Flow]:
    """Yield one flow of each class; for an older release those that a node sends to an outside address."""
    for state, policy, entry, source in product(STATES, POLICIES, ENTRIES, SOURCES):
        is_outside = source.startswith("client/")
        if release != NEWEST and (is_outside or source.startswith("pod/")):
            continue
        if release != NEWEST and entry not in (Entry.LOAD_BALANCER, Entry.EXTERNAL_IP):
            continue
        chooses = is_outside or entry is Entry.NODE_PORT
        for node in NODES if chooses else ("",):
            yield Flow(source, f"service/{state}-{policy.lower()}:80", entry, node)


def classes_cluster() -> Cluster:
    """Return two nodes with a Service of every policy and state of endpoints, each with every kind of address."""
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(_objects())})
    return complete(decode(parse(text, Path("classes.json"))))


def _objects() -> Iterator[Object]:
    yield {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "clusterCIDR": "10.244.0.0/16",
    }
    yield _made("networking.k8s.io/v1", "ServiceCIDR", "kubernetes", {"cidrs": ["10.96.0.0/16"]})
    yield _made("atlas.example/v1", "Client", "outside", {"addresses": ["198.51.100.7"]})
    yield _made("atlas.example/v1", "LoadBalancer", "edge", {"pool": ["203.0.113.0/26"]})
    for number, node in enumerate(NODES, 1):
        yield _node(number, node)
        yield _pod(f"client-{number}", node, "client")
        yield _pod(f"everywhere-{number}", node, "everywhere")
    yield _pod("one-node-1", NODES[0], "one-node")
    leaving = _pod("terminating-1", NODES[0], "terminating")
    leaving["metadata"] |= {"deletionTimestamp": "2026-01-01T00:00:00Z"}
    yield leaving
    for number, (state, policy) in enumerate(product(STATES, POLICIES), 1):
        yield _service(number, state, policy)


def _node(number: int, name: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name},
        "spec": {"podCIDR": f"10.244.{number}.0/24"},
        "status": {"addresses": [{"type": "InternalIP", "address": f"10.0.0.{10 + number}"}]},
    }


def _pod(name: str, node: str, app: str) -> Object:
    ports = [{"name": "web", "containerPort": 8080}]
    spec = {
        "nodeName": node,
        "containers": [{"name": "main", "image": "example/main:1.0", "ports": ports}],
    }
    made = _made("v1", "Pod", name, spec)
    made["metadata"]["labels"] = {"app": app}
    return made


def _service(number: int, state: str, policy: str) -> Object:
    spec = {
        "type": "LoadBalancer",
        "selector": {"app": state},
        "ports": [{"port": 80, "targetPort": 8080}],
        "externalIPs": [f"192.0.2.{number}"],
        "externalTrafficPolicy": policy,
        "internalTrafficPolicy": policy,
    }
    return _made("v1", "Service", f"{state}-{policy.lower()}", spec)


def _made(version: str, kind: str, name: str, spec: Object) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}
