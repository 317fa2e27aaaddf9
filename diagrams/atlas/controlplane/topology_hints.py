"""Topology hints that the EndpointSlice controller shares out by the CPUs of the zones (annotation topology-mode).

Follows kubernetes/kubernetes staging/src/k8s.io/endpointslice/topologycache (AddHints, KEP-2433). Without CPU figures,
or with fewer endpoints than zones, there are no hints at all. Ties, which the controller breaks at random, go to the
zone that comes first in the alphabet. A controller that has shared out endpoints before keeps what still fits; ours
always starts over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import ceil

from atlas.model.service import Endpoint, EndpointSlice, Service
from atlas.model.service_rules import OLD_TOPOLOGY_MODE, TOPOLOGY_MODE
from atlas.model.workload import CONTROL_PLANE_LABELS, Node

AUTOMATIC = ("Auto", "auto")
MOST_OVERLOAD = 0.2
"""How much more than its share an endpoint may get."""


def wants_shared_hints(service: Service) -> bool:
    """Return whether the Service asks for hints in proportion; `trafficDistribution` then counts for nothing."""
    new = service.annotations.get(TOPOLOGY_MODE, "")
    return service.annotations.get(OLD_TOPOLOGY_MODE, new) in AUTOMATIC


def with_shared_hints(
    slices: Sequence[EndpointSlice], nodes: Iterable[Node]
) -> list[EndpointSlice]:
    """Return a Service's slices of one family with hints for their ready endpoints, or as they are."""
    ready = [one for part in slices for one in part.endpoints if one.ready]
    wanted = _wanted(cpu_shares(nodes), len(ready))
    if not wanted or not all(one.zone for one in ready):
        return list(slices)
    moves = _moves(wanted, Counter(one.zone for one in ready))
    return [
        replace(part, endpoints=tuple(_hinted(one, moves) for one in part.endpoints))
        for part in slices
    ]


def cpu_shares(nodes: Iterable[Node]) -> Mapping[str, float]:
    """Return the share of each zone in all CPUs of ready worker nodes; nothing unless all zones and CPUs are known."""
    workers = [
        one
        for one in nodes
        if one.ready and not any(key in one.labels for key in CONTROL_PLANE_LABELS)
    ]
    cpus: Counter[str] = Counter()
    for node in workers:
        cpus[node.zone] += node.cpu
    if len(cpus) < 2 or not all(one.zone and one.cpu for one in workers):
        return {}
    return {zone: cpus[zone] / cpus.total() for zone in sorted(cpus)}


def _wanted(shares: Mapping[str, float], count: int) -> Mapping[str, float]:
    """Return how many endpoints each zone should have; nothing if some zone would be overloaded in any case."""
    if not shares or len(shares) > count:
        return {}
    least = {
        zone: ceil(share * count * (1 / (1 + MOST_OVERLOAD))) for zone, share in shares.items()
    }
    if sum(least.values()) > count:
        return {}
    return {zone: max(share * count, float(least[zone])) for zone, share in shares.items()}


def _moves(wanted: Mapping[str, float], existing: Counter[str]) -> dict[str, list[str]]:
    """Return for each zone with too many endpoints the zones that get one of them, in order.

    Only whole endpoints move, and none for less than a half.
    """
    spare = {zone: existing[zone] - goal for zone, goal in wanted.items() if existing[zone] > goal}
    need = {zone: goal - existing[zone] for zone, goal in wanted.items() if existing[zone] < goal}
    gives: Counter[str] = Counter()
    takes: Counter[str] = Counter()
    while spare and need:
        giver, taker = max(spare, key=spare.__getitem__), max(need, key=need.__getitem__)
        if min(spare[giver], need[taker]) < 0.5 or max(spare[giver], need[taker]) < 1:
            break
        for zone, rest, moved in ((giver, spare, gives), (taker, need, takes)):
            rest[zone] -= 1
            moved[zone] += 1
    takers = sorted(takes.elements())
    return {zone: [takers.pop(0) for _ in range(gives[zone])] for zone in sorted(gives)}


def _hinted(endpoint: Endpoint, moves: dict[str, list[str]]) -> Endpoint:
    """Return the endpoint with a hint for its own zone, or for one that its zone gives an endpoint to."""
    if not endpoint.ready:
        return endpoint
    others = moves.get(endpoint.zone)
    return replace(endpoint, hints_zones=(others.pop(0) if others else endpoint.zone,))
