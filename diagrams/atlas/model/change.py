"""What-ifs: functions Cluster → Cluster. A what-if is another cluster, never a special case elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from atlas.model.cluster import Cluster, PodNetwork, ProxyMode, StoppedProxy
from atlas.model.network import Address, contains, family_of
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference
from atlas.model.service import (
    Endpoint,
    EndpointSlice,
    IPMode,
    LoadBalancerIngress,
    Service,
    ServiceType,
    SessionAffinity,
    TrafficPolicy,
)
from atlas.model.workload import ZONE_LABEL, Node, Pod

Change = Callable[[Cluster], Cluster]
PREFER_SAME_NODE = "PreferSameNode"
"""The value of `trafficDistribution` that gives hints for nodes as well as for zones."""


def node_down(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that node is switched off: it neither answers nor forwards.

    Endpoints stay as they are: the control plane notices much later (FACTS 4.5).
    """
    nodes = tuple(replace(node, up=False) if node.name == name else node for node in cluster.nodes)
    return replace(cluster, nodes=nodes)


def node_being_deleted(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that node is about to be deleted: it still runs, but should get no new connections.

    (KEP-3836: a deletion timestamp, or the taint ToBeDeletedByClusterAutoscaler.)
    """
    return replace(cluster, deleted_nodes=cluster.deleted_nodes | {name})


def kube_proxy_stopped(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which kube-proxy no longer runs on that node.

    Packets never pass its process, so its rules go on working, but later changes do not reach them any more; and
    nobody answers health checks there.
    """
    if node in cluster.rules_written_from:
        return cluster
    stopped = StoppedProxy(node, replace(cluster, stopped_proxies=()))
    return replace(cluster, stopped_proxies=(*cluster.stopped_proxies, stopped))


def kube_proxy_started(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which kube-proxy runs on that node again: its rules catch up with all that has changed."""
    left = tuple(one for one in cluster.stopped_proxies if one.node != node)
    return replace(cluster, stopped_proxies=left)


def failure_unnoticed(cluster: Cluster, node: str) -> Cluster:
    """Return the cluster in which no load balancer has noticed yet that the node fails its health check."""
    balancers = tuple(
        replace(one, unnoticed=one.unnoticed | {node}) for one in cluster.load_balancers
    )
    return replace(cluster, load_balancers=balancers)


def pod_not_ready(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster in which the Pod fails its readiness probe; its endpoints follow."""
    return _with_pod_conditions(cluster, pod, ready=False, terminating=None)


def pod_terminating(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster in which the Pod was deleted but still serves; its endpoints follow."""
    return _with_pod_conditions(cluster, pod, ready=True, terminating=True)


def pod_gone(cluster: Cluster, pod: Reference) -> Cluster:
    """Return the cluster without the Pod and without its endpoints."""
    slices = tuple(
        replace(one, endpoints=tuple(e for e in one.endpoints if e.target != pod))
        for one in cluster.endpoint_slices
    )
    pods = tuple(one for one in cluster.pods if one.reference != pod)
    return replace(cluster, pods=pods, endpoint_slices=slices)


def pod_moved(cluster: Cluster, pod: Reference, node: str) -> Cluster:
    """Return the cluster in which a Pod of the same name replaces the Pod, on that node; its endpoints follow.

    A Pod never moves: its successor has a new address, the first free one of the new node's Pod range. Raises KeyError
    for a Pod or node that does not exist, ValueError for a node without a free address.
    """
    old, place = cluster.pod_by_reference[pod], cluster.node_by_name[node]
    if old.node == node:
        return cluster
    ips = place.internal_ips if old.host_network else _free_addresses(cluster, old, place)
    new = replace(old, node=node, ips=ips)
    slices = tuple(
        replace(one, endpoints=tuple(_follows(e, new, place) for e in one.endpoints))
        for one in cluster.endpoint_slices
    )
    pods = tuple(new if one.reference == pod else one for one in cluster.pods)
    return replace(cluster, pods=pods, endpoint_slices=slices)


def _follows(endpoint: Endpoint, pod: Pod, node: Node) -> Endpoint:
    """Return the endpoint as it is with the Pod on that node: hints, where there are any, are for where it runs."""
    if endpoint.target != pod.reference:
        return endpoint
    return replace(
        endpoint,
        addresses=tuple(pod.ip(family_of(one)) or one for one in endpoint.addresses),
        node=node.name,
        zone=node.zone,
        hints_nodes=(node.name,) if endpoint.hints_nodes else (),
        hints_zones=(node.zone,) if endpoint.hints_zones else (),
    )


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


def with_external_policy(cluster: Cluster, service: Reference, policy: TrafficPolicy) -> Cluster:
    """Return the cluster with that Service's `externalTrafficPolicy` set.

    With Local the API server gives a LoadBalancer Service a health-check port; here it is the last free node port.
    """
    changed = _with_service(cluster, service, external_traffic_policy=policy)
    one = changed.service_by_reference.get(service)
    if one is None or not needs_health_check_port(one):
        return changed
    return _with_service(changed, service, health_check_node_port=_last_free_node_port(cluster))


def needs_health_check_port(service: Service) -> bool:
    """Return whether the API server would give the Service a health-check port, and it has none yet."""
    return (
        service.type is ServiceType.LOAD_BALANCER
        and service.external_traffic_policy is TrafficPolicy.LOCAL
        and not service.health_check_node_port
    )


def _last_free_node_port(cluster: Cluster) -> int:
    """Return the last number of the node port range that no Service has. Raises ValueError if there is none."""
    taken = {number for number, _ in cluster.service_by_node_port}
    taken.update(cluster.service_by_health_check_port)
    first, last = cluster.network.node_port_range
    for number in range(last, first - 1, -1):
        if number not in taken:
            return number
    raise ValueError(f"no node port from {first} to {last} is free")


def with_internal_policy(cluster: Cluster, service: Reference, policy: TrafficPolicy) -> Cluster:
    """Return the cluster with that Service's `internalTrafficPolicy` set."""
    return _with_service(cluster, service, internal_traffic_policy=policy)


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


def with_session_affinity(cluster: Cluster, service: Reference) -> Cluster:
    """Return the cluster in which that Service has `sessionAffinity: ClientIP`, with the timeout that it has."""
    return _with_service(cluster, service, session_affinity=SessionAffinity.CLIENT_IP)


def with_traffic_distribution(cluster: Cluster, service: Reference, preference: str) -> Cluster:
    """Return the cluster with that Service's `trafficDistribution` set; the hints in its slices follow.

    The EndpointSlice controller gives hints to ready endpoints only (KEP-3015).
    """

    def hinted(endpoint: Endpoint) -> Endpoint:
        hints = endpoint.ready and preference != ""
        on_nodes = hints and preference == PREFER_SAME_NODE
        return replace(
            endpoint,
            hints_zones=(endpoint.zone,) if hints and endpoint.zone else (),
            hints_nodes=(endpoint.node,) if on_nodes and endpoint.node else (),
        )

    slices = tuple(
        replace(one, endpoints=tuple(map(hinted, one.endpoints)))
        if (one.namespace, one.service) == (service.namespace, service.name)
        else one
        for one in cluster.endpoint_slices
    )
    changed = _with_service(cluster, service, traffic_distribution=preference)
    return replace(changed, endpoint_slices=slices)


def with_forwarding(cluster: Cluster, name: str, forwarding: Forwarding) -> Cluster:
    """Return the cluster in which that load balancer passes connections on in this way.

    Its controller tells kube-proxy by `ipMode` which of its addresses are not for the nodes (KEP-1860).
    """
    balancer = next(one for one in cluster.load_balancers if one.name == name)
    mode = IPMode.PROXY if forwarding is Forwarding.PROXY else IPMode.VIP

    def reported(one: LoadBalancerIngress) -> LoadBalancerIngress:
        is_its_own = one.ip is not None and contains(balancer.pool, one.ip)
        return replace(one, ip_mode=mode) if is_its_own else one

    return replace(
        cluster,
        load_balancers=tuple(
            replace(one, forwarding=forwarding) if one == balancer else one
            for one in cluster.load_balancers
        ),
        services=tuple(
            replace(one, load_balancer_ingress=tuple(map(reported, one.load_balancer_ingress)))
            for one in cluster.services
        ),
    )


def with_pod_network(cluster: Cluster, pod_network: PodNetwork) -> Cluster:
    """Return the cluster whose network plugin joins the Pods of a node in this way."""
    return replace(cluster, network=replace(cluster.network, pod_network=pod_network))


def zone_unknown(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that node has no label for its zone, so that its endpoints have neither zone nor hints."""

    def unzoned(endpoint: Endpoint) -> Endpoint:
        return replace(endpoint, zone="", hints_zones=()) if endpoint.node == name else endpoint

    slices = tuple(
        replace(one, endpoints=tuple(map(unzoned, one.endpoints)))
        for one in cluster.endpoint_slices
    )
    return replace(labelled(cluster, name, ZONE_LABEL, ""), endpoint_slices=slices)


def labelled(cluster: Cluster, node: str, label: str, value: str) -> Cluster:
    """Return the cluster in which that node has the label; "" takes it away."""

    def labels_of(one: Node) -> Mapping[str, str]:
        others = {key: old for key, old in one.labels.items() if key != label}
        return others | ({label: value} if value else {})

    nodes = tuple(
        replace(one, labels=labels_of(one)) if one.name == node else one for one in cluster.nodes
    )
    return replace(cluster, nodes=nodes)


def node_not_ready(cluster: Cluster, name: str) -> Cluster:
    """Return the cluster in which that Node's Ready condition is false; its Pods go on working."""
    nodes = tuple(replace(one, ready=False) if one.name == name else one for one in cluster.nodes)
    return replace(cluster, nodes=nodes)


def _with_service(cluster: Cluster, service: Reference, **fields: object) -> Cluster:
    services = tuple(
        replace(one, **fields) if one.reference == service else one  # type: ignore[arg-type]
        for one in cluster.services
    )
    return replace(cluster, services=services)


def _with_pod_conditions(
    cluster: Cluster, pod: Reference, ready: bool, terminating: bool | None
) -> Cluster:
    """`terminating` None keeps what the Pod has."""
    pods = tuple(
        replace(
            one, ready=ready, terminating=one.terminating if terminating is None else terminating
        )
        if one.reference == pod
        else one
        for one in cluster.pods
    )
    slices = tuple(
        replace(
            one,
            endpoints=tuple(
                _with_conditions(cluster, one, e, ready, terminating) if e.target == pod else e
                for e in one.endpoints
            ),
        )
        for one in cluster.endpoint_slices
    )
    return replace(cluster, pods=pods, endpoint_slices=slices)


def _with_conditions(
    cluster: Cluster, part: EndpointSlice, endpoint: Endpoint, ready: bool, terminating: bool | None
) -> Endpoint:
    """Return the endpoint of a Pod that is ready or not.

    A terminating endpoint is never `ready`, unless its Service wants all of them to be: `publishNotReadyAddresses`
    (discovery/v1 EndpointConditions).
    """
    service = cluster.service_by_reference.get(Reference("service", part.service, part.namespace))
    always = service is not None and service.publish_not_ready_addresses
    ending = endpoint.terminating if terminating is None else terminating
    return replace(
        endpoint, ready=always or (ready and not ending), serving=ready, terminating=ending
    )
