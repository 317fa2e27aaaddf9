"""What-ifs: functions Cluster → Cluster. Each sets a field or a condition; the control plane does the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from atlas.controlplane.reconcile import reconcile
from atlas.manifests.listening import parse_listens
from atlas.model.cluster import Cluster, HeldFlows, PodNetwork, ProxyMode, StoppedProxy
from atlas.model.listening import Listening
from atlas.model.network import Address, UnusedAddresses, family_of
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference
from atlas.model.release import Release
from atlas.model.service import SessionAffinity, TrafficPolicy
from atlas.model.workload import EXCLUDE_LABEL, ZONE_LABEL, Node, Pod

Change = Callable[[Cluster], Cluster]


# Nodes


def node_down(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that node is switched off: it neither answers nor forwards.

    Endpoints stay as they are: the control plane notices much later (FACTS 4.5).
    """
    return _with_node(cluster, name, up=False)


def node_not_ready(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that Node's Ready condition is false; its Pods go on working."""
    return _with_node(cluster, name, ready=False)


def labelled(cluster: Cluster, node: str, label: str, value: str) -> Cluster:
    """Return the cluster in which that node has the label; "" takes it away."""
    found = cluster.node_by_name.get(node)
    if found is None:
        return cluster
    others = {key: old for key, old in found.labels.items() if key != label}
    return _with_node(cluster, node, labels=others | ({label: value} if value else {}))


def excluded_from_balancers(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that node has the label that takes it out of the balancers' lists."""
    return labelled(cluster, name, EXCLUDE_LABEL, "true")


def zone_unknown(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that node has no label for its zone, so that its endpoints have neither zone nor hints."""
    return labelled(cluster, name, ZONE_LABEL, "")


def node_being_deleted(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that node is about to be deleted: it still runs, but should get no new connections.

    (KEP-3836: a deletion timestamp, or the taint ToBeDeletedByClusterAutoscaler.)
    """
    return replace(cluster, deleted_nodes=cluster.deleted_nodes | {name})


def kube_proxy_stopped(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which kube-proxy no longer runs on that node.

    Packets never pass its process, so its rules go on working, but later changes do not reach them any more; and
    nothing answers health checks there.
    """
    if node in cluster.rules_written_from:
        return cluster
    stopped = StoppedProxy(node, replace(cluster, stopped_proxies=()))
    return replace(cluster, stopped_proxies=(*cluster.stopped_proxies, stopped))


def kube_proxy_started(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which kube-proxy runs on that node again: its rules catch up with all that has changed."""
    left = tuple(one for one in cluster.stopped_proxies if one.node != node)
    return replace(cluster, stopped_proxies=left)


# Pods


def listens(cluster: Cluster, pod: Reference, ports: str) -> Cluster:
    """Return the cluster in which the Pod's programs listen there and nowhere else: `8080,127.0.0.1:9901`, `nothing`.

    Raises ValueError for another text.
    """
    found = parse_listens(ports)
    if found is None:
        raise ValueError(f"listens: {ports} is not like 8080,127.0.0.1:9901 or nothing")
    return _with_pod(cluster, pod, listening=Listening(found))


def overlay_cut(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which packets to Pods do not pass between that node and the others."""
    faults = cluster.faults
    return replace(cluster, faults=replace(faults, overlay_cut=faults.overlay_cut | {node}))


def no_hairpin(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which that node's bridge sends nothing back through the port that it came in by."""
    faults = cluster.faults
    return replace(cluster, faults=replace(faults, no_hairpin=faults.no_hairpin | {node}))


def node_ports_closed(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which a firewall before that node closes its node ports to the world outside."""
    faults = cluster.faults
    closed = faults.node_ports_closed | {node}
    return replace(cluster, faults=replace(faults, node_ports_closed=closed))


def dns_lost(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which answers of DNS servers get lost before they reach programs on that node."""
    faults = cluster.faults
    return replace(cluster, faults=replace(faults, dns_lost=faults.dns_lost | {node}))


def probes_failing(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which health checks of load balancers fail on that node, although it works."""
    faults = cluster.faults
    failing = faults.probes_failing | {node}
    return replace(cluster, faults=replace(faults, probes_failing=failing))


def udp_remembered(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster whose nodes remember UDP flows to that Pod, and go on sending them there, whatever becomes of it.

    It is about a client that keeps its source port: any flow that might have gone to the Pod has gone there.
    """
    found = cluster.pod_by_reference.get(pod)
    if found is None:
        return cluster
    held = HeldFlows(found.ips, replace(cluster, held_flows=()))
    return replace(cluster, held_flows=(*cluster.held_flows, held))


def pod_not_ready(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster in which the Pod fails its readiness probe."""
    return _with_pod(cluster, pod, ready=False)


def pod_terminating(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster in which the Pod was deleted but is still there: it serves, if it is ready."""
    return _with_pod(cluster, pod, terminating=True)


def pod_gone(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster without the Pod."""
    pods = tuple(one for one in cluster.pods if one.reference != pod)
    return reconcile(replace(cluster, pods=pods), cluster)


def pod_moved(cluster: Cluster, pod: Reference, node: str) -> Cluster:
    """Return the cluster in which a Pod of the same name replaces the Pod, on that node.

    A Pod never moves: its successor has a new address, the first free one of the new node's Pod range. Raises ValueError
    for a Pod or node that does not exist, and for a node without a free address.
    """
    old, place = cluster.pod_by_reference.get(pod), cluster.node_by_name.get(node)
    if old is None or place is None:
        raise ValueError(f"there is no {pod}" if old is None else f"there is no node/{node}")
    if old.node == node:
        return cluster
    ips = place.internal_ips if old.host_network else _free_addresses(cluster, old, place)
    return _with_pod(cluster, pod, node=node, ips=ips)


def _free_addresses(cluster: Cluster, pod: Pod, node: Node) -> tuple[Address, ...]:
    """Return one address of each of the Pod's families; the first of a range may be the bridge's."""
    found: list[Address] = []
    for family in (family_of(one) for one in pod.ips):
        free = (
            one.network_address + number
            for one in node.pod_ranges
            if family_of(one) is family
            for number in range(2, min(one.num_addresses - 1, 1 << 16))
        )
        address = next((one for one in free if one not in cluster.pod_by_ip), None)
        if address is None:
            raise ValueError(f"{node.name} has no free {family} address")
        found.append(address)
    return tuple(found)


# Services


def with_service(cluster: Cluster, service: Reference, **fields: object) -> Cluster:
    """Return the cluster with those fields of that Service set, by the names that they have in Python."""
    services = tuple(
        replace(one, **fields) if one.reference == service else one  # type: ignore[arg-type]
        for one in cluster.services
    )
    return reconcile(replace(cluster, services=services), cluster)


def with_policies(cluster: Cluster, **fields: TrafficPolicy) -> Cluster:
    """Return the cluster with those traffic policies set in every Service. Raises ValueError if numbers run out."""
    services = tuple(replace(one, **fields) for one in cluster.services)  # type: ignore[arg-type]
    return reconcile(replace(cluster, services=services), cluster)


def with_external_policy(cluster: Cluster, service: Reference, policy: TrafficPolicy) -> Cluster:
    """Return the cluster with that Service's `externalTrafficPolicy` set."""
    return with_service(cluster, service, external_traffic_policy=policy)


def with_internal_policy(cluster: Cluster, service: Reference, policy: TrafficPolicy) -> Cluster:
    """Return the cluster with that Service's `internalTrafficPolicy` set."""
    return with_service(cluster, service, internal_traffic_policy=policy)


def with_session_affinity(
    cluster: Cluster, service: Reference, affinity: SessionAffinity = SessionAffinity.CLIENT_IP
) -> Cluster:
    """Return the cluster with that Service's `sessionAffinity` set, with the timeout that it has."""
    return with_service(cluster, service, session_affinity=affinity)


def with_traffic_distribution(cluster: Cluster, service: Reference, preference: str) -> Cluster:
    """Return the cluster with that Service's `trafficDistribution` set."""
    return with_service(cluster, service, traffic_distribution=preference)


# What is around, and what all nodes share


def with_forwarding(cluster: Cluster, name: str, forwarding: Forwarding) -> Cluster:
    """Return the cluster in which that load balancer passes connections on in this way."""
    balancers = tuple(
        replace(one, forwarding=forwarding) if one.name == name else one
        for one in cluster.load_balancers
    )
    return reconcile(replace(cluster, load_balancers=balancers), cluster)


def failure_unnoticed(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which no load balancer has noticed yet that the node fails its health check."""
    balancers = tuple(
        replace(one, unnoticed=one.unnoticed | {node}) for one in cluster.load_balancers
    )
    return replace(cluster, load_balancers=balancers)


def with_proxy_mode(cluster: Cluster, mode: ProxyMode) -> Cluster:
    """Return the cluster whose kube-proxies run in that mode, with what their configuration says for it."""
    before = cluster.proxy
    if before.mode is mode:
        return cluster
    everybody, bit = before.of_other_mode
    proxy = replace(
        before,
        mode=mode,
        masquerade_all=everybody,
        masquerade_bit=bit,
        of_other_mode=(before.masquerade_all, before.masquerade_bit),
    )
    return replace(cluster, proxy=proxy)


def with_release(cluster: Cluster, release: Release) -> Cluster:
    """Return the cluster whose kube-proxies are all of that release."""
    return replace(cluster, release=release, releases_differ=False)


def with_pod_network(cluster: Cluster, pod_network: PodNetwork) -> Cluster:
    """Return the cluster whose network plugin joins the Pods of a node in this way."""
    return replace(cluster, network=replace(cluster.network, pod_network=pod_network))


def with_unused_addresses(cluster: Cluster, answer: str) -> Cluster:
    """Return the cluster whose routers answer in this way for an address that nobody has."""
    network = replace(cluster.network, unused_addresses=UnusedAddresses(answer))
    return replace(cluster, network=network)


# How they are set


def _with_node(cluster: Cluster, name: str, **fields: object) -> Cluster:
    nodes = tuple(
        replace(one, **fields) if one.name == name else one  # type: ignore[arg-type]
        for one in cluster.nodes
    )
    return reconcile(replace(cluster, nodes=nodes), cluster)


def _with_pod(cluster: Cluster, pod: Reference, **fields: object) -> Cluster:
    pods = tuple(
        replace(one, **fields) if one.reference == pod else one  # type: ignore[arg-type]
        for one in cluster.pods
    )
    return reconcile(replace(cluster, pods=pods), cluster)
