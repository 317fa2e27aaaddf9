"""What can be wrong between a client and the choice of an endpoint: addresses, balancers, ranges, policies."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.model.network import Address, contains, range_as_read_by_kube_proxy
from atlas.model.outside import Forwarding, LoadBalancer
from atlas.model.reference import Reference
from atlas.model.service import Service, ServiceType, SessionAffinity, TrafficPolicy
from atlas.model.workload import matches
from atlas.why import kinds_entries as kinds
from atlas.why.case import Case
from atlas.why.finding import Finding, Proposal, finding
from atlas.why.probe_paths import probe_path_findings
from atlas.why.probes import endpoint_nodes
from atlas.why.proposals import listed, near, put, remove

_PROXY_NAME = "service.kubernetes.io/service-proxy-name"
_UNEVEN = 3
"""How many times the endpoints of a zone may differ from its share before it is worth a word."""


def entry_findings(case: Case, service: Service) -> Iterator[Finding]:
    """Yield what keeps clients from a Service, whatever its Pods do."""
    if service.type is ServiceType.LOAD_BALANCER:
        yield from _address(case, service)
        yield from _source_ranges(case, service)
        yield from probe_path_findings(case, service)
    if _PROXY_NAME in service.labels:
        keys = ("metadata", "labels", _PROXY_NAME)
        yield finding(
            kinds.OTHER_PROXY,
            service.reference,
            keys,
            remove(service.reference, keys),
            has=service.labels[_PROXY_NAME] or '""',
        )
    yield from _local(case, service)
    yield from _internal_local(case, service)
    yield from _hints(case, service)
    yield from _affinity(case, service)


# Addresses


def _address(case: Case, service: Service) -> Iterator[Finding]:
    if service.load_balancer_ingress:
        return
    balancers = case.cluster.load_balancers
    document = case.documents[service.reference]
    serving = [one for one in balancers if service.load_balancer_class in one.classes]
    keys = ("spec", "loadBalancerClass")
    if serving:
        yield from _wrong_address(case, service, serving[0])
    elif balancers:
        known = [name for one in balancers for name in one.classes]
        close = near(service.load_balancer_class, filter(None, known))
        proposals: list[Proposal] = [put(service.reference, keys, close)] if close else []
        if "" in known and service.load_balancer_class:
            proposals.append(remove(service.reference, keys))
        if not service.load_balancer_class:
            proposals += [put(service.reference, keys, one) for one in known[:1]]
        yield finding(
            kinds.BALANCER_CLASS,
            service.reference,
            keys,
            *proposals,
            has=service.load_balancer_class or '""',
            known=listed(one or '""' for one in known),
        )
    else:
        kind = kinds.BALANCER_WAITS if document.stored else kinds.BALANCER_PENDING
        yield finding(kind, service.reference, ("spec", "type"), service=service.reference)


def _wrong_address(case: Case, service: Service, balancer: LoadBalancer) -> Iterator[Finding]:
    keys = ("spec", "loadBalancerIP")
    wanted = case.value(service.reference, *keys)
    if isinstance(wanted, str):
        yield finding(
            kinds.BALANCER_ADDRESS,
            service.reference,
            keys,
            remove(service.reference, keys),
            has=wanted,
            pool=listed(balancer.pool),
        )


def _source_ranges(case: Case, service: Service) -> Iterator[Finding]:
    keys = ("spec", "loadBalancerSourceRanges")
    ranges = service.load_balancer_source_ranges
    read = [(text, range_as_read_by_kube_proxy(text.strip())) for text in ranges]
    for index, (text, found) in enumerate(read):
        if found is None:
            place = (*keys, index)
            proposals = (remove(service.reference, place),) if len(ranges) > 1 else ()
            yield finding(kinds.SOURCE_RANGE_FORM, service.reference, place, *proposals, has=text)
    clients = [
        one for one in case.cluster.clients if one.reference not in case.cluster.gaps.assumed
    ]
    allowed = [one for _, one in read if one is not None]
    if not ranges or not clients or not service.load_balancer_ingress:
        return
    if not any(contains(allowed, ip) for one in clients for ip in one.ips):
        addresses = [_as_range(ip) for one in clients for ip in one.ips]
        yield finding(
            kinds.SOURCE_RANGES,
            service.reference,
            keys,
            put(service.reference, keys, [*ranges, *addresses[:1]]),
            ranges=listed(ranges),
            clients=listed(one.reference for one in clients),
        )


def _as_range(address: Address) -> str:
    return f"{address}/{address.max_prefixlen}"


# Policies


def _local(case: Case, service: Service) -> Iterator[Finding]:
    """Only for node ports: a load balancer's health checks leave the other nodes out."""
    outside = service.type is ServiceType.NODE_PORT
    if not outside or service.external_traffic_policy is not TrafficPolicy.LOCAL:
        return
    mine = endpoint_nodes(case.cluster, service)
    without = [one.name for one in case.cluster.nodes if one.name not in mine]
    if mine and without:
        keys = ("spec", "externalTrafficPolicy")
        yield finding(
            kinds.LOCAL_NODES,
            service.reference,
            keys,
            put(service.reference, keys, "Cluster"),
            with_pods=listed(sorted(mine)),
            without=listed(without),
        )


