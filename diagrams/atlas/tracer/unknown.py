"""Where knowledge ends: what to say about packets for which the input does not decide.

What is not described is neither dead nor alive. Each reason names what would decide it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from atlas.model.cluster import Cluster
from atlas.model.gaps import EndpointsGap, OpenEndpoints, UnreadPolicy
from atlas.model.http import Ingress
from atlas.model.network import Address, contains
from atlas.model.reason import Reason
from atlas.model.service import Service
from atlas.model.workload import Pod
from atlas.tracer.journey import Arrival, Journey
from atlas.tracer.network import NOWHERE, balancer_of, http_proxy_of, is_private
from atlas.tracer.trace import Action, Hop, Place, PlaceKind, Verdict

_GAPS: Mapping[EndpointsGap, Reason] = {
    EndpointsGap.NO_SLICES: Reason.SLICES_NOT_IN_INPUT,
    EndpointsGap.NO_PODS: Reason.PODS_NOT_IN_INPUT,
    EndpointsGap.UNREAD_KIND: Reason.PODS_OF_UNREAD_KIND,
}
_ROUTING_ANNOTATIONS = re.compile(
    r"""nginx\.ingress\.kubernetes\.io/(rewrite-target|use-regex|app-root|canary.*|permanent-redirect|temporal-redirect
    |server-alias|from-to-www-redirect|(configuration|server|auth)-snippet|auth-(url|type|tls-secret)|default-backend|service-upstream
    |(white|allow|deny)list-source-range|custom-http-errors|limit-.*|upstream-vhost|x-forwarded-prefix)
    |nginx\.org/(rewrites|server-snippets|location-snippets|path-regex|mergeable-ingress-type|redirect-to-https)
    |traefik\.ingress\.kubernetes\.io/router\.(middlewares|rule.*|priority|pathmatcher|entrypoints)
    |alb\.ingress\.kubernetes\.io/(actions|conditions|transforms)\..*
    |haproxy(-ingress\.github\.io|\.org)/(rewrite-target|path-rewrite|path-type|server-alias|allow-list|deny-list|app-root)
    |konghq\.com/(strip-path|plugins|rewrite|regex-prefix|methods)
    |appgw\.ingress\.kubernetes\.io/(backend-path-prefix|rewrite-rule-set.*)""",
    re.VERBOSE,
)
"""Annotations by which controllers route otherwise than the rules say."""
_ENDS = (
    "com net org io dev app co cloud ai info biz edu gov mil int xyz online site tech store internal corp lan intranet "
    "ar at au be br ca ch cl cn cz de dk es eu fi fr gr hk hu id ie il in it jp kr me mx my nl no nz ph pl pt ro ru se "
    "sg th tr tv tw ua uk us vn za"
)
_WELL_KNOWN_ENDS = frozenset(_ENDS.split())
"""Last labels of names that somebody outside may have."""
_OF_CLUSTERS = frozenset({"svc", "local", "default"})


def may_exist_outside(name: str) -> bool:
    """Return whether a name may be known to a DNS server outside, of which the input says nothing."""
    *front, last = name.rstrip(".").lower().split(".")
    if not front or last in _OF_CLUSTERS:
        return False
    return last in _WELL_KNOWN_ENDS


def endpoints_gap(cluster: Cluster, service: Service | None) -> OpenEndpoints | None:
    """Return why the endpoints of the Service are not known, or None if they are."""
    reference = service.reference if service is not None else None
    return next((one for one in cluster.gaps.endpoints if one.service == reference), None)


def gap_reason(gap: OpenEndpoints) -> tuple[Reason, dict[str, object]]:
    """Return the reason for not knowing endpoints, with its facts."""
    service = gap.service
    facts = {"service": service.name, "namespace": service.namespace, "other": gap.other}
    reason = _GAPS[gap.gap]
    return reason, reason.named(facts)


def with_unknown_endpoints(journey: Journey, place: Place, gap: OpenEndpoints) -> Arrival:
    """Return the path of a packet to a Service whose endpoints are unknown."""
    reason, facts = gap_reason(gap)
    return Arrival(journey.hop(place, Action.LEAVE, reason, None, **facts), Verdict.UNKNOWN)


def is_endpoint(cluster: Cluster, address: Address, port: int = 0) -> bool:
    """Return whether a slice names the address (and port) now, so that a receiver is or was there."""
    key = "endpoint addresses"
    if key not in cluster.memo:
        cluster.memo[key] = {
            (ip, number)
            for one in cluster.endpoint_slices
            for endpoint in one.endpoints
            for ip in endpoint.addresses
            for number in (0, *(port.port for port in one.ports))
        }
    return (address, port) in cluster.memo[key]


def beyond(cluster: Cluster, journey: Journey) -> Arrival | None:
    """Return the way of a packet that leaves what the input describes; None if it is known that there is no receiver."""
    packet, here = journey.packet, journey.place
    destination = packet.destination
    facts = {"destination": destination, "last": here.name}
    if here.kind is PlaceKind.CLIENT and is_private(cluster, destination):
        return None
    if is_endpoint(cluster, destination) and cluster.node_of_pod_range(destination) is not None:
        reason = Reason.POD_NOT_IN_INPUT
    elif is_endpoint(cluster, destination):
        reason = Reason.ENDPOINT_NOT_IN_INPUT
    elif _belongs_to_the_cluster(cluster, destination):
        return None
    else:
        reason = Reason.BEYOND_INPUT
    left = journey.hop(NOWHERE, Action.LEAVE, reason, None, **reason.named(facts))
    return Arrival(left, Verdict.UNKNOWN)


def _belongs_to_the_cluster(cluster: Cluster, address: Address) -> bool:
    """Return whether the cluster, or what is described around it, would have the address if anybody had."""
    return (
        address.is_loopback
        or address.is_unspecified
        or is_private(cluster, address)
        or cluster.node_of_pod_range(address) is not None
        or contains(cluster.network.service_cidrs, address)
        or balancer_of(cluster, address) is not None
        or http_proxy_of(cluster, address) is not None
    )


# Policies


def forbidden_perhaps(cluster: Cluster, hops: Iterable[Hop]) -> UnreadPolicy | None:
    """Return a policy that is not read and is about a Pod that the way leaves or reaches, or None."""
    if not cluster.gaps.policies:
        return None
    places = [hop.place for hop in hops if hop.place.kind in (PlaceKind.POD, PlaceKind.CLIENT)]
    ends = list(dict.fromkeys(places))
    if len(ends) == 1:
        return _about(cluster, None, cluster.pod_by_reference.get(ends[0].reference))
    for first, second in pairwise(ends):
        pods = (cluster.pod_by_reference.get(one.reference) for one in (first, second))
        found = _about(cluster, *pods)
        if found is not None:
            return found
    return None


def _about(cluster: Cluster, sender: Pod | None, receiver: Pod | None) -> UnreadPolicy | None:
    for one in cluster.gaps.policies:
        out = sender is not None and one.egress and one.selects(sender.namespace, sender.labels)
        into = receiver is not None and one.ingress
        if out or (
            receiver is not None and into and one.selects(receiver.namespace, receiver.labels)
        ):
            return one
    return None


# Annotations


def routing_annotation(
    ingresses: Iterable[Ingress], computed: frozenset[str] = frozenset()
) -> tuple[Ingress, str] | None:
    """Return the first annotation that changes routing and is not read, with its Ingress."""
    for one in ingresses:
        for name in sorted(one.annotations):
            if name in computed:
                continue
            if _ROUTING_ANNOTATIONS.fullmatch(name) and one.annotations[name] != "false":
                return one, name
    return None