def _internal_local(case: Case, service: Service) -> Iterator[Finding]:
    if service.internal_traffic_policy is not TrafficPolicy.LOCAL or not service.cluster_ips:
        return
    mine = endpoint_nodes(case.cluster, service)
    keys = ("spec", "internalTrafficPolicy")
    for pod in case.cluster.pods if mine else ():
        is_client = pod.reference not in case.cluster.gaps.assumed and not pod.host_network
        if is_client and pod.node not in mine and not matches(service.selector, pod.labels):
            yield finding(
                kinds.INTERNAL_LOCAL,
                service.reference,
                keys,
                put(service.reference, keys, "Cluster"),
                client=pod.reference,
                node=pod.node,
            )
            return


def _hints(case: Case, service: Service) -> Iterator[Finding]:
    zones = {one.name: one.zone for one in case.cluster.nodes}
    known = sorted(set(filter(None, zones.values())))
    slices = case.cluster.slices_by_service.get((service.namespace, service.name), ())
    for one in slices:
        if one.filled_in or one.reference not in case.documents:
            continue
        for index, endpoint in enumerate(one.endpoints):
            lost = [zone for zone in endpoint.hints_zones if zone not in known]
            if lost and known:
                keys = ("endpoints", index, "hints")
                yield finding(
                    kinds.HINTS_ZONE,
                    one.reference,
                    keys,
                    remove(one.reference, keys),
                    slice=one.reference,
                    zone=lost[0],
                    known=listed(known),
                )
                break
    if service.traffic_distribution in ("PreferClose", "PreferSameZone") and len(known) > 1:
        yield from _uneven(service, [e.zone for s in slices for e in s.endpoints if e.ready], known)


def _uneven(service: Service, zones: list[str], known: list[str]) -> Iterator[Finding]:
    for zone in known:
        near_ones = zones.count(zone)
        if near_ones and len(zones) >= _UNEVEN * near_ones * len(known) / 2:
            keys = ("spec", "trafficDistribution")
            yield finding(
                kinds.HINTS_UNEVEN,
                service.reference,
                keys,
                remove(service.reference, keys),
                value=service.traffic_distribution,
                zone=zone,
                near=near_ones,
                rest=len(zones) - near_ones,
            )
            return


def _affinity(case: Case, service: Service) -> Iterator[Finding]:
    if service.session_affinity is not SessionAffinity.CLIENT_IP:
        return
    keys = ("spec", "sessionAffinity")
    for one in case.cluster.load_balancers:
        if (
            service.type is ServiceType.LOAD_BALANCER
            and one.forwarding is Forwarding.PROXY
            and service.load_balancer_class in one.classes
        ):
            yield finding(kinds.AFFINITY_PROXY, service.reference, keys, balancer=one.name)
    for route, backends in _routes(case):
        if service.reference in backends:
            yield finding(kinds.AFFINITY_HTTP, service.reference, keys, route=route)
            return


def _routes(case: Case) -> Iterator[tuple[Reference, set[Reference]]]:
    for one in case.cluster.ingresses:
        backends = {path.backend.reference.without_port() for r in one.rules for path in r.paths}
        yield one.reference, backends
    for one in case.cluster.http_routes:
        yield one.reference, {b.reference.without_port() for r in one.rules for b in r.backends}
